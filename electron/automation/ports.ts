// What the ways in for programs need of the rest of Breakglass. main.ts hands it in.
import type { Asked, ExitPreview, ExitRequest, ExitView, TimelineEvent } from '../../shared/exit.ts';
import type { Result } from '../../shared/failure.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';

export type FiredExit = Readonly<{ exitId: string; joined: boolean }>;

export type AutomationDesk = Readonly<{
  snapshot: () => PanelSnapshot;
  preview: (request: ExitRequest) => Promise<Result<ExitPreview>>;
  discard: (planId: string) => void;
  /** Plans and confirms in one turn: the first orders are on their way when it returns. */
  fire: (request: Exclude<ExitRequest, { action: 'partialClose' }>, asked: Asked) => Result<FiredExit>;
  /** Reads what the share is of where that is not known freshly; answers a plan id. */
  planShare: (request: Extract<ExitRequest, { action: 'partialClose' }>) => Promise<Result<string>>;
  /** A planned share: its order is on its way when it returns. */
  confirm: (planId: string, asked: Asked) => Result<FiredExit>;
  /** On screen; resolves when a person has decided. */
  askFor: (request: ExitRequest, asked: Asked) => Promise<Result<FiredExit>>;
  exit: (exitId: string) => ExitView | null;
  /** As of now, newest first: those of this session and the last stored ones. */
  exits: () => readonly ExitView[];
  /** The verdict. Rejects for an exit that does not run and did not in this session. */
  decided: (exitId: string) => Promise<ExitView>;
  /** The same with the fills. */
  ended: (exitId: string) => Promise<ExitView>;
  timeline: (exitId: string) => Promise<readonly TimelineEvent[]>;
  /** Calls of the last day that named themselves, oldest first. */
  askedBefore: () => readonly Readonly<{ exitId: string; asked: Asked; atEpochMs: number; joined: boolean }>[];
  marketsNamed: (name: string, accountId: string | null) => readonly string[];
}>;

export type AutomationClock = Readonly<{ now: () => number; epoch: () => number; sleep: (ms: number) => Promise<void> }>;

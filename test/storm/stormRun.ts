// One run of the storm, whole and drawn: what is held, what goes wrong, who else trades, what is pressed.
// Times are milliseconds after the first press; before it when negative.
import type { StoryVenue } from '../storyVenues.ts';
import type { ExitRequest } from '../../shared/exit.ts';
import type { Side } from '../../shared/position.ts';
import type { FaultRule } from '../../electron/practice/faultRules.ts';
import type { PlannedAccount } from '../../electron/practice/portfolio.ts';

export type Place = Readonly<{ account: string; venue: StoryVenue; base: string; kind: 'linear' | 'inverse' }>;

/** What the operator of the exchange does. `forMs` null: it stays so. */
export type Trouble = Readonly<
  | { kind: 'thinBook'; atMs: number; forMs: number | null; place: Place; depth: number }
  | { kind: 'suspended'; atMs: number; forMs: number | null; place: Place }
  | { kind: 'keyRefused'; atMs: number; forMs: number | null; account: string; right: 'revoked' | 'trade' | 'ipAllowed' }
  | { kind: 'socketsDropped'; atMs: number; account: string | null }
  | { kind: 'priceJump'; atMs: number; place: Place; percent: number }
>;

/** What a bot of the account's owner does, with the exit or against it. */
export type BotAct = Readonly<{
  atMs: number;
  /** Waits until the position is gone before it acts, from `atMs` on. */
  onceGone: boolean;
  place: Place;
  side: Side;
  does: 'open' | 'shrink' | 'close' | 'restEntry';
  worth: number; // open and restEntry
  share: number; // shrink
}>;

export type Press = Readonly<{ atMs: number; request: ExitRequest }>;

export type StormRun = Readonly<{
  seed: number;
  latencyMs: number;
  rateLimits: boolean;
  accounts: readonly PlannedAccount[];
  presses: readonly Press[];
  faults: readonly FaultRule[];
  troubles: readonly Trouble[];
  bots: readonly BotAct[];
}>;

export const unifiedSymbol = (base: string, kind: 'linear' | 'inverse'): string =>
  kind === 'linear' ? `${base}/USDT:USDT` : `${base}/USD:${base}`;

/** Nothing was drawn that keeps an exit from ending flat. */
export const isClean = (run: StormRun): boolean =>
  run.faults.length === 0 && run.troubles.length === 0 && run.bots.length === 0 && run.presses.length === 1;

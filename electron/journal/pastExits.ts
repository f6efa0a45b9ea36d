// What earlier sessions left in the journal: the reports of exits that ended, and the exits that never did.
import { z } from 'zod';
import type { ExitView } from '../../shared/exit.ts';
import type { JournalEntry } from '../exit/ports.ts';

const SHOWN = 50;

/** As much of a report as the screen relies on: a damaged one is left out instead of breaking the history. */
const reportSchema = z.looseObject({
  exitId: z.string(),
  request: z.looseObject({ action: z.string() }),
  environment: z.enum(['practice', 'live']),
  pressedAtMs: z.number(),
  endedAtMs: z.number(),
  pressToFlatMs: z.number().nullable(),
  verdict: z.enum(['flat', 'notFlat', 'unknown']),
  legs: z.array(z.looseObject({ legId: z.string(), state: z.string() })),
  accounts: z.array(z.looseObject({ accountId: z.string() })),
  kept: z.array(z.looseObject({})),
  leftOver: z.array(z.looseObject({ kind: z.string() })),
  rates: z.record(z.string(), z.string()),
  notes: z.array(z.string()),
});

export type UnfinishedExit = Readonly<{ exitId: string; atEpochMs: number; orders: number }>;
export type PastExits = Readonly<{
  /** Newest first, the last 50. */
  ended: readonly ExitView[];
  unfinished: readonly UnfinishedExit[];
}>;

export function readPastExits(entries: readonly JournalEntry[]): PastExits {
  const ended = new Map<string, ExitView>();
  const unfinished = new Map<string, UnfinishedExit>();
  for (const entry of entries) {
    if (entry.kind === 'exitIntended') {
      unfinished.set(entry.exitId, { exitId: entry.exitId, atEpochMs: entry.atEpochMs, orders: 0 });
    } else if (entry.kind === 'orderIntended') {
      const exit = unfinished.get(entry.exitId);
      if (exit !== undefined) unfinished.set(entry.exitId, { ...exit, orders: exit.orders + 1 });
    } else if (entry.kind === 'exitAcknowledged') {
      unfinished.delete(entry.exitId);
    } else if (entry.kind === 'exitEnded') {
      unfinished.delete(entry.exitId);
      const report = reportSchema.safeParse(entry.report);
      if (report.success) ended.set(entry.exitId, entry.report as ExitView); // the later entry has the fills
    }
  }
  const newestFirst = [...ended.values()].sort((a, b) => b.pressedAtMs - a.pressedAtMs);
  return { ended: newestFirst.slice(0, SHOWN), unfinished: [...unfinished.values()] };
}

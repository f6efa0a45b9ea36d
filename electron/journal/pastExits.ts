// The reports that earlier sessions left in the journal.
import { z } from 'zod';
import type { ExitView } from '../../shared/exit.ts';

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

/** Newest first, as they come. */
export function readReports(rows: readonly Readonly<Record<string, unknown>>[]): readonly ExitView[] {
  return rows.flatMap((row) => {
    const report = parse(row['report']);
    return reportSchema.safeParse(report).success ? [report as ExitView] : [];
  });
}

/** Null for what is not JSON. */
export function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

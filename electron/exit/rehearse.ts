// The way from the press to the first orders, gone once while the finger is still on the button: planned, sized, numbered and
// signed, and then thrown away. The machine has compiled it when it counts. Nothing stays on the disk and nothing is sent.
import { dryRun } from './dryRun.ts';
import type { ExitLimits } from './limits.ts';
import type { Rates } from './money.ts';
import type { Clock, Journal, Venue } from './ports.ts';
import type { Scope } from './scope.ts';

type RehearsalInputs = Readonly<{
  clock: Clock;
  journal: Journal;
  limits: ExitLimits;
  rates: () => Rates;
  /** An exit runs: what is rehearsed would be in its way. */
  isBusy: () => boolean;
}>;

/** The first time is slow, the second is what the machine learns from, the third is as fast as it gets. */
const TIMES = 3;

/** One account a turn: a press in the middle waits for a few milliseconds at most. A newer one ends an older. Never rejects. */
export function createRehearsal({ clock, journal, limits, rates, isBusy }: RehearsalInputs) {
  let latest = 0;
  return async (venues: readonly Venue[], scope: Scope): Promise<void> => {
    if (clock.nextTurn === undefined) return; // a clock of its own: there is no machine to warm
    const own = (latest += 1);
    for (const venue of Array.from({ length: TIMES }, () => venues).flat()) {
      if (venue.rehearse === undefined) continue;
      await clock.nextTurn();
      if (own !== latest || isBusy()) return;
      const run = dryRun({ venue, clock, limits, rates, scope });
      journal.rehearse?.(run.firstIntents(true));
      await venue.rehearse(run.state.legs.flatMap((leg) => leg.sent.map((sent) => sent.order)));
    }
  };
}

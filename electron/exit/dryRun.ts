// An exit of one account as far as its first wave: planned, sized and numbered, then left alone. Nothing is written or sent.
import type { CloseOrder, Clock, Journal, Venue } from './ports.ts';
import type { WorkingOrder } from '../../shared/position.ts';
import { createAccountExit, type AccountExit } from './accountExit.ts';
import { decideCancels } from './decideCancels.ts';
import { defaultExitLimits, type ExitLimits } from './limits.ts';
import type { Rates } from './money.ts';
import { chunksOf, groupByUrgency } from './plan.ts';
import type { Scope } from './scope.ts';

const nowhere: Journal = { commit: () => undefined, note: () => undefined };

type DryRunInputs = Readonly<{ venue: Venue; clock: Clock; limits: ExitLimits; rates: () => Rates; scope: Scope }>;

/** Its first intents are not asked for yet. */
export function dryRun({ venue, clock, limits, rates, scope }: DryRunInputs): AccountExit {
  const run = createAccountExit({
    venue,
    clock,
    journal: nowhere,
    limits,
    rates,
    winnersRule: () => 'netOfFee',
    trustLiveBook: true,
    inherited: new Map(),
    recovered: [],
    onProgress: () => undefined,
    onJournalFailure: () => undefined,
  });
  run.addDemand({ exitId: 'rehearsal0', scope, pressedAtMs: clock.now(), resumed: null });
  return run;
}

/** In the order of sending. `later`: what is cancelled once the positions that it protects are proved closed. */
export type FirstWave = Readonly<{
  closes: readonly CloseOrder[];
  cancels: readonly WorkingOrder[];
  later: readonly WorkingOrder[];
}>;

/** What an Emergency Exit would send at once if `venue` held just what it knows, however old that is. */
export function firstWaveOf(venue: Venue, clock: Clock, rates: () => Rates): FirstWave {
  const known = venue.known();
  const run = dryRun({
    venue: { ...venue, known: () => ({ ...known, ageMs: 0 }) },
    clock,
    limits: defaultExitLimits,
    rates,
    scope: { kind: 'filter', instrument: null, side: null },
  });
  run.firstIntents(false);
  const orders = run.state.legs.flatMap((leg) => leg.sent.map((sent) => sent.order));
  const groups = groupByUrgency(orders, ({ position }) => position, rates());
  const cancels = decideCancels(run.state, clock.now(), () => undefined).actions.flatMap((action) =>
    action.kind === 'cancel' ? action.orders.map(({ order }) => order) : [],
  );
  return {
    closes: chunksOf(groups, venue.traits.closeBatchSize).flat(),
    cancels,
    later: known.orders.filter((order) => !cancels.includes(order)),
  };
}

// The watches that follow flat verdicts, one for each account and exit: what comes back in their scope raises an alarm.
import type { AccountId } from '../../shared/account.ts';
import type { Position, WorkingOrder } from '../../shared/position.ts';
import { closedPositions } from './demand.ts';
import type { ExitPart, ExitRecord } from './exitRecord.ts';
import type { Clock, Venue } from './ports.ts';
import { belongsTo, orderInScope, positionInFilter, scopeCovers, type Scope } from './scope.ts';
import { watchScope, type ExitAlarm } from './watch.ts';

type Watch = Readonly<{ scope: Scope; untilMs: number; stop: () => void; leavePositions: () => void }>;
type WatchInputs = Readonly<{
  clock: Clock;
  watchMinutes: () => number;
  onAlarm: (alarm: ExitAlarm, record: ExitRecord, venue: Venue) => void;
}>;

export type Watches = Readonly<{
  /** An account of an exit that was proved flat, from then on, whatever becomes of the others. */
  start: (record: ExitRecord, part: ExitPart) => void;
  /** What a new exit covers it will watch itself; what an older one watches beyond that goes on. */
  endCovered: (venue: Venue, scope: Scope) => void;
  /** Its connection is gone. Answers whether something of it was still watched. */
  endAccount: (accountId: AccountId) => boolean;
  stop: () => void;
}>;

export function createWatches({ clock, watchMinutes, onAlarm }: WatchInputs): Watches {
  const watches = new Map<AccountId, Set<Watch>>();
  return {
    start: (record, { run, demand }) => {
      const forMs = watchMinutes() * 60_000;
      // What Stay flat closes is watched by the exit that it belongs to.
      if (forMs === 0 || record.request.action === 'partialClose' || record.startedBy === 'stayFlat') return;
      if (demand.result?.verdict !== 'flat') return;
      const { scope, closing, exitId } = demand;
      const closed = closedPositions(run.state, demand);
      let ordersOnly = false;
      const watched = {
        exitId,
        venue: run.venue,
        position: (position: Position) => !ordersOnly && (positionInFilter(scope, position) || closing.has(position.key)),
        order: (order: WorkingOrder) => orderInScope(scope, order, closed),
        sideOf: (order: WorkingOrder) => closed.find((position) => belongsTo(order, position))?.side ?? null,
      };
      const watch = {
        scope,
        untilMs: clock.now() + forMs,
        stop: watchScope(watched, { clock, forMs, onAlarm: (alarm) => onAlarm(alarm, record, run.venue) }),
        leavePositions: () => {
          ordersOnly = true;
        },
      };
      const present = watches.get(run.venue.accountId);
      if (present === undefined) watches.set(run.venue.accountId, new Set([watch]));
      else present.add(watch);
    },
    endCovered: ({ accountId }, scope) => {
      for (const watch of watches.get(accountId) ?? []) {
        if (!scopeCovers(scope, watch.scope)) continue;
        if (scope.kind === 'filter' && scope.side !== null) {
          watch.leavePositions(); // orders belong to the positions that an exit closed: the new one does not know these
          continue;
        }
        watch.stop();
        watches.get(accountId)?.delete(watch);
      }
    },
    endAccount: (accountId) => {
      const list = [...(watches.get(accountId) ?? [])];
      for (const watch of list) watch.stop();
      watches.delete(accountId);
      return list.some(({ untilMs }) => clock.now() < untilMs);
    },
    stop: () => {
      for (const list of watches.values()) for (const watch of list) watch.stop();
      watches.clear();
    },
  };
}

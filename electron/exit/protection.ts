// Cancels orders, and puts protection back that was taken away for a close that then failed.
//  - Own orders that hold the size of a leg go one round at a time; the close follows when all are certain.
//  - What was cancelled is remembered until its position is closed for good: a close can fail, a read can be wrong.
import { compare, floorToStep, isZero, type Decimal } from '../../shared/decimal.ts';
import { closingOrderSide, type WorkingOrder } from '../../shared/position.ts';
import {
  backOffMs,
  isClosed,
  isListedAfter,
  nextSeq,
  orderKey,
  type Leg,
  type OrderRun,
  type RemovedOrder,
} from './accountState.ts';
import { intentOf, type AccountWire } from './accountWire.ts';
import { bookCancelTry } from './decideCancels.ts';
import { isSettled } from './leg.ts';
import { chunksOf } from './plan.ts';
import type { CancelOutcome, JournalEntry, OrdersRead } from './ports.ts';
import { belongsTo, isProtective } from './scope.ts';

/** A cancel took this order, or, not `sure`, may have. */
type Taken = Readonly<{ order: WorkingOrder; sure: boolean }>;

/** A restore that certainly did nothing is sent again this many times before the position is called naked. */
const RESTORE_TRIES = 6;

/**
 * Somebody who orders anew with each listing would have the lists read as fast as the line allows, until the budget of the
 * whole address is gone. After this many listings that brought something to cancel, the next ones come later and later.
 */
const SWEPT_AT_ONCE = 4;

export type Protection = Readonly<{
  /** `hold`: the leg whose close these orders hold up; an empty list then says that nothing does any more. */
  cancel: (runs: readonly OrderRun[], sweep: boolean, hold: Leg | null, why: string) => void;
  restore: (leg: Leg, removed: readonly RemovedOrder[]) => void;
  rememberRestored: (read: OrdersRead) => void;
}>;

export function createProtection(wire: AccountWire): Protection {
  const { venue, clock, state, calls } = wire;
  let sweptListings = 0;
  let sweptSeq = -1;

  function cancel(runs: readonly OrderRun[], sweep: boolean, hold: Leg | null, why: string): void {
    if (hold !== null && runs.length === 0) {
      holdersGone(hold, 0);
      return;
    }
    if (hold !== null) hold.hold = 'clearing';
    else paceListings();
    const waiting = runs.filter((run) => !run.inFlight);
    for (const run of waiting) {
      run.inFlight = true;
      run.tries += 1;
    }
    let open = 0;
    const taken: Taken[] = [];
    const settle = (part: readonly OrderRun[], outcomes: readonly CancelOutcome[]): void => {
      wire.endWrite();
      const seq = nextSeq(state);
      part.forEach((run, index) => {
        const outcome = outcomes[index];
        bookCancel(run, outcome, seq);
        if (outcome?.kind === 'cancelled' || outcome?.kind === 'unknown') {
          taken.push({ order: run.order, sure: outcome.kind === 'cancelled' });
        }
      });
      open -= 1;
      if (hold === null) rememberSwept(taken.splice(0));
      else if (open === 0) holdersAnswered(hold, taken, waiting);
    };
    const parts = sweep ? [waiting] : cancelParts(waiting);
    open = parts.length;
    for (const part of parts) {
      const orders = part.map((run) => run.order);
      const exitId = state.demands.find((demand) => demand.result === null)?.exitId;
      if (exitId !== undefined) {
        const legId = hold?.legId ?? null;
        const entry: JournalEntry = { kind: 'ordersCancelled', exitId, accountId: venue.accountId, legId, orders, why };
        // Protection of an open position goes: a crash right after must find that on disk.
        if (hold === null) wire.note(entry);
        else wire.commit(exitId, [entry]);
      }
      wire.beginWrite();
      void wire.book(sweep ? calls.sweepOrders(orders) : calls.cancelOrders(orders), (outcomes) => settle(part, outcomes));
    }
  }

  function paceListings(): void {
    const { orders } = state.truth;
    if (orders === null || orders.start.seq <= sweptSeq) return;
    sweptSeq = orders.start.seq;
    sweptListings += 1;
    if (sweptListings <= SWEPT_AT_ONCE) return;
    const waitMs = backOffMs(100, sweptListings - SWEPT_AT_ONCE - 1, 4_000);
    // The last proof is not put off: what it shows is the verdict.
    const atMs = Math.min(clock.now() + waitMs, state.stopWritesAtMs);
    state.ordersRead.notBeforeMs = Math.max(state.ordersRead.notBeforeMs, atMs);
  }

  function cancelParts(runs: readonly OrderRun[]): readonly (readonly OrderRun[])[] {
    const byFamily = new Map<string, OrderRun[]>();
    for (const run of runs) {
      const list = byFamily.get(run.order.family);
      if (list === undefined) byFamily.set(run.order.family, [run]);
      else list.push(run);
    }
    return [...byFamily.values()].flatMap((list) =>
      chunksOf(
        list.map((run) => [run]),
        venue.traits.cancelBatchSize,
      ),
    );
  }

  function bookCancel(run: OrderRun, outcome: CancelOutcome | undefined, seq: number): void {
    run.inFlight = false;
    run.answeredSeq = seq;
    run.failure = outcome?.kind === 'refused' || outcome?.kind === 'unknown' ? outcome.failure : null;
    bookCancelTry(run, clock.now());
    if (outcome?.kind === 'cancelled') run.cancelled = true;
  }

  const removedNow = ({ order, sure }: Taken): RemovedOrder => ({
    order,
    sure,
    lateUntilMs: sure ? null : clock.now() + state.receiveWindowMs,
    listed: false,
    afterSeq: state.seq,
    due: false,
    restoredAs: null,
    tries: 0,
    notBeforeMs: 0,
  });

  /** A read that called a position closed may have been wrong: what protected it is known until the end. */
  function rememberSwept(taken: readonly Taken[]): void {
    for (const each of taken) {
      const { order } = each;
      if (!isProtective(order) || order.family === 'attached') continue;
      const leg = state.legs.find(
        ({ position }) => belongsTo(order, position) && order.orderSide === closingOrderSide(position.side),
      );
      if (leg !== undefined) (isClosed(leg) ? leg.swept : leg.removed).push(removedNow(each));
    }
  }

  /** The orders that held the size are answered. What may be gone is remembered; what is not certain is listed again. */
  function holdersAnswered(leg: Leg, taken: readonly Taken[], asked: readonly OrderRun[]): void {
    leg.hold = 'none';
    if (isClosed(leg)) {
      leg.swept.push(...taken.map(removedNow));
      return;
    }
    const keys = new Set(taken.map(({ order }) => orderKey(order)));
    const before = leg.removed.filter(({ order }) => !keys.has(orderKey(order)));
    leg.removed = [...before, ...taken.map(removedNow)];
    if (isSettled(leg.state)) return;
    if (asked.every((run) => run.failure === null)) {
      holdersGone(leg, asked.length);
      return;
    }
    leg.hold = 'cancelling';
    leg.holdSeq = state.seq;
  }

  /** Nothing of our own holds the size any more: the close goes again, at once where an order went for it. */
  function holdersGone(leg: Leg, asked: number): void {
    leg.holdCycles += 1;
    leg.hold = leg.removed.length > 0 ? 'cleared' : 'none';
    leg.notBeforeMs = leg.hold === 'cleared' || asked > 0 ? 0 : clock.now() + backOffMs(250, leg.attempts - 1, 5_000);
    wire.wake();
  }

  function restore(leg: Leg, removed: readonly RemovedOrder[]): void {
    if (leg.hold === 'restoring') {
      leg.hold = 'none';
      wire.wake();
    }
    leg.removed = leg.removed.filter((item) => !removed.includes(item));
    const rest = leg.remainingSize ?? leg.position.size;
    if (isZero(rest)) return;
    for (const item of removed) if (!isListedAfter(state, item)) restoreOne(leg, item, rest);
  }

  function restoreOne(leg: Leg, item: RemovedOrder, rest: Decimal): void {
    const { order } = item;
    leg.sends += 1;
    const clientOrderId = venue.traits.clientOrderId(leg.exitId, leg.index, leg.sends, 0);
    const size =
      order.size !== null && compare(order.size, rest) > 0 ? floorToStep(rest, leg.position.market.lotSize) : order.size;
    const restores = order.orderId;
    wire.commit(leg.exitId, [
      intentOf(leg, { clientOrderId, size: size ?? rest, attempt: leg.sends, limitPrice: null, restores }),
    ]);
    wire.beginWrite();
    leg.unrestored.push(clientOrderId); // until it is answered nobody knows
    void wire.book(calls.restoreOrder({ ...order, size }, clientOrderId), (outcome) => {
      wire.endWrite();
      wire.noteAnswer(leg, clientOrderId, outcome);
      const before = leg.unrestored;
      leg.unrestored = before.filter((id) => id !== clientOrderId);
      if (outcome.kind === 'accepted' || isClosed(leg)) return;
      const nothing = outcome.kind === 'neverSent' || (outcome.kind === 'refused' && outcome.reason === 'rateLimited');
      // Gone, or somebody made it smaller than the order: the next read tells.
      const tooLarge = outcome.kind === 'refused' && outcome.reason === 'nothingToClose';
      if (tooLarge) leg.needsReadAfterSeq = Math.max(leg.needsReadAfterSeq, nextSeq(state));
      if ((nothing || tooLarge) && item.tries < RESTORE_TRIES) {
        const waitMs = outcome.retryAfterMs ?? backOffMs(100, item.tries, 2_000);
        leg.removed.push({ ...item, sure: true, due: true, tries: item.tries + 1, notBeforeMs: clock.now() + waitMs });
        return;
      }
      if (outcome.kind === 'refused' && outcome.reason === 'duplicate') return;
      leg.unrestored = before;
    });
  }

  /** A restored stop whose submit got no answer, and that is listed after all, protects its position again. */
  function rememberRestored(read: OrdersRead): void {
    const listed = new Set(read.orders.map((order) => order.clientOrderId));
    for (const leg of state.legs) leg.unrestored = leg.unrestored.filter((clientOrderId) => !listed.has(clientOrderId));
  }

  return { cancel, restore, rememberRestored };
}

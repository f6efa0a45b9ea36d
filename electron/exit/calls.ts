// Every call to a venue goes through here: it gets a deadline, ends by it even when the adapter does not, and whatever
// an adapter throws becomes the outcome that claims least: a failed read, an unknown write.
import { fail, type Failure, type Result } from '../../shared/failure.ts';
import type { Position, WorkingOrder } from '../../shared/position.ts';
import type { ExitLimits } from './limits.ts';
import type { CancelOutcome, Clock, CloseOrder, Fill, OrdersRead, OrderState, SubmitOutcome, Venue } from './ports.ts';

export type VenueCalls = Readonly<{
  readPositions: () => Promise<Result<readonly Position[]>>;
  readOrders: () => Promise<Result<OrdersRead>>;
  submitCloses: (orders: readonly CloseOrder[]) => Promise<readonly SubmitOutcome[]>;
  cancelOrders: (orders: readonly WorkingOrder[]) => Promise<readonly CancelOutcome[]>;
  sweepOrders: (orders: readonly WorkingOrder[]) => Promise<readonly CancelOutcome[]>;
  restoreOrder: (order: WorkingOrder, clientOrderId: string) => Promise<SubmitOutcome>;
  lookUp: (order: CloseOrder) => Promise<Result<OrderState>>;
  readFills: (orders: readonly Readonly<{ symbol: string; orderId: string }>[]) => Promise<Result<readonly Fill[]>>;
}>;

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function callsOf(venue: Venue, clock: Clock, limits: ExitLimits): VenueCalls {
  async function within<T>(call: (deadlineMs: number) => Promise<T>, otherwise: (why: string) => T): Promise<T> {
    const deadlineMs = clock.now() + limits.callMs;
    const late = async (): Promise<T> => {
      await clock.sleep(limits.callMs + limits.callGraceMs);
      return otherwise(`${venue.label} did not answer within ${limits.callMs} ms.`);
    };
    try {
      return await Promise.race([call(deadlineMs), late()]);
    } catch (error) {
      return otherwise(words(error));
    }
  }
  const unreachable = (why: string): Failure => ({ kind: 'unreachable', message: why });
  const unknown = (why: string): Failure => ({ kind: 'unknownOutcome', message: why });
  /** One outcome per order whatever came back; a missing one claims nothing. */
  const complete = <T>(outcomes: readonly T[], count: number, missing: () => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => outcomes[index] ?? missing());

  async function submitMany(orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
    const lost = (why: string) => (): SubmitOutcome => ({ kind: 'unknown', failure: unknown(why) });
    const outcomes = await within(
      (deadlineMs) => venue.submitCloses(orders, deadlineMs),
      (why) => orders.map(lost(why)),
    );
    return complete(outcomes, orders.length, lost('The answer names no outcome for this order.'));
  }
  async function cancelMany(
    orders: readonly WorkingOrder[],
    call: (deadlineMs: number) => Promise<readonly CancelOutcome[]>,
  ): Promise<readonly CancelOutcome[]> {
    const lost = (why: string) => (): CancelOutcome => ({ kind: 'unknown', failure: unknown(why) });
    const outcomes = await within(call, (why) => orders.map(lost(why)));
    return complete(outcomes, orders.length, lost('The answer names no outcome for this order.'));
  }
  return {
    readPositions: () =>
      within(
        (deadlineMs) => venue.readPositions(deadlineMs),
        (why) => fail(unreachable(why)),
      ),
    readOrders: () =>
      within(
        (deadlineMs) => venue.readOrders(deadlineMs),
        (why) => fail(unreachable(why)),
      ),
    submitCloses: submitMany,
    cancelOrders: (orders) => cancelMany(orders, (deadlineMs) => venue.cancelOrders(orders, deadlineMs)),
    sweepOrders: (orders) => cancelMany(orders, (deadlineMs) => venue.sweepOrders(orders, deadlineMs)),
    restoreOrder: (order, clientOrderId) =>
      within(
        (deadlineMs) => venue.restoreOrder(order, clientOrderId, deadlineMs),
        (why): SubmitOutcome => ({ kind: 'unknown', failure: unknown(why) }),
      ),
    lookUp: (order) =>
      within(
        (deadlineMs) => venue.lookUp(order, deadlineMs),
        (why) => fail(unreachable(why)),
      ),
    readFills: (orders) =>
      within(
        (deadlineMs) => venue.readFills(orders, deadlineMs),
        (why) => fail(unreachable(why)),
      ),
  };
}

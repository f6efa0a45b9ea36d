// Realised PnL and fees, from the venue's fills only. Filled in after the verdict, with a bounded wait; what could not
// be read stays null and is never estimated.
import { add, compare, divide, isZero, multiply, type Decimal } from '../../shared/decimal.ts';
import type { Failure } from '../../shared/failure.ts';
import { bookLookUp } from './answers.ts';
import { legsOf } from './demand.ts';
import { mayHaveTraded, type ExitPart } from './exitRecord.ts';
import { ownOrders, type Leg } from './accountState.ts';
import type { ExitLimits } from './limits.ts';
import { totalOf } from './plan.ts';
import type { Clock, Fill } from './ports.ts';

const PAUSE_MS = 250; // fills are listed a moment after the position changed

/** Answers why fills are missing, in words; null: they are not. */
export async function fillIn(part: ExitPart, clock: Clock, limits: ExitLimits): Promise<string | null> {
  const untilMs = clock.now() + limits.fillsMs;
  let failure: Failure | null = null;
  const { calls, state } = part.run;
  let open = legsOf(state, part.demand).filter(mayHaveTraded);
  for (let pause = PAUSE_MS; open.length > 0; pause *= 2) {
    const again = pause > PAUSE_MS;
    await Promise.all(open.map((leg) => settleOrders(part, leg, clock, again)));
    const orders = open.flatMap((leg) => idsOf(leg).map((orderId) => ({ symbol: leg.position.symbol, orderId })));
    if (orders.length > 0) {
      const result = await calls.readFills(orders);
      failure = result.ok ? null : result.failure;
      if (result.ok) {
        const { value } = result;
        open = open.filter((leg) => !applyFills(leg, value));
      }
    }
    if (open.length === 0) return null;
    if (clock.now() + pause >= untilMs) return missingWords(part, failure);
    await clock.sleep(pause);
  }
  return null;
}

const missingWords = ({ run }: ExitPart, failure: Failure | null): string =>
  `${run.venue.label}: not all fills could be read in time, so that its realised result is not known${failure === null ? '' : ` (${failure.message})`}.`;

const idsOf = (leg: Leg): readonly string[] => ownOrders(leg).flatMap((sent) => (sent.orderId === null ? [] : [sent.orderId]));

/**
 * An order whose answer was lost has no venue id yet; the position proved the leg, the id is needed for its fills. When
 * fills stay incomplete, what every unfinished order filled is asked too.
 */
async function settleOrders(part: ExitPart, leg: Leg, clock: Clock, all: boolean): Promise<void> {
  const unsettled = ownOrders(leg).filter((sent) => sent.progress === 'open' && (all || sent.orderId === null));
  await Promise.all(
    unsettled.map(async (sent) => {
      bookLookUp(part.run.state, leg, sent, await part.run.calls.lookUp(sent.order), clock.now());
    }),
  );
}

/** True when the leg's fills are complete: every possible order is accounted for. */
function applyFills(leg: Leg, all: readonly Fill[]): boolean {
  if (ownOrders(leg).some((sent) => sent.progress === 'open' && sent.orderId === null)) return false;
  let size: Decimal = '0';
  let value: Decimal = '0';
  let fee: Decimal | null = '0';
  let realized: Decimal | null = '0';
  for (const sent of ownOrders(leg)) {
    if (sent.orderId === null) continue;
    const fills = all.filter((fill) => fill.orderId === sent.orderId && fill.symbol === leg.position.symbol);
    const filled = totalOf(fills.map((fill) => fill.size));
    const expected = sent.progress === 'open' ? sent.order.size : sent.filledSize;
    if (expected === null ? fills.length === 0 : compare(filled, expected) < 0) return false;
    for (const fill of fills) {
      size = add(size, fill.size);
      value = add(value, multiply(fill.size, fill.price));
      fee = fee === null || fill.fee === null ? null : add(fee, fill.fee);
      realized = realized === null || fill.realizedPnl === null ? null : add(realized, fill.realizedPnl);
    }
  }
  leg.fee = fee;
  leg.realizedPnl = realized;
  leg.averagePrice = isZero(size) ? null : divide(value, size);
  return true;
}

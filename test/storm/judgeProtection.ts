// A position that stays open keeps the protection that it had, or the report says that it is gone; and no order that was
// put back works beside its original.
import { absolute, compare, isNegative, isZero, smaller, type Decimal } from '../../shared/decimal.ts';
import { isReducing } from '../../electron/practice/reduceOnly.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { sizeAt, sizesBetween, type OrderLine, type PositionLine, type Timeline } from './timeline.ts';

const belongsTo = ({ order }: OrderLine, line: PositionLine): boolean =>
  order.accountId === line.account && order.symbol === line.symbol && order.tag === line.tag;

const isWorking = ({ untilMs }: OrderLine): boolean => untilMs === Infinity;
const wasCancelled = ({ endReason }: OrderLine): boolean => endReason === 'user' || endReason === 'autoCancel';

const samePrice = (a: Decimal | null, b: Decimal | null): boolean => (a === null || b === null ? a === b : compare(a, b) === 0);

/** The same protection, whatever its id and size. */
function isCopy({ order: a }: OrderLine, { order: b }: OrderLine): boolean {
  return (
    a.orderSide === b.orderSide &&
    samePrice(a.price, b.price) &&
    samePrice(a.trigger?.price ?? null, b.trigger?.price ?? null) &&
    (a.trigger === null) === (b.trigger === null)
  );
}

export function judgeProtection(evidence: Evidence, timeline: Timeline): readonly Finding[] {
  return timeline.positions.flatMap((line): readonly Finding[] => {
    const size = absolute(sizeAt(line, Infinity));
    // A bot that closes it, or turns it in one fill, ends what the protection was for.
    const same = [line.startSize, ...line.changes.map(({ after }) => after)].every(
      (each) => !isZero(each) && isNegative(each) === isNegative(line.startSize),
    );
    if (isZero(size) || !same) return [];
    const own = timeline.orders.filter((order) => belongsTo(order, line) && isReducing(order.order));
    const before = own.filter(({ fromMs }) => fromMs === -Infinity);
    const restored = own.filter((order) => order.author === 'exit' && isWorking(order));
    return before.flatMap((order) => [
      ...judgeLost(evidence, line, order, restored, size),
      ...judgeDoubled(line, order, restored),
    ]);
  });
}

function judgeLost(
  evidence: Evidence,
  line: PositionLine,
  lost: OrderLine,
  restored: readonly OrderLine[],
  size: Decimal,
): readonly Finding[] {
  if (!wasCancelled(lost)) return [];
  // What others added after it was put back is theirs to protect.
  const least = sizesBetween(line, lost.untilMs, Infinity).map(absolute).reduce(smaller, size);
  const needed = lost.order.size === null ? least : smaller(lost.order.size, least);
  const back = restored.some(
    (order) => isCopy(order, lost) && (order.order.size === null || compare(order.order.size, needed) >= 0),
  );
  if (back || isSaid(evidence, line)) return [];
  const { family, type, trigger, orderId } = lost.order;
  const words = `${line.account} ${line.symbol} ${line.tag} ${size} lost its ${family} ${trigger?.kind ?? type} (${orderId}) at ${Math.round(lost.untilMs)} ms, unsaid`;
  return [{ kind: 'exposedUnsaid', words }];
}

function isSaid(evidence: Evidence, line: PositionLine): boolean {
  const symbol = evidence.unified(line.account, line.symbol);
  return evidence.exits.some(({ view }) =>
    view.legs.some((leg) => leg.accountId === line.account && leg.symbol === symbol && leg.naked),
  );
}

function judgeDoubled(line: PositionLine, original: OrderLine, restored: readonly OrderLine[]): readonly Finding[] {
  const copies = restored.filter((order) => isCopy(order, original)).length + (isWorking(original) ? 1 : 0);
  if (copies < 2) return [];
  const words = `${line.account} ${line.symbol} ${line.tag}: the protection of ${original.order.orderId} works ${copies} times`;
  return [{ kind: 'duplicate', words }];
}

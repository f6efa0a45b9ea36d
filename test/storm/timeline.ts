// The exchange's ledger over the time of a run: what each position held and which orders worked, at every moment, and whose
// order it was that changed it. Pure.
import { add, isZero, negate, type Decimal } from '../../shared/decimal.ts';
import type { PracticeOrder } from '../../electron/practice/exchange.ts';
import type { Evidence } from './evidence.ts';

/** `account`: the orders that rested before, and the exchange itself (liquidation). */
export type Author = 'exit' | 'bot' | 'account';

export type Change = Readonly<{
  atMs: number;
  before: Decimal;
  after: Decimal;
  size: Decimal;
  author: Author;
  order: PracticeOrder;
  exitId: string | null; // of the exit that sent the order
}>;

export type PositionLine = Readonly<{
  account: string;
  symbol: string;
  tag: PracticeOrder['tag'];
  startSize: Decimal; // signed
  changes: readonly Change[];
}>;

export type OrderLine = Readonly<{
  order: PracticeOrder; // as it was placed
  author: Author;
  exitId: string | null;
  fromMs: number; // -Infinity: it worked before the first press
  untilMs: number; // Infinity: it works still
  endReason: string | null;
}>;

export type Timeline = Readonly<{ positions: readonly PositionLine[]; orders: readonly OrderLine[] }>;

const lineKey = (item: Readonly<{ account: string; symbol: string; tag: string }>): string =>
  `${item.account}|${item.symbol}|${item.tag}`;

export function drawTimeline(evidence: Evidence): Timeline {
  const orders = new Map<string, { -readonly [Key in keyof OrderLine]: OrderLine[Key] }>();
  const positions = new Map<string, { line: Omit<PositionLine, 'changes'>; changes: Change[]; size: Decimal }>();
  const orderKey = ({ accountId, orderId }: Pick<PracticeOrder, 'accountId' | 'orderId'>) => `${accountId}|${orderId}`;

  const exitOf = (order: PracticeOrder): string | null => {
    const parent = order.wire['parentOrderId'];
    if (typeof parent === 'string') return orders.get(orderKey({ ...order, orderId: parent }))?.exitId ?? null;
    return order.clientOrderId === null ? null : (evidence.sent.get(order.clientOrderId) ?? null);
  };
  const see = (order: PracticeOrder, atMs: number) => {
    const key = orderKey(order);
    let line = orders.get(key);
    if (line === undefined) {
      const exitId = exitOf(order);
      const author: Author = exitId !== null ? 'exit' : evidence.botOrders.has(order.orderId) ? 'bot' : 'account';
      line = { order, author, exitId, fromMs: atMs, untilMs: Infinity, endReason: null };
      orders.set(key, line);
    }
    if (order.status !== 'working' && line.untilMs === Infinity) {
      line.untilMs = atMs;
      line.endReason = order.status === 'filled' ? 'filled' : order.status === 'triggered' ? 'triggered' : order.endReason;
    }
    return line;
  };

  for (const order of evidence.start.orders) see(order, -Infinity);
  for (const { account, symbol, tag, signedSize } of evidence.start.positions) {
    const line = { account, symbol, tag, startSize: signedSize };
    positions.set(lineKey(line), { line, changes: [], size: signedSize });
  }
  for (const { atMs, order, fill } of evidence.events) {
    const { author, exitId } = see(order, atMs);
    if (fill === null) continue;
    const line = { account: order.accountId, symbol: order.symbol, tag: order.tag, startSize: '0' as Decimal };
    const held = positions.get(lineKey(line)) ?? { line, changes: [], size: '0' };
    positions.set(lineKey(line), held);
    const before = held.size;
    held.size = add(before, fill.orderSide === 'buy' ? fill.size : negate(fill.size));
    held.changes.push({ atMs, before, after: held.size, size: fill.size, author, order, exitId });
  }
  return {
    positions: [...positions.values()].map(({ line, changes }) => ({ ...line, changes })),
    orders: [...orders.values()],
  };
}

/** The last change at or before that moment; what was there at the start without one. */
export function sizeAt({ changes, startSize }: PositionLine, atMs: number): Decimal {
  return changes.findLast((change) => change.atMs <= atMs)?.after ?? startSize;
}

/** Since when it was open without a break, at that moment; null when it was not. */
export function openSince(line: PositionLine, atMs: number): number | null {
  if (isZero(sizeAt(line, atMs))) return null;
  const opening = line.changes.findLast((change) => change.atMs <= atMs && isZero(change.before));
  return opening === undefined ? -Infinity : opening.atMs;
}

/** Every size that it had in that time, both ends included. */
export const sizesBetween = (line: PositionLine, fromMs: number, toMs: number): readonly Decimal[] => [
  sizeAt(line, fromMs),
  ...line.changes.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).flatMap(({ before, after }) => [before, after]),
];

export const workedBetween = (line: OrderLine, fromMs: number, toMs: number): boolean =>
  line.fromMs <= toMs && line.untilMs >= fromMs;

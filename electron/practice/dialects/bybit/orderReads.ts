// Orders and executions read back. order/realtime knows the working orders and the 500 that ended last.
import type { PracticeFill, PracticeOrder } from '../../exchange.ts';
import { badParameter } from './codes.ts';
import { closedSize, executionRow, orderRow } from './orderRows.ts';
import { instrumentOf, money, valueAt } from './render.ts';
import { page, succeed, text, type Answer, type PrivateCall } from './wire.ts';
import { absolute, add, divide, isZero, multiply, negate, subtract, sum, toPlaces } from '../../../../shared/decimal.ts';

const RECENTLY_ENDED = 500;

const ended = (call: PrivateCall): readonly PracticeOrder[] =>
  call.venue.endedOrders(call.account.id).filter((order) => call.names.isVisible(order) && order.triggeredOrderId === null);

const byName = (call: PrivateCall): PracticeOrder | undefined =>
  call.names.find(call.account.id, { orderId: text(call.params, 'orderId'), orderLinkId: text(call.params, 'orderLinkId') });

function wanted(call: PrivateCall, order: PracticeOrder): boolean {
  const { params } = call;
  const instrument = instrumentOf(call.venue, order.symbol);
  if (instrument.kind !== text(params, 'category')) return false;
  const symbol = text(params, 'symbol');
  const baseCoin = text(params, 'baseCoin');
  const settleCoin = text(params, 'settleCoin');
  if (symbol !== undefined && order.symbol !== symbol) return false;
  if (symbol === undefined && baseCoin !== undefined && instrument.base !== baseCoin) return false;
  if (symbol === undefined && baseCoin === undefined && settleCoin !== undefined && instrument.settle !== settleCoin)
    return false;
  switch (text(params, 'orderFilter')) {
    case undefined:
      return true;
    case 'Order':
      return order.family === 'plain';
    case 'StopOrder':
      return order.family !== 'plain';
    default:
      return false; // spot's kinds
  }
}

const named = (call: PrivateCall): boolean =>
  text(call.params, 'orderId') !== undefined || text(call.params, 'orderLinkId') !== undefined;

function answer(call: PrivateCall, orders: readonly PracticeOrder[], standard: number, most: number): Answer {
  const part = page(call.params, orders, { standard, most });
  const list = part.list.map((order) => orderRow(call.venue, call.names, order, false));
  return succeed({ category: text(call.params, 'category'), list, nextPageCursor: part.nextPageCursor });
}

export function realtimeOrders(call: PrivateCall): Answer {
  const category = text(call.params, 'category');
  if (category === 'spot' || category === 'option') return succeed({ category, list: [], nextPageCursor: '' });
  if (category !== 'linear' && category !== 'inverse') return badParameter('category invalid');
  const recent = ended(call).slice(0, RECENTLY_ENDED);
  if (named(call)) {
    const order = byName(call);
    const known = order !== undefined && (order.status === 'working' || recent.some((each) => each.orderId === order.orderId));
    return answer(call, known && wanted(call, order) ? [order] : [], 20, 50);
  }
  const scoped = ['symbol', 'baseCoin', 'settleCoin'].some((name) => text(call.params, name) !== undefined);
  if (category === 'linear' && !scoped) {
    return badParameter('Missing some parameters that must be filled in, symbol or settleCoin or baseCoin');
  }
  const closedOnly = (text(call.params, 'openOnly') ?? '0') !== '0';
  const newestFirst = [...call.venue.workingOrders(call.account.id)].sort((a, b) => b.createdAtMs - a.createdAtMs);
  return answer(
    call,
    (closedOnly ? recent : newestFirst).filter((order) => wanted(call, order)),
    20,
    50,
  );
}

export function orderHistory(call: PrivateCall): Answer {
  const category = text(call.params, 'category');
  if (category === 'spot' || category === 'option') return succeed({ category, list: [], nextPageCursor: '' });
  if (category !== 'linear' && category !== 'inverse') return badParameter('category invalid');
  if (named(call)) {
    const order = byName(call);
    return answer(call, order !== undefined && order.status !== 'working' && wanted(call, order) ? [order] : [], 20, 50);
  }
  const start = Number(text(call.params, 'startTime') ?? 0);
  const end = Number(text(call.params, 'endTime') ?? Number.MAX_SAFE_INTEGER);
  const list = ended(call).filter((order) => wanted(call, order) && order.createdAtMs >= start && order.createdAtMs <= end);
  return answer(call, list, 20, 50);
}

function wantedFills(call: PrivateCall): readonly PracticeFill[] {
  const { params, venue, account } = call;
  const start = Number(text(params, 'startTime') ?? 0);
  const end = Number(text(params, 'endTime') ?? Number.MAX_SAFE_INTEGER);
  const order = named(call) ? byName(call) : undefined;
  if (named(call) && order === undefined) return [];
  const symbol = order === undefined ? text(params, 'symbol') : undefined;
  return venue
    .fills(account.id, { symbol, orderId: order?.orderId })
    .filter(
      (fill) => instrumentOf(venue, fill.symbol).kind === text(params, 'category') && fill.atMs >= start && fill.atMs <= end,
    )
    .toSorted((a, b) => b.atMs - a.atMs);
}

export function executions(call: PrivateCall): Answer {
  const part = page(call.params, wantedFills(call), { standard: 50, most: 100 });
  const list = part.list.map((fill) => executionRow(call.venue, call.names, fill, false));
  return succeed({ category: text(call.params, 'category'), list, nextPageCursor: part.nextPageCursor });
}

/** One row an order that reduced a position; closedPnl is after the fees of entering and leaving. */
export function closedPnl(call: PrivateCall): Answer {
  const groups = new Map<string, PracticeFill[]>();
  for (const fill of wantedFills(call)) {
    const order = call.venue.order(fill.accountId, { orderId: fill.orderId });
    if (isZero(closedSize(fill, order))) continue;
    const group = groups.get(fill.orderId) ?? [];
    group.push(fill);
    groups.set(fill.orderId, group);
  }
  const list = [...groups.values()].map((group) => closedPnlRow(call, group));
  const part = page(call.params, list, { standard: 50, most: 100 });
  return succeed({ category: text(call.params, 'category'), list: part.list, nextPageCursor: part.nextPageCursor });
}

function closedPnlRow(call: PrivateCall, fills: readonly PracticeFill[]) {
  const [first] = fills;
  if (first === undefined) throw new Error('a group has at least one fill');
  const instrument = instrumentOf(call.venue, first.symbol);
  const order = call.venue.order(first.accountId, { orderId: first.orderId });
  const size = sum(fills.map((fill) => fill.size));
  const exitValue = sum(fills.map((fill) => valueAt(instrument, fill.size, fill.price)));
  const profit = sum(fills.map((fill) => fill.realizedPnl));
  const long = first.orderSide === 'sell';
  const gain = long === (instrument.kind === 'linear') ? profit : negate(profit);
  const entryValue = subtract(exitValue, gain);
  const closeFee = sum(fills.map((fill) => fill.fee));
  const openFee = multiply(absolute(entryValue), call.venue.takerFee);
  const price = (value: string) =>
    instrument.kind === 'linear'
      ? toPlaces(divide(value, size), 8)
      : toPlaces(divide(multiply(size, instrument.contractSize), value), 8);
  return {
    symbol: first.symbol,
    orderType: order?.type === 'limit' ? 'Limit' : 'Market',
    leverage: call.venue.leverage(first.accountId, first.symbol),
    updatedTime: String(first.atMs),
    side: long ? 'Sell' : 'Buy',
    orderId: order === undefined ? first.orderId : call.names.wireId(order),
    closedPnl: money(subtract(profit, add(openFee, closeFee))),
    openFee: money(openFee),
    closeFee: money(closeFee),
    avgEntryPrice: price(entryValue),
    qty: order?.size ?? size,
    cumEntryValue: money(entryValue),
    createdTime: String(order?.createdAtMs ?? first.atMs),
    orderPrice: order?.price ?? first.price,
    closedSize: size,
    avgExitPrice: price(exitValue),
    execType: 'Trade',
    fillCount: String(fills.length),
    cumExitValue: money(exitValue),
  };
}

// Algo orders: placing (conditional, oco, trigger, move_order_stop), cancelling, listing, looking up.
import type { PracticeOrder } from '../../exchange.ts';
import { algoRow, algoTypeOf } from './algoRows.ts';
import { orderError } from './codes.ts';
import { orderAllows } from './limits.ts';
import { itemRow, tooOften } from './orderCalls.ts';
import { readAlgo } from './orderIntent.ts';
import { meets } from './publicCalls.ts';
import { instrumentOf } from './render.ts';
import {
  answerItems,
  badParameter,
  page,
  refuse,
  succeed,
  text,
  type Answer,
  type ItemError,
  type Params,
  type PrivateCall,
  type Row,
} from './wire.ts';

const MOST_CANCELS = 10;
const TYPES = new Set(['conditional', 'oco', 'trigger', 'move_order_stop', 'iceberg', 'twap', 'chase']);

const algoItem = (
  call: PrivateCall,
  ids: Readonly<{ algoId: string; algoClOrdId: string; clOrdId: string }>,
  error?: ItemError,
): Row => {
  const { ordId: _none, ts: _unused, ...row } = itemRow(call, { ordId: '', clOrdId: ids.clOrdId }, error);
  return { ...row, algoId: ids.algoId, algoClOrdId: ids.algoClOrdId };
};

export function placeAlgo(call: PrivateCall): Answer {
  const { venue, account, params, pairs } = call;
  const ids = { algoId: '', algoClOrdId: text(params, 'algoClOrdId') ?? '', clOrdId: text(params, 'clOrdId') ?? '' };
  const fail = (error: ItemError) => answerItems([algoItem(call, ids, error)]);
  if (!orderAllows(call.rateLimits, account, 'order-algo', text(params, 'instId') ?? '')) return fail(tooOften);
  const intents = readAlgo(call, params);
  if (!intents.ok) return fail(intents.error);
  const [first, second] = intents.value;
  if (first === undefined) return badParameter('ordType');
  const placed = venue.place(account.id, first);
  if (!placed.ok) return fail(orderError(placed, first));
  if (second !== undefined) {
    const other = venue.place(account.id, second);
    if (!other.ok) {
      venue.cancel(account.id, placed.order.orderId);
      return fail(orderError(other, second));
    }
    pairs.pair(placed.order, other.order);
  }
  return answerItems([algoItem(call, { ...ids, algoId: placed.order.orderId })]);
}

function findAlgo(call: PrivateCall, params: Params): PracticeOrder | undefined {
  const algoId = text(params, 'algoId');
  const algoClOrdId = text(params, 'algoClOrdId');
  if (algoId === undefined && algoClOrdId === undefined) return undefined;
  const order = call.venue.order(call.account.id, algoId === undefined ? { clientOrderId: algoClOrdId } : { orderId: algoId });
  return order === undefined || order.trigger === null || call.pairs.isHidden(order) ? undefined : order;
}

function cancelOne(call: PrivateCall, params: Params): Row {
  const ids = { algoId: text(params, 'algoId') ?? '', algoClOrdId: text(params, 'algoClOrdId') ?? '', clOrdId: '' };
  if (!orderAllows(call.rateLimits, call.account, 'cancel-algos', text(params, 'instId') ?? ''))
    return algoItem(call, ids, tooOften);
  const order = findAlgo(call, params);
  if (order === undefined || order.symbol !== text(params, 'instId')) {
    return algoItem(call, ids, orderError({ ok: false, code: 'orderNotFound', detail: '' }));
  }
  const cancelled = call.venue.cancel(call.account.id, order.orderId);
  const found = { ...ids, algoId: order.orderId };
  // A fired or cancelled algo order is out of the book: the venue does not tell which.
  return cancelled.ok ? algoItem(call, found) : algoItem(call, found, orderError({ ...cancelled, code: 'orderNotFound' }));
}

export function cancelAlgos(call: PrivateCall): Answer {
  if (call.items.length === 0) return refuse('50000', 'Body for POST request cannot be empty.', 400);
  if (call.items.length > MOST_CANCELS) return refuse('51000', `Parameter count exceeds the limit ${MOST_CANCELS}`, 400);
  return answerItems(call.items.map((item) => cancelOne(call, item)));
}

/** Types that the list is asked for; conditional and oco may be asked for together. Null: not a type. */
function askedTypes(params: Params): readonly string[] | null {
  const types = (text(params, 'ordType') ?? '').split(',');
  const known = types.every((type) => TYPES.has(type));
  const together = types.length === 1 || types.every((type) => type === 'conditional' || type === 'oco');
  return known && together ? types : null;
}

function listed(call: PrivateCall, orders: readonly PracticeOrder[], types: readonly string[]): readonly Row[] {
  const { venue, params, pairs } = call;
  return orders
    .filter((order) => order.trigger !== null && !pairs.isHidden(order) && types.includes(algoTypeOf(order)))
    .filter((order) => meets(params, instrumentOf(venue, order.symbol)))
    .filter((order) => (text(params, 'algoId') ?? order.orderId) === order.orderId)
    .map((order) => algoRow(venue, pairs, order));
}

const paged = (params: Params, rows: readonly Row[]): Answer => succeed(page(params, rows, (row) => String(row['algoId'])));

export function pendingAlgos(call: PrivateCall): Answer {
  const types = askedTypes(call.params);
  if (types === null) return badParameter('ordType');
  return paged(call.params, listed(call, [...call.venue.workingOrders(call.account.id)].reverse(), types));
}

export function algoHistory(call: PrivateCall): Answer {
  const types = askedTypes(call.params);
  const state = text(call.params, 'state');
  if (types === null) return badParameter('ordType');
  if (state === undefined && text(call.params, 'algoId') === undefined) return badParameter('state');
  const rows = listed(call, call.venue.endedOrders(call.account.id), types);
  return paged(
    call.params,
    rows.filter((row) => state === undefined || row['state'] === state),
  );
}

export function algoDetails(call: PrivateCall): Answer {
  if (text(call.params, 'algoId') === undefined && text(call.params, 'algoClOrdId') === undefined) return badParameter('algoId');
  const order = findAlgo(call, call.params);
  if (order === undefined) return refuse('51603', 'Order does not exist');
  return succeed([algoRow(call.venue, call.pairs, order)]);
}

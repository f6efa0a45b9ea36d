// Plain orders: place, cancel, look up, list. In a batch each order has its own answer, errors included.
import type { OrderIntent, PracticeOrder, PracticeVenue } from '../../exchange.ts';
import { invalidSymbol, noSuchOrder, orderRefusal, unknownOrder } from './codes.ts';
import { algoIntent, plainIntent } from './orderIntent.ts';
import { algoRow, orderRow, tradeRow } from './render.ts';
import {
  isRow,
  jsonList,
  optional,
  optionalInteger,
  paramsOf,
  required,
  VenueError,
  type AccountCall,
  type Params,
  type Row,
} from './wire.ts';

const MOST_IN_BATCH = 5;
const MOST_CANCELS_IN_BATCH = 10;

export function knownSymbol(venue: PracticeVenue, params: Params): string {
  const symbol = required(params, 'symbol').toUpperCase();
  if (!venue.instruments.has(symbol)) throw invalidSymbol();
  return symbol;
}

export const optionalSymbol = (venue: PracticeVenue, params: Params): string | undefined =>
  optional(params, 'symbol') === undefined ? undefined : knownSymbol(venue, params);

function place(call: AccountCall, intent: OrderIntent): PracticeOrder {
  const placed = call.venue.place(call.account.id, intent);
  if (placed.ok) return placed.order;
  throw orderRefusal(placed, intent, call.venue.instruments.get(intent.symbol));
}

/** RESULT waits for the matching; ACK, the default, tells only that the order was taken. */
export function placeOrder(call: AccountCall): Row {
  const order = place(call, plainIntent(call));
  if (optional(call.params, 'newOrderRespType') === 'RESULT') return orderRow(call.venue, order, 'placed');
  return orderRow(call.venue, { ...order, status: 'working', filledSize: '0', averagePrice: null }, 'placed');
}

export const placeAlgoOrder = (call: AccountCall): Row => algoRow(call.venue, place(call, algoIntent(call)), 'placed');

/** Each answer in the order of the request; an error takes the place of the order that it refuses. */
function each<T>(items: readonly T[], run: (item: T) => Row): Row[] {
  return items.map((item) => {
    try {
      return run(item);
    } catch (error) {
      if (error instanceof VenueError) return error.body;
      throw error;
    }
  });
}

export function placeBatch(call: AccountCall): Row[] {
  const orders = jsonList(call.params, 'batchOrders').filter(isRow);
  if (orders.length === 0 || orders.length > MOST_IN_BATCH) {
    throw new VenueError(-4082, `Invalid number of batch place orders: ${orders.length}`);
  }
  return each(orders, (order) => placeOrder({ ...call, params: paramsOf(order) }));
}

/** The two books: plain orders, and conditional ones in the Algo service. */
type Book = 'plain' | 'algo';
const bookOf = (order: PracticeOrder): Book => (order.family === 'plain' ? 'plain' : 'algo');

/** The order that orderId | origClientOrderId (or algoId | clientAlgoId) names, working or ended. */
function find(call: AccountCall, book: Book): PracticeOrder | undefined {
  const { venue, account, params } = call;
  const [idName, clientName] = book === 'plain' ? ['orderId', 'origClientOrderId'] : ['algoId', 'clientAlgoId'];
  const orderId = optional(params, idName);
  const clientOrderId = optional(params, clientName);
  if (orderId === undefined && clientOrderId === undefined) {
    throw new VenueError(-1102, `Param '${clientName}' or '${idName}' must be sent, but both were empty/null!`);
  }
  const order = venue.order(account.id, orderId === undefined ? { clientOrderId } : { orderId });
  const inSymbol = book === 'algo' || order?.symbol === knownSymbol(venue, params);
  return order !== undefined && bookOf(order) === book && inSymbol ? order : undefined;
}

function cancel(call: AccountCall, order: PracticeOrder | undefined): PracticeOrder {
  if (order === undefined) throw unknownOrder();
  const cancelled = call.venue.cancel(call.account.id, order.orderId);
  if (!cancelled.ok) throw unknownOrder();
  return cancelled.order;
}

export const cancelOrder = (call: AccountCall): Row => orderRow(call.venue, cancel(call, find(call, 'plain')), 'placed');

export function cancelAlgoOrder(call: AccountCall): Row {
  const row = algoRow(call.venue, cancel(call, find(call, 'algo')), 'placed');
  return { algoId: row['algoId'], clientAlgoId: row['clientAlgoId'], code: '200', msg: 'success' };
}

export function cancelBatch(call: AccountCall): Row[] {
  const symbol = knownSymbol(call.venue, call.params);
  const name = optional(call.params, 'orderidlist') ?? optional(call.params, 'orderIdList');
  const byId = name !== undefined;
  const listName = byId
    ? call.params.has('orderidlist')
      ? 'orderidlist'
      : 'orderIdList'
    : call.params.has('origclientorderidlist')
      ? 'origclientorderidlist'
      : 'origClientOrderIdList';
  const ids = jsonList(call.params, listName).map(String);
  if (ids.length === 0 || ids.length > MOST_CANCELS_IN_BATCH)
    throw new VenueError(-1130, `Data sent for parameter '${listName}' is not valid.`);
  return each(ids, (id) =>
    cancelOrder({
      ...call,
      params: new Map([
        ['symbol', symbol],
        [byId ? 'orderId' : 'origClientOrderId', id],
      ]),
    }),
  );
}

const working = (call: AccountCall, book: Book, symbol: string | undefined): PracticeOrder[] =>
  call.venue.workingOrders(call.account.id, { symbol }).filter((order) => bookOf(order) === book);

export function cancelAll(call: AccountCall, book: Book): Row {
  const symbol = knownSymbol(call.venue, call.params);
  for (const order of working(call, book, symbol)) {
    call.venue.cancel(call.account.id, order.orderId);
  }
  return book === 'plain'
    ? { code: 200, msg: 'The operation of cancel all open order is done.' }
    : { code: '200', msg: 'The operation of cancel all conditional open order is done.' };
}

export function lookUpOrder(call: AccountCall): Row {
  const order = find(call, 'plain');
  if (order === undefined) throw noSuchOrder();
  return orderRow(call.venue, order, 'read');
}

/** Like lookUpOrder, but only while the order works. */
export function lookUpOpenOrder(call: AccountCall): Row {
  const order = find(call, 'plain');
  if (order === undefined || order.status !== 'working') throw noSuchOrder();
  return orderRow(call.venue, order, 'read');
}

export function lookUpAlgoOrder(call: AccountCall): Row {
  const order = find(call, 'algo');
  if (order === undefined) throw noSuchOrder();
  return algoRow(call.venue, order, 'read');
}

export function openOrders(call: AccountCall, book: Book): Row[] {
  const symbol = optionalSymbol(call.venue, call.params);
  const row = book === 'plain' ? orderRow : algoRow;
  return working(call, book, symbol).map((order) => row(call.venue, order, 'read'));
}

/** Working and ended, oldest first. */
export function allOrders(call: AccountCall, book: Book): Row[] {
  const { venue, account, params } = call;
  const symbol = knownSymbol(venue, params);
  const since = optionalInteger(params, 'startTime') ?? 0;
  const until = optionalInteger(params, 'endTime') ?? Number.MAX_SAFE_INTEGER;
  const limit = optionalInteger(params, 'limit') ?? 500;
  const row = book === 'plain' ? orderRow : algoRow;
  return [...venue.endedOrders(account.id, { symbol }).toReversed(), ...venue.workingOrders(account.id, { symbol })]
    .filter((order) => bookOf(order) === book && order.createdAtMs >= since && order.createdAtMs <= until)
    .sort((a, b) => a.createdAtMs - b.createdAtMs)
    .slice(-limit)
    .map((order) => row(venue, order, 'read'));
}

export function userTrades(call: AccountCall): Row[] {
  const { venue, account, params } = call;
  const symbol = knownSymbol(venue, params);
  const until = optionalInteger(params, 'endTime') ?? Number.MAX_SAFE_INTEGER;
  const fills = venue.fills(account.id, {
    symbol,
    orderId: optional(params, 'orderId'),
    sinceMs: optionalInteger(params, 'startTime'),
  });
  return fills
    .filter((fill) => fill.atMs <= until)
    .slice(-(optionalInteger(params, 'limit') ?? 500))
    .map((fill) => tradeRow(venue, fill));
}

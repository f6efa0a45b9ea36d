// Placing and cancelling plain orders, and closing positions. Batches answer item by item in two lists.
//  - One-way mode: reduce-only orders together may not exceed the position. Older ones are cancelled, oldest first, until the
//    new one fits, and the answer then carries no orderId [D place-order].
//  - Two-way mode: a market close cancels own resting closes that occupy the position [D changelog 2025-07-31].
import { absolute, add, compare, isZero, subtract, sum, type Decimal } from '../../../../shared/decimal.ts';
import type { OrderIntent, PracticeOrder, PracticePosition } from '../../exchange.ts';
import { isReducing } from '../../reduceOnly.ts';
import { noPosition, orderError, orderNotFound, unknownSymbol } from './codes.ts';
import { readInstrument, readOrder } from './orderIntent.ts';
import { instrumentOf, holdSideOf, productTypeOf, readProductType } from './render.ts';
import {
  missing,
  parameterError,
  records,
  refuse,
  succeed,
  text,
  type Answer,
  type Params,
  type PrivateCall,
  type Row,
  type WireError,
} from './wire.ts';

const MOST_ITEMS = 50;

/** Own resting orders of the same direction that use up the position, oldest first. */
function restingCloses({ venue, account }: PrivateCall, intent: OrderIntent): readonly PracticeOrder[] {
  return venue
    .workingOrders(account.id, { symbol: intent.symbol })
    .filter(
      (order) =>
        order.family === 'plain' &&
        order.trigger === null &&
        order.tag === intent.tag &&
        order.orderSide === intent.orderSide &&
        isReducing(order),
    )
    .toSorted((a, b) => a.createdAtMs - b.createdAtMs);
}

const remaining = (order: PracticeOrder): Decimal => subtract(order.size ?? '0', order.filledSize);

function heldBy({ venue, account }: PrivateCall, intent: OrderIntent): PracticePosition | undefined {
  const position = venue.position(account.id, intent.symbol, intent.tag);
  if (position === undefined || isZero(position.signedSize)) return undefined;
  const wrongWay = intent.tag === 'both' && position.signedSize.startsWith('-') !== (intent.orderSide === 'buy');
  return wrongWay ? undefined : position;
}

/** Makes room for an order that closes. True when older ones had to go. */
function makeRoom(call: PrivateCall, intent: OrderIntent): boolean {
  const position = isReducing(intent) && intent.size !== null ? heldBy(call, intent) : undefined;
  if (position === undefined || intent.size === null) return false;
  if (intent.tag !== 'both' && intent.type !== 'market') return false;
  const resting = [...restingCloses(call, intent)];
  let used = add(sum(resting.map(remaining)), intent.size);
  let removed = false;
  while (compare(used, absolute(position.signedSize)) > 0) {
    const oldest = resting.shift();
    if (oldest === undefined) break;
    used = subtract(used, remaining(oldest));
    call.venue.cancel(call.account.id, oldest.orderId);
    removed = true;
  }
  return removed && intent.tag === 'both';
}

type PlacedRow = Readonly<{ ok: true; row: Row } | { ok: false; error: WireError }>;

function placeOne(call: PrivateCall, params: Params): PlacedRow {
  const intent = readOrder(call, params);
  if (!intent.ok) return intent;
  const replaced = makeRoom(call, intent.value);
  const placed = call.venue.place(call.account.id, intent.value);
  if (!placed.ok) return { ok: false, error: orderError(placed, intent.value) };
  const { orderId, clientOrderId } = placed.order;
  return { ok: true, row: { orderId: replaced ? null : orderId, clientOid: clientOrderId ?? `${orderId}9` } };
}

export function placeOrder(call: PrivateCall): Answer {
  const placed = placeOne(call, call.params);
  return placed.ok ? succeed(placed.row) : refuse(placed.error);
}

/** Answers in two lists what became of every item. */
function answerItems(items: readonly Readonly<{ ids: Row; outcome: PlacedRow }>[]): Answer {
  const successList: Row[] = [];
  const failureList: Row[] = [];
  for (const { ids, outcome } of items) {
    if (outcome.ok) successList.push(outcome.row);
    else failureList.push({ ...ids, errorMsg: outcome.error.msg, errorCode: outcome.error.code });
  }
  return succeed({ successList, failureList });
}

const idsOf = (item: Params): Row => ({ orderId: text(item, 'orderId') ?? '', clientOid: text(item, 'clientOid') ?? '' });

export function placeBatch(call: PrivateCall): Answer {
  const { orderList, ...common } = call.params;
  const items = records(orderList);
  if (items.length === 0) return refuse(missing('orderList'));
  if (items.length > MOST_ITEMS) return refuse(parameterError('orderList'));
  const instrument = readInstrument(call, common);
  if (!instrument.ok) return refuse(instrument.error);
  return answerItems(items.map((item) => ({ ids: idsOf(item), outcome: placeOne(call, { ...item, ...common }) })));
}

function cancelOne(call: PrivateCall, params: Params): PlacedRow {
  const instrument = readInstrument(call, params);
  if (!instrument.ok) return instrument;
  const orderId = text(params, 'orderId');
  const clientOrderId = text(params, 'clientOid');
  if (orderId === undefined && clientOrderId === undefined) return { ok: false, error: missing('orderId') };
  const order = call.venue.order(call.account.id, orderId === undefined ? { clientOrderId } : { orderId });
  if (order === undefined || order.trigger !== null || order.symbol !== instrument.value.symbol) {
    return { ok: false, error: orderNotFound };
  }
  const cancelled = call.venue.cancel(call.account.id, order.orderId);
  if (!cancelled.ok) return { ok: false, error: orderError(cancelled) };
  return { ok: true, row: { orderId: order.orderId, clientOid: order.clientOrderId ?? `${order.orderId}9` } };
}

export function cancelOrder(call: PrivateCall): Answer {
  const cancelled = cancelOne(call, call.params);
  return cancelled.ok ? succeed(cancelled.row) : refuse(cancelled.error);
}

/** Names orders of one symbol, or the symbol alone for all of its orders. */
export function cancelBatch(call: PrivateCall): Answer {
  const { orderIdList, ...common } = call.params;
  if (readProductType(text(common, 'productType')) === undefined) return refuse(parameterError('productType'));
  const named = records(orderIdList);
  if (named.length > MOST_ITEMS) return refuse(parameterError('orderIdList'));
  if (named.length > 0 && text(common, 'symbol') === undefined) return refuse(missing('symbol'));
  const wanted =
    named.length > 0
      ? named
      : call.venue
          .workingOrders(call.account.id, { symbol: text(common, 'symbol') })
          .filter((order) => order.trigger === null)
          .map(({ orderId }) => ({ orderId }));
  return answerItems(wanted.map((item) => ({ ids: idsOf(item), outcome: cancelOne(call, { ...item, ...common }) })));
}

export function cancelAll(call: PrivateCall): Answer {
  const productType = readProductType(text(call.params, 'productType'));
  if (productType === undefined) return refuse(parameterError('productType'));
  const wanted = call.venue
    .workingOrders(call.account.id)
    .filter((order) => order.trigger === null && productTypeOf(instrumentOf(call.venue, order.symbol)) === productType);
  return answerItems(
    wanted.map(({ orderId, symbol }) => ({
      ids: { orderId, clientOid: '' },
      outcome: cancelOne(call, { productType, symbol, orderId }),
    })),
  );
}

/** Flash close: everything of a product type, of a symbol, or of one side of it, at market. */
export function closePositions(call: PrivateCall): Answer {
  const { venue, account, params } = call;
  const productType = readProductType(text(params, 'productType'));
  if (productType === undefined) return refuse(parameterError('productType'));
  const symbol = text(params, 'symbol')?.toUpperCase();
  if (symbol !== undefined && !venue.instruments.has(symbol)) return refuse(unknownSymbol);
  const holdSide = text(params, 'holdSide');
  const wanted = venue
    .positions(account.id)
    .filter((position) => productTypeOf(instrumentOf(venue, position.symbol)) === productType)
    .filter((position) => (symbol ?? position.symbol) === position.symbol)
    .filter((position) => (holdSide ?? holdSideOf(position)) === holdSideOf(position));
  if (wanted.length === 0) return refuse(noPosition);
  const successList: Row[] = [];
  const failureList: Row[] = [];
  for (const position of wanted) {
    const closed = venue.closePosition(account.id, position.symbol, position.tag, { autoCancel: true, clientOrderId: null });
    if (closed.ok) successList.push({ orderId: closed.order.orderId, clientOid: '', symbol: position.symbol });
    else {
      const error = orderError(closed);
      failureList.push({ orderId: '', clientOid: '', symbol: position.symbol, errorMsg: error.msg, errorCode: error.code });
    }
  }
  return succeed({ successList, failureList });
}

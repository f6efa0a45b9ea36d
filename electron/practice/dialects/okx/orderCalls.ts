// Placing, amending and cancelling plain orders, and closing positions. Every order is an item with its own sCode.
import { compare, isDecimal, isPositive, subtract } from '../../../../shared/decimal.ts';
import type { OrderIntent, PracticeOrder, Refusal } from '../../exchange.ts';
import { isReducing } from '../../reduceOnly.ts';
import { exceedsAvailable, orderError, parameterError } from './codes.ts';
import { orderAllows, subAccountAllows } from './limits.ts';
import { readInstrument, readOrder, readTag } from './orderIntent.ts';
import { clOrdIdOf, ordIdOf } from './orderNames.ts';
import { availableSize } from './positionRows.ts';
import {
  answerItems,
  badParameter,
  flag,
  refuse,
  succeed,
  text,
  TOO_FREQUENT,
  type Answer,
  type ItemError,
  type Params,
  type PrivateCall,
  type Row,
} from './wire.ts';

const MOST_ITEMS = 20;
export const tooOften: ItemError = {
  sCode: TOO_FREQUENT,
  sMsg: 'Rate limit reached. Please refer to API docs and throttle requests accordingly',
};
const subAccountLimit: ItemError = { sCode: '50061', sMsg: "You've reached the maximum order rate limit for this account." };

const instOf = (params: Params): string => text(params, 'instId') ?? text(params, 'instIdCode') ?? '';

export const itemRow = (
  call: PrivateCall,
  ids: Readonly<{ ordId: string; clOrdId: string; tag?: string | undefined }>,
  error: ItemError = { sCode: '0', sMsg: '' },
): Row => ({ ordId: ids.ordId, clOrdId: ids.clOrdId, tag: ids.tag ?? '', ts: String(call.venue.now()), ...error });

const failedItem = (call: PrivateCall, params: Params, error: ItemError): Row =>
  itemRow(call, { ordId: text(params, 'ordId') ?? '', clOrdId: text(params, 'clOrdId') ?? '', tag: text(params, 'tag') }, error);

/** In long/short mode a closing order above what is available is refused; in net mode it is cut down. */
function aboveAvailable(call: PrivateCall, intent: OrderIntent): boolean {
  if (intent.tag === 'both' || intent.size === null || !isReducing(intent)) return false;
  const position = call.venue.position(call.account.id, intent.symbol, intent.tag);
  if (position === undefined || position.marginMode !== intent.marginMode) return false;
  return compare(intent.size, availableSize(call.venue, position)) > 0;
}

function placeOne(call: PrivateCall, params: Params, budget: string): Row {
  if (!orderAllows(call.rateLimits, call.account, budget, instOf(params))) return failedItem(call, params, tooOften);
  if (!subAccountAllows(call.rateLimits, call.account)) return failedItem(call, params, subAccountLimit);
  const intent = readOrder(call, params);
  if (!intent.ok) return failedItem(call, params, intent.error);
  if (aboveAvailable(call, intent.value)) return failedItem(call, params, exceedsAvailable);
  const placed = call.venue.place(call.account.id, intent.value);
  if (!placed.ok) return failedItem(call, params, orderError(placed, intent.value));
  const ids = { ordId: ordIdOf(placed.order), clOrdId: clOrdIdOf(placed.order), tag: text(params, 'tag') };
  return itemRow(call, ids, { sCode: '0', sMsg: 'Order placed' });
}

const countRefusal = (items: readonly Params[]): Answer | null => {
  if (items.length === 0) return refuse('50000', 'Body for POST request cannot be empty.', 400);
  return items.length > MOST_ITEMS ? refuse('51000', `Parameter count exceeds the limit ${MOST_ITEMS}`, 400) : null;
};

export const placeOrder = (call: PrivateCall): Answer => answerItems([placeOne(call, call.params, 'order')]);

export function placeBatch(call: PrivateCall): Answer {
  const budget = call.items.length === 1 ? 'order' : 'batch-orders';
  return countRefusal(call.items) ?? answerItems(call.items.map((item) => placeOne(call, item, budget)));
}

/** The order that an item names; 51000 without an id. */
function findOrder(call: PrivateCall, params: Params): PracticeOrder | ItemError {
  const instrument = readInstrument(call, params);
  if (!instrument.ok) return instrument.error;
  const ordId = text(params, 'ordId');
  const clOrdId = text(params, 'clOrdId');
  if (ordId === undefined && clOrdId === undefined)
    return { sCode: '51003', sMsg: 'Either client order ID or order ID is required' };
  const order = call.names.find(call.account.id, { ordId, clOrdId });
  const fits = order !== undefined && order.symbol === instrument.value.symbol && order.trigger === null;
  return fits ? order : orderError({ ok: false, code: 'orderNotFound', detail: '' });
}

function cancelOne(call: PrivateCall, params: Params, budget: string): Row {
  if (!orderAllows(call.rateLimits, call.account, budget, instOf(params))) return failedItem(call, params, tooOften);
  const order = findOrder(call, params);
  if ('sCode' in order) return failedItem(call, params, order);
  const cancelled = call.venue.cancel(call.account.id, order.orderId);
  const ids = { ordId: ordIdOf(order), clOrdId: clOrdIdOf(order) };
  return cancelled.ok ? itemRow(call, ids) : itemRow(call, ids, orderError(cancelled));
}

export const cancelOrder = (call: PrivateCall): Answer => answerItems([cancelOne(call, call.params, 'cancel-order')]);

export function cancelBatch(call: PrivateCall): Answer {
  const budget = call.items.length === 1 ? 'cancel-order' : 'cancel-batch-orders';
  return countRefusal(call.items) ?? answerItems(call.items.map((item) => cancelOne(call, item, budget)));
}

const notModified = (sCode: string, sMsg: string): ItemError => ({ sCode, sMsg });

function amendOne(call: PrivateCall, params: Params): Row {
  if (!orderAllows(call.rateLimits, call.account, 'amend-order', instOf(params))) return failedItem(call, params, tooOften);
  if (!subAccountAllows(call.rateLimits, call.account)) return failedItem(call, params, subAccountLimit);
  const order = findOrder(call, params);
  if ('sCode' in order) {
    const absent = order.sCode === '51400';
    return failedItem(
      call,
      params,
      absent ? notModified('51503', 'Order modification failed as the order does not exist.') : order,
    );
  }
  if (order.status === 'filled')
    return failedItem(call, params, notModified('51510', 'Modification failed as the order has been completed.'));
  if (order.status !== 'working')
    return failedItem(call, params, notModified('51509', 'Modification failed as the order has been canceled.'));
  const size = text(params, 'newSz');
  const price = text(params, 'newPx');
  if (size === undefined && price === undefined) {
    return failedItem(call, params, notModified('51500', 'You must enter a price, quantity, or TP/SL'));
  }
  if (size !== undefined && (!isDecimal(size) || !isPositive(size))) return failedItem(call, params, parameterError('newSz '));
  if (price !== undefined && (!isDecimal(price) || !isPositive(price))) return failedItem(call, params, parameterError('newPx '));
  const amended = replaceOrder(call, order, size, price);
  const ids = { ordId: ordIdOf(order), clOrdId: clOrdIdOf(order) };
  return { ...itemRow(call, ids, amended.ok ? undefined : orderError(amended)), reqId: text(params, 'reqId') ?? '' };
}

function replaceOrder(call: PrivateCall, order: PracticeOrder, size: string | undefined, price: string | undefined) {
  const { symbol, orderSide, type, timeInForce, reduceOnly, tag, marginMode, family } = order;
  const whole = size ?? order.size;
  call.names.replace(order.orderId);
  const cancelled = call.venue.cancel(call.account.id, order.orderId);
  if (!cancelled.ok) {
    call.names.restore(order.orderId);
    return cancelled;
  }
  const again = (intent: Partial<OrderIntent>) =>
    call.venue.place(call.account.id, {
      symbol,
      orderSide,
      type,
      timeInForce,
      reduceOnly,
      tag,
      marginMode,
      family,
      trigger: null,
      attachedTo: null,
      clientOrderId: null,
      size: order.size,
      price: order.price,
      ...intent,
      wire: { ...order.wire, ordId: ordIdOf(order), clOrdId: clOrdIdOf(order) },
    });
  const placed = again({ size: whole === null ? null : subtract(whole, order.filledSize), price: price ?? order.price });
  if (placed.ok) {
    call.names.goOn(order, placed.order.orderId);
    return placed;
  }
  const back = again({ size: order.size === null ? null : subtract(order.size, order.filledSize) });
  if (back.ok) call.names.goOn(order, back.order.orderId);
  return placed;
}

export const amendOrder = (call: PrivateCall): Answer => answerItems([amendOne(call, call.params)]);

export function amendBatch(call: PrivateCall): Answer {
  return countRefusal(call.items) ?? answerItems(call.items.map((item) => amendOne(call, item)));
}

/** Market order for the whole position; refused while own orders hold part of it, unless autoCxl takes them away. */
export function closePosition(call: PrivateCall): Answer {
  const { venue, account, params } = call;
  const instrument = readInstrument(call, params);
  if (!instrument.ok) return refuse(instrument.error.sCode, instrument.error.sMsg);
  const mgnMode = text(params, 'mgnMode');
  if (mgnMode !== 'cross' && mgnMode !== 'isolated') return badParameter('mgnMode');
  const tag = readTag(call, params);
  if (!tag.ok) return answerItems([failedItem(call, params, tag.error)]);
  const { symbol } = instrument.value;
  const position = venue.position(account.id, symbol, tag.value);
  const fits = position !== undefined && position.marginMode === mgnMode;
  const clOrdId = text(params, 'clOrdId') ?? null;
  const closed = fits
    ? venue.closePosition(account.id, symbol, tag.value, { autoCancel: flag(params, 'autoCxl'), clientOrderId: clOrdId })
    : ({ ok: false, code: 'noPosition', detail: symbol } satisfies Refusal);
  if (!closed.ok) {
    const { sCode, sMsg } = closed.code === 'restingOrdersHoldSize' ? pendingOrders : orderError(closed);
    return refuse(sCode, sMsg);
  }
  return succeed([{ instId: symbol, posSide: text(params, 'posSide') ?? 'net', clOrdId: clOrdId ?? '', tag: '' }]);
}

const pendingOrders: ItemError = {
  sCode: '51115',
  sMsg: 'Cancel all pending close-orders before liquidation',
};

// Order entry. Every answer says only that the request was taken, with the order's ids; fills come by the stream.
import { compare, isDecimal, isZero } from '../../../../shared/decimal.ts';
import type { OrderIntent, PracticeOrder } from '../../exchange.ts';
import { badParameter, refuseOrder, tooManyVisits } from './codes.ts';
import { spend } from './limits.ts';
import { readIntent } from './orderIntent.ts';
import { instrumentOf } from './render.ts';
import { refuse, rows, succeed, text, type Answer, type Params, type PrivateCall, type Row } from './wire.ts';

const BATCH_MOST = 20;

const idsOf = (call: PrivateCall, order: PracticeOrder) => ({
  orderId: call.names.wireId(order),
  orderLinkId: call.names.linkId(order),
});

export function createOrder(call: PrivateCall, params: Params = call.params): Answer {
  const intent = readIntent(call, params);
  if (!intent.ok) return intent.answer;
  const placed = closesDust(call, params, intent.value)
    ? call.venue.closePosition(call.account.id, intent.value.symbol, intent.value.tag, {
        autoCancel: false,
        clientOrderId: intent.value.clientOrderId,
      })
    : call.venue.place(call.account.id, intent.value);
  return placed.ok ? succeed(idsOf(call, placed.order)) : refuseOrder(placed, intent.value);
}

/** qty "0" also closes what is smaller than the least order. */
const closesDust = (call: PrivateCall, params: Params, intent: OrderIntent): boolean =>
  isZero(text(params, 'qty') ?? '1') &&
  intent.type === 'market' &&
  intent.size !== null &&
  compare(intent.size, instrumentOf(call.venue, intent.symbol).minSize) < 0;

/** Each item is answered on its own: result.list and retExtInfo.list stand side by side. */
function batch(call: PrivateCall, path: string, one: (params: Params) => Answer, blank: (params: Params) => Row): Answer {
  const items = rows(call.params, 'request');
  if (items.length === 0) return badParameter('request is empty');
  if (items.length > BATCH_MOST) return badParameter(`at most ${BATCH_MOST} orders in a request`);
  const answers = items.map((item, index) => {
    // The request itself took the first unit.
    const allowed = index === 0 || spend(call.rateLimits, call.account, path, call.venue.now()).allowed;
    const answer = allowed ? one(item) : tooManyVisits;
    const ids = answer.retCode === 0 ? answer.result : blank(item);
    return { row: { category: text(call.params, 'category'), symbol: text(item, 'symbol'), ...(ids as Row) }, answer };
  });
  return succeed(
    { list: answers.map((each) => each.row) },
    { list: answers.map((each) => ({ code: each.answer.retCode, msg: each.answer.retMsg })) },
  );
}

export function createBatch(call: PrivateCall): Answer {
  return batch(
    call,
    '/v5/order/create-batch',
    (params) => {
      const answer = createOrder(call, params);
      return answer.retCode === 0
        ? { ...answer, result: { ...(answer.result as Row), createAt: String(call.venue.now()) } }
        : answer;
    },
    () => ({ orderId: '', orderLinkId: '', createAt: '' }),
  );
}

function findWorking(call: PrivateCall, params: Params): PracticeOrder | Answer {
  const orderId = text(params, 'orderId');
  const orderLinkId = text(params, 'orderLinkId');
  if (orderId === undefined && orderLinkId === undefined) return badParameter('orderId or orderLinkId is required');
  const order = call.names.find(call.account.id, { orderId, orderLinkId });
  if (order === undefined || order.symbol !== (text(params, 'symbol') ?? order.symbol) || order.status !== 'working') {
    return refuseOrder({ ok: false, code: 'orderNotFound', detail: '' });
  }
  return order;
}

export function cancelOrder(call: PrivateCall, params: Params = call.params): Answer {
  const order = findWorking(call, params);
  if ('retCode' in order) return order;
  const cancelled = call.venue.cancel(call.account.id, order.orderId);
  return cancelled.ok ? succeed(idsOf(call, order)) : refuseOrder(cancelled);
}

export function cancelBatch(call: PrivateCall): Answer {
  return batch(
    call,
    '/v5/order/cancel-batch',
    (params) => cancelOrder(call, params),
    (params) => ({ orderId: text(params, 'orderId') ?? '', orderLinkId: text(params, 'orderLinkId') ?? '' }),
  );
}

/** orderFilter absent: every kind. StopOrder with stopOrderType Stop leaves take-profits and stops of positions alone. */
export function cancelAll(call: PrivateCall): Answer {
  const category = text(call.params, 'category');
  if (category === 'spot' || category === 'option') return succeed({ list: [], success: '1' });
  if (category !== 'linear' && category !== 'inverse') return badParameter('category invalid');
  const symbol = text(call.params, 'symbol');
  const baseCoin = text(call.params, 'baseCoin');
  const settleCoin = text(call.params, 'settleCoin');
  if (symbol === undefined && baseCoin === undefined && settleCoin === undefined) {
    return badParameter('symbol, baseCoin or settleCoin is required');
  }
  const filter = text(call.params, 'orderFilter');
  const onlyStops = filter === 'StopOrder' && text(call.params, 'stopOrderType') === 'Stop';
  const wanted = (order: PracticeOrder): boolean => {
    const instrument = instrumentOf(call.venue, order.symbol);
    if (symbol !== undefined) {
      if (order.symbol !== symbol) return false;
    } else if (baseCoin !== undefined) {
      if (instrument.base !== baseCoin) return false;
    } else if (instrument.settle !== settleCoin) return false;
    if (filter === 'Order') return order.family === 'plain';
    if (filter === 'StopOrder') return onlyStops ? order.family === 'trigger' : order.family !== 'plain';
    return true;
  };
  const list = call.venue
    .workingOrders(call.account.id, { kind: category })
    .filter(wanted)
    .slice(0, 500)
    .flatMap((order) => {
      const ids = idsOf(call, order);
      return call.venue.cancel(call.account.id, order.orderId).ok ? [ids] : [];
    });
  return succeed({ list, success: '1' });
}

/** New size, price or trigger price; the order keeps its ids and loses its place in the queue. */
export function amendOrder(call: PrivateCall): Answer {
  const { params } = call;
  const order = findWorking(call, params);
  if ('retCode' in order) return order;
  const quantity = text(params, 'qty');
  const price = text(params, 'price');
  const triggerPrice = text(params, 'triggerPrice');
  if ([quantity, price, triggerPrice].some((value) => value !== undefined && !isDecimal(value))) {
    return badParameter('qty, price or triggerPrice invalid');
  }
  if (quantity !== undefined && (isZero(quantity) || compare(quantity, order.filledSize) <= 0)) {
    return refuse(110064, 'The number of contracts modified cannot be less than or equal to the filled quantity');
  }
  const amended: OrderIntent = {
    ...intentOf(order),
    size: quantity ?? order.size,
    price: price ?? order.price,
    trigger: order.trigger === null ? null : { ...order.trigger, price: triggerPrice ?? order.trigger.price },
  };
  const ids = idsOf(call, order);
  call.names.hide(order.orderId);
  const cancelled = call.venue.cancel(call.account.id, order.orderId);
  if (!cancelled.ok) {
    call.names.unhide(order.orderId);
    return refuseOrder(cancelled);
  }
  const placed = call.venue.place(call.account.id, amended);
  if (placed.ok) {
    call.names.continue(order, placed.order.orderId);
    return succeed(ids);
  }
  const restored = call.venue.place(call.account.id, intentOf(order));
  if (restored.ok) call.names.continue(order, restored.order.orderId);
  else call.names.unhide(order.orderId);
  return refuseOrder(placed, amended);
}

/** The intent again, without the client id: the model would take it for a duplicate; the wire name carries it on. */
function intentOf(order: PracticeOrder): OrderIntent {
  const { symbol, orderSide, type, size, price, timeInForce, reduceOnly, tag, marginMode, family, trigger, attachedTo, wire } =
    order;
  return {
    symbol,
    orderSide,
    type,
    size,
    price,
    timeInForce,
    reduceOnly,
    tag,
    marginMode,
    clientOrderId: null,
    family,
    trigger,
    attachedTo,
    wire,
  };
}

// The model's orders and fills in the venue's fields. Shapes: test/fixtures/binanceusdm and binancecoinm.
import { add, compare, isZero, multiply, subtract, type Decimal } from '../../../../shared/decimal.ts';
import { assertNever } from '../../../../shared/failure.ts';
import type { Instrument, PracticeFill, PracticeOrder, PracticePosition, PracticeVenue } from '../../exchange.ts';
import { valueAt } from '../../margin.ts';
import { money, price, SIDES, signedAmount, size } from './numbers.ts';
import { integer, type Row } from './wire.ts';

export const instrumentOf = (venue: PracticeVenue, symbol: string): Instrument => {
  const instrument = venue.instruments.get(symbol);
  if (instrument === undefined) throw new Error(`no instrument ${symbol}`);
  return instrument;
};

export function statusOf(order: PracticeOrder): string {
  switch (order.status) {
    case 'working':
      return isZero(order.filledSize) ? 'NEW' : 'PARTIALLY_FILLED';
    case 'filled':
    case 'triggered':
      return 'FILLED';
    case 'cancelled':
      return 'CANCELED';
    case 'expired':
      return 'EXPIRED';
    default:
      return assertNever(order.status);
  }
}

const TIMES = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK', postOnly: 'GTX' } as const;
export const timeInForceOf = (order: PracticeOrder): string => TIMES[order.timeInForce];
export const plainType = (order: PracticeOrder): string => (order.type === 'market' ? 'MARKET' : 'LIMIT');
export const sideOf = (order: Pick<PracticeOrder, 'orderSide'>): string => (order.orderSide === 'buy' ? 'BUY' : 'SELL');
export const wireText = (order: PracticeOrder, name: string, otherwise: string): string => {
  const value = order.wire[name];
  return typeof value === 'string' ? value : otherwise;
};
/** "STOP_MARKET", "TAKE_PROFIT", ...: as it was placed, or what the order does when the operator put it there. */
export function conditionalType(order: PracticeOrder): string {
  const kind = order.trigger?.kind ?? 'stop';
  if (kind === 'trailing') return wireText(order, 'type', 'TRAILING_STOP_MARKET');
  const base = kind === 'takeProfit' ? 'TAKE_PROFIT' : 'STOP';
  return wireText(order, 'type', order.type === 'market' ? `${base}_MARKET` : base);
}
/** A fired conditional order goes to the book under the id that it was placed with. */
export const clientIdOf = (order: PracticeOrder): string =>
  order.clientOrderId ?? wireText(order, 'clientId', `auto_${order.orderId}`);
const sizeOf = (order: PracticeOrder): Decimal => order.size ?? '0'; // close-position orders print a zero

/** Inverse contracts are told with their pair, the two contracts of one coin have the same. */
export const pairOf = ({ base, quote }: Instrument): string => `${base}${quote}`;

/** What was traded: in quote currency, or in the coin that inverse contracts are paid in. */
function tradedFor(instrument: Instrument, order: PracticeOrder): Decimal {
  return order.averagePrice === null ? '0' : valueAt(instrument, order.filledSize, order.averagePrice);
}

/**
 * `read`: an answer of a query, which carries the time of entry and no cumQty. What COIN-M answers to a new order says nothing
 * of its price since the integration.
 */
export function orderRow(venue: PracticeVenue, order: PracticeOrder, kind: 'placed' | 'read'): Row {
  const instrument = instrumentOf(venue, order.symbol);
  const filled = size(instrument, order.filledSize);
  const average = order.averagePrice ?? '0';
  const inverse = instrument.kind === 'inverse';
  const traded = money(tradedFor(instrument, order));
  return {
    orderId: integer(order.orderId),
    symbol: order.symbol,
    ...(inverse ? { pair: pairOf(instrument) } : {}),
    status: statusOf(order),
    clientOrderId: clientIdOf(order),
    price: price(instrument, order.price ?? '0'),
    ...(inverse && kind === 'placed' ? {} : { avgPrice: price(instrument, average) }),
    origQty: size(instrument, sizeOf(order)),
    executedQty: filled,
    ...(kind === 'placed' ? { cumQty: filled } : {}),
    ...(inverse ? (kind === 'read' ? { cumBase: traded } : {}) : { cumQuote: traded }),
    timeInForce: timeInForceOf(order),
    type: plainType(order),
    reduceOnly: order.reduceOnly,
    closePosition: order.size === null,
    side: sideOf(order),
    positionSide: SIDES[order.tag],
    stopPrice: price(instrument, '0'),
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: wireText(order, 'type', plainType(order)),
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: 0,
    ...(kind === 'read' ? { time: order.createdAtMs } : {}),
    updateTime: order.updatedAtMs,
  };
}

export function algoStatusOf(order: PracticeOrder): string {
  if (order.status === 'triggered') return 'FINISHED';
  return order.status === 'working' ? 'NEW' : statusOf(order);
}

export function algoRow(venue: PracticeVenue, order: PracticeOrder, kind: 'placed' | 'read'): Row {
  const instrument = instrumentOf(venue, order.symbol);
  const trigger = order.trigger;
  const trailing = trigger !== null && trigger.kind === 'trailing';
  const child = order.triggeredOrderId === null ? undefined : venue.order(order.accountId, { orderId: order.triggeredOrderId });
  return {
    algoId: integer(order.orderId),
    clientAlgoId: clientIdOf(order),
    algoType: 'CONDITIONAL',
    orderType: conditionalType(order),
    symbol: order.symbol,
    side: sideOf(order),
    positionSide: SIDES[order.tag],
    timeInForce: timeInForceOf(order),
    quantity: size(instrument, sizeOf(order)),
    algoStatus: algoStatusOf(order),
    ...(kind === 'read'
      ? {
          actualOrderId: order.triggeredOrderId ?? '',
          actualPrice: price(instrument, child?.averagePrice ?? '0'),
          tpTriggerPrice: price(instrument, '0'),
          tpPrice: price(instrument, '0'),
          slTriggerPrice: price(instrument, '0'),
          slPrice: price(instrument, '0'),
          tpOrderType: '',
        }
      : {}),
    triggerPrice: price(instrument, trailing ? '0' : (trigger?.price ?? '0')),
    price: price(instrument, order.price ?? '0'),
    icebergQuantity: null,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: trigger?.by === 'mark' ? 'MARK_PRICE' : 'CONTRACT_PRICE',
    priceMatch: 'NONE',
    closePosition: order.size === null,
    priceProtect: wireText(order, 'priceProtect', 'false') === 'true',
    reduceOnly: order.reduceOnly,
    activatePrice: trailing ? price(instrument, trigger.price ?? '0') : '',
    callbackRate: trailing ? (trigger.callbackPercent ?? '') : '',
    createTime: order.createdAtMs,
    updateTime: order.updatedAtMs,
    triggerTime: order.status === 'triggered' ? order.updatedAtMs : 0,
    goodTillDate: 0,
  };
}

export function tradeRow(venue: PracticeVenue, fill: PracticeFill): Row {
  const instrument = instrumentOf(venue, fill.symbol);
  const traded = money(valueAt(instrument, fill.size, fill.price));
  return {
    symbol: fill.symbol,
    id: integer(fill.fillId),
    orderId: integer(fill.orderId),
    side: sideOf(fill),
    price: price(instrument, fill.price),
    qty: size(instrument, fill.size),
    realizedPnl: money(fill.realizedPnl),
    ...(instrument.kind === 'inverse'
      ? { pair: pairOf(instrument), marginAsset: instrument.settle, baseQty: traded }
      : { quoteQty: traded }),
    commission: money(fill.fee),
    commissionAsset: instrument.settle,
    time: fill.atMs,
    positionSide: SIDES[fill.tag],
    maker: fill.maker,
    buyer: fill.orderSide === 'buy',
  };
}

/** Price at which the fees of leaving are paid too. */
export function breakEven(venue: PracticeVenue, position: PracticePosition): Decimal {
  if (isZero(position.signedSize)) return '0';
  const fee = multiply(position.entryPrice, venue.takerFee);
  return compare(signedAmount(position), '0') > 0 ? add(position.entryPrice, fee) : subtract(position.entryPrice, fee);
}

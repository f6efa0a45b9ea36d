// Orders and executions as Bybit prints them: strings for all numbers, "" for what is missing.
import { assertNever } from '../../../../shared/failure.ts';
import { isZero, subtract, sum, type Decimal } from '../../../../shared/decimal.ts';
import type { PracticeFill, PracticeOrder, PracticeVenue } from '../../exchange.ts';
import type { OrderNames } from './orderNames.ts';
import { sideName, indexOfTag, money, instrumentOf, valueAt } from './render.ts';
import type { Row } from './wire.ts';

function orderStatus(order: PracticeOrder): string {
  switch (order.status) {
    case 'working':
      if (order.family !== 'plain') return 'Untriggered';
      return isZero(order.filledSize) ? 'New' : 'PartiallyFilled';
    case 'filled':
      return 'Filled';
    case 'cancelled':
    case 'expired':
      return order.family === 'plain' ? 'Cancelled' : 'Deactivated';
    case 'triggered':
      return 'Triggered';
    default:
      return assertNever(order.status);
  }
}

/** Bybit's word for what kind of conditional order it is; "" for plain ones. */
export function stopOrderType(order: PracticeOrder): string {
  if (order.family === 'plain') return '';
  if (order.family !== 'attached') return 'Stop';
  const partial = order.size === null ? '' : 'Partial';
  if (order.trigger?.kind === 'trailing') return 'TrailingStop';
  return order.trigger?.kind === 'takeProfit' ? `${partial}TakeProfit` : `${partial}StopLoss`;
}

/** 1 waits for a rise, 2 for a fall. */
function triggerDirection(order: PracticeOrder): 0 | 1 | 2 {
  if (order.trigger === null) return order.wire['triggerDirection'] === 1 ? 1 : order.wire['triggerDirection'] === 2 ? 2 : 0;
  const stop = order.trigger.kind !== 'takeProfit';
  return stop === (order.orderSide === 'buy') ? 1 : 2;
}

const TIME_IN_FORCE = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK', postOnly: 'PostOnly' } as const;

function cancelType(order: PracticeOrder): string {
  if (order.status !== 'cancelled') return 'UNKNOWN';
  if (order.endReason === null || order.endReason === 'user') return 'CancelByUser';
  return order.family === 'attached' ? 'CancelByTpSlTsClear' : order.reduceOnly ? 'CancelByReduceOnly' : 'CancelByUser';
}

const fromWire = (order: PracticeOrder, name: string): string => {
  const value = order.wire[name];
  return typeof value === 'string' ? value : '';
};

/** As order/realtime and order/history print it; the stream adds category and fee currency. */
export function orderRow(venue: PracticeVenue, names: OrderNames, order: PracticeOrder, stream: boolean): Row {
  const instrument = instrumentOf(venue, order.symbol);
  const quantity = order.size ?? '0';
  const left = order.status === 'working' && order.size !== null ? subtract(order.size, order.filledSize) : '0';
  const price = order.price ?? '0';
  const fills = venue.fills(order.accountId, { orderId: order.orderId });
  const fee = sum(fills.map((fill) => fill.fee));
  const executed = sum(fills.map((fill) => valueAt(instrument, fill.size, fill.price)));
  const row = {
    orderId: names.wireId(order),
    orderLinkId: names.linkId(order),
    blockTradeId: '',
    symbol: order.symbol,
    price,
    qty: quantity,
    side: sideName(order.orderSide),
    isLeverage: '',
    positionIdx: indexOfTag(order.tag),
    orderStatus: orderStatus(order),
    createType:
      order.family === 'attached'
        ? `CreateBy${stopOrderType(order)}`
        : order.family === 'plain'
          ? 'CreateByUser'
          : 'CreateByStopOrder',
    cancelType: cancelType(order),
    rejectReason: order.status === 'expired' ? 'EC_NoImmediateQtyToFill' : 'EC_NoError',
    avgPrice: order.averagePrice ?? '',
    leavesQty: left,
    leavesValue: order.type === 'limit' ? money(valueAt(instrument, left, price)) : '0',
    cumExecQty: order.filledSize,
    cumExecValue: money(executed),
    cumExecFee: money(fee),
    cumFeeDetail: isZero(fee) ? {} : { [instrument.settle]: money(fee) },
    timeInForce: order.type === 'market' ? 'IOC' : TIME_IN_FORCE[order.timeInForce],
    orderType: order.type === 'market' ? 'Market' : 'Limit',
    stopOrderType: stopOrderType(order),
    orderIv: '',
    triggerPrice: order.trigger?.price ?? '',
    takeProfit: fromWire(order, 'takeProfit'),
    stopLoss: fromWire(order, 'stopLoss'),
    tpTriggerBy: fromWire(order, 'tpTriggerBy'),
    slTriggerBy: fromWire(order, 'slTriggerBy'),
    tpLimitPrice: '',
    slLimitPrice: '',
    tpslMode: order.family === 'attached' ? (order.size === null ? 'Full' : 'Partial') : fromWire(order, 'tpslMode'),
    triggerDirection: triggerDirection(order),
    triggerBy: order.trigger === null ? '' : order.trigger.by === 'mark' ? 'MarkPrice' : 'LastPrice',
    lastPriceOnCreated: fromWire(order, 'lastPriceOnCreated'),
    reduceOnly: order.reduceOnly || order.size === null || order.attachedTo !== null,
    closeOnTrigger: order.wire['closeOnTrigger'] === true,
    placeType: '',
    smpType: 'None',
    smpGroup: 0,
    smpOrderId: '',
    createdTime: String(order.createdAtMs),
    updatedTime: String(order.updatedAtMs),
  };
  return stream ? { ...row, category: instrument.kind, feeCurrency: instrument.settle, closedPnl: closedPnl(fills) } : row;
}

const closedPnl = (fills: readonly PracticeFill[]): string => money(sum(fills.map((fill) => fill.realizedPnl)));

/** Size that a fill took off a position. The model does not split a fill that turns a one-way position around. */
export function closedSize(fill: PracticeFill, order: PracticeOrder | undefined): Decimal {
  if (fill.tag !== 'both') return (fill.tag === 'long') === (fill.orderSide === 'sell') ? fill.size : '0';
  return order?.reduceOnly === true || !isZero(fill.realizedPnl) ? fill.size : '0';
}

/** As execution/list prints it. The stream adds `execPnl`: realised profit before fees. */
export function executionRow(venue: PracticeVenue, names: OrderNames, fill: PracticeFill, stream: boolean): Row {
  const instrument = instrumentOf(venue, fill.symbol);
  const order = venue.order(fill.accountId, { orderId: fill.orderId });
  const value = valueAt(instrument, fill.size, fill.price);
  const row = {
    symbol: fill.symbol,
    orderId: order === undefined ? fill.orderId : names.wireId(order),
    orderLinkId: order === undefined ? (fill.clientOrderId ?? '') : names.linkId(order),
    side: sideName(fill.orderSide),
    orderPrice: order?.price ?? fill.price,
    orderQty: order?.size ?? fill.size,
    leavesQty: order === undefined || order.size === null ? '0' : subtract(order.size, order.filledSize),
    createType: 'CreateByUser',
    orderType: order?.type === 'limit' ? 'Limit' : 'Market',
    stopOrderType: order === undefined ? 'UNKNOWN' : stopOrderType(order) || 'UNKNOWN',
    execFee: money(fill.fee),
    feeCurrency: '',
    execId: fill.fillId,
    execPrice: fill.price,
    execQty: fill.size,
    execType: 'Trade',
    execValue: money(value),
    execTime: String(fill.atMs),
    isMaker: fill.maker,
    feeRate: fill.maker ? venue.makerFee : venue.takerFee,
    tradeIv: '',
    markIv: '',
    markPrice: venue.quote(fill.symbol)?.mark ?? fill.price,
    indexPrice: '',
    underlyingPrice: '',
    blockTradeId: '',
    closedSize: closedSize(fill, order),
    extraFees: '',
    seq: fill.atMs,
  };
  return stream ? { ...row, category: instrument.kind, isLeverage: '0', marketUnit: '', execPnl: money(fill.realizedPnl) } : row;
}

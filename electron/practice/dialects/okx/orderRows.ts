// Plain orders and fills as OKX prints them.
import { assertNever } from '../../../../shared/failure.ts';
import { isZero, negate, sum } from '../../../../shared/decimal.ts';
import type { PracticeFill, PracticeOrder, PracticeVenue } from '../../exchange.ts';
import { clOrdIdOf, ordIdOf } from './orderNames.ts';
import { instrumentOf, instTypeOf, money, posSideOf, usdValue, wireText } from './render.ts';
import type { Row } from './wire.ts';

const ORDER_TYPES = { gtc: 'limit', ioc: 'ioc', fok: 'fok', postOnly: 'post_only' } as const;

function orderState(order: PracticeOrder): string {
  switch (order.status) {
    case 'working':
      return isZero(order.filledSize) ? 'live' : 'partially_filled';
    case 'filled':
      return 'filled';
    case 'cancelled':
    case 'expired':
    case 'triggered':
      return 'canceled';
    default:
      return assertNever(order.status);
  }
}

/** cancelSource of the orders channel and of order details. */
function cancelSource(order: PracticeOrder): string {
  if (order.status !== 'cancelled' && order.status !== 'expired') return '';
  const sources: Readonly<Record<string, string>> = {
    user: '1',
    cancelAllAfter: '20',
    positionClosed: '17',
    autoCancel: '17',
    postOnlyWouldTake: '31',
    priceBand: '15',
    immediateOrCancel: '14',
    fillOrKill: '13',
  };
  return sources[order.endReason ?? 'user'] ?? '0';
}

export function orderRow(venue: PracticeVenue, order: PracticeOrder): Row {
  const instrument = instrumentOf(venue, order.symbol);
  const fills = venue.fills(order.accountId, { orderId: order.orderId });
  const last = fills.at(-1);
  const size = order.size ?? order.filledSize;
  return {
    accFillSz: order.filledSize,
    algoClOrdId: '',
    algoId: wireText(order, 'parentOrderId'),
    attachAlgoOrds: Array.isArray(order.wire['attachAlgoOrds']) ? order.wire['attachAlgoOrds'] : [],
    avgPx: order.averagePrice === null ? '' : money(order.averagePrice),
    cTime: String(order.createdAtMs),
    cancelSource: cancelSource(order),
    cancelSourceReason: '',
    category: 'normal',
    ccy: '',
    clOrdId: clOrdIdOf(order),
    fee: money(negate(sum(fills.map((fill) => fill.fee)))),
    feeCcy: instrument.settle,
    fillPx: last?.price ?? '',
    fillSz: last?.size ?? '0',
    fillTime: last === undefined ? '' : String(last.atMs),
    instId: order.symbol,
    instType: instTypeOf(instrument),
    isTpLimit: 'false',
    lever: venue.leverage(order.accountId, order.symbol),
    linkedAlgoOrd: { algoId: '' },
    ordId: ordIdOf(order),
    ordType: order.type === 'market' ? wireText(order, 'ordType') || 'market' : ORDER_TYPES[order.timeInForce],
    pnl: money(sum(fills.map((fill) => fill.realizedPnl))),
    posSide: posSideOf(order.tag),
    px: order.price ?? '',
    pxType: '',
    quickMgnType: '',
    rebate: '0',
    rebateCcy: instrument.settle,
    reduceOnly: String(order.reduceOnly && order.tag === 'both'),
    side: order.orderSide,
    slOrdPx: '',
    slTriggerPx: '',
    slTriggerPxType: '',
    source: wireText(order, 'parentOrderId') === '' ? '' : '7',
    state: orderState(order),
    stpId: '',
    stpMode: 'cancel_maker',
    sz: size,
    tag: wireText(order, 'tag'),
    tdMode: order.marginMode ?? venue.marginMode(order.accountId, order.symbol),
    tgtCcy: '',
    tpOrdPx: '',
    tpTriggerPx: '',
    tpTriggerPxType: '',
    tradeId: last?.fillId ?? '',
    uTime: String(order.updatedAtMs),
  };
}

/** One push of the orders channel; `fill` is the one that caused it. */
export function orderPush(venue: PracticeVenue, order: PracticeOrder, fill: PracticeFill | null): Row {
  const instrument = instrumentOf(venue, order.symbol);
  return {
    ...orderRow(venue, order),
    amendResult: '',
    amendSource: '',
    code: '0',
    execType: fill === null ? '' : fill.maker ? 'M' : 'T',
    fillFee: fill === null ? '0' : money(negate(fill.fee)),
    fillFeeCcy: fill === null ? '' : instrument.settle,
    fillNotionalUsd: fill === null ? '' : usdValue(instrument, fill.size, fill.price),
    fillPnl: fill === null ? '0' : money(fill.realizedPnl),
    fillPx: fill?.price ?? '',
    fillSz: fill?.size ?? '0',
    fillTime: fill === null ? '' : String(fill.atMs),
    msg: '',
    notionalUsd: usdValue(instrument, order.size ?? '0', order.price ?? venue.quote(order.symbol)?.mark ?? '0'),
    reqId: '',
    tradeId: fill?.fillId ?? '',
  };
}

export function fillRow(venue: PracticeVenue, fill: PracticeFill): Row {
  const instrument = instrumentOf(venue, fill.symbol);
  const order = venue.order(fill.accountId, { orderId: fill.orderId });
  return {
    billId: `9${fill.fillId}`,
    clOrdId: order === undefined ? (fill.clientOrderId ?? '') : clOrdIdOf(order),
    execType: fill.maker ? 'M' : 'T',
    fee: money(negate(fill.fee)),
    feeCcy: instrument.settle,
    feeRate: negate(fill.maker ? venue.makerFee : venue.takerFee),
    fillIdxPx: venue.quote(fill.symbol)?.index ?? '',
    fillMarkPx: '',
    fillPnl: money(fill.realizedPnl),
    fillPx: fill.price,
    fillSz: fill.size,
    fillTime: String(fill.atMs),
    instId: fill.symbol,
    instType: instTypeOf(instrument),
    ordId: order === undefined ? fill.orderId : ordIdOf(order),
    posSide: posSideOf(fill.tag),
    side: fill.orderSide,
    subType: '',
    tag: '',
    tradeId: fill.fillId,
    ts: String(fill.atMs),
  };
}

// Plain orders and fills as Bitget prints them. `side` in two-way mode is the side of the position.
import { assertNever } from '../../../../shared/failure.ts';
import { isZero, negate, sum } from '../../../../shared/decimal.ts';
import type { PracticeFill, PracticeOrder, PracticeVenue } from '../../exchange.ts';
import { isReducing } from '../../reduceOnly.ts';
import { instrumentOf, marginCoinOf, money, plain, posModeOf, wireMarginMode, wireText } from './render.ts';
import type { Row } from './wire.ts';

const FORCES = { gtc: 'gtc', ioc: 'ioc', fok: 'fok', postOnly: 'post_only' } as const;

export function stateOf(order: PracticeOrder): string {
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

type Directed = Pick<PracticeOrder, 'tag' | 'orderSide' | 'reduceOnly' | 'size' | 'attachedTo'>;

/** side, posSide, tradeSide and posMode. */
export function directionFields(order: Directed): Row {
  const { tag, orderSide } = order;
  if (tag === 'both') return { side: orderSide, posSide: 'net', tradeSide: `${orderSide}_single`, posMode: posModeOf(tag) };
  return {
    side: tag === 'long' ? 'buy' : 'sell',
    posSide: tag,
    tradeSide: isReducing(order) ? 'close' : 'open',
    posMode: posModeOf(tag),
  };
}

const CANCEL_REASONS: Readonly<Record<string, string>> = { user: 'normal_cancel' };

export function orderRow(venue: PracticeVenue, order: PracticeOrder): Row {
  const instrument = instrumentOf(venue, order.symbol);
  const fills = venue.fills(order.accountId, { orderId: order.orderId });
  return {
    symbol: order.symbol,
    size: order.size ?? order.filledSize,
    orderId: order.orderId,
    clientOid: order.clientOrderId ?? `${order.orderId}9`,
    baseVolume: order.filledSize,
    fee: money(venue, instrument, negate(sum(fills.map((fill) => fill.fee)))),
    price: order.price ?? '',
    priceAvg: order.averagePrice === null ? '' : plain(order.averagePrice),
    status: stateOf(order),
    ...directionFields(order),
    force: FORCES[order.timeInForce],
    totalProfits: money(venue, instrument, sum(fills.map((fill) => fill.realizedPnl))),
    marginCoin: marginCoinOf(instrument),
    quoteVolume: '0',
    leverage: venue.leverage(order.accountId, order.symbol),
    marginMode: wireMarginMode(order.marginMode ?? venue.marginMode(order.accountId, order.symbol)),
    enterPointSource: 'API',
    orderType: order.type,
    orderSource: wireText(order, 'parentOrderId') === '' ? 'normal' : 'normal_plan',
    presetStopSurplusPrice: '',
    presetStopLossPrice: '',
    reduceOnly: order.tag === 'both' && order.reduceOnly ? 'YES' : 'NO',
    cancelReason: CANCEL_REASONS[order.endReason ?? ''] ?? '',
    cTime: String(order.createdAtMs),
    uTime: String(order.updatedAtMs),
  };
}

/** order/detail calls the status `state`. */
export function detailRow(venue: PracticeVenue, order: PracticeOrder): Row {
  const { status, ...row } = orderRow(venue, order);
  return { ...row, state: status };
}

/** One push of the orders channel; `fill` is the one that caused it. */
export function orderPush(venue: PracticeVenue, order: PracticeOrder, fill: PracticeFill | null): Row {
  const { symbol, reduceOnly, baseVolume, fee, ...row } = orderRow(venue, order);
  const instrument = instrumentOf(venue, order.symbol);
  const coin = marginCoinOf(instrument);
  return {
    ...row,
    accBaseVolume: baseVolume,
    baseVolume: fill?.size ?? '0',
    instId: symbol,
    reduceOnly: reduceOnly === 'YES' ? 'yes' : 'no',
    feeDetail: [{ feeCoin: coin, fee }],
    fillFee: fill === null ? '0' : money(venue, instrument, negate(fill.fee)),
    fillFeeCoin: coin,
    fillNotionalUsd: '0',
    fillPrice: fill?.price ?? '',
    fillTime: fill === null ? '' : String(fill.atMs),
    notionalUsd: '0',
    pnl: fill === null ? '0' : money(venue, instrument, fill.realizedPnl),
    stpMode: 'none',
    tradeId: fill?.fillId ?? '',
    tradeScope: fill === null ? '' : fill.maker ? 'M' : 'T',
  };
}

export function fillRow(venue: PracticeVenue, fill: PracticeFill): Row {
  const instrument = instrumentOf(venue, fill.symbol);
  const order = venue.order(fill.accountId, { orderId: fill.orderId });
  const direction = directionFields(
    order ?? { tag: fill.tag, orderSide: fill.orderSide, reduceOnly: false, size: fill.size, attachedTo: null },
  );
  return {
    tradeId: fill.fillId,
    symbol: fill.symbol,
    orderId: fill.orderId,
    price: fill.price,
    baseVolume: fill.size,
    feeDetail: [
      {
        deduction: 'no',
        feeCoin: marginCoinOf(instrument),
        totalDeductionFee: '',
        totalFee: money(venue, instrument, negate(fill.fee)),
      },
    ],
    side: direction['side'],
    quoteVolume: '0',
    profit: money(venue, instrument, fill.realizedPnl),
    enterPointSource: 'api',
    tradeSide: direction['tradeSide'],
    posMode: direction['posMode'],
    tradeScope: fill.maker ? 'maker' : 'taker',
    cTime: String(fill.atMs),
  };
}

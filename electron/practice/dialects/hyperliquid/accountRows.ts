// An account's state, orders and fills as /info and the streams print them.
import { assertNever } from '../../../../shared/failure.ts';
import { isZero, multiply, subtract, sum } from '../../../../shared/decimal.ts';
import type { PracticeAccount, PracticeFill, PracticeOrder, PracticePosition, PracticeVenue } from '../../exchange.ts';
import { instrumentOf, notional, printed, share } from './render.ts';
import type { Row } from './wire.ts';

function positionRow(venue: PracticeVenue, position: PracticePosition): Row {
  const instrument = instrumentOf(venue, position.symbol);
  const isolated = position.marginMode === 'isolated';
  return {
    type: 'oneWay',
    position: {
      coin: position.symbol,
      szi: printed(position.signedSize),
      leverage: {
        type: position.marginMode,
        value: Number(position.leverage),
        ...(isolated ? { rawUsd: printed(subtract('0', position.notional), 6) } : {}),
      },
      entryPx: printed(position.entryPrice, 6),
      positionValue: notional(position.signedSize, position.markPrice),
      unrealizedPnl: printed(position.unrealizedPnl, 6),
      returnOnEquity: share(position.unrealizedPnl, position.initialMargin),
      liquidationPx: position.liquidationPrice === null ? null : printed(position.liquidationPrice),
      marginUsed: printed(position.initialMargin, 6),
      maxLeverage: Number(instrument.maxLeverage),
      cumFunding: { allTime: '0.0', sinceOpen: '0.0', sinceChange: '0.0' },
    },
  };
}

export function accountState(venue: PracticeVenue, account: PracticeAccount | undefined): Row {
  const positions = account === undefined ? [] : venue.positions(account.id).filter(({ signedSize }) => !isZero(signedSize));
  const balance = account === undefined ? undefined : venue.balances(account.id).find(({ currency }) => currency === 'USDC');
  const value = balance === undefined ? '0.0' : printed(balance.equity, 6);
  const used = balance === undefined ? '0.0' : printed(balance.initialMargin, 6);
  const summary = {
    accountValue: value,
    totalNtlPos: printed(sum(positions.map(({ notional: worth }) => worth)), 6),
    totalRawUsd: balance === undefined ? '0.0' : printed(balance.wallet, 6),
    totalMarginUsed: used,
  };
  return {
    marginSummary: summary,
    crossMarginSummary: summary,
    crossMaintenanceMarginUsed: balance === undefined ? '0.0' : printed(balance.maintenanceMargin, 6),
    withdrawable: balance === undefined ? '0.0' : printed(balance.available, 6),
    assetPositions: positions.map((position) => positionRow(venue, position)),
    time: venue.now(),
  };
}

/** The limit of a market trigger order is where its slippage ends: a tenth beyond. */
function limitOf(order: PracticeOrder): string {
  if (order.price !== null) return printed(order.price);
  const wired = order.wire['limitPx'];
  if (typeof wired === 'string') return printed(wired);
  const trigger = order.trigger?.price ?? '0'; // none: market orders that were never on the wire
  const places = trigger.split('.')[1]?.length ?? 0;
  return printed(multiply(trigger, order.orderSide === 'sell' ? '0.9' : '1.1'), places);
}

function orderType(order: PracticeOrder): string {
  const end = order.type === 'market' ? 'Market' : 'Limit';
  if (order.trigger === null) return end;
  switch (order.trigger.kind) {
    case 'takeProfit':
      return `Take Profit ${end}`;
    case 'stop':
    case 'either':
    case 'trailing':
      return `Stop ${end}`;
    default:
      return assertNever(order.trigger.kind);
  }
}

const TIF = { gtc: 'Gtc', ioc: 'Ioc', fok: 'Ioc', postOnly: 'Alo' } as const;

const isWholePosition = ({ attachedTo, size }: PracticeOrder): boolean => attachedTo !== null || size === null;

const briefOrder = (order: PracticeOrder): Row => {
  const size = order.size ?? '0'; // whatever the position holds: the venue prints zero
  return {
    coin: order.symbol,
    side: order.orderSide === 'buy' ? 'B' : 'A',
    limitPx: limitOf(order),
    sz: printed(isZero(size) ? '0' : subtract(size, order.filledSize)),
    oid: Number(order.orderId),
    timestamp: order.createdAtMs,
    origSz: printed(size),
    ...(order.clientOrderId === null ? {} : { cloid: order.clientOrderId }),
  };
};

export function orderRow(order: PracticeOrder): Row {
  const trigger = order.trigger?.price ?? null;
  const selling = order.orderSide === 'sell';
  const above = (order.trigger?.kind === 'takeProfit') === selling;
  return {
    ...briefOrder(order),
    triggerCondition: trigger === null ? 'N/A' : `Price ${above ? 'above' : 'below'} ${trigger}`,
    isTrigger: trigger !== null,
    triggerPx: trigger === null ? '0.0' : printed(trigger),
    children: [],
    isPositionTpsl: isWholePosition(order),
    reduceOnly: order.reduceOnly,
    orderType: orderType(order),
    tif: trigger !== null ? null : TIF[order.timeInForce],
    cloid: order.clientOrderId,
  };
}

/** The venue's word for how far an order has come [D info-endpoint: order statuses]. */
export function statusOf(order: PracticeOrder): string {
  switch (order.status) {
    case 'working':
      return 'open';
    case 'filled':
      return 'filled';
    case 'triggered':
      return 'triggered';
    case 'cancelled':
      return order.endReason === 'positionClosed' ? 'reduceOnlyCanceled' : 'canceled';
    case 'expired':
      if (!isZero(order.filledSize)) return 'filled';
      return order.endReason === 'postOnlyWouldTake' ? 'badAloPxRejected' : 'iocCancelRejected';
    default:
      return assertNever(order.status);
  }
}

export const orderWithStatus = (order: PracticeOrder): Row => ({
  order: orderRow(order),
  status: statusOf(order),
  statusTimestamp: order.updatedAtMs,
});

export const orderUpdate = (order: PracticeOrder): Row => ({
  order: briefOrder(order),
  status: statusOf(order),
  statusTimestamp: order.updatedAtMs,
});

export const openOrders = (venue: PracticeVenue, account: PracticeAccount | undefined): readonly Row[] =>
  account === undefined ? [] : venue.workingOrders(account.id).map(orderRow);

function direction(fill: PracticeFill): string {
  const closes = !isZero(fill.realizedPnl);
  const long = (fill.orderSide === 'buy') !== closes;
  return `${closes ? 'Close' : 'Open'} ${long ? 'Long' : 'Short'}`;
}

export const fillRow = (fill: PracticeFill): Row => ({
  coin: fill.symbol,
  px: printed(fill.price),
  sz: printed(fill.size),
  side: fill.orderSide === 'buy' ? 'B' : 'A',
  time: fill.atMs,
  startPosition: '0.0',
  dir: direction(fill),
  closedPnl: printed(fill.realizedPnl, 6),
  hash: `0x${'0'.repeat(64)}`,
  oid: Number(fill.orderId),
  crossed: !fill.maker,
  fee: printed(fill.fee, 6),
  tid: Number(fill.fillId),
  cloid: fill.clientOrderId,
  feeToken: 'USDC',
  twapId: null,
});

/** What an order got at once; null: nothing. */
export const filledOf = ({ averagePrice, filledSize, orderId }: PracticeOrder): Row | null =>
  averagePrice === null
    ? null
    : { filled: { totalSz: printed(filledSize), avgPx: printed(averagePrice, 6), oid: Number(orderId) } };

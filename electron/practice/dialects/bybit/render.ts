// The model's nouns as Bybit prints them: strings for all numbers, "" for what is missing.
import { assertNever } from '../../../../shared/failure.ts';
import {
  absolute,
  compare,
  divide,
  isNegative,
  isZero,
  multiply,
  subtract,
  sum,
  toPlaces,
  type Decimal,
} from '../../../../shared/decimal.ts';
import type { OrderSide } from '../../../../shared/position.ts';
import type {
  Instrument,
  PositionTag,
  PracticeBalance,
  PracticeFill,
  PracticeOrder,
  PracticePosition,
  PracticeVenue,
  Quote,
} from '../../exchange.ts';
import type { OrderNames } from './orderNames.ts';
import type { Row } from './wire.ts';

export const sideName = (side: OrderSide): 'Buy' | 'Sell' => (side === 'buy' ? 'Buy' : 'Sell');
export const indexOfTag = (tag: PositionTag): 0 | 1 | 2 => (tag === 'both' ? 0 : tag === 'long' ? 1 : 2);
export const money = (value: Decimal): Decimal => toPlaces(value, 8);

export function instrumentOf(venue: PracticeVenue, symbol: string): Instrument {
  const instrument = venue.instruments.get(symbol);
  if (instrument === undefined) throw new Error(`no instrument ${symbol}`);
  return instrument;
}

/** Value of `size` at `price` in the settle coin. */
export const valueAt = (instrument: Instrument, size: Decimal, price: Decimal): Decimal =>
  isZero(price)
    ? '0'
    : instrument.kind === 'linear'
      ? multiply(multiply(absolute(size), instrument.contractSize), price)
      : divide(multiply(absolute(size), instrument.contractSize), price);

const isLong = (position: PracticePosition): boolean =>
  position.tag === 'both' ? !isNegative(position.signedSize) : position.tag === 'long';

/** What lives on the position: prices of its whole-position take-profit, stop and trailing stop. */
function protection(venue: PracticeVenue, position: Pick<PracticePosition, 'accountId' | 'symbol' | 'tag'>): Row {
  const attached = venue
    .workingOrders(position.accountId, { symbol: position.symbol, family: 'attached' })
    .filter((order) => order.attachedTo === position.tag && order.size === null);
  const priceOf = (kind: string) => attached.find((order) => order.trigger?.kind === kind)?.trigger?.price ?? '';
  const trailing = attached.find((order) => order.trigger?.kind === 'trailing');
  return {
    takeProfit: priceOf('takeProfit'),
    stopLoss: priceOf('stop'),
    trailingStop: typeof trailing?.wire['trailingStop'] === 'string' ? trailing.wire['trailingStop'] : '0',
  };
}

/** As position/list prints it; the stream's rows carry `entryPrice` and `category` instead of `avgPrice`. */
export function positionRow(venue: PracticeVenue, position: PracticePosition, stream: boolean): Row {
  const instrument = instrumentOf(venue, position.symbol);
  const size = absolute(position.signedSize);
  const flat = isZero(size);
  const entry = flat ? '0' : position.entryPrice;
  const shared = {
    positionIdx: indexOfTag(position.tag),
    riskId: 1,
    riskLimitValue: '2000000',
    symbol: position.symbol,
    side: flat ? '' : isLong(position) ? 'Buy' : 'Sell',
    size,
    positionValue: flat ? (stream ? '0' : '') : money(valueAt(instrument, size, entry)),
    tradeMode: 0,
    positionStatus: 'Normal',
    autoAddMargin: 0,
    adlRankIndicator: flat ? 0 : 2,
    leverage: position.leverage,
    positionBalance: flat ? '0' : money(position.initialMargin),
    markPrice: position.markPrice,
    liqPrice: position.liquidationPrice ?? '',
    bustPrice: '',
    positionMM: flat ? '0' : money(position.maintenanceMargin),
    positionIM: flat ? '0' : money(position.initialMargin),
    tpslMode: 'Full',
    ...protection(venue, position),
    unrealisedPnl: flat ? (stream ? '0' : '') : money(position.unrealizedPnl),
    curRealisedPnl: money(position.realizedPnl),
    cumRealisedPnl: money(position.realizedPnl),
    sessionAvgPrice: '',
    seq: position.updatedAtMs,
    isReduceOnly: false,
    mmrSysUpdatedTime: '',
    leverageSysUpdatedTime: '',
    createdTime: String(position.createdAtMs),
    updatedTime: String(position.updatedAtMs),
  };
  return stream ? { ...shared, entryPrice: entry, category: instrument.kind } : { ...shared, avgPrice: flat ? '' : entry };
}

/** A symbol without a position, which position/list answers when it is asked for by name. */
export function emptyPositionRow(venue: PracticeVenue, accountId: string, symbol: string, tag: PositionTag): Row {
  const quote = venue.quote(symbol);
  const mark = quote?.mark ?? '0';
  return positionRow(
    venue,
    {
      accountId,
      symbol,
      tag,
      signedSize: '0',
      entryPrice: '0',
      markPrice: mark,
      liquidationPrice: null,
      leverage: venue.leverage(accountId, symbol),
      marginMode: venue.marginMode(accountId, symbol),
      initialMargin: '0',
      maintenanceMargin: '0',
      unrealizedPnl: '0',
      realizedPnl: '0',
      notional: '0',
      createdAtMs: venue.now(),
      updatedAtMs: venue.now(),
    },
    false,
  );
}

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

/** One UNIFIED account, as wallet-balance and the wallet stream print it; totals in USD. */
export function walletRow(venue: PracticeVenue, balances: readonly PracticeBalance[]): Row {
  const worth = balances.map((balance) => usdRate(venue, balance.currency));
  const total = (pick: (balance: PracticeBalance) => Decimal): Decimal =>
    money(sum(balances.map((balance, index) => multiply(pick(balance), worth[index] ?? '0'))));
  const equity = total((balance) => balance.equity);
  const initial = total((balance) => balance.initialMargin);
  const maintenance = total((balance) => balance.maintenanceMargin);
  const rate = (margin: Decimal) => (isZero(equity) ? '0' : toPlaces(divide(margin, equity), 4));
  return {
    accountType: 'UNIFIED',
    accountLTV: '0',
    accountIMRate: rate(initial),
    accountMMRate: rate(maintenance),
    totalEquity: equity,
    totalWalletBalance: total((balance) => balance.wallet),
    totalMarginBalance: equity,
    totalAvailableBalance: total((balance) => balance.available),
    totalPerpUPL: total((balance) => balance.unrealizedPnl),
    totalInitialMargin: initial,
    totalMaintenanceMargin: maintenance,
    coin: balances.map((balance, index) => ({
      coin: balance.currency,
      equity: money(balance.equity),
      usdValue: money(multiply(balance.equity, worth[index] ?? '0')),
      walletBalance: money(balance.wallet),
      locked: '0',
      spotHedgingQty: '0',
      borrowAmount: '0',
      availableToWithdraw: money(balance.available),
      availableToBorrow: '',
      accruedInterest: '0',
      totalOrderIM: '0',
      totalPositionIM: money(balance.initialMargin),
      totalPositionMM: money(balance.maintenanceMargin),
      unrealisedPnl: money(balance.unrealizedPnl),
      cumRealisedPnl: '0',
      bonus: '0',
      collateralSwitch: true,
      marginCollateral: true,
    })),
  };
}

function usdRate(venue: PracticeVenue, currency: string): Decimal {
  if (currency === 'USDT' || currency === 'USDC' || currency === 'USD') return '1';
  for (const symbol of [`${currency}USD`, `${currency}USDT`]) {
    const quote = venue.quote(symbol);
    if (quote !== undefined) return quote.mark;
  }
  return '0';
}

/** As market/tickers prints it; the ticker stream's snapshot has the same fields. */
export function tickerRow(instrument: Instrument, quote: Quote): Row {
  const change = isZero(quote.open24h) ? '0' : toPlaces(divide(subtract(quote.last, quote.open24h), quote.open24h), 6);
  const inverse = instrument.kind === 'inverse';
  return {
    symbol: quote.symbol,
    tickDirection: compare(quote.last, quote.open24h) >= 0 ? 'PlusTick' : 'MinusTick',
    lastPrice: quote.last,
    indexPrice: quote.index,
    markPrice: quote.mark,
    prevPrice24h: quote.open24h,
    price24hPcnt: change,
    highPrice24h: quote.high24h,
    lowPrice24h: quote.low24h,
    prevPrice1h: quote.open24h,
    openInterest: quote.volume24h,
    openInterestValue: inverse ? money(divide(quote.volume24h, quote.mark)) : money(multiply(quote.volume24h, quote.mark)),
    turnover24h: inverse ? money(divide(quote.volume24h, quote.last)) : quote.turnover24h,
    volume24h: quote.volume24h,
    fundingRate: quote.fundingRate,
    nextFundingTime: String(quote.nextFundingAtMs),
    bid1Price: quote.bid,
    bid1Size: quote.bidSize,
    ask1Price: quote.ask,
    ask1Size: quote.askSize,
  };
}

// The model's nouns as OKX prints them: strings for all numbers, "" for what is missing.
import { assertNever } from '../../../../shared/failure.ts';
import {
  absolute,
  add,
  divide,
  isZero,
  multiply,
  negate,
  subtract,
  sum,
  toPlaces,
  type Decimal,
} from '../../../../shared/decimal.ts';
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
import { isReducing } from '../../reduceOnly.ts';
import type { AlgoPairs } from './algoPairs.ts';
import { clOrdIdOf, ordIdOf } from './orderNames.ts';
import type { Row } from './wire.ts';

/** Money with at most 12 places and no trailing zeros. */
const money = (value: Decimal): string => add(toPlaces(value, 12), '0');
export const posSideOf = (tag: PositionTag): string => (tag === 'both' ? 'net' : tag);
const wireText = (order: PracticeOrder, name: string): string => {
  const value = order.wire[name];
  return typeof value === 'string' ? value : '';
};

export function instrumentOf(venue: PracticeVenue, symbol: string): Instrument {
  const instrument = venue.instruments.get(symbol);
  if (instrument === undefined) throw new Error(`no instrument ${symbol}`);
  return instrument;
}

export const instTypeOf = (instrument: Instrument): string =>
  typeof instrument.extra['instType'] === 'string' ? instrument.extra['instType'] : 'SWAP';

export const familyOf = (instrument: Instrument): string =>
  typeof instrument.extra['instFamily'] === 'string'
    ? instrument.extra['instFamily']
    : `${instrument.base}-${instrument.kind === 'inverse' ? 'USD' : instrument.quote}`;

export const usdRate = (venue: PracticeVenue, currency: string): Decimal => {
  if (/^USD[TC]?$/.test(currency)) return '1';
  for (const pair of ['USDT', 'USD']) {
    const quote = venue.quote(`${currency}-${pair}-SWAP`);
    if (quote !== undefined) return quote.mark;
  }
  return '0';
};

export const usdValue = (instrument: Instrument, size: Decimal, price: Decimal): Decimal =>
  money(multiply(multiply(size, instrument.contractSize), instrument.kind === 'linear' ? price : '1'));

export function instrumentRow(instrument: Instrument): Row {
  const inverse = instrument.kind === 'inverse';
  return {
    alias: '',
    baseCcy: '',
    category: '1',
    ctMult: '1',
    ctType: instrument.kind,
    ctValCcy: inverse ? instrument.quote : instrument.base,
    expTime: '',
    instFamily: familyOf(instrument),
    instType: 'SWAP',
    listTime: '1611916828000',
    optType: '',
    quoteCcy: '',
    ruleType: 'normal',
    stk: '',
    uly: familyOf(instrument),
    ...instrument.extra,
    instId: instrument.symbol,
    ctVal: instrument.contractSize,
    lever: instrument.maxLeverage,
    lotSz: instrument.lotSize,
    maxLmtSz: instrument.maxLimitSize,
    maxMktSz: instrument.maxMarketSize,
    minSz: instrument.minSize,
    settleCcy: instrument.settle,
    state: 'live',
    tickSz: instrument.tickSize,
  };
}

export function positionId(position: Pick<PracticePosition, 'symbol' | 'tag' | 'accountId'>): string {
  let hash = 7n;
  for (const letter of `${position.accountId}|${position.symbol}|${position.tag}`) {
    hash = (hash * 1_000_003n + BigInt(letter.charCodeAt(0))) % 1_000_000_000_000_000n;
  }
  return `170${String(hash).padStart(15, '0')}`;
}

/** Own resting orders that close a hedge position use up what is available of it. */
export function availableSize(venue: PracticeVenue, position: PracticePosition): Decimal {
  const closing = venue
    .workingOrders(position.accountId, { symbol: position.symbol })
    .filter((order) => order.trigger === null && order.tag === position.tag && isReducing(order) && order.size !== null);
  const held = sum(closing.map((order) => subtract(order.size ?? '0', order.filledSize)));
  const free = subtract(absolute(position.signedSize), held);
  return free.startsWith('-') ? '0' : free;
}

/** Take-profit and stop of the whole position, as a position row names them. */
function closeOrderAlgo(venue: PracticeVenue, pairs: AlgoPairs, position: PracticePosition): readonly Row[] {
  return venue
    .workingOrders(position.accountId, { symbol: position.symbol })
    .filter((order) => order.trigger !== null && order.size === null && order.tag === position.tag && !pairs.isHidden(order))
    .map((order) => ({
      algoId: order.orderId,
      ...triggerFields(order, ['slTriggerPx', 'slTriggerPxType', 'tpTriggerPx', 'tpTriggerPxType']),
      closeFraction: '1',
    }));
}

export function positionRow(venue: PracticeVenue, pairs: AlgoPairs, position: PracticePosition): Row {
  const instrument = instrumentOf(venue, position.symbol);
  const quote = venue.quote(position.symbol);
  const flat = isZero(position.signedSize);
  const isolated = position.marginMode === 'isolated';
  const margin = isZero(position.initialMargin) ? '1' : position.initialMargin;
  const ratio = isZero(position.maintenanceMargin)
    ? ''
    : toPlaces(divide(add(position.initialMargin, position.unrealizedPnl), position.maintenanceMargin), 8);
  const value = (text: string): string => (flat ? '' : text);
  return {
    adl: '1',
    availPos: position.tag === 'both' || flat ? '' : availableSize(venue, position),
    avgPx: value(money(position.entryPrice)),
    baseBal: '',
    bePx: value(money(position.entryPrice)),
    bizRefId: '',
    bizRefType: '',
    cTime: String(position.createdAtMs),
    ccy: instrument.settle,
    closeOrderAlgo: flat ? [] : closeOrderAlgo(venue, pairs, position),
    fee: '0',
    fundingFee: '0',
    idxPx: quote?.index ?? '',
    imr: isolated ? '' : value(money(position.initialMargin)),
    instId: position.symbol,
    instType: instTypeOf(instrument),
    interest: '',
    last: quote?.last ?? '',
    lever: position.leverage,
    liab: '',
    liabCcy: '',
    liqPenalty: '0',
    liqPx: value(position.liquidationPrice === null ? '' : money(position.liquidationPrice)),
    margin: isolated ? value(money(position.initialMargin)) : '',
    markPx: position.markPrice,
    mgnMode: position.marginMode,
    mgnRatio: value(ratio),
    mmr: value(money(position.maintenanceMargin)),
    notionalUsd: value(usdValue(instrument, absolute(position.signedSize), position.markPrice)),
    optVal: '',
    pTime: String(venue.now()),
    pnl: money(position.realizedPnl),
    pos: position.signedSize,
    posCcy: '',
    posId: positionId(position),
    posSide: posSideOf(position.tag),
    realizedPnl: money(position.realizedPnl),
    settledPnl: '',
    tradeId: '',
    uTime: String(position.updatedAtMs),
    upl: value(money(position.unrealizedPnl)),
    uplLastPx: value(money(position.unrealizedPnl)),
    uplRatio: value(toPlaces(divide(position.unrealizedPnl, margin), 8)),
    usdPx: '',
  };
}

export function balanceDetail(venue: PracticeVenue, balance: PracticeBalance): Row {
  return {
    availBal: money(balance.available),
    availEq: money(balance.available),
    cashBal: money(balance.wallet),
    ccy: balance.currency,
    crossLiab: '',
    disEq: money(multiply(balance.equity, usdRate(venue, balance.currency))),
    eq: money(balance.equity),
    eqUsd: money(multiply(balance.equity, usdRate(venue, balance.currency))),
    frozenBal: money(balance.initialMargin),
    imr: money(balance.initialMargin),
    interest: '',
    isoEq: '0',
    isoLiab: '',
    isoUpl: '0',
    liab: '',
    maxLoan: '',
    mgnRatio: isZero(balance.maintenanceMargin) ? '' : toPlaces(divide(balance.equity, balance.maintenanceMargin), 8),
    mmr: money(balance.maintenanceMargin),
    notionalLever: '0',
    ordFrozen: '0',
    spotInUseAmt: '',
    stgyEq: '0',
    twap: '0',
    uTime: String(venue.now()),
    upl: money(balance.unrealizedPnl),
    uplLiab: '',
  };
}

export function accountRow(venue: PracticeVenue, balances: readonly PracticeBalance[], currencies?: ReadonlySet<string>): Row {
  const worth = (pick: (balance: PracticeBalance) => Decimal) =>
    money(sum(balances.map((balance) => multiply(pick(balance), usdRate(venue, balance.currency)))));
  const shown = balances.filter((balance) => currencies === undefined || currencies.has(balance.currency));
  return {
    adjEq: '',
    availEq: '',
    borrowFroz: '',
    details: shown.map((balance) => balanceDetail(venue, balance)),
    imr: worth((balance) => balance.initialMargin),
    isoEq: '0',
    mgnRatio: '',
    mmr: worth((balance) => balance.maintenanceMargin),
    notionalUsd: '',
    ordFroz: '',
    totalEq: worth((balance) => balance.equity),
    uTime: String(venue.now()),
    upl: worth((balance) => balance.unrealizedPnl),
  };
}

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

/** OKX's type of a trigger order; orders of the operator have no wire data and are told by their trigger. */
export function algoTypeOf(order: PracticeOrder): string {
  const given = wireText(order, 'ordType');
  if (given !== '' && order.wire['algo'] === true) return given;
  if (order.trigger?.kind === 'trailing') return 'move_order_stop';
  return order.trigger?.kind === 'either' ? 'trigger' : 'conditional';
}

const priceType = (order: PracticeOrder): string => (order.trigger?.by === 'mark' ? 'mark' : 'last');

function triggerFields(order: PracticeOrder, names?: readonly string[]): Row {
  const fields: Record<string, string> = {
    activePx: '',
    callbackRatio: '',
    callbackSpread: '',
    ordPx: '',
    slOrdPx: '',
    slTriggerPx: '',
    slTriggerPxType: '',
    tpOrdPx: '',
    tpTriggerPx: '',
    tpTriggerPxType: '',
    triggerPx: '',
    triggerPxType: '',
  };
  if (order.wire['algo'] === true) {
    for (const name of Object.keys(fields)) fields[name] = wireText(order, name);
  } else if (order.trigger !== null) {
    const at = order.trigger.price ?? '';
    const limit = order.type === 'limit' ? (order.price ?? '-1') : '-1';
    const prefix = order.trigger.kind === 'takeProfit' ? 'tp' : 'sl';
    if (order.trigger.kind === 'trailing') {
      fields['callbackRatio'] = divide(order.trigger.callbackPercent ?? '1', '100');
      fields['activePx'] = at;
    } else if (order.trigger.kind === 'either') {
      Object.assign(fields, { triggerPx: at, triggerPxType: priceType(order), ordPx: limit });
    } else {
      Object.assign(fields, {
        [`${prefix}TriggerPx`]: at,
        [`${prefix}TriggerPxType`]: priceType(order),
        [`${prefix}OrdPx`]: limit,
      });
    }
  }
  return names === undefined ? fields : Object.fromEntries(names.map((name) => [name, fields[name] ?? '']));
}

function algoState(order: PracticeOrder, fired: PracticeOrder | undefined): string {
  if (fired !== undefined) return 'effective';
  if (order.status === 'working') return 'live';
  if (order.status === 'expired') return 'order_failed';
  return 'canceled';
}

export function algoRow(venue: PracticeVenue, pairs: AlgoPairs, order: PracticeOrder): Row {
  const instrument = instrumentOf(venue, order.symbol);
  const fired = order.status === 'triggered' ? order : pairs.firedOther(order);
  const child = fired?.triggeredOrderId;
  const made = child === null || child === undefined ? undefined : venue.order(order.accountId, { orderId: child });
  const takeProfitFired = fired?.trigger?.kind === 'takeProfit';
  return {
    actualPx: made?.averagePrice ?? '',
    actualSide: fired === undefined ? '' : takeProfitFired ? 'tp' : 'sl',
    actualSz: made?.filledSize ?? '0',
    algoClOrdId: clOrdIdOf(order),
    algoId: order.orderId,
    amendPxOnTriggerType: '0',
    attachAlgoOrds: [],
    cTime: String(order.createdAtMs),
    ccy: '',
    chaseType: '',
    clOrdId: '',
    closeFraction: order.size === null ? '1' : '',
    failCode: order.status === 'expired' ? '51169' : '0',
    instId: order.symbol,
    instType: instTypeOf(instrument),
    isTradeBorrowMode: '',
    last: venue.quote(order.symbol)?.last ?? '',
    lever: venue.leverage(order.accountId, order.symbol),
    linkedOrd: { ordId: '' },
    moveTriggerPx: order.trigger?.kind === 'trailing' ? (order.trigger.price ?? '') : '',
    ordId: child ?? '',
    ordIdList: child === null || child === undefined ? [] : [child],
    ordType: algoTypeOf(order),
    posSide: posSideOf(order.tag),
    pxLimit: '',
    pxSpread: '',
    pxVar: '',
    quickMgnType: '',
    reduceOnly: String(isReducing(order) && order.tag === 'both'),
    side: order.orderSide,
    state: algoState(order, fired),
    sz: order.size ?? '',
    szLimit: '',
    tag: wireText(order, 'tag'),
    tdMode: order.marginMode ?? venue.marginMode(order.accountId, order.symbol),
    tgtCcy: '',
    timeInterval: '',
    triggerTime: fired === undefined ? '' : String(fired.updatedAtMs),
    uTime: String(order.updatedAtMs),
    uly: familyOf(instrument),
    ...triggerFields(order),
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

export function tickerRow(instrument: Instrument, quote: Quote): Row {
  return {
    instType: instTypeOf(instrument),
    instId: quote.symbol,
    last: quote.last,
    lastSz: instrument.lotSize,
    askPx: quote.ask,
    askSz: quote.askSize,
    bidPx: quote.bid,
    bidSz: quote.bidSize,
    open24h: quote.open24h,
    high24h: quote.high24h,
    low24h: quote.low24h,
    sodUtc0: quote.open24h,
    sodUtc8: quote.open24h,
    volCcy24h: money(
      instrument.kind === 'linear'
        ? multiply(quote.volume24h, instrument.contractSize)
        : divide(multiply(quote.volume24h, instrument.contractSize), quote.last),
    ),
    vol24h: quote.volume24h,
    ts: String(quote.atMs),
  };
}

export const markRow = (instrument: Instrument, quote: Quote): Row => ({
  instType: instTypeOf(instrument),
  instId: quote.symbol,
  markPx: quote.mark,
  ts: String(quote.atMs),
});

/** Prices of one side: price, size, "0" (deprecated), number of orders. */
const bookSide = (rows: readonly (readonly [Decimal, Decimal])[]) => rows.map(([price, size]) => [price, size, '0', '1']);

export function bookRow(venue: PracticeVenue, symbol: string, levels: number): Row {
  const book = venue.book(symbol, levels);
  return { asks: bookSide(book.asks), bids: bookSide(book.bids), ts: String(venue.now()) };
}

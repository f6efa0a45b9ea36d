// Public market data: definitions with the venue's real filters, prices, books.
import { divide, multiply, subtract, toPlaces } from '../../../../shared/decimal.ts';
import type { Instrument, PracticeVenue, Quote } from '../../exchange.ts';
import { ORDERS_A_MINUTE, ORDERS_IN_10_S, WEIGHT_A_MINUTE } from './limits.ts';
import { money, price, pricePlaces, size, sizePlaces } from './numbers.ts';
import { knownSymbol, optionalSymbol } from './orderCalls.ts';
import { instrumentOf } from './render.ts';
import { optionalInteger, type Call, type Row } from './wire.ts';

const NEVER_DELIVERED_MS = 4_133_404_800_000;

/** Numbers of the filters that have no field of their own in the model. */
const FILTER_FIELDS = new Set([
  'minPrice',
  'maxPrice',
  'multiplierUp',
  'multiplierDown',
  'multiplierDecimal',
  'maxNumOrders',
  'maxNumAlgoOrders',
]);

const filters = ({ extra, tickSize, lotSize, minSize, maxLimitSize, maxMarketSize, minNotional }: Instrument): Row[] => [
  { filterType: 'PRICE_FILTER', minPrice: extra['minPrice'] ?? tickSize, maxPrice: extra['maxPrice'] ?? '4529764', tickSize },
  { filterType: 'LOT_SIZE', stepSize: lotSize, maxQty: maxLimitSize, minQty: minSize },
  { filterType: 'MARKET_LOT_SIZE', stepSize: lotSize, maxQty: maxMarketSize, minQty: minSize },
  { filterType: 'MAX_NUM_ORDERS', limit: extra['maxNumOrders'] ?? 200 },
  { filterType: 'MAX_NUM_ALGO_ORDERS', limit: extra['maxNumAlgoOrders'] ?? 10 },
  { filterType: 'MIN_NOTIONAL', notional: minNotional ?? '5' },
  {
    filterType: 'PERCENT_PRICE',
    multiplierUp: extra['multiplierUp'] ?? '1.0500',
    multiplierDown: extra['multiplierDown'] ?? '0.9500',
    multiplierDecimal: extra['multiplierDecimal'] ?? '4',
  },
];

const symbolRow = (instrument: Instrument): Row => ({
  symbol: instrument.symbol,
  pair: instrument.symbol,
  contractType: 'PERPETUAL',
  deliveryDate: NEVER_DELIVERED_MS,
  onboardDate: 1_569_398_400_000,
  status: 'TRADING',
  maintMarginPercent: '2.5000',
  requiredMarginPercent: '5.0000',
  baseAsset: instrument.base,
  quoteAsset: instrument.quote,
  marginAsset: instrument.settle,
  pricePrecision: pricePlaces(instrument),
  quantityPrecision: sizePlaces(instrument),
  baseAssetPrecision: 8,
  quotePrecision: 8,
  underlyingType: 'COIN',
  underlyingSubType: [],
  triggerProtect: '0.0500',
  liquidationFee: '0.012500',
  marketTakeBound: '0.05',
  maxMoveOrderLimit: 10_000,
  filters: filters(instrument),
  orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'],
  timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  ...Object.fromEntries(Object.entries(instrument.extra).filter(([name]) => !FILTER_FIELDS.has(name))),
});

export const exchangeInfo = ({ venue }: Call): Row => ({
  timezone: 'UTC',
  serverTime: venue.now(),
  futuresType: 'U_MARGINED',
  rateLimits: [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: WEIGHT_A_MINUTE },
    { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: ORDERS_A_MINUTE },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: ORDERS_IN_10_S },
  ],
  exchangeFilters: [],
  assets: [...new Set([...venue.instruments.values()].map((instrument) => instrument.settle))].map((asset) => ({
    asset,
    marginAvailable: true,
    autoAssetExchange: '-10000',
  })),
  symbols: [...venue.instruments.values()].map(symbolRow),
});

/** One object with `symbol`, else a list over every symbol. */
function perSymbol(call: Call, row: (instrument: Instrument, quote: Quote) => Row): Row | Row[] {
  const { venue } = call;
  const of = (symbol: string): Row => {
    const quote = venue.quote(symbol);
    if (quote === undefined) throw new Error(`no quote of ${symbol}`);
    return row(instrumentOf(venue, symbol), quote);
  };
  const only = optionalSymbol(venue, call.params);
  return only === undefined ? [...venue.instruments.keys()].map(of) : of(only);
}

export const premiumIndex = (call: Call) =>
  perSymbol(call, (_instrument, quote) => ({
    symbol: quote.symbol,
    markPrice: money(quote.mark),
    indexPrice: money(quote.index),
    estimatedSettlePrice: money(quote.index),
    lastFundingRate: money(quote.fundingRate),
    interestRate: '0.00010000',
    nextFundingTime: quote.nextFundingAtMs,
    time: quote.atMs,
  }));

export const bookTicker = (call: Call) =>
  perSymbol(call, (instrument, quote) => ({
    symbol: quote.symbol,
    bidPrice: price(instrument, quote.bid),
    bidQty: size(instrument, quote.bidSize),
    askPrice: price(instrument, quote.ask),
    askQty: size(instrument, quote.askSize),
    time: quote.atMs,
    lastUpdateId: quote.atMs,
  }));

export const tickerPrice = (call: Call) =>
  perSymbol(call, (instrument, quote) => ({ symbol: quote.symbol, price: price(instrument, quote.last), time: quote.atMs }));

export function dayChange(quote: Quote): Readonly<{ change: string; percent: string; average: string }> {
  const change = subtract(quote.last, quote.open24h);
  return {
    change,
    percent: toPlaces(multiply(divide(change, quote.open24h), '100'), 3),
    average: Number(quote.volume24h) === 0 ? quote.last : divide(quote.turnover24h, quote.volume24h),
  };
}

export const ticker24h = (call: Call) =>
  perSymbol(call, (instrument, quote) => {
    const day = dayChange(quote);
    return {
      symbol: quote.symbol,
      priceChange: price(instrument, day.change),
      priceChangePercent: day.percent,
      weightedAvgPrice: price(instrument, day.average),
      lastPrice: price(instrument, quote.last),
      lastQty: size(instrument, instrument.lotSize),
      openPrice: price(instrument, quote.open24h),
      highPrice: price(instrument, quote.high24h),
      lowPrice: price(instrument, quote.low24h),
      volume: size(instrument, quote.volume24h),
      quoteVolume: toPlaces(quote.turnover24h, 2),
      openTime: quote.atMs - 86_400_000,
      closeTime: quote.atMs,
      firstId: 1,
      lastId: 2,
      count: 2,
    };
  });

export function bookLevels(venue: PracticeVenue, instrument: Instrument, levels: number) {
  const book = venue.book(instrument.symbol, levels);
  const side = (rows: typeof book.bids) => rows.map(([at, amount]) => [price(instrument, at), size(instrument, amount)] as const);
  return { bids: side(book.bids), asks: side(book.asks) };
}

export function depth(call: Call, updateId: (symbol: string) => number): Row {
  const symbol = knownSymbol(call.venue, call.params);
  const limit = optionalInteger(call.params, 'limit') ?? 500;
  const nowMs = call.venue.now();
  return {
    lastUpdateId: updateId(symbol),
    E: nowMs,
    T: nowMs,
    ...bookLevels(call.venue, instrumentOf(call.venue, symbol), limit),
  };
}

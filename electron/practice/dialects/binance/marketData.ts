// Public market data: prices and books.
import { divide, multiply, subtract, toPlaces } from '../../../../shared/decimal.ts';
import type { Instrument, PracticeVenue, Quote } from '../../exchange.ts';
import { money, price, size } from './numbers.ts';
import { knownSymbol, optionalSymbol } from './orderCalls.ts';
import { instrumentOf, pairOf } from './render.ts';
import { optionalInteger, type Call, type Row } from './wire.ts';

const isCoinMargined = (venue: PracticeVenue): boolean => venue.venue === 'binancecoinm';
const pairFields = (instrument: Instrument): Row => (instrument.kind === 'inverse' ? { pair: pairOf(instrument) } : {});

/** One object with `symbol`, else a list over every symbol; COIN-M has a list for one symbol too. */
function perSymbol(call: Call, row: (instrument: Instrument, quote: Quote) => Row): Row | Row[] {
  const { venue } = call;
  const of = (symbol: string): Row => {
    const quote = venue.quote(symbol);
    if (quote === undefined) throw new Error(`no quote of ${symbol}`);
    return row(instrumentOf(venue, symbol), quote);
  };
  const only = optionalSymbol(venue, call.params);
  if (only === undefined) return [...venue.instruments.keys()].map(of);
  return isCoinMargined(venue) ? [of(only)] : of(only);
}

export const premiumIndex = (call: Call) =>
  perSymbol(call, (instrument, quote) => ({
    symbol: quote.symbol,
    ...pairFields(instrument),
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
    ...pairFields(instrument),
    bidPrice: price(instrument, quote.bid),
    bidQty: size(instrument, quote.bidSize),
    askPrice: price(instrument, quote.ask),
    askQty: size(instrument, quote.askSize),
    time: quote.atMs,
    lastUpdateId: quote.atMs,
  }));

export const tickerPrice = (call: Call) =>
  perSymbol(call, (instrument, quote) => ({
    symbol: quote.symbol,
    ...(instrument.kind === 'inverse' ? { ps: pairOf(instrument) } : {}),
    price: price(instrument, quote.last),
    time: quote.atMs,
  }));

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
      ...pairFields(instrument),
      priceChange: price(instrument, day.change),
      priceChangePercent: day.percent,
      weightedAvgPrice: price(instrument, day.average),
      lastPrice: price(instrument, quote.last),
      lastQty: size(instrument, instrument.lotSize),
      openPrice: price(instrument, quote.open24h),
      highPrice: price(instrument, quote.high24h),
      lowPrice: price(instrument, quote.low24h),
      volume: size(instrument, quote.volume24h),
      ...(instrument.kind === 'inverse'
        ? { baseVolume: money(quote.turnover24h) }
        : { quoteVolume: toPlaces(quote.turnover24h, 2) }),
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

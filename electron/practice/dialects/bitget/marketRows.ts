// Contracts, tickers and order books as Bitget prints them.
import { multiply, type Decimal } from '../../../../shared/decimal.ts';
import type { Instrument, PracticeVenue, Quote } from '../../exchange.ts';
import type { Row } from './wire.ts';

export const contractRow = (instrument: Instrument): Row => ({
  symbol: instrument.symbol,
  ...instrument.extra,
  minTradeNum: instrument.minSize,
  sizeMultiplier: instrument.lotSize,
  maxLever: instrument.maxLeverage,
  maxMarketOrderQty: instrument.maxMarketSize,
  maxOrderQty: instrument.maxLimitSize,
});

export const tickerRow = (quote: Quote): Row => ({
  symbol: quote.symbol,
  lastPr: quote.last,
  askPr: quote.ask,
  bidPr: quote.bid,
  bidSz: quote.bidSize,
  askSz: quote.askSize,
  high24h: quote.high24h,
  low24h: quote.low24h,
  ts: String(quote.atMs),
  change24h: '0',
  baseVolume: quote.volume24h,
  quoteVolume: quote.turnover24h,
  usdtVolume: quote.turnover24h,
  openUtc: quote.open24h,
  changeUtc24h: '0',
  indexPrice: quote.index,
  fundingRate: quote.fundingRate,
  holdingAmount: multiply(quote.volume24h, '0.1'),
  deliveryStartTime: null,
  deliveryTime: null,
  deliveryStatus: 'delivery_normal',
  open24h: quote.open24h,
  markPrice: quote.mark,
});

/** A row of the ticker channel. */
export const tickerPush = (instrument: Instrument, quote: Quote): Row => {
  const { symbol, ...rest } = tickerRow(quote);
  return {
    instId: symbol,
    ...rest,
    symbolType: '1',
    symbol,
    nextFundingTime: String(quote.nextFundingAtMs),
    deliveryPrice: '0',
    instType: instrument.settle,
  };
};

/** Levels are numbers here, not strings [D merge-depth]. */
const side = (levels: readonly (readonly [Decimal, Decimal])[]) => levels.map(([price, size]) => [Number(price), Number(size)]);

export function depthRow(venue: PracticeVenue, symbol: string, levels: number): Row {
  const book = venue.book(symbol, levels);
  return {
    asks: side(book.asks),
    bids: side(book.bids),
    ts: String(venue.now()),
    scale: '0.1',
    precision: 'scale0',
    isMaxPrecision: 'NO',
  };
}

/** Books of the socket are strings. */
export function bookPush(venue: PracticeVenue, symbol: string, levels: number): Row {
  const { asks, bids } = venue.book(symbol, levels);
  return { asks, bids, checksum: 0, seq: venue.now(), ts: String(venue.now()) };
}

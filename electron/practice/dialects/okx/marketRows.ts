// Tickers, mark prices and order books as OKX prints them.
import { divide, multiply, type Decimal } from '../../../../shared/decimal.ts';
import type { Instrument, PracticeVenue, Quote } from '../../exchange.ts';
import { instTypeOf, money } from './render.ts';
import type { Row } from './wire.ts';

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

// Tickers as Bybit prints them.
import { compare, divide, isZero, multiply, subtract, toPlaces } from '../../../../shared/decimal.ts';
import type { Instrument, Quote } from '../../exchange.ts';
import { money } from './render.ts';
import type { Row } from './wire.ts';

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

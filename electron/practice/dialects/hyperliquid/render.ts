// Numbers and instruments as Hyperliquid prints them: decimals as texts with at least one place ("2000.0").
import { absolute, add, decimal, divide, isZero, multiply, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import type { Instrument, PracticeVenue } from '../../exchange.ts';
import type { Row } from './wire.ts';

export function printed(value: Decimal, places = 10): string {
  const plain = decimal(toPlaces(value, places));
  return plain.includes('.') ? plain : `${plain}.0`;
}

export const share = (part: Decimal, whole: Decimal): string => (isZero(whole) ? '0.0' : printed(divide(part, whole)));

export function instrumentOf(venue: PracticeVenue, symbol: string): Instrument {
  const instrument = venue.instruments.get(symbol);
  if (instrument === undefined) throw new Error(`unknown symbol ${symbol}`);
  return instrument;
}

export const instrumentsOf = (venue: PracticeVenue): readonly Instrument[] => [...venue.instruments.values()];

/** The venue's number of a market is its place in the list [D asset-ids]. */
export const byAsset = (venue: PracticeVenue, asset: unknown): Instrument | undefined =>
  typeof asset === 'number' ? instrumentsOf(venue)[asset] : undefined;

export const sizePlaces = ({ lotSize }: Instrument): number => decimal(lotSize).split('.')[1]?.length ?? 0;

/** At most 5 significant figures and 6 - szDecimals places, or whole [D tick-and-lot-size]. */
export function isValidPrice(price: Decimal, instrument: Instrument): boolean {
  const [whole = '0', fraction = ''] = decimal(price).split('.');
  if (fraction === '') return true;
  const significant = `${whole === '0' ? '' : whole}${fraction}`.replace(/^0+/, '');
  return significant.length <= 5 && fraction.length <= 6 - sizePlaces(instrument);
}

export const universeRow = (instrument: Instrument): Row => ({
  szDecimals: sizePlaces(instrument),
  name: instrument.symbol,
  maxLeverage: Number(instrument.maxLeverage),
  ...instrument.extra,
});

export function contextRow(venue: PracticeVenue, { symbol }: Instrument): Row {
  const quote = venue.quote(symbol);
  if (quote === undefined) throw new Error(`no quote for ${symbol}`);
  return {
    funding: printed(quote.fundingRate),
    openInterest: '0.0',
    prevDayPx: printed(quote.open24h),
    dayNtlVlm: printed(quote.turnover24h),
    premium: '0.0',
    oraclePx: printed(quote.index),
    markPx: printed(quote.mark),
    midPx: printed(midOf(quote)),
    impactPxs: [printed(quote.bid), printed(quote.ask)],
    dayBaseVlm: printed(quote.volume24h),
  };
}

export const midOf = ({ bid, ask }: Readonly<{ bid: Decimal; ask: Decimal }>): Decimal => divide(add(bid, ask), '2');

export function allMids(venue: PracticeVenue): Readonly<Record<string, string>> {
  return Object.fromEntries(
    instrumentsOf(venue).flatMap(({ symbol }) => {
      const quote = venue.quote(symbol);
      return quote === undefined ? [] : [[symbol, printed(midOf(quote))]];
    }),
  );
}

export function bookOf(venue: PracticeVenue, symbol: string): Row {
  const { bids, asks } = venue.book(symbol, 20);
  const side = (levels: typeof bids) => levels.map(([px, sz]) => ({ px: printed(px), sz: printed(sz), n: 1 }));
  return { coin: symbol, time: venue.now(), levels: [side(bids), side(asks)] };
}

export const notional = (size: Decimal, price: Decimal): string => printed(multiply(absolute(size), price), 6);

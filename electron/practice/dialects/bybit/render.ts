// How Bybit writes sides, indices, money and values.
import { absolute, divide, isZero, multiply, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import type { OrderSide } from '../../../../shared/position.ts';
import type { Instrument, PositionTag, PracticeVenue } from '../../exchange.ts';

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

// How OKX writes money, position sides, values and instruments: strings for all numbers, "" for what is missing.
import { add, multiply, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import type { Instrument, PositionTag, PracticeOrder, PracticeVenue } from '../../exchange.ts';

/** Money with at most 12 places and no trailing zeros. */
export const money = (value: Decimal): string => add(toPlaces(value, 12), '0');
export const posSideOf = (tag: PositionTag): string => (tag === 'both' ? 'net' : tag);
export const wireText = (order: PracticeOrder, name: string): string => {
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

export const usdValue = (instrument: Instrument, size: Decimal, price: Decimal): Decimal =>
  money(multiply(multiply(size, instrument.contractSize), instrument.kind === 'linear' ? price : '1'));

// How the venue prints numbers: sizes and prices with the symbol's own places, money with eight.
import { absolute, isNegative, negate, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import type { Instrument, PositionTag, PracticePosition } from '../../exchange.ts';

export function decimalsOf(step: Decimal): number {
  const point = step.indexOf('.');
  return point < 0 ? 0 : step.slice(point + 1).replace(/0+$/, '').length;
}

const placesIn = (instrument: Instrument, name: string, step: Decimal): number => {
  const given = instrument.extra[name];
  return typeof given === 'number' ? given : decimalsOf(step);
};

export const pricePlaces = (instrument: Instrument): number => placesIn(instrument, 'pricePrecision', instrument.tickSize);
export const sizePlaces = (instrument: Instrument): number => placesIn(instrument, 'quantityPrecision', instrument.lotSize);

export const size = (instrument: Instrument, value: Decimal): string => toPlaces(value, sizePlaces(instrument));
export const price = (instrument: Instrument, value: Decimal): string => toPlaces(value, pricePlaces(instrument));
export const money = (value: Decimal): string => toPlaces(value, 8);

/** Below zero for a short, in hedge mode too. */
export function signedAmount(position: Pick<PracticePosition, 'tag' | 'signedSize'>): Decimal {
  return position.tag === 'short' && !isNegative(position.signedSize)
    ? negate(absolute(position.signedSize))
    : position.signedSize;
}

export const SIDES: Readonly<Record<PositionTag, 'BOTH' | 'LONG' | 'SHORT'>> = { both: 'BOTH', long: 'LONG', short: 'SHORT' };

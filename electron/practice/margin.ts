// The arithmetic of one position, linear and inverse, in exact decimals.
//  - Linear: value in quote = size x contractSize x price. Inverse: value in the settle coin = size x contractSize / price.
//  - `cost` is the value at entry of what is open, so averaging in and out conserves money exactly.
//  - Maintenance rate: half of the initial rate at the instrument's highest leverage, 1 / (2 x maxLeverage), without tiers.
//  - Liquidation price: where margin + PnL(price) = maintenance rate x value(price). Isolated margin is cost / leverage;
//    cross margin is the wallet plus the PnL less the maintenance of the other cross positions.
import {
  absolute,
  add,
  decimal,
  divide,
  floorToStep,
  isPositive,
  isZero,
  multiply,
  negate,
  subtract,
  toPlaces,
  type Decimal,
} from '../../shared/decimal.ts';
import type { Instrument } from './exchange.ts';

/** As venues book money: eight places. */
export const toMoney = (value: Decimal): Decimal => decimal(toPlaces(value, 8));

/** Absolute value in the settle currency. */
export function valueAt(instrument: Instrument, size: Decimal, price: Decimal): Decimal {
  const units = multiply(absolute(size), instrument.contractSize);
  return instrument.kind === 'linear' ? multiply(units, price) : divide(units, price);
}

/** Absolute value in the quote currency, which limits such as the least notional are written in. */
export function quoteValueAt(instrument: Instrument, size: Decimal, price: Decimal): Decimal {
  const units = multiply(absolute(size), instrument.contractSize);
  return instrument.kind === 'linear' ? multiply(units, price) : units;
}

export function entryPriceOf(instrument: Instrument, size: Decimal, cost: Decimal): Decimal {
  if (isZero(size)) return '0';
  const units = multiply(absolute(size), instrument.contractSize);
  return decimal(toPlaces(instrument.kind === 'linear' ? divide(cost, units) : divide(units, cost), 10));
}

/** PnL of leaving `size` (signed) worth `cost` at entry for `value` now; both in the settle currency. */
export function profitOf(instrument: Instrument, signedSize: Decimal, cost: Decimal, value: Decimal): Decimal {
  const gain = instrument.kind === 'linear' ? subtract(value, cost) : subtract(cost, value);
  return isPositive(signedSize) ? gain : negate(gain);
}

export const maintenanceRate = (instrument: Instrument): Decimal => divide('1', multiply('2', instrument.maxLeverage));

/** Null when no price above zero liquidates the position. `margin` in the settle currency. */
export function liquidationPriceOf(instrument: Instrument, signedSize: Decimal, cost: Decimal, margin: Decimal): Decimal | null {
  if (isZero(signedSize)) return null;
  const units = multiply(absolute(signedSize), instrument.contractSize);
  const rate = maintenanceRate(instrument);
  const long = isPositive(signedSize);
  const [above, below] =
    instrument.kind === 'linear'
      ? long
        ? [subtract(cost, margin), multiply(units, subtract('1', rate))]
        : [add(cost, margin), multiply(units, add('1', rate))]
      : long
        ? [multiply(units, add('1', rate)), add(cost, margin)]
        : [multiply(units, subtract('1', rate)), subtract(cost, margin)];
  if (!isPositive(above) || !isPositive(below)) return null;
  const price = floorToStep(divide(above, below), instrument.tickSize);
  return isPositive(price) ? price : null;
}

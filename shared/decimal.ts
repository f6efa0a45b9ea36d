// Money and sizes are decimal strings from the wire to the screen; binary floats never touch them.
// Arithmetic is big.js, with an exact short cut for what has few digits. Division keeps 24 places, rounded toward zero, so a quotient is never too large.
import { Big } from 'big.js';
import {
  shortAdd,
  shortCompare,
  shortDivide,
  shortFloorToStep,
  shortMultiply,
  shortSign,
  shortSubtract,
} from './shortDecimal.ts';

/** A finite decimal number as plain digits, e.g. "-0.00120". Never exponent notation, never NaN. */
export type Decimal = string;

const QUOTIENT_PLACES = 24;

const exact = Big();
exact.DP = QUOTIENT_PLACES;
exact.RM = 0; // round down
exact.NE = -40; // plain digits for everything that an exchange can print
exact.PE = 40;

const PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function isDecimal(text: unknown): text is Decimal {
  return typeof text === 'string' && PATTERN.test(text);
}

/** Reads a venue's number as a decimal. Throws on anything that is not one: a missing size is never zero. */
export function decimal(value: unknown): Decimal {
  if (typeof value === 'number' && Number.isFinite(value)) return new exact(value).toFixed();
  if (isDecimal(value)) return new exact(value).toFixed();
  throw new TypeError(`not a decimal number: ${JSON.stringify(value)}`);
}

export const add = (a: Decimal, b: Decimal): Decimal => shortAdd(a, b) ?? new exact(a).plus(b).toFixed();
export const subtract = (a: Decimal, b: Decimal): Decimal => shortSubtract(a, b) ?? new exact(a).minus(b).toFixed();
export const multiply = (a: Decimal, b: Decimal): Decimal => shortMultiply(a, b) ?? new exact(a).times(b).toFixed();
/** Throws on division by zero. */
export const divide = (a: Decimal, b: Decimal): Decimal => shortDivide(a, b, QUOTIENT_PLACES) ?? new exact(a).div(b).toFixed();
export const negate = (a: Decimal): Decimal => new exact(a).times(-1).toFixed();
export const absolute = (a: Decimal): Decimal => new exact(a).abs().toFixed();
export const compare = (a: Decimal, b: Decimal): -1 | 0 | 1 => shortCompare(a, b) ?? new exact(a).cmp(b);
export const isZero = (a: Decimal): boolean => (shortSign(a) ?? new exact(a).cmp(0)) === 0;
export const isPositive = (a: Decimal): boolean => (shortSign(a) ?? new exact(a).cmp(0)) > 0;
export const isNegative = (a: Decimal): boolean => (shortSign(a) ?? new exact(a).cmp(0)) < 0;
export const smaller = (a: Decimal, b: Decimal): Decimal => (compare(a, b) <= 0 ? a : b);
export const larger = (a: Decimal, b: Decimal): Decimal => (compare(a, b) >= 0 ? a : b);
export const sum = (values: Iterable<Decimal>): Decimal => {
  let total = new exact(0);
  for (const value of values) total = total.plus(value);
  return total.toFixed();
};

/** Largest multiple of `step` that is not above `value` in magnitude (toward zero). `step` must be above zero. */
export function floorToStep(value: Decimal, step: Decimal): Decimal {
  return shortFloorToStep(value, step) ?? new exact(new exact(value).div(step).toFixed(0, 0)).times(step).toFixed();
}

/** Smallest multiple of `step` that is not below `value` in magnitude (away from zero). */
export function ceilToStep(value: Decimal, step: Decimal): Decimal {
  return new exact(new exact(value).div(step).toFixed(0, 3)).times(step).toFixed();
}

/** Rounded half away from zero to `places` decimals, for the screen only; sizes that are sent are never rounded this way. */
export const toPlaces = (value: Decimal, places: number): Decimal => new exact(value).toFixed(places, 1);

/** For geometry (bars, sorting) only, never for money or sizes that are sent. */
export const toNumber = (value: Decimal): number => Number(value);

// The fast path of decimal.ts: plain decimals of at most 15 digits fit a whole number with a count of places, exactly. What
// does not fit, or has a form or a sign that needs care, is answered with null, and big.js does it.

/** A scaled whole number: value / 10^places. Both exact. */
type Short = { value: number; places: number };

const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => 10 ** exponent);
const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const POINT = 46;

/** Written over by each call: nothing is allocated on the way of an order. */
const left: Short = { value: 0, places: 0 };
const right: Short = { value: 0, places: 0 };

function read(text: string, into: Short): boolean {
  const { length } = text;
  if (length === 0 || length > MOST_DIGITS + 2) return false;
  const negative = text.charCodeAt(0) === MINUS;
  const start = negative ? 1 : 0;
  let value = 0;
  let point = -1;
  for (let index = start; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === POINT) {
      if (point !== -1 || index === start || index === length - 1) return false;
      point = index;
    } else {
      if (code < ZERO || code > NINE) return false;
      value = value * 10 + (code - ZERO);
    }
  }
  if (length - start - (point === -1 ? 0 : 1) > MOST_DIGITS || length === start) return false;
  into.value = negative ? -value : value;
  into.places = point === -1 ? 0 : length - 1 - point;
  return true;
}

/** Gives both the same places; false when one would not be exact any more. */
function align(a: string, b: string): boolean {
  if (!read(a, left) || !read(b, right)) return false;
  const [fewer, more] = left.places < right.places ? [left, right] : [right, left];
  fewer.value *= POWERS[more.places - fewer.places] ?? NaN;
  fewer.places = more.places;
  return Number.isSafeInteger(fewer.value);
}

/** Without trailing zeros, as big.js prints it. Null for what is not exact, and for zero out of negatives. */
function print(value: number, places: number, mayBeZero: boolean): string | null {
  if (!Number.isSafeInteger(value) || (value === 0 && !mayBeZero)) return null;
  let rest = Math.abs(value);
  let left = places;
  while (left > 0 && rest % 10 === 0) {
    rest /= 10;
    left -= 1;
  }
  const digits = String(rest);
  const sign = value < 0 ? '-' : '';
  if (left === 0) return sign + digits;
  const padded = digits.length > left ? digits : '0'.repeat(left - digits.length + 1) + digits;
  return `${sign}${padded.slice(0, -left)}.${padded.slice(-left)}`;
}

const isPlain = (): boolean => left.value >= 0 && right.value >= 0 && !Object.is(left.value, -0) && !Object.is(right.value, -0);

export function shortCompare(a: string, b: string): -1 | 0 | 1 | null {
  if (!align(a, b)) return null;
  return left.value === right.value ? 0 : left.value < right.value ? -1 : 1;
}

export const shortAdd = (a: string, b: string): string | null =>
  align(a, b) ? print(left.value + right.value, left.places, isPlain()) : null;

export const shortSubtract = (a: string, b: string): string | null =>
  align(a, b) ? print(left.value - right.value, left.places, isPlain()) : null;

export const shortMultiply = (a: string, b: string): string | null =>
  read(a, left) && read(b, right) ? print(left.value * right.value, left.places + right.places, isPlain()) : null;

/** Toward zero, to so many places (at least as many as a short decimal has). */
export function shortDivide(a: string, b: string, places: number): string | null {
  if (!read(a, left) || !read(b, right) || right.value === 0) return null;
  const scale = 10n ** BigInt(places + right.places - left.places);
  const quotient = (BigInt(left.value) * scale) / BigInt(right.value);
  if (quotient === 0n) return left.value === 0 && isPlain() ? '0' : null;
  const digits = String(quotient < 0n ? -quotient : quotient).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${quotient < 0n ? '-' : ''}${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Toward zero, for positive values and steps: the remainder of whole numbers is exact. */
export function shortFloorToStep(value: string, step: string): string | null {
  if (!align(value, step) || left.value <= 0 || right.value <= 0) return null;
  return print(left.value - (left.value % right.value), left.places, true);
}

/** Sign of a plain decimal: -1, 0 or 1. */
export const shortSign = (text: string): -1 | 0 | 1 | null =>
  read(text, left) ? (left.value === 0 ? 0 : left.value < 0 ? -1 : 1) : null;

// The short cut must print what big.js prints, digit for digit, or leave it to big.js.
import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as decimal from '../../../shared/decimal.ts';
import { shortAdd, shortDivide } from '../../../shared/shortDecimal.ts';

const exact = Big();
exact.DP = 24;
exact.RM = 0;
exact.NE = -40;
exact.PE = 40;

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
/** Every form that a venue prints: signs, leading and trailing zeros, many digits, bare points. */
const printed = fc
  .tuple(fc.constantFrom('', '', '', '-'), digits(12), fc.option(digits(12), { nil: null }), fc.constantFrom('', '', '', 'e-3'))
  .map(([sign, whole, places, exponent]) => `${sign}${whole}${places === null ? '' : `.${places}`}${exponent}`);
const amounts = fc.oneof(
  printed,
  fc.constantFrom('0', '-0', '0.0', '-0.00', '1', '-1', '999999999999999', '9007199254740993', '0.000000000000001'),
);
const steps = fc.constantFrom('1', '0.1', '0.001', '0.0005', '5', '10', '0.25', '100000', '0.00000001');

test('sums, differences, products and orders are those of big.js', () => {
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      expect(decimal.add(a, b)).toBe(new exact(a).plus(b).toFixed());
      expect(decimal.subtract(a, b)).toBe(new exact(a).minus(b).toFixed());
      expect(decimal.multiply(a, b)).toBe(new exact(a).times(b).toFixed());
      expect(decimal.compare(a, b)).toBe(new exact(a).cmp(b));
      expect(decimal.isZero(a)).toBe(new exact(a).eq(0));
      expect(decimal.isPositive(a)).toBe(new exact(a).gt(0));
      expect(decimal.isNegative(a)).toBe(new exact(a).lt(0));
    }),
    { numRuns: 5_000 },
  );
});

test('quotients are those of big.js, toward zero', () => {
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      fc.pre(!new exact(b).eq(0));
      expect(decimal.divide(a, b)).toBe(new exact(a).div(b).toFixed());
    }),
    { numRuns: 10_000 },
  );
});

test('rounding down to a step is that of big.js', () => {
  fc.assert(
    fc.property(amounts, steps, (value, step) => {
      const wanted = new exact(new exact(value).div(step).toFixed(0, 0)).times(step).toFixed();
      expect(decimal.floorToStep(value, step)).toBe(wanted);
    }),
    { numRuns: 5_000 },
  );
});

test('what is no decimal is refused as before', () => {
  for (const text of ['', '-', '.', 'NaN', '1,5', '0x10', ' 1', '1..2']) {
    expect(() => decimal.add(text, '1')).toThrow();
    expect(() => decimal.divide(text, '1')).toThrow();
    expect(() => decimal.compare(text, '1')).toThrow();
    expect(() => decimal.isZero(text)).toThrow();
  }
});

test('ordinary sizes and prices take the short cut', () => {
  expect(shortAdd('67512.30', '-0.05')).toBe('67512.25');
  expect(shortDivide('67512.30', '-0.05', 24)).toBe('-1350246');
});

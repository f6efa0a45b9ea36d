import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilToStep, compare, decimal, divide, floorToStep, multiply, subtract } from '../../../shared/decimal.ts';

describe('decimals', () => {
  it('reads venue numbers digit for digit and refuses everything else', () => {
    expect(decimal('0.00100')).toBe('0.001');
    expect(decimal('1e-7')).toBe('0.0000001');
    for (const bad of ['', ' ', 'abc', null, undefined, NaN, Infinity, '1,5', '0x10']) {
      expect(() => decimal(bad)).toThrow(/not a decimal/);
    }
  });

  it('does not lose digits where floats do', () => {
    expect(multiply('1.005', '1000')).toBe('1005');
    expect(subtract('0.3', '0.1')).toBe('0.2');
    expect(() => divide('1', '0')).toThrow();
  });

  it('floors and ceils to a step, and a floor never exceeds the value', () => {
    expect(floorToStep('0.129', '0.01')).toBe('0.12');
    expect(ceilToStep('0.121', '0.01')).toBe('0.13');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 0, max: 6 }),
        (n, s, places) => {
          const scale = `1e-${places}`;
          const value = multiply(String(n), scale);
          const step = multiply(String(s), scale);
          const floored = floorToStep(value, step);
          expect(compare(floored, value)).toBeLessThanOrEqual(0);
          expect(compare(subtract(value, floored), step)).toBe(-1);
        },
      ),
    );
  });
});

// The arithmetic of orders: parts, shares, groups and chunks, over random sizes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, compare, floorToStep, isPositive, isZero, multiply, subtract, sum } from '../../../shared/decimal.ts';
import { chunksOf, groupByUrgency, sizeToClose, slicesOf } from '../../../electron/exit/plan.ts';
import { shareOf, smallestPercent } from '../../../electron/exit/share.ts';
import { FakeVenue } from './fakeVenue.ts';
import { VirtualClock } from './virtualClock.ts';

const decimal = (most: number, places: number) =>
  fc.integer({ min: 1, max: most }).map((units) => (units / 10 ** places).toFixed(places).replace(/\.?0+$/, ''));
const lots = fc.constantFrom('1', '0.1', '0.01', '0.001', '5', '0.25');

const positionOf = (size: string, changes: Parameters<FakeVenue['open']>[3] = {}) =>
  new FakeVenue(new VirtualClock()).open('BTC/USDT:USDT', 'long', size, changes);

describe('parts of an order', () => {
  test('add up to it digit for digit, none above the maximum, all but the last whole lots', () => {
    fc.assert(
      fc.property(decimal(50_000, 3), decimal(30_000, 3), lots, (size, maximum, lot) => {
        fc.pre(compare(multiply(floorToStep(maximum, lot), '100'), size) >= 0);
        const parts = slicesOf(size, maximum, lot);
        expect(compare(sum(parts), size)).toBe(0);
        expect(parts.every(isPositive)).toBe(true);
        expect(parts.slice(0, -1).filter((part) => compare(floorToStep(part, lot), part) !== 0)).toEqual([]);
        expect(parts.filter((part) => compare(part, maximum) > 0)).toEqual([]);
      }),
    );
  });

  test('stay below a maximum of a single lot', () => {
    expect(slicesOf('2.5', '1', '1')).toEqual(['1', '1', '0.5']);
  });

  test('are one where there is no maximum', () => {
    expect(slicesOf('1.2300', null, '0.1')).toEqual(['1.2300']);
  });
});

describe('a share', () => {
  test('is never more than the position or the percentage, and leaves what it says', () => {
    fc.assert(
      fc.property(
        decimal(5_000_000, 3),
        lots,
        fc.integer({ min: 1, max: 100 }),
        decimal(2_000, 3),
        (size, lotSize, percent, minSize) => {
          const position = positionOf(size, { rules: { lotSize, minSize } });
          const share = shareOf(position, percent);
          const closeSize = share.ok ? share.value.closeSize : '0';
          const remainingSize = share.ok ? share.value.remainingSize : size;
          expect(compare(add(closeSize, remainingSize), size)).toBe(0);
          expect(compare(closeSize, size)).toBeLessThanOrEqual(0);
          // Whole lots, unless it is all of it; what remains is nothing or at least the minimum.
          expect(isZero(remainingSize) || compare(floorToStep(closeSize, lotSize), closeSize) === 0).toBe(true);
          expect(!share.ok || isZero(remainingSize) || compare(remainingSize, minSize) >= 0).toBe(true);
          // Refused exactly where the smallest percentage is larger.
          expect(share.ok).toBe(percent >= smallestPercent(position));
        },
      ),
    );
  });

  test('of 100 is the very string of the venue', () => {
    expect(shareOf(positionOf('0.10500'), 100)).toMatchObject({ ok: true, value: { closeSize: '0.10500', remainingSize: '0' } });
  });

  test('looks at the minimum value too, where the venue has one', () => {
    const share = shareOf(positionOf('0.1', { rules: { minNotional: '5' } }), 60); // the rest would be worth 4
    expect(share).toMatchObject({ ok: true, value: { closeSize: '0.1', remainingSize: '0' } });
  });
});

test('the next order is never larger than what is above the target, nor than what is left of the share', () => {
  fc.assert(
    fc.property(decimal(9_000, 3), decimal(9_000, 3), fc.option(decimal(9_000, 3)), lots, (size, target, limit, lotSize) => {
      const wanted = sizeToClose(positionOf(size, { rules: { lotSize } }), target, limit);
      expect(compare(wanted, size)).toBeLessThanOrEqual(0);
      expect(isZero(wanted) || compare(subtract(size, wanted), target) >= 0).toBe(true);
      expect(limit === null || compare(wanted, limit) <= 0).toBe(true);
    }),
  );
});

describe('the order of closing', () => {
  test('nearest to liquidation, then largest value in USD, hedge legs together', () => {
    const position = (symbol: string, size: string, liquidationPrice: string | null, settle = 'USDT') =>
      new FakeVenue(new VirtualClock()).open(symbol, 'long', size, { liquidationPrice, rules: { settle } });
    const held = [
      position('SMALL/USDT:USDT', '1', null),
      position('COIN/USD:BTC', '2', null, 'BTC'), // settles in a currency worth much more
      position('BIG/USDT:USDT', '9', null),
      position('FAR/USDT:USDT', '1', '50'),
      position('NEAR/USDT:USDT', '1', '99'),
      position('FAR/USDT:USDT', '7', null),
    ];
    const groups = groupByUrgency(held, (each) => each, { USDT: '1', BTC: '100' });
    expect(groups.map((group) => group.map((each) => `${each.symbol.split('/')[0]} ${each.size}`))).toEqual([
      ['NEAR 1'],
      ['FAR 1', 'FAR 7'],
      ['COIN 2'],
      ['BIG 9'],
      ['SMALL 1'],
    ]);
  });

  test('chunks lose nothing, are never too large, and cut no group that fits', () => {
    const groups = fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), { maxLength: 30 });
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 20 }), (given, chunkSize) => {
        const numbered = given.map((group, at) => group.map((_, index) => `${at}.${index}`));
        const chunks = chunksOf(numbered, chunkSize);
        expect(chunks.flat().sort()).toEqual(numbered.flat().sort());
        expect(chunks.filter((chunk) => chunk.length > chunkSize)).toEqual([]);
        const cut = numbered.filter((group) => chunks.filter((chunk) => group.some((item) => chunk.includes(item))).length > 1);
        expect(cut.filter((group) => group.length <= chunkSize)).toEqual([]);
      }),
    );
  });
});

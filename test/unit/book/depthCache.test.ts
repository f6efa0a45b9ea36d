import { describe, expect, test } from 'vitest';
import { createDepthCache, slippageOf, type Depth } from '../../../electron/book/depthCache.ts';
import { succeed, type Result } from '../../../shared/failure.ts';
import { compare } from '../../../shared/decimal.ts';
import type { Position } from '../../../shared/position.ts';

const linear = {
  key: 'a|BTC/USDT:USDT|long',
  accountId: 'a',
  venue: 'okx',
  nativeSymbol: 'BTC-USDT-SWAP',
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  size: '30',
  entryPrice: '90',
  markPrice: '100',
  market: { inverse: false, contractSize: '0.1', nativeSymbol: 'BTC-USDT-SWAP' },
} as Position;
const depth: Depth = {
  bids: [
    ['99', '10'],
    ['98', '20'],
  ],
  asks: [
    ['101', '10'],
    ['103', '5'],
  ],
};

describe('slippage against the mark', () => {
  test('a long sells into the bids, level by level', () => {
    // 10 contracts × 0.1 × 1 + 20 × 0.1 × 2
    expect(slippageOf(linear, '30', depth)).toBe('5');
    expect(slippageOf(linear, '5', depth)).toBe('0.5');
  });
  test('a short buys from the asks', () => {
    expect(slippageOf({ ...linear, side: 'short' }, '15', depth)).toBe('2.5');
  });
  test('an inverse contract loses coins', () => {
    const inverse = { ...linear, market: { ...linear.market, inverse: true, contractSize: '100' } };
    const cost = slippageOf(inverse, '1', { bids: [['80', '1']], asks: [] }); // 100/80 - 100/100
    expect(cost === null ? null : compare(cost, '0.25')).toBe(0);
  });
  test('a book that does not hold the size says nothing', () => {
    expect(slippageOf(linear, '31', depth)).toBeNull();
    expect(slippageOf(linear, '1', { bids: [], asks: [] })).toBeNull();
  });
});

describe('depth cache', () => {
  const setUp = (answer: () => Promise<Result<Depth>>) => {
    let nowMs = 0;
    let reads = 0;
    const clock = { now: () => nowMs, sleep: async () => undefined };
    const cache = createDepthCache(clock, async () => {
      reads += 1;
      return answer();
    });
    return { cache, pass: (ms: number) => (nowMs += ms), reads: () => reads };
  };
  test('one read a market, kept for seconds', async () => {
    const { cache, pass, reads } = setUp(async () => succeed(depth));
    expect(cache.slippage(linear, '5')).toBeNull();
    await cache.refresh([linear, { ...linear, side: 'short' }], 400);
    expect(reads()).toBe(1);
    expect(cache.slippage(linear, '5')).toBe('0.5');
    await cache.refresh([linear], 400);
    expect(reads()).toBe(1);
    pass(10_001);
    expect(cache.slippage(linear, '5')).toBeNull();
  });
  test('a venue that does not answer holds nothing up', async () => {
    const { cache } = setUp(() => new Promise(() => undefined));
    await cache.refresh([linear], 400);
    expect(cache.slippage(linear, '5')).toBeNull();
  });
});

// The venue's clock and this computer's are several seconds apart. Signed requests are refused at first, as the real venues
// do it; the difference is measured, and the exit goes through.
import { describe, expect, test } from 'vitest';
import type { WorldOptions } from './world.ts';
import { accountWith, exitEverything, inWorld, shortLimits, venues } from './story.ts';

// Binance and Bybit refuse what is five seconds old or one second early, Bybit a login of ten seconds; OKX takes thirty.
const APART_MS = { binanceusdm: 6_000, bybit: 15_000, okx: 40_000 };

describe.concurrent.each(venues)('%s', (venue) => {
  test.each([
    ['ahead of', 1],
    ['behind', -1],
  ])('a venue whose clock has always been %s ours', async (_where, sign) => {
    const before: WorldOptions['before'] = (host) => void host.world.aheadMs.set(venue, sign * APART_MS[venue]);
    await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits, before }, async (world) => {
      const report = await exitEverything(world, 'flat');

      expect(report.pressToFlatMs).toBeLessThan(5_000);
    });
  });

  test.each([
    ['ahead of', 1],
    ['behind', -1],
  ])('a venue whose clock jumps %s ours before the press', async (_where, sign) => {
    await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
      world.setClock(venue, sign * APART_MS[venue]);

      const report = await exitEverything(world, 'flat');

      expect(report.pressToFlatMs).toBeLessThan(5_000);
    });
  });
});

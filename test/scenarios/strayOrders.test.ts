// Orders on symbols where nothing is open, and no position at all: they go too, or they would open one tomorrow.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, venues } from './story.ts';

test.each(venues)('%s: orders on symbols with no position are swept', async (venue) => {
  const orders = ['BTC', 'ETH', 'LTC', 'XRP'].flatMap((base) => [
    { base, side: 'long', worth: 3_000, percentAway: 3 } as const,
    { base, side: 'short', worth: 3_000, percentAway: 3 } as const,
  ]);
  await inWorld({ accounts: [accountWith({ venue, positions: [], orders })] }, async (world) => {
    const report = await exitEverything(world, 'flat');

    expect(report.legs).toEqual([]);
    expect(report.ordersCancelled).toBe(8);
    expect(world.witness.fills).toEqual([]);
  });
});

// 501 resting orders on six symbols, with the venue's rate limits on: all of them go, and the venue never has to say no.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, long, venues } from './story.ts';

test.each(venues)('%s: 501 resting orders are swept within the limits', async (venue) => {
  const bases = ['BTC', 'ETH', 'LTC', 'XRP', 'SOL', 'DOGE'];
  const orders = Array.from({ length: 501 }, (_, index) => ({
    base: bases[index % bases.length] ?? 'BTC',
    side: index % 2 === 0 ? ('long' as const) : ('short' as const),
    worth: 200,
    percentAway: 2 + (index % 50) / 10,
  }));
  const account = accountWith({ venue, positions: [long('AVAX', 9_000)], orders });
  await inWorld({ accounts: [account] }, async (world) => {
    expect(world.workingOrders()).toHaveLength(501);

    const report = await exitEverything(world, 'flat');

    expect(report.ordersCancelled).toBe(501);
    const refused = world.host.world.requests.list().filter(({ status }) => status !== null && status >= 400);
    expect(refused).toEqual([]);
  });
});

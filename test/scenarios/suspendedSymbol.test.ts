// One symbol does not trade. Everything else goes flat at once, and the suspended one is named with the venue's reason, its
// stop in place.
import { expect, test } from 'vitest';
import { instrument } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, reasonsOf, short, venues } from './story.ts';

test.concurrent.each(venues)('%s: a suspended symbol is named while all others go flat', async (venue) => {
  const account = accountWith({
    venue,
    positions: [long('BTC', 20_000), short('ETH', 9_000, { stop: { percent: 4 } }), long('SOL', 6_000)],
  });
  await inWorld({ accounts: [account], limits: { attempts: 3 } }, async (world) => {
    const { symbol } = instrument(world, venue, 'ETH');
    const stops = world.workingOrders();
    world.venue(venue).operator.setSuspended(symbol, true);

    const report = await exitEverything(world, 'notFlat');

    expect(world.openPositions().map((position) => position.symbol)).toEqual([symbol]);
    expect(world.workingOrders()).toEqual(stops);
    expect(reasonsOf(report)).toMatch(/suspended|No trading is allowed|settling/);
    const others = report.legs.filter((leg) => !leg.symbol.startsWith('ETH'));
    expect(others.map(({ state }) => state)).toEqual(['proved', 'proved']);
    expect(others.every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

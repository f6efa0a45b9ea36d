// A bot goes on trading other symbols while the exit runs: new orders are swept, a new position becomes part of the exit. A bot
// that never stops is named by its orders.
import { expect, test } from 'vitest';
import { order, priceAt, whenAsked, worth } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, venues } from './story.ts';
import { calls } from './venueWire.ts';

const account = (venue: (typeof venues)[number]) => accountWith({ venue, positions: [long('ETH', 9_000)] });

test.concurrent.each(venues)('%s: what a bot opens elsewhere in mid-exit is closed too', async (venue) => {
  await inWorld({ accounts: [account(venue)] }, async (world) => {
    whenAsked(world, venue, calls[venue].positions, () => {
      order(world, venue, { base: 'SOL', orderSide: 'buy', size: worth(world, venue, 'SOL', 4_000) });
      const price = priceAt(world, venue, 'LTC', -3);
      order(world, venue, { base: 'LTC', orderSide: 'buy', type: 'limit', size: worth(world, venue, 'LTC', 2_000), price });
    });

    const report = await exitEverything(world, 'flat');

    expect(report.legs.map(({ symbol }) => symbol)).toEqual(['ETH/USDT:USDT', 'SOL/USDT:USDT']);
    expect(report.ordersCancelled).toBe(1);
  });
});

test.concurrent.each(venues)('%s: a bot that orders without end is named', async (venue) => {
  await inWorld({ accounts: [account(venue)], limits: { boundMs: 2_000, callMs: 500 } }, async (world) => {
    const price = priceAt(world, venue, 'LTC', -3);
    const size = worth(world, venue, 'LTC', 500);
    const again = () => {
      order(world, venue, { base: 'LTC', orderSide: 'buy', type: 'limit', size, price });
    };
    whenAsked(world, venue, calls[venue].positions, again, { every: true });

    const report = await exitEverything(world, 'notFlat');

    expect(report.leftOver.filter(({ kind }) => kind === 'order').length).toBeGreaterThan(0);
    expect(report.leftOver.filter(({ kind }) => kind === 'position')).toEqual([]);
  });
});

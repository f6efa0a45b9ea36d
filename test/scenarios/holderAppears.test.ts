// A take-profit bot places its reduce-only order for the whole position while the close is on its way: the close is refused or
// cut down, the order is found and cancelled, and the close goes again.
import { expect, test } from 'vitest';
import { held, order, priceAt, whenAsked } from './hands.ts';
import { accountWith, closesSent, exitEverything, inWorld, long, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.each(venues)('%s: an own order takes the size in mid-exit', async (venue) => {
  await inWorld(
    { accounts: [accountWith({ venue, positions: [long('ETH', 12_000, { stop: { percent: 4 } })] })] },
    async (world) => {
      whenAsked(world, venue, calls[venue].close, () => {
        const size = held(world, venue, 'ETH');
        const price = priceAt(world, venue, 'ETH', 2);
        order(world, venue, { base: 'ETH', orderSide: 'sell', type: 'limit', size, price, reduceOnly: true });
      });

      const report = await exitEverything(world, 'flat');

      expect(closesSent(world).length).toBeGreaterThan(1);
      expect(report.legs.map(({ state, naked }) => ({ state, naked }))).toEqual([{ state: 'proved', naked: false }]);
    },
  );
});

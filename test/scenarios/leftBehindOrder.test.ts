// A plain order and an entry stop wait on the far side of the price. Left behind they would open a new position with the next
// move: both are gone at the verdict, and the move opens nothing.
import { expect, test } from 'vitest';
import { order, priceAt, priceMoves, worth } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, venues } from './story.ts';
import { familyOf } from '../../electron/practice/portfolio.ts';

test.each(venues)('%s: what would re-open the position is swept, and proved', async (venue) => {
  const account = accountWith({
    venue,
    positions: [long('ETH', 20_000, { stop: { percent: 6 } })],
    orders: [{ base: 'ETH', side: 'short', worth: 5_000, percentAway: 2 }],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const trigger = { kind: 'stop', price: priceAt(world, venue, 'ETH', 3), by: 'mark', callbackPercent: null } as const;
    const entry = { base: 'ETH', orderSide: 'buy', size: worth(world, venue, 'ETH', 4_000), trigger } as const;
    order(world, venue, { ...entry, family: familyOf(venue, 'conditional') });
    await world.ready();

    await exitEverything(world, 'flat');
    priceMoves(world, venue, 'ETH', 5);
    priceMoves(world, venue, 'ETH', -12);

    expect(world.openPositions()).toEqual([]);
  });
});

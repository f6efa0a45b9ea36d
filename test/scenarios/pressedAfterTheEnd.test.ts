// Pressing after an exit has ended always starts a new one, at once: nothing stays busy.
import { expect, test } from 'vitest';
import { order, worth } from './hands.ts';
import { accountWith, exitEverything, inWorld, venues } from './story.ts';

test.concurrent.each(venues)('%s: a press after the end starts anew', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    const first = await exitEverything(world, 'flat');
    const nothing = await exitEverything(world, 'flat');
    order(world, venue, { base: 'BTC', orderSide: 'sell', size: worth(world, venue, 'BTC', 15_000) });
    const again = await exitEverything(world, 'flat');

    expect(new Set([first.exitId, nothing.exitId, again.exitId]).size).toBe(3);
    expect(nothing.legs).toEqual([]);
    expect(again.legs.map(({ side, state }) => ({ side, state }))).toEqual([{ side: 'short', state: 'proved' }]);
  });
});

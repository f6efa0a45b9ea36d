// A resting take-profit fills half of the position at the very moment at which the close for all of it arrives.
import { expect, test } from 'vitest';
import { held, priceMoves, whenAsked } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.each(venues)('%s: a take-profit fills in the same instant as the close', async (venue) => {
  const account = accountWith({ venue, positions: [long('SOL', 12_000, { reduceLimit: { percent: 2, share: '0.5' } })] });
  await inWorld({ accounts: [account] }, async (world) => {
    const before = Number(held(world, venue, 'SOL'));
    let met = before;
    whenAsked(world, venue, calls[venue].close, () => {
      priceMoves(world, venue, 'SOL', 3);
      met = Number(held(world, venue, 'SOL'));
    });

    await exitEverything(world, 'flat');

    expect(met / before).toBeCloseTo(0.5, 1);
    expect(world.witness.fills.every(({ orderSide }) => orderSide === 'sell')).toBe(true);
  });
});

// A resting reduce-only order holds the whole position, and half of it is to be closed. Where the venue refuses, the order goes
// for the close and comes back for what is left, never for more.
import { expect, test } from 'vitest';
import { compare } from '../../shared/decimal.ts';
import { held, keyOf } from './hands.ts';
import { accountWith, expectNoFlip, expectNothingSentTwice, inWorld, long, venues } from './story.ts';

test.each(venues)('%s: a half beside an order that holds all of it', async (venue) => {
  const positions = [long('ETH', 20_000, { reduceLimit: { percent: 4, share: '1' }, stop: { percent: 5 } })];
  await inWorld({ accounts: [accountWith({ venue, positions })] }, async (world) => {
    const before = Number(held(world, venue, 'ETH'));

    const report = await world.run({ action: 'partialClose', position: keyOf(world, { venue }, 'ETH', 'long'), exitPct: 50 });

    const rest = held(world, venue, 'ETH');
    expect(report.verdict).toBe('flat');
    expect(Number(rest) / before).toBeCloseTo(0.5, 2);
    const limits = world.workingOrders().filter(({ trigger }) => trigger === null);
    expect(limits).toHaveLength(1);
    expect(compare(limits[0]?.size ?? '0', rest)).toBeLessThanOrEqual(0);
    expect(report.legs.map(({ naked }) => naked)).toEqual([false]);
    expectNoFlip(world);
    expectNothingSentTwice(world);
  });
});

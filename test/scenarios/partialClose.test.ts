// A third of a position: rounded down to the lot, never up, and the stop stays. A stop that is now larger than the rest is
// reported.
import { expect, test } from 'vitest';
import { compare, divide, floorToStep, multiply, subtract } from '../../shared/decimal.ts';
import { held, instrument, keyOf } from './hands.ts';
import { accountWith, closesSent, expectNoFlip, inWorld, long, venues } from './story.ts';

test.each(venues)('%s: 33 %% rounds down and keeps the stop', async (venue) => {
  const account = accountWith({ venue, positions: [long('ETH', 21_000, { stop: { percent: 4 } }), long('BTC', 20_000)] });
  await inWorld({ accounts: [account] }, async (world) => {
    const { lotSize } = instrument(world, venue, 'ETH');
    const before = held(world, venue, 'ETH');
    const third = floorToStep(divide(multiply(before, '33'), '100'), lotSize);
    const stops = world.workingOrders();

    const report = await world.run({ action: 'partialClose', position: keyOf(world, { venue }, 'ETH', 'long'), exitPct: 33 });

    expect(report.verdict).toBe('flat');
    expect(closesSent(world)).toHaveLength(1);
    expect(compare(held(world, venue, 'ETH'), subtract(before, third))).toBe(0);
    expect(world.workingOrders()).toEqual(stops);
    expect(report.notes.join(' ')).toContain('is larger than the rest');
    expectNoFlip(world);
  });
});

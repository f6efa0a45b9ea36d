// One order of a batch is refused, the others are taken. The answers are told apart: only the refused one goes again.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, long, short, venues } from './story.ts';

test.concurrent.each(venues)('%s: one refused order of a batch goes again, and only that one', async (venue) => {
  const positions = [long('BTC', 20_000), short('ETH', 8_000), long('SOL', 4_000)];
  await inWorld({ accounts: [accountWith({ venue, positions })] }, async (world) => {
    world.fault({ transport: 'order', account: venue, from: 2, effect: { kind: 'refuse', as: 'suspended' } });

    const report = await exitEverything(world, 'flat');

    const [first, second, third, again, ...more] = closesSent(world);
    expect(new Set([first?.request, second?.request, third?.request]).size).toBe(1); // one batch
    expect(again?.symbol).toBe(second?.symbol);
    expect(more).toEqual([]);
    expect(report.legs.map(({ attempts }) => attempts).toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
  });
});

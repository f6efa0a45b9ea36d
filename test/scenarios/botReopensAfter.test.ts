// A bot opens again after the verdict: the watch that follows a flat exit raises an alarm that names it, once.
import { expect, test } from 'vitest';
import { order, worth } from './hands.ts';
import { accountWith, exitEverything, inWorld, venues } from './story.ts';
import { until } from './world.ts';

test.each(venues)('%s: what a bot opens after the exit raises an alarm', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], settings: { watchMinutes: 1 } }, async (world) => {
    const report = await exitEverything(world, 'flat');
    expect(world.alarms).toEqual([]);

    order(world, venue, { base: 'ETH', orderSide: 'buy', size: worth(world, venue, 'ETH', 5_000) });
    await until('no alarm', () => world.alarms.length > 0);

    const [alarm] = world.alarms;
    expect(alarm).toMatchObject({ exitId: report.exitId, accountId: venue, symbol: 'ETH/USDT:USDT', kind: 'position' });
    expect(world.alarms.filter(({ kind }) => kind === 'position')).toHaveLength(1);
  });
});

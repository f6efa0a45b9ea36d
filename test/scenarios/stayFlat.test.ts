// Stay flat is on: what a bot opens again after the verdict is closed again, by an exit that says who started it.
import { expect, test } from 'vitest';
import { order, worth } from './hands.ts';
import { accountWith, exitEverything, expectHonest, inWorld, long, short, venues } from './story.ts';
import { until } from './world.ts';

const settings = { watchMinutes: 1, stayFlat: true } as const;

test.each(venues)('%s: what a bot opens after the exit is closed again', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], settings }, async (world) => {
    await exitEverything(world, 'flat');
    for (const times of [1, 2]) {
      order(world, venue, { base: 'ETH', orderSide: 'buy', size: worth(world, venue, 'ETH', 5_000) });
      await until(
        'it is not closed again',
        () => world.exits.list().filter(({ verdict }) => verdict === 'flat').length === times + 1,
      );
      const [again] = world.exits.list();
      if (again === undefined) throw new Error('there is no exit');
      expect(again).toMatchObject({ startedBy: 'stayFlat', request: { action: 'flatten', filter: { account: venue } } });
      expectHonest(world, await world.exits.ended(again.exitId));
      expect(world.openPositions()).toEqual([]);
      expect(world.alarms.filter(({ kind }) => kind === 'position')).toHaveLength(times);
    }
  });
});

test.each(venues)('%s: after Flatten Winners only a winner that comes back is closed again', async (venue) => {
  const positions = [long('BTC', 20_000, { profitPercent: 4 }), short('SOL', 5_000, { profitPercent: -4 })];
  await inWorld({ accounts: [accountWith({ venue, positions })], settings }, async (world) => {
    expect((await world.run({ action: 'flattenWinners' })).verdict).toBe('flat');
    const [loser] = world.openPositions();
    order(world, venue, { base: 'ETH', orderSide: 'buy', size: worth(world, venue, 'ETH', 5_000) }); // no business of it
    order(world, venue, { base: 'BTC', orderSide: 'buy', size: worth(world, venue, 'BTC', 5_000) });
    await until('it is not closed again', () => world.exits.list()[0]?.startedBy === 'stayFlat' && !world.exits.isRunning());
    expect(world.exits.list()[0]?.legs).toMatchObject([{ symbol: 'BTC/USDT:USDT', side: 'long' }]);
    const left = world.openPositions();
    expect(left).toHaveLength(2);
    expect(left).toContainEqual(loser);
  });
});

// Flatten with filters closes what meets all of them and touches nothing else: no position, no order, not a single write on
// another account.
import { describe, expect, test } from 'vitest';
import type { FlattenFilter } from '../../shared/exit.ts';
import { accountWith, closesSent, expectNoFlip, expectNothingSentTwice, inWorld, long, short, venues } from './story.ts';
import type { World } from './world.ts';

const what = (world: World) => ({
  positions: world.openPositions().map(({ account, symbol, tag }) => `${account} ${symbol.slice(0, 3)} ${tag}`),
  orders: world.workingOrders().map(({ account, symbol, orderSide }) => `${account} ${symbol.slice(0, 3)} ${orderSide}`),
});

const everything = {
  positions: ['a BTC long', 'a BTC short', 'a ETH short', 'b BTC long', 'b BTC short', 'b ETH short'],
  orders: ['a BTC buy', 'a BTC sell', 'a ETH buy', 'b BTC buy', 'b BTC sell', 'b ETH buy'],
};

const filters: readonly (readonly [words: string, filter: FlattenFilter, goes: RegExp])[] = [
  ['an account', { account: 'a' }, /^a /],
  ['an instrument', { instrument: 'BTC/USDT:USDT' }, / BTC /],
  ['a side', { marketPosition: 'short' }, / (short|buy)$/],
  [
    'an account, an instrument and a side',
    { account: 'b', instrument: 'BTC/USDT:USDT', marketPosition: 'long' },
    /^b BTC (long|sell)$/,
  ],
];

describe.each(venues)('%s', (venue) => {
  test.each(filters)('flatten %s', async (_words, filter, goes) => {
    const account = (id: string) =>
      accountWith({
        venue,
        id,
        positionMode: 'hedge',
        positions: [
          long('BTC', 20_000, { stop: { percent: 3 } }),
          short('BTC', 9_000, { stop: { percent: 3 } }),
          short('ETH', 6_000, { stop: { percent: 3 } }),
        ],
      });
    await inWorld({ accounts: [account('a'), account('b')] }, async (world) => {
      const before = what(world);
      expect({ positions: before.positions.sort(), orders: before.orders.sort() }).toEqual(everything);
      const stays = (item: string) => !goes.test(item);

      const report = await world.run({ action: 'flatten', filter });

      const after = what(world);
      expect(report.verdict).toBe('flat');
      expect(after.positions.sort()).toEqual(everything.positions.filter(stays));
      expect(after.orders.sort()).toEqual(everything.orders.filter(stays));
      expect(report.kept).toHaveLength(everything.positions.filter(stays).length);
      const touched = world.host.world.requests.list().filter(({ write }) => write);
      const meant = filter.account === undefined ? ['a', 'b'] : [filter.account];
      expect(new Set(touched.map((request) => request.account))).toEqual(new Set(meant));
      expect(closesSent(world)).toHaveLength(everything.positions.length - everything.positions.filter(stays).length);
      expectNoFlip(world);
      expectNothingSentTwice(world);
    });
  });
});

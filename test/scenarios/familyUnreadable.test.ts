// One family of orders (Binance's Algo service, OKX's trigger orders; at Bybit a whole list) can not be listed. Positions are
// zero and every other family is swept, but an order that may still rest there is no flat account.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, long, ofAccount, shortestLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: orders that can not be listed keep the account from being flat', async (venue) => {
  const positions = [long('BTC', 20_000, { stop: { percent: 5 } })];
  await inWorld({ accounts: [accountWith({ venue, positions })], limits: shortestLimits }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].oneFamily, count: null, effect: { kind: 'refuse', as: 'badGateway' } });

    const report = await exitEverything(world, 'unknown');

    expect(world.openPositions()).toEqual([]);
    expect(ofAccount(report, venue).leftOver.map(({ kind }) => kind)).toContain('unreadable');
  });
});

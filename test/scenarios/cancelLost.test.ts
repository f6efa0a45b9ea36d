// The requests or the answers of cancels get lost while the sweep runs. Orders are read back, what still works is cancelled
// again, and the account is flat only when none is left.
import { describe, expect, test } from 'vitest';
import type { FaultWish } from '../../electron/practice/faultRules.ts';
import { accountWith, exitEverything, inWorld, long, venues } from './story.ts';
import { calls } from './venueWire.ts';

type Effect = Extract<FaultWish, { transport: 'http' }>['effect'];

describe.concurrent.each(venues)('%s', (venue) => {
  const account = accountWith({
    venue,
    positions: [long('BTC', 20_000, { stop: { percent: 5 }, takeProfit: { percent: 5 } })],
    orders: [{ base: 'ETH', side: 'long', worth: 1_000, percentAway: 5 }],
  });

  test.each<[string, Effect]>([
    ['requests are', { kind: 'loseRequest' }],
    ['answers are', { kind: 'loseAnswer' }],
  ])('when the first two cancel %s lost the orders are gone in the end', async (_what, effect) => {
    await inWorld({ accounts: [account] }, async (world) => {
      world.fault({ transport: 'http', ...calls[venue].cancel, count: 2, effect });

      await exitEverything(world, 'flat');

      expect(world.workingOrders()).toEqual([]);
    });
  });
});

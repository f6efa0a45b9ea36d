// The positions can not be read at the proof: errors, empty bodies, pages. A failed read is never taken for "nothing there":
// the account is unknown although it is in truth flat, and flat only after a read that succeeded.
import { describe, expect, test } from 'vitest';
import type { FaultWish } from '../../electron/practice/faultRules.ts';
import { accountWith, closesSent, exitEverything, inWorld, ofAccount, shortestLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';

type Effect = Extract<FaultWish, { transport: 'http' }>['effect'];

describe.concurrent.each(venues)('%s', (venue) => {
  test.each<[string, Effect]>([
    ['an empty body', { kind: 'refuse', as: 'emptyBody' }],
    ['a page of a gateway', { kind: 'refuse', as: 'badGateway' }],
    ['an empty list where an object belongs', { kind: 'answer', status: 200, body: '{}' }],
  ])('a proof that is answered with %s is no proof', async (_what, effect) => {
    await inWorld({ accounts: [accountWith({ venue })], limits: shortestLimits }, async (world) => {
      world.fault({ transport: 'http', ...calls[venue].positions, count: null, effect });

      const report = await exitEverything(world, 'unknown');

      expect(world.openPositions()).toEqual([]);
      expect(ofAccount(report, venue).leftOver.map(({ kind }) => kind)).toContain('unreadable');
      expect(closesSent(world)).toHaveLength(1);
    });
  });

  test('a proof that fails twice is asked a third time', async () => {
    await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
      world.fault({ transport: 'http', ...calls[venue].positions, count: 2, effect: { kind: 'reset' } });

      await exitEverything(world, 'flat');

      expect(closesSent(world)).toHaveLength(1);
    });
  });
});

// The venue takes the close and what comes back can not be read: cut off in the middle, empty, a page of a gateway, or a page
// with status 200. None of them is taken for a yes or for a no.
import { describe, expect, test } from 'vitest';
import type { FaultWish } from '../../electron/practice/faultRules.ts';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { calls } from './venueWire.ts';

type Effect = Extract<FaultWish, { transport: 'http' }>['effect'];

describe.concurrent.each(venues)('%s', (venue) => {
  test.each<[string, Effect]>([
    ['a body that was cut off', { kind: 'truncate' }],
    ['an empty body with status 200', { kind: 'refuse', as: 'emptyBody', process: true }],
    ['an HTML page with status 502', { kind: 'refuse', as: 'badGateway', process: true }],
    ['an HTML page with status 200', { kind: 'refuse', as: 'notJson', process: true }],
  ])('a close that was done and answered with %s is not sent again', async (_what, effect) => {
    await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
      world.fault({ transport: 'http', ...calls[venue].close, effect });

      await exitEverything(world, 'flat');

      expect(closesSent(world)).toHaveLength(1);
    });
  });

  test('a gateway that kept the close to itself costs one more order', async () => {
    await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
      world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'refuse', as: 'badGateway' } });

      await exitEverything(world, 'flat');

      expect(closesSent(world)).toHaveLength(2);
      expect(world.witness.fills.length).toBeGreaterThan(0);
    });
  });
});

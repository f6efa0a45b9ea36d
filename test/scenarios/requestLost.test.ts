// The close never reaches the venue and nobody knows it. It is looked up, proved missing, and only then sent again.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)(
  '%s: a close that was lost on its way is sent again once the venue says it never saw it',
  async (venue) => {
    await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
      world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'loseRequest' } });

      await exitEverything(world, 'flat');

      const [lost, again, ...more] = closesSent(world);
      expect(more).toEqual([]);
      expect(again?.size).toBe(lost?.size);
      const asked = world.requestsTo(calls[venue].lookUp).filter(({ sequence }) => sequence < (again?.request.sequence ?? 0));
      expect(asked.length).toBeGreaterThan(0);
    });
  },
);

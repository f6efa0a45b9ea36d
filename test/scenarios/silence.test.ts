// The venue takes the close and says nothing, with the connection open, until the deadline of the call.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, shortLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: silence ends at the deadline, and the order is looked up', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'loseAnswer', ending: 'silence' } });

    const report = await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
    expect(report.pressToFlatMs).toBeLessThan(4_500); // not for ever
  });
});

test.concurrent.each(venues)(
  '%s: silence about a close that never arrived ends the same way, with one more order',
  async (venue) => {
    await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
      world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'loseRequest', ending: 'silence' } });

      await exitEverything(world, 'flat');

      expect(closesSent(world)).toHaveLength(2);
    });
  },
);

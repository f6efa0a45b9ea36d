// The answer begins in time and then comes a few bytes at a time: the deadline holds for the whole of it.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, shortLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: an answer that drips does not hold the exit', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'drip', bytes: 2, everyMs: 100 } });

    const report = await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
    expect(report.pressToFlatMs).toBeLessThan(4_500);
  });
});

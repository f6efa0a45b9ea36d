// The venue processes the close at once and answers long after the deadline. The late answer changes nothing any more.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, shortLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: an answer that comes after its deadline is not waited for', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'slow', ms: 5_000, when: 'after' } });

    const report = await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
    expect(report.pressToFlatMs).toBeLessThan(4_500);
  });
});

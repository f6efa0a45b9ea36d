// The close is held up on its way and the venue processes it after the panel has given up waiting for its answer, and after
// another one was sent. The late one finds nothing to reduce: nothing is turned round.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, expectNoFlip, inWorld, shortLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';
import { until } from './world.ts';

test.concurrent.each(venues)('%s: a close that arrives after the next one turns nothing round', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
    const { close } = calls[venue];
    world.fault({ transport: 'http', ...close, effect: { kind: 'slow', ms: 1_500, when: 'before' } });

    await exitEverything(world, 'flat');

    const [late] = closesSent(world);
    await until('the late close was answered', () => late?.request.answeredAtMs !== null);
    expect(world.openPositions()).toEqual([]);
    expectNoFlip(world);
  });
});

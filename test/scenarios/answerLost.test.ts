// The venue takes the close and its answer never arrives. Nothing is sent twice: the order is looked up, then proved.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: a close whose answer is lost is looked up, not repeated', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'loseAnswer' } });

    await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
  });
});

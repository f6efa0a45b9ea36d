// The connection is reset in the middle of the close. Nobody knows whether it arrived: it is looked up before anything else.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, long, short, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: a reset connection costs a look-up, and every position is closed once', async (venue) => {
  const positions = [long('BTC', 20_000), short('ETH', 8_000)];
  await inWorld({ accounts: [accountWith({ venue, positions })] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'reset' } });

    await exitEverything(world, 'flat');

    expect(world.requestsTo(calls[venue].lookUp).length).toBeGreaterThan(0);
    expect(closesSent(world)).toHaveLength(4); // two lost, the same two again
    expect(new Set(world.witness.fills.map(({ orderId }) => orderId)).size).toBe(2);
  });
});

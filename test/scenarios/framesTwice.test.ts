// Every frame of the private stream arrives twice. A position that is told twice is closed once.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, long, short, venues } from './story.ts';

test.concurrent.each(venues)('%s: frames that arrive twice change nothing', async (venue) => {
  const positions = [long('BTC', 20_000), short('ETH', 8_000)];
  await inWorld({ accounts: [accountWith({ venue, positions })] }, async (world) => {
    world.fault({ transport: 'socket', venue, count: null, effect: { kind: 'duplicate' } });
    await world.bot(venue, 'more');
    await world.ready();

    await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(2);
  });
});

// The private stream has fallen silent without breaking. Its book may be old: the exit reads the account before it sizes the
// first close, and closes what is there now, not what was.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { calls } from './venueWire.ts';
import { until } from './world.ts';

test.concurrent.each(venues)('%s: a book that has heard nothing for a second is not traded on', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'socket', account: venue, count: null, effect: { kind: 'silence' } });
    await until('the book is old', () => {
      const { ageMs } = world.bookOf(venue);
      return ageMs === null || ageMs > 1_000;
    });
    await world.bot(venue, 'half'); // nobody tells the panel
    world.host.world.requests.clear();

    await exitEverything(world, 'flat');

    const [read] = world.requestsTo(calls[venue].positions);
    const [close, ...more] = closesSent(world);
    expect(read?.sequence).toBeLessThan(close?.request.sequence ?? 0);
    expect(more).toEqual([]); // sized right at once
  });
});

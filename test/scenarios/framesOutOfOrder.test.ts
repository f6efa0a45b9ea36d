// Frames overtake each other while the account's own bot trades and the exit closes: an older one that comes late neither
// resurrects a position nor hides one.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, long, short, venues } from './story.ts';

test.concurrent.each(venues)('%s: frames that overtake each other end in the same truth', async (venue) => {
  const positions = [long('BTC', 20_000), short('ETH', 8_000)];
  await inWorld({ accounts: [accountWith({ venue, positions })] }, async (world) => {
    for (const from of [1, 3, 5, 7]) world.fault({ transport: 'socket', venue, from, effect: { kind: 'reorder' } });
    await world.bot(venue, 'more');
    await world.bot(venue, 'half');

    const report = await exitEverything(world, 'flat');

    expect(report.legs.map(({ state }) => state)).toEqual(['proved', 'proved']);
  });
});

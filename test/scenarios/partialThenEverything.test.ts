// Emergency Exit while a partial close of the same position is still running: together they close it once. A share of what an
// exit is closing already joins that exit.
import { expect, test } from 'vitest';
import type { StoryVenue } from '../storyVenues.ts';
import { keyOf, pressAtOnce } from './hands.ts';
import { accountWith, expectHonest, inWorld, long, venues } from './story.ts';
import type { World } from './world.ts';

const account = (venue: StoryVenue) =>
  accountWith({ venue, positions: [long('ETH', 20_000, { stop: { percent: 4 } }), long('BTC', 9_000)] });

const half = (world: World, venue: StoryVenue) =>
  ({ action: 'partialClose', position: keyOf(world, { venue }, 'ETH', 'long'), exitPct: 50 }) as const;

test.each(venues)('%s: everything, right after a half', async (venue) => {
  await inWorld({ accounts: [account(venue)] }, async (world) => {
    const [share = '', all = ''] = await pressAtOnce(world, half(world, venue), { action: 'emergencyExit' });

    const report = await world.exits.ended(all);
    await world.exits.ended(share);

    expect(all).not.toBe(share);
    expect(report.verdict).toBe('flat');
    expectHonest(world, report);
  });
});

test.each(venues)('%s: a half, right after everything', async (venue) => {
  await inWorld({ accounts: [account(venue)] }, async (world) => {
    const [all = '', share = ''] = await pressAtOnce(world, { action: 'emergencyExit' }, half(world, venue));

    const report = await world.exits.ended(all);

    expect(share).toBe(all);
    expect(report.verdict).toBe('flat');
    expectHonest(world, report);
  });
});

// A bot opens the position again while the exit proves itself. Three times: it is closed again each time. Every time: the
// exit gives up at its bound and names what does not stay closed.
import { expect, test } from 'vitest';
import type { StoryVenue } from '../storyVenues.ts';
import { held, order, whenAsked, worth } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, reasonsOf, venues } from './story.ts';
import { calls } from './venueWire.ts';
import type { World } from './world.ts';

const account = (venue: StoryVenue) => accountWith({ venue, positions: [long('ETH', 9_000), long('BTC', 20_000)] });

/** Buys whenever a read would show that nothing is left. */
function reopens(world: World, venue: StoryVenue, times: number): void {
  let left = times;
  const act = () => {
    if (left === 0 || held(world, venue, 'ETH') !== '0') return;
    left -= 1;
    order(world, venue, { base: 'ETH', orderSide: 'buy', size: worth(world, venue, 'ETH', 3_000) });
  };
  whenAsked(world, venue, calls[venue].positions, act, { every: true });
}

test.concurrent.each(venues)('%s: a bot that opens again three times is closed three times', async (venue) => {
  await inWorld({ accounts: [account(venue)] }, async (world) => {
    reopens(world, venue, 3);

    await exitEverything(world, 'flat');

    expect(world.witness.fills.filter(({ orderSide }) => orderSide === 'buy')).toHaveLength(3);
  });
});

test.concurrent.each(venues)('%s: a bot that never stops is named', async (venue) => {
  await inWorld({ accounts: [account(venue)], limits: { boundMs: 4_000, callMs: 800, attempts: 4 } }, async (world) => {
    reopens(world, venue, Number.POSITIVE_INFINITY);

    const report = await exitEverything(world, 'notFlat');

    const left = report.leftOver.filter(({ kind }) => kind === 'position');
    expect(left).toMatchObject([{ symbol: 'ETH/USDT:USDT', side: 'long' }]);
    expect(reasonsOf(report)).not.toBe('');
  });
});

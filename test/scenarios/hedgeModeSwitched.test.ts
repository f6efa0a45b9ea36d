// The account's position mode is switched under the running exit: the tag of the close is wrong, is refused, and the
// position is closed with what holds now.
import { expect, test } from 'vitest';
import { instrument, markOf, whenAsked } from './hands.ts';
import { accountWith, closesSent, exitEverything, inWorld, long, venues } from './story.ts';
import { calls } from './venueWire.ts';

const turns = [
  ['hedge', 'oneWay'],
  ['oneWay', 'hedge'],
] as const;

const cases = venues.flatMap((venue) => turns.map(([before, after]) => ({ venue, before, after })));

test.each(cases)('$venue: switched from $before to $after between the read and the close', async ({ venue, before, after }) => {
  const account = accountWith({ venue, positionMode: before, positions: [long('ETH', 20_000)] });
  await inWorld({ accounts: [account] }, async (world) => {
    whenAsked(world, venue, calls[venue].close, () => {
      const exchange = world.venue(venue);
      const { operator } = exchange;
      const [position] = exchange.positions(venue);
      if (position === undefined) throw new Error('nothing is open');
      operator.clearAccount(venue);
      operator.setAccount(venue, { positionMode: after });
      operator.injectPosition(venue, {
        symbol: instrument(world, venue, 'ETH').symbol,
        signedSize: position.signedSize,
        entryPrice: markOf(world, venue, 'ETH'),
      });
    });

    await exitEverything(world, 'flat');

    expect(closesSent(world).length).toBeGreaterThan(1);
  });
});

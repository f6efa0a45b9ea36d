// The venue liquidates the position while the close is on its way. The close finds nothing, opens nothing, and the exit ends
// flat with the other position closed.
import { expect, test } from 'vitest';
import { priceMoves, whenAsked } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, short, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.each(venues)('%s: the venue liquidates first', async (venue) => {
  const account = accountWith({
    venue,
    positions: [long('ETH', 9_000, { leverage: 20, marginMode: 'isolated', profitPercent: -1 }), short('BTC', 9_000)],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    whenAsked(world, venue, calls[venue].close, () => priceMoves(world, venue, 'ETH', -5));

    await exitEverything(world, 'flat');

    const forced = world.witness.fills.filter(({ symbol, clientOrderId }) => symbol.startsWith('ETH') && clientOrderId === null);
    expect(forced.length).toBeGreaterThan(0);
  });
});

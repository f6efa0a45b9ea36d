// Both legs of a hedge are closed, each with its own tag: a close without it would open the other side.
import { expect, test } from 'vitest';
import { held } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, short, venues } from './story.ts';

test.each(venues)('%s: both legs of a hedge are closed, each by its own tag', async (venue) => {
  const account = accountWith({
    venue,
    positionMode: 'hedge',
    positions: [
      long('BTC', 24_000, { stop: { percent: 3 } }),
      short('BTC', 18_000, { profitPercent: -2, stop: { percent: 4 } }),
      short('ETH', 9_000),
    ],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const sizes = { long: held(world, venue, 'BTC', 'long'), short: held(world, venue, 'BTC', 'short') };

    const report = await exitEverything(world, 'flat');

    expect(report.legs).toHaveLength(3);
    const closed = world.witness.fills.filter(({ symbol }) => symbol.startsWith('BTC'));
    expect(closed.map(({ tag, orderSide }) => `${orderSide} ${tag}`).sort()).toEqual(['buy short', 'sell long']);
    expect(Object.fromEntries(closed.map(({ tag, size }) => [tag, size]))).toEqual(sizes);
  });
});

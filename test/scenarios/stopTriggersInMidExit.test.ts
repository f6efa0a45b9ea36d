// The market falls through the stop while the close is on its way: the stop takes the position, the close finds nothing, and
// nothing is opened on the other side.
import { expect, test } from 'vitest';
import { priceMoves, whenAsked } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, short, venues } from './story.ts';
import { calls } from './venueWire.ts';

const lives = ['of its own', 'wholePosition', 'onPosition'] as const;
const cases = venues.flatMap((venue) => lives.map((life) => ({ venue, life })));

test.each(cases)('$venue: a stop ($life) triggers in mid-exit', async ({ venue, life }) => {
  const stop = life === 'of its own' ? { percent: 2 } : { percent: 2, lives: life };
  const account = accountWith({ venue, positions: [long('ETH', 20_000, { stop }), short('BTC', 10_000)] });
  await inWorld({ accounts: [account] }, async (world) => {
    whenAsked(world, venue, calls[venue].close, () => priceMoves(world, venue, 'ETH', -2.5));

    const report = await exitEverything(world, 'flat');

    const stopped = world.witness.fills.filter(({ clientOrderId, symbol }) => clientOrderId === null && symbol.startsWith('ETH'));
    expect(stopped.length).toBeGreaterThan(0);
    expect(report.legs.every(({ naked }) => !naked)).toBe(true);
  });
});

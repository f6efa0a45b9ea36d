// Isolated and cross positions side by side, each closed in its own margin mode: OKX takes an order of the other mode for
// another position.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, long, short, venues } from './story.ts';

const modes = ['oneWay', 'hedge'] as const;
const cases = venues.flatMap((venue) => modes.map((positionMode) => ({ venue, positionMode })));

test.each(cases)('$venue, $positionMode: isolated and cross positions close in one go', async ({ venue, positionMode }) => {
  const account = accountWith({
    venue,
    positionMode,
    positions: [
      long('BTC', 20_000, { marginMode: 'isolated', stop: { percent: 3 } }),
      short('ETH', 9_000, { marginMode: 'cross', stop: { percent: 3 } }),
      long('SOL', 6_000, { marginMode: 'isolated', leverage: 5 }),
    ],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(3);
  });
});

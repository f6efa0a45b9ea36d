// Resting reduce-only orders of the account hold all of the position, so the venue refuses the close. They are cancelled, the
// close goes again, and the position is gone.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, long, short, venues } from './story.ts';

const modes = ['oneWay', 'hedge'] as const;
const cases = venues.flatMap((venue) => modes.map((positionMode) => ({ venue, positionMode })));

test.each(cases)('$venue, $positionMode: the own orders that hold the size go first', async ({ venue, positionMode }) => {
  const account = accountWith({
    venue,
    positionMode,
    positions: [
      long('ETH', 20_000, { reduceLimit: { percent: 4, share: '1' }, stop: { percent: 5 } }),
      short('SOL', 6_000, { reduceLimit: { percent: 4, share: '0.7' } }),
    ],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const report = await exitEverything(world, 'flat');

    expect(closesSent(world).length).toBeGreaterThan(2);
    expect(report.legs.every(({ naked }) => !naked)).toBe(true);
    expect(report.ordersCancelled).toBeGreaterThanOrEqual(2);
  });
});

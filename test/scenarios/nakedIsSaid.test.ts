// The stop went for a close, the close is refused, and the venue does not take the stop back either: the report says NAKED.
import { expect, test } from 'vitest';
import { refuseCloses, refuseStops } from './hands.ts';
import { accountWith, exitEverything, inWorld, reasonsOf, short, venues } from './story.ts';

test.concurrent.each(venues)('%s: a position whose stop could not be put back is called naked', async (venue) => {
  const account = accountWith({ venue, positions: [short('ETH', 20_000, { stop: { percent: 5 } })] });
  await inWorld({ accounts: [account], limits: { attempts: 3, boundMs: 8_000, callMs: 800 } }, async (world) => {
    refuseCloses(world, venue, 'restingOrdersHoldSize');
    refuseCloses(world, venue, 'insufficientMargin', { count: null });
    refuseStops(world, venue, 'insufficientMargin');

    const report = await exitEverything(world, 'notFlat');

    expect(world.openPositions()).toHaveLength(1);
    expect(world.workingOrders()).toEqual([]);
    expect(report.legs.map(({ naked }) => naked)).toEqual([true]);
    expect(reasonsOf(report)).toContain('NAKED');
  });
});

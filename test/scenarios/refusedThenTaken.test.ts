// A cancelled stop, then a refused close: the stop protects the position again while the exit goes on. The next close is
// taken, and the stop that was put back goes with the position.
import { expect, test } from 'vitest';
import { refuseCloses } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, venues } from './story.ts';

test.concurrent.each(venues)('%s: refused twice, protected in between, closed in the end', async (venue) => {
  const account = accountWith({ venue, positions: [long('ETH', 20_000, { stop: { percent: 5 } })] });
  await inWorld({ accounts: [account] }, async (world) => {
    refuseCloses(world, venue, 'restingOrdersHoldSize');
    refuseCloses(world, venue, 'insufficientMargin');

    await exitEverything(world, 'flat');

    const exitId = world.exits.list()[0]?.exitId ?? '';
    const restored = world
      .venue(venue)
      .endedOrders(venue)
      .filter(({ trigger, clientOrderId }) => trigger !== null && clientOrderId?.includes(exitId));
    expect(restored).toHaveLength(1);
  });
});

// The stop is cancelled because the venue says that own orders hold the size; the close is refused all the same. The stop goes
// back at once, and the report names the position with the venue's reason.
import { expect, test } from 'vitest';
import { refuseCloses } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, reasonsOf, venues } from './story.ts';

test.concurrent.each(venues)('%s: a stop that went for a close goes back when the close is refused', async (venue) => {
  const account = accountWith({ venue, positions: [long('ETH', 20_000, { stop: { percent: 5 } })] });
  await inWorld({ accounts: [account], limits: { attempts: 3, boundMs: 8_000, callMs: 800 } }, async (world) => {
    const [stop] = world.workingOrders();
    refuseCloses(world, venue, 'restingOrdersHoldSize');
    refuseCloses(world, venue, 'insufficientMargin', { count: null });

    const report = await exitEverything(world, 'notFlat');

    const [back, ...others] = world.workingOrders();
    expect(others).toEqual([]);
    expect(back).toMatchObject({ size: stop?.size, trigger: stop?.trigger, orderSide: 'sell', reduceOnly: true });
    expect(back?.orderId).not.toBe(stop?.orderId);
    expect(report.legs.map(({ naked, state }) => ({ naked, state }))).toEqual([{ naked: false, state: 'gaveUp' }]);
    expect(reasonsOf(report)).toMatch(/margin|not enough/i);
    expect(report.gaveUp).toBe(true);
  });
});

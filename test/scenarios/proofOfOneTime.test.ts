// Positions are read at once, the listing of orders gets no answer for seconds, and a bot opens a position meanwhile. What
// was read before it did proves nothing any more: flat is said only of two lists that tell of one time.
import { expect, test } from 'vitest';
import { order, worth } from './hands.ts';
import { accountWith, expectHonest, inWorld, shortLimits } from './story.ts';

test('a position that is opened while a listing is awaited is closed too', async () => {
  const venue = 'binanceusdm';
  await inWorld({ accounts: [accountWith({ venue })], limits: { ...shortLimits, boundMs: 20_000 } }, async (world) => {
    const exitId = await world.press({ action: 'emergencyExit' });
    world.fault({
      transport: 'http',
      venue,
      path: 'openAlgoOrders',
      from: 1,
      count: 3,
      effect: { kind: 'loseAnswer', ending: 'silence' },
    });
    setTimeout(() => order(world, venue, { base: 'DOGE', orderSide: 'buy', size: worth(world, venue, 'DOGE', 5_000) }), 300);

    const report = await world.exits.ended(exitId);

    expect(report.verdict).toBe('flat');
    expectHonest(world, report);
    expect(world.openPositions()).toEqual([]);
  });
});

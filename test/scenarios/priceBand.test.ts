// The venue refuses the market close for its price band: the next one is an immediate-or-cancel limit inside the band.
import { expect, test } from 'vitest';
import { markOf, refuseCloses } from './hands.ts';
import { accountWith, closesSent, exitEverything, inWorld, long, venues } from './story.ts';

test.each(venues)('%s: refused for the price band, closed by a limit inside it', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, positions: [long('ETH', 8_000)] })] }, async (world) => {
    refuseCloses(world, venue, 'priceBand');

    await exitEverything(world, 'flat');

    const asked = closesSent(world);
    const last = world.venue(venue).order(venue, { clientOrderId: asked.at(-1)?.clientOrderId ?? '' });
    expect(last?.type).toBe('limit');
    expect(last?.timeInForce).toBe('ioc');
    const away = Number(last?.price) / Number(markOf(world, venue, 'ETH'));
    expect(away).toBeGreaterThan(0.98);
    expect(away).toBeLessThanOrEqual(1);
  });
});

// Forty positions with a stop each on one account, the venue's rate limits on: batches as large as the venue takes them, never
// a refusal for its limits, and all of it flat.
import { expect, test } from 'vitest';
import { generatePositions, openPlannedAccount } from '../../electron/practice/portfolio.ts';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';

/** Batches of five, of ten and single orders beside them, of twenty. */
const most = { binanceusdm: 8, bybit: 22, okx: 2 } as const;

test.each(venues)('%s: forty positions on one account', async (venue) => {
  const account = accountWith({ venue, positionMode: 'hedge', positions: [] });
  await inWorld({ accounts: [account] }, async (world) => {
    const exchange = world.venue(venue);
    openPlannedAccount(exchange, { ...account, positions: generatePositions(exchange, 40, true, true) });
    await world.ready();
    expect(world.workingOrders()).toHaveLength(40);

    const report = await exitEverything(world, 'flat');

    expect(report.legs.filter(({ attempts }) => attempts > 1)).toEqual([]);
    const requests = new Set(closesSent(world).map(({ request }) => request));
    expect(requests.size).toBeLessThanOrEqual(most[venue]);
    expect([...requests].every(({ status }) => status === 200)).toBe(true);
  });
});

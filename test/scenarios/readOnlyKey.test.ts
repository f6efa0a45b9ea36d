// The key may read and no longer trade. Every close is refused; what is left is named with the venue's reason, and what to do.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, reasonsOf, shortestLimits, venues } from './story.ts';

const REASON = { binanceusdm: /permissions for action/, bybit: /Permission denied/, okx: /doesn't have permission/ };

test.concurrent.each(venues)('%s: a key that may not trade leaves the position open and says why', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], limits: shortestLimits }, async (world) => {
    const { key } = world.venue(venue).account(venue);
    world.venue(venue).operator.setAccount(venue, { key: { ...key, trade: false } });

    const report = await exitEverything(world, 'notFlat');

    expect(world.openPositions()).toHaveLength(1);
    expect(reasonsOf(report)).toMatch(REASON[venue]);
    expect(world.witness.fills).toEqual([]);
  });
});

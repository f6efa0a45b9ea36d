// The key's IP list does not hold this computer (a new address from the provider, say). Nothing can be closed or read: the
// account is unknown within moments, with the venue's reason, and no other account waits.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, ofAccount, reasonsOf, venues } from './story.ts';

const REASON = { binanceusdm: /Invalid API-key, IP/, bybit: /Unmatched IP/, okx: /IP whitelist/ };

test.concurrent.each(venues)('%s: an address that is not on the list is said, and waited for by nobody', async (venue) => {
  const accounts = venues.map((each) => accountWith({ venue: each }));
  await inWorld({ accounts }, async (world) => {
    const { key } = world.venue(venue).account(venue);
    world.venue(venue).operator.setAccount(venue, { key: { ...key, ipAllowed: false } });

    const report = await exitEverything(world, 'unknown');

    expect(reasonsOf(report)).toMatch(REASON[venue]);
    expect(ofAccount(report, venue)).toMatchObject({ verdict: 'unknown' });
    for (const other of venues.filter((each) => each !== venue)) {
      expect(ofAccount(report, other)).toMatchObject({ verdict: 'flat' });
    }
  });
});

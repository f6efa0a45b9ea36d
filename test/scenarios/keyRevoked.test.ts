// The key is revoked in the middle of the exit. What the exchange did can not be read back any more, so nothing is called
// flat, though it may be; the venue's own words say what happened.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, ofAccount, reasonsOf, shortLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';

const REASON = { binanceusdm: /Invalid API-key/, bybit: /API key is invalid/, okx: /API key doesn't exist/ };

test.concurrent.each(venues)('%s: a key that is revoked after the close leaves an unknown account', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
    const revoke = { path: '/key', body: { account: venue, revoked: true } } as const;
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'meanwhile', when: 'after', ...revoke } });

    const report = await exitEverything(world, 'unknown');

    expect(world.openPositions()).toEqual([]); // and the panel does not claim it
    expect(reasonsOf(report)).toMatch(REASON[venue]);
    expect(ofAccount(report, venue)).toMatchObject({ verdict: 'unknown', flatAtMs: null });
    expect(closesSent(world)).toHaveLength(1);
  });
});

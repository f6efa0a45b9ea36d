// A whole venue goes into maintenance at the press. While it lasts nothing can be known there; when it ends in time the exit
// ends flat by itself, and the other venues never waited for it.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, ofAccount, shortestLimits, shortLimits, venues } from './story.ts';

test.concurrent.each(venues)('%s: maintenance that does not end is an unknown account, not a flat one', async (venue) => {
  const accounts = venues.map((each) => accountWith({ venue: each }));
  await inWorld({ accounts, limits: shortestLimits }, async (world) => {
    world.fault({ transport: 'http', venue, count: null, effect: { kind: 'refuse', as: 'maintenance' } });

    const report = await exitEverything(world, 'unknown');

    expect(ofAccount(report, venue)).toMatchObject({ verdict: 'unknown', flatAtMs: null });
    expect(ofAccount(report, venue).leftOver).not.toEqual([]);
    for (const other of venues.filter((each) => each !== venue)) {
      expect(ofAccount(report, other)).toMatchObject({ verdict: 'flat' });
      expect(ofAccount(report, other).flatAtMs).toBeLessThan(2_000);
    }
  });
});

test.concurrent.each(venues)('%s: maintenance that ends is sat out', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
    world.fault({ transport: 'http', venue, count: 6, effect: { kind: 'refuse', as: 'maintenance' } });

    const report = await exitEverything(world, 'flat');

    expect(report.gaveUp).toBe(false);
  });
});

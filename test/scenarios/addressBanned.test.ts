// Binance bans the address in the middle of an exit (418, minutes to days). Every Binance account on it is shut out and says so;
// nobody hammers the venue; accounts elsewhere are flat as if nothing had happened.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, ofAccount, shortestLimits } from './story.ts';
import { calls } from './venueWire.ts';

test('a ban of the address stops its Binance accounts and nobody else', async () => {
  const accounts = [
    accountWith({ venue: 'binanceusdm', id: 'first' }),
    accountWith({ venue: 'binanceusdm', id: 'second' }),
    accountWith({ venue: 'bybit' }),
    accountWith({ venue: 'okx' }),
  ];
  await inWorld({ accounts, limits: shortestLimits }, async (world) => {
    const ban = { kind: 'refuse', as: 'ipBanned', lastsMs: 120_000 } as const;
    world.fault({ transport: 'http', venue: 'binanceusdm', ...calls.binanceusdm.close, effect: ban });

    const report = await exitEverything(world, 'unknown');

    for (const id of ['bybit', 'okx']) expect(ofAccount(report, id)).toMatchObject({ verdict: 'flat' });
    for (const id of ['first', 'second']) {
      const { verdict, leftOver } = ofAccount(report, id);
      expect(verdict).toBe('unknown');
      expect(JSON.stringify(leftOver)).toMatch(/takes no requests for \d+ s more|banned/);
      expect(closesSent(world, id).length).toBeLessThanOrEqual(1);
    }
    // Once banned, silence: every further call would lengthen the ban.
    const turnedAway = world.requestsTo(calls.binanceusdm.anything).filter(({ status }) => status === 418);
    expect(turnedAway.length).toBeLessThanOrEqual(4);
  });
});

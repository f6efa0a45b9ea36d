// The venue shuts one account out for longer than the exit may last (its own limit is used up, by a bot perhaps). That account
// says so; its neighbour at the same venue and the other venues are flat.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, ofAccount, shortestLimits } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(['bybit', 'okx'] as const)('%s: an account over its limit stops itself alone', async (venue) => {
  const accounts = [
    accountWith({ venue, id: 'limited' }),
    accountWith({ venue, id: 'neighbour' }),
    accountWith({ venue: 'binanceusdm' }),
  ];
  await inWorld({ accounts, limits: shortestLimits }, async (world) => {
    const ban = { kind: 'refuse', as: 'rateLimited', lastsMs: 60_000, bans: 'account' } as const;
    world.fault({ transport: 'http', account: 'limited', ...calls[venue].close, effect: ban });

    const report = await exitEverything(world, 'unknown');

    expect(ofAccount(report, 'limited')).toMatchObject({ verdict: 'unknown' });
    for (const id of ['neighbour', 'binanceusdm']) expect(ofAccount(report, id)).toMatchObject({ verdict: 'flat' });
    expect(closesSent(world, 'limited').length).toBeLessThanOrEqual(2);
  });
});

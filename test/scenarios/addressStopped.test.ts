// Bybit stops the address for ten minutes (403, access too frequent). No request leaves in that time, the verdict is unknown
// with the reason and the remedy, and the other venues are flat.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, ofAccount, shortestLimits } from './story.ts';
import { calls } from './venueWire.ts';

test('a stop of the address ends every request to Bybit, and only there', async () => {
  const accounts = [accountWith({ venue: 'bybit' }), accountWith({ venue: 'binanceusdm' }), accountWith({ venue: 'okx' })];
  await inWorld({ accounts, limits: shortestLimits }, async (world) => {
    const stop = { kind: 'refuse', as: 'ipBanned', lastsMs: 600_000 } as const;
    world.fault({ transport: 'http', venue: 'bybit', ...calls.bybit.close, effect: stop });

    const report = await exitEverything(world, 'unknown');

    expect(ofAccount(report, 'bybit')).toMatchObject({ verdict: 'unknown' });
    expect(JSON.stringify(ofAccount(report, 'bybit').leftOver)).toMatch(/takes no requests for \d+ s more/);
    for (const id of ['binanceusdm', 'okx']) expect(ofAccount(report, id)).toMatchObject({ verdict: 'flat' });
    const turnedAway = world.requestsTo(calls.bybit.anything).filter(({ status }) => status === 403);
    expect(turnedAway.length).toBeLessThanOrEqual(3);
  });
});

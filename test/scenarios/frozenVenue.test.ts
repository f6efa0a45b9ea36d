// A venue takes nothing any more. The exit ends at its bound, says what it last saw and that nobody could read it, and the
// other account is flat long before.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, long, ofAccount, reasonsOf, venues } from './story.ts';
import { calls } from './venueWire.ts';

const next = { binanceusdm: 'bybit', bybit: 'okx', okx: 'binanceusdm' } as const;

test.concurrent.each(venues)('%s: a venue that answers nothing is given up honestly', async (venue) => {
  const other = next[venue];
  const accounts = [
    accountWith({ venue, positions: [long('ETH', 9_000, { stop: { percent: 3 } })] }),
    accountWith({ venue: other }),
  ];
  await inWorld({ accounts, limits: { boundMs: 2_000, callMs: 400, fillsMs: 200 } }, async (world) => {
    world.fault({
      transport: 'http',
      venue,
      path: calls[venue].anything.path,
      count: null,
      effect: { kind: 'loseRequest', ending: 'silence' },
    });
    world.fault({ transport: 'socket', venue, count: null, effect: { kind: 'silence' } });

    const report = await exitEverything(world, 'unknown');

    expect(report.gaveUp).toBe(true);
    expect(ofAccount(report, other)).toMatchObject({ verdict: 'flat', leftOver: [] });
    expect(ofAccount(report, other).flatAtMs).toBeLessThan(2_000);
    const frozen = ofAccount(report, venue);
    expect(frozen.verdict).toBe('unknown');
    expect(frozen.leftOver.map(({ kind }) => kind)).toEqual(['unreadable', 'position']);
    expect(frozen.leftOver[1]?.reason).toMatch(/^Last seen, not read back/);
    expect(report.endedAtMs === null ? 0 : report.endedAtMs - report.pressedAtMs).toBeLessThan(4_000);
  });
});

test.concurrent.each(venues)('%s: a venue that can be read and takes no order ends notFlat', async (venue) => {
  const account = accountWith({ venue, positions: [long('ETH', 9_000, { stop: { percent: 3 } })] });
  await inWorld({ accounts: [account], limits: { boundMs: 1_500, callMs: 250, fillsMs: 200 } }, async (world) => {
    world.fault({
      transport: 'http',
      venue,
      ...calls[venue].close,
      count: null,
      effect: { kind: 'loseRequest', ending: 'silence' },
    });

    const report = await exitEverything(world, 'notFlat');

    expect(report.gaveUp).toBe(true);
    expect(report.leftOver[0]).toMatchObject({ kind: 'position', symbol: 'ETH/USDT:USDT' });
    expect(reasonsOf(report)).toMatch(/did not answer|not sent|not seen|absent|unknown/i);
    expect(world.workingOrders()).toHaveLength(1);
  });
});

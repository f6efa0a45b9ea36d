// What the exit realised comes from the venue's fills, in the settle currency, the fees beside it: not from a mark, not
// gross of what leaving cost.
import { expect, test } from 'vitest';
import { sum } from '../../shared/decimal.ts';
import { accountWith, exitEverything, inWorld, long, short, venues } from './story.ts';

test.each(venues)('%s: profit and fees are those of the fills', async (venue) => {
  const account = accountWith({
    venue,
    positions: [long('BTC', 20_000, { profitPercent: 3 }), short('ETH', 9_000, { profitPercent: -2 })],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const report = await exitEverything(world, 'flat');

    const { fills } = world.witness;
    for (const leg of report.legs) {
      const own = fills.filter(({ symbol }) => symbol.slice(0, 3) === leg.symbol.slice(0, 3));
      expect(leg.settle).toBe('USDT');
      expect(Number(leg.realizedPnl)).toBeCloseTo(Number(sum(own.map(({ realizedPnl }) => realizedPnl))), 6);
      expect(Number(leg.fee)).toBeCloseTo(Number(sum(own.map(({ fee }) => fee))), 6);
      expect(Number(leg.fee)).toBeGreaterThan(0);
    }
    expect(Number(report.realizedPnlUsd)).toBeCloseTo(Number(sum(fills.map(({ realizedPnl }) => realizedPnl))), 1);
    expect(Number(report.feeUsd)).toBeCloseTo(Number(sum(fills.map(({ fee }) => fee))), 1);
    expect(Object.keys(report.rates)).toEqual(['USDT']);
  });
});

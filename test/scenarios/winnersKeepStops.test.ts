// Flatten Winners closes what is in profit after the fee of leaving. A loser keeps its position and every order of its own,
// also beside a winner on the same symbol.
import { expect, test } from 'vitest';
import { accountWith, expectNoFlip, expectNothingSentTwice, inWorld, long, short, venues } from './story.ts';

const modes = ['oneWay', 'hedge'] as const;
const cases = venues.flatMap((venue) => modes.map((positionMode) => ({ venue, positionMode })));

test.each(cases)('$venue, $positionMode: winners go, losers keep their stops', async ({ venue, positionMode }) => {
  const loser = positionMode === 'hedge' ? 'BTC' : 'ETH';
  const account = accountWith({
    venue,
    positionMode,
    positions: [
      long('BTC', 20_000, { profitPercent: 2, stop: { percent: 3 }, takeProfit: { percent: 5 } }),
      short(loser, 12_000, { profitPercent: -2, stop: { percent: 3 }, takeProfit: { percent: 5 } }),
      long('SOL', 6_000, { profitPercent: 0.02, stop: { percent: 3 } }), // in profit, but not after the fee
    ],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const ofLosers = () =>
      world.workingOrders().filter(({ orderSide, symbol }) => symbol.startsWith('SOL') || orderSide === 'buy');
    const guards = ofLosers();
    expect(guards).toHaveLength(3);

    const report = await world.run({ action: 'flattenWinners' });

    expect(report.verdict).toBe('flat');
    expect(report.legs.map(({ symbol, side, state }) => `${symbol} ${side} ${state}`)).toEqual(['BTC/USDT:USDT long proved']);
    expect(world.openPositions()).toHaveLength(2);
    expect(world.workingOrders()).toEqual(guards);
    expect(report.kept.map(({ reason }) => reason).join(' ')).toMatch(/loses .*does not pay the fee/);
    expectNoFlip(world);
    expectNothingSentTwice(world);
  });
});

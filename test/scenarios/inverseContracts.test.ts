// Inverse contracts: sized in dollars or contracts, settled in coins. Closed beside linear ones, their profit in their coin.
import { expect, test } from 'vitest';
import { sum } from '../../shared/decimal.ts';
import { accountWith, exitEverything, inWorld, long, short } from './story.ts';

const units = { bybit: 'USD', okx: 'contracts' } as const;

test.each(['bybit', 'okx'] as const)('%s: inverse contracts are closed and settled in their coin', async (venue) => {
  const account = accountWith({
    venue,
    wallets: { USDT: '100000', BTC: '3', ETH: '20' },
    positions: [
      short('BTC', 42_000, { kind: 'inverse', profitPercent: 2, stop: { percent: 3 } }),
      long('ETH', 15_000, { kind: 'inverse', profitPercent: -1 }),
      long('BTC', 20_000),
    ],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const report = await exitEverything(world, 'flat');

    const leg = report.legs.find(({ symbol }) => symbol === 'BTC/USD:BTC');
    const fills = world.witness.fills.filter(({ symbol }) => symbol === (venue === 'okx' ? 'BTC-USD-SWAP' : 'BTCUSD'));
    expect(leg).toMatchObject({ side: 'short', settle: 'BTC', sizeUnit: units[venue], state: 'proved' });
    expect(Number(leg?.realizedPnl)).toBeCloseTo(Number(sum(fills.map(({ realizedPnl }) => realizedPnl))), 7);
    expect(Number(leg?.realizedPnl)).toBeGreaterThan(0);
    expect(Number(leg?.fee)).toBeCloseTo(Number(sum(fills.map(({ fee }) => fee))), 7);
  });
});

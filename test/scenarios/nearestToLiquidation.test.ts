// What is nearest to its liquidation leaves first, whatever it is worth; then the largest.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, long, short, venues } from './story.ts';

test.each(venues)('%s: nearest to liquidation first', async (venue) => {
  const isolated = (leverage: number) => ({ leverage, marginMode: 'isolated', profitPercent: 0 }) as const;
  const account = accountWith({
    venue,
    positions: [
      long('BTC', 50_000, isolated(3)),
      short('ETH', 2_000, isolated(10)),
      long('SOL', 1_000, isolated(20)),
      long('XRP', 8_000, isolated(5)),
      short('LTC', 500, isolated(25)),
      long('DOGE', 30_000, isolated(2)),
      long('ADA', 3_000, isolated(7)),
    ],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    await exitEverything(world, 'flat');

    const asked = closesSent(world).map(({ symbol }) => symbol.replace(/-?USDT.*/, ''));
    expect(asked).toEqual(['LTC', 'SOL', 'ETH', 'ADA', 'XRP', 'BTC', 'DOGE']);
  });
});

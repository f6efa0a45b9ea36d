// Bybit's take-profit, stop and conditional orders: those on the position, those of their own, and those where nothing is open.
import { expect, test } from 'vitest';
import { order, priceAt, worth } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, short } from './story.ts';

const modes = ['oneWay', 'hedge'] as const;

test.each(modes)('bybit, %s: stops on the position and conditional orders are swept', async (positionMode) => {
  const venue = 'bybit';
  const account = accountWith({
    venue,
    positionMode,
    wallets: { USDT: '100000', BTC: '3' },
    positions: [
      long('ETH', 20_000, { stop: { percent: 3, lives: 'onPosition' }, takeProfit: { percent: 6, lives: 'onPosition' } }),
      short('SOL', 9_000, { stop: { percent: 2 }, takeProfit: { percent: 4 } }),
      // Inverse contracts know no hedge mode.
      ...(positionMode === 'oneWay' ? [long('BTC', 12_000, { kind: 'inverse', stop: { percent: 3, lives: 'onPosition' } })] : []),
    ],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const at = (percent: number) =>
      ({ price: priceAt(world, venue, 'XRP', percent), by: 'mark', callbackPercent: null }) as const;
    const entry = { base: 'XRP', size: worth(world, venue, 'XRP', 2_000), family: 'trigger' } as const;
    const tags = positionMode === 'hedge' ? (['long', 'short'] as const) : (['both', 'both'] as const);
    order(world, venue, { ...entry, tag: tags[0], orderSide: 'buy', trigger: { kind: 'stop', ...at(4) } });
    order(world, venue, { ...entry, tag: tags[1], orderSide: 'sell', trigger: { kind: 'stop', ...at(-4) } });
    await world.ready();

    const report = await exitEverything(world, 'flat');

    expect(report.ordersCancelled).toBeGreaterThanOrEqual(4);
  });
});

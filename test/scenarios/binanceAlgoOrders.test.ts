// Binance keeps conditional orders in a service of its own, which the plain cancel-all does not reach: with a position, on a
// symbol without one, entries and exits alike, all of them go.
import { expect, test } from 'vitest';
import { order, priceAt, worth } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, short } from './story.ts';

test('binanceusdm: conditional orders of the Algo service are swept', async () => {
  const venue = 'binanceusdm';
  const account = accountWith({
    venue,
    positions: [
      long('BTC', 20_000, { stop: { percent: 3, lives: 'wholePosition' }, takeProfit: { percent: 6, lives: 'wholePosition' } }),
      short('ETH', 9_000, { stop: { percent: 2 }, takeProfit: { percent: 4 } }),
    ],
    orders: [{ base: 'BTC', side: 'long', worth: 3_000, percentAway: 5 }],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const at = (base: string, percent: number) =>
      ({ price: priceAt(world, venue, base, percent), by: 'mark', callbackPercent: null }) as const;
    const conditional = { family: 'algo', base: 'SOL', size: worth(world, venue, 'SOL', 2_000) } as const;
    order(world, venue, { ...conditional, orderSide: 'buy', trigger: { kind: 'stop', ...at('SOL', 4) } });
    order(world, venue, { ...conditional, orderSide: 'buy', trigger: { kind: 'takeProfit', ...at('SOL', -4) } });
    order(world, venue, {
      ...conditional,
      orderSide: 'sell',
      trigger: { kind: 'trailing', ...at('SOL', 6), callbackPercent: '1' },
    });
    await world.ready();

    const report = await exitEverything(world, 'flat');

    expect(report.ordersCancelled).toBeGreaterThanOrEqual(6); // what lives on a position dies with it
    const sweeps = world.host.world.requests.list().filter(({ method, path }) => method === 'DELETE' && /algo/i.test(path));
    expect(sweeps.length).toBeGreaterThan(0);
  });
});

// The venue takes the close and its answer never arrives. Nothing is sent twice: the order is looked up, then proved.
import { expect, test } from 'vitest';
import { openWorld } from './world.ts';

test('a close whose answer is lost is looked up, not repeated', async () => {
  const world = await openWorld({
    accounts: [
      {
        id: 'main',
        venue: 'binanceusdm',
        label: 'Main',
        positionMode: 'oneWay',
        wallets: { USDT: '100000' },
        positions: [{ base: 'BTC', side: 'long', worth: 20_000, profitPercent: 1, leverage: 10, marginMode: 'cross' }],
        orders: [],
      },
    ],
  });
  try {
    await world.ready();
    world.fault({
      transport: 'http',
      venue: 'binanceusdm',
      path: '^/fapi/v1/(order|batchOrders)$',
      method: 'POST',
      from: 1,
      count: 1,
      effect: { kind: 'loseAnswer', ending: 'close' },
    });
    const report = await world.run({ action: 'emergencyExit' });
    expect(report.verdict).toBe('flat');
    expect(world.openPositions()).toEqual([]);
    const sent = world.host.world.requests.list().filter(({ write, path }) => write && /order/i.test(path));
    expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  } finally {
    await world.close();
  }
});

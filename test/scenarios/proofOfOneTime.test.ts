// Positions are read at once, the listing of orders gets no answer for seconds, and a bot opens a position meanwhile. What
// was read before it did proves nothing any more: flat is said only of two lists that tell of one time.
import { expect, test } from 'vitest';
import { openWorld } from './world.ts';

test('a position that is opened while a listing is awaited is closed too', async () => {
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
    limits: { callMs: 800 },
  });
  try {
    await world.ready();
    const id = await world.press({ action: 'emergencyExit' });
    world.fault({
      transport: 'http',
      venue: 'binanceusdm',
      path: 'openAlgoOrders',
      from: 1,
      count: 3,
      effect: { kind: 'loseAnswer', ending: 'silence' },
    });
    setTimeout(() => {
      world.venue('binanceusdm').place('main', {
        symbol: 'DOGEUSDT',
        orderSide: 'buy',
        type: 'market',
        size: '10000',
        price: null,
        timeInForce: 'gtc',
        reduceOnly: false,
        tag: 'both',
        marginMode: null,
        clientOrderId: null,
        family: 'plain',
        trigger: null,
        attachedTo: null,
        wire: {},
      });
    }, 300);
    const report = await world.exits.ended(id);
    expect(report.verdict).toBe('flat');
    expect(world.openPositions()).toEqual([]);
  } finally {
    await world.close();
  }
});

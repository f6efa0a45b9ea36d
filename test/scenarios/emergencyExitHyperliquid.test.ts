// Hyperliquid from press to proof: longs and shorts, stops of every kind and resting orders, and what can go wrong in between. Its
// keys sign, its closes are limits, and all of a wave is one action. Positions are one-way there.
import { describe, expect, test } from 'vitest';
import { compare, divide, floorToStep, multiply, subtract, sum } from '../../shared/decimal.ts';
import { botTrades, held, instrument, keyOf, markOf, order, refuseCloses, whenAsked, worth } from './hands.ts';
import {
  accountWith,
  closesSent,
  exitEverything,
  expectNoFlip,
  expectNothingSentTwice,
  inWorld,
  long,
  ofAccount,
  reasonsOf,
  short,
  shortLimits,
} from './story.ts';
import { calls } from './venueWire.ts';
import type { World } from './world.ts';

const venue = 'hyperliquid';
const wire = calls[venue];
const wallets = { USDC: '1000000' };
const account = (positions = [long('BTC', 20_000)], more = {}) => accountWith({ venue, wallets, positions, ...more });

/** What left for /exchange, by its kind. */
const actionsOf = (world: World): readonly string[] =>
  world.requestsTo({ path: '^/exchange$' }).map(({ body }) => (JSON.parse(body) as { action: { type: string } }).action.type);

test('everything goes: longs, shorts, stops of every kind, resting orders', async () => {
  const positions = [
    long('BTC', 20_000, { stop: { percent: 4 }, takeProfit: { percent: 5 }, marginMode: 'isolated' }),
    short('ETH', 15_000, { stop: { percent: 3, lives: 'onPosition' }, profitPercent: -1 }),
    short('DOGE', 4_000, { takeProfit: { percent: 6 } }),
    long('SOL', 6_000),
  ];
  const orders = [{ base: 'LINK', side: 'long', worth: 2_000, percentAway: 6 } as const];
  await inWorld({ accounts: [account(positions, { orders })] }, async (world) => {
    const report = await exitEverything(world, 'flat');

    expect(world.openPositions()).toEqual([]);
    expect(world.workingOrders()).toEqual([]);
    expect(report.legs).toHaveLength(4);
    expect(closesSent(world)).toHaveLength(4);
    expect(new Set(actionsOf(world))).toEqual(new Set(['order', 'cancel'])); // nothing else was signed
    expect(report.realizedPnlUsd).not.toBeNull(); // out of fills
  });
});

test('two accounts end flat, each with its own key', async () => {
  const accounts = [account(), account([short('ETH', 9_000)], { id: 'second' })];
  await inWorld({ accounts }, async (world) => {
    await exitEverything(world, 'flat');
    expect(world.openPositions()).toEqual([]);
  });
});

test('a close whose answer is lost is looked up, not repeated', async () => {
  await inWorld({ accounts: [account()] }, async (world) => {
    world.fault({ transport: 'http', ...wire.close, effect: { kind: 'loseAnswer' } });
    await exitEverything(world, 'flat');
    expect(closesSent(world)).toHaveLength(1);
  });
});

test('an action that arrives too late is refused by the venue, and sent anew', async () => {
  await inWorld({ accounts: [account()] }, async (world) => {
    world.fault({ transport: 'http', ...wire.close, effect: { kind: 'refuse', as: 'timestamp' } });
    await exitEverything(world, 'flat');
    expect(closesSent(world)).toHaveLength(2);
  });
});

test('own orders that hold the size go first', async () => {
  const positions = [
    long('ETH', 20_000, { reduceLimit: { percent: 4, share: '1' }, stop: { percent: 5 } }),
    short('SOL', 6_000, { reduceLimit: { percent: 4, share: '0.7' } }),
  ];
  await inWorld({ accounts: [account(positions)] }, async (world) => {
    const report = await exitEverything(world, 'flat');
    expect(report.legs.every(({ naked }) => !naked)).toBe(true);
    expect(report.ordersCancelled).toBeGreaterThanOrEqual(2);
  });
});

test('33 % rounds down and keeps the stop', async () => {
  const positions = [long('ETH', 21_000, { stop: { percent: 4 } }), long('BTC', 20_000)];
  await inWorld({ accounts: [account(positions)] }, async (world) => {
    const { lotSize } = instrument(world, venue, 'ETH');
    const before = held(world, venue, 'ETH');
    const third = floorToStep(divide(multiply(before, '33'), '100'), lotSize);
    const stops = world.workingOrders();

    const report = await world.run({ action: 'partialClose', position: keyOf(world, { venue }, 'ETH', 'long'), exitPct: 33 });

    expect(report.verdict).toBe('flat');
    expect(compare(held(world, venue, 'ETH'), subtract(before, third))).toBe(0);
    expect(world.workingOrders()).toEqual(stops);
    expectNoFlip(world);
  });
});

test('winners go, losers keep their stops', async () => {
  const positions = [
    long('BTC', 20_000, { profitPercent: 2, stop: { percent: 3 }, takeProfit: { percent: 5 } }),
    short('ETH', 12_000, { profitPercent: -2, stop: { percent: 3 }, takeProfit: { percent: 5 } }),
    long('SOL', 6_000, { profitPercent: 0.02, stop: { percent: 3 } }), // in profit, but not after the fee
  ];
  await inWorld({ accounts: [account(positions)] }, async (world) => {
    const guards = world.workingOrders().filter(({ symbol }) => symbol !== 'BTC');
    const report = await world.run({ action: 'flattenWinners' });
    expect(report.verdict).toBe('flat');
    expect(report.legs.map(({ symbol, state }) => `${symbol} ${state}`)).toEqual(['BTC/USDC:USDC proved']);
    expect(world.workingOrders()).toEqual(guards);
    expectNothingSentTwice(world);
  });
});

describe('another clock', () => {
  test.each([
    ['behind', 15_000],
    ['ahead', -15_000],
  ])('ours has always been %s', async (_where, aheadMs) => {
    const before = (host: World['host']) => void host.world.aheadMs.set(venue, aheadMs);
    await inWorld({ accounts: [account()], limits: shortLimits, before }, async (world) => {
      await exitEverything(world, 'flat');
      expect(closesSent(world)).toHaveLength(1);
    });
  });

  test('ours is behind all at once: the venue refuses what has ended, and takes what comes after', async () => {
    await inWorld({ accounts: [account()], limits: shortLimits }, async (world) => {
      world.setClock(venue, 15_000);
      const report = await exitEverything(world, 'flat');
      expect(report.pressToFlatMs).toBeLessThan(5_000);
    });
  });
});

describe('somebody else trades in mid-exit', () => {
  test.each([
    ['grown', 0.5],
    ['shrunk', -0.4],
    ['closed', -1],
    ['turned', -2.5],
  ])('the position has %s when the close arrives', async (_what, by) => {
    await inWorld({ accounts: [account([short('ETH', 15_000), long('BTC', 20_000)])] }, async (world) => {
      whenAsked(world, venue, wire.close, () => botTrades(world, venue, 'ETH', by));
      const report = await exitEverything(world, 'flat');
      expect(report.legs.filter(({ state }) => state !== 'proved')).toEqual([]);
      expect(closesSent(world).length).toBeLessThan(8);
    });
  });
});

test('a wallet that is revoked in mid-exit closes nothing, and the venue’s words say why', async () => {
  await inWorld({ accounts: [account()], limits: shortLimits }, async (world) => {
    const revoke = { path: '/key', body: { account: venue, revoked: true } } as const;
    world.fault({ transport: 'http', ...wire.close, effect: { kind: 'meanwhile', when: 'before', ...revoke } });

    const report = await exitEverything(world, 'notFlat');

    expect(world.openPositions()).toHaveLength(1);
    expect(reasonsOf(report)).toMatch(/User or API Wallet 0x[0-9a-f]{40} does not exist/);
    expect(ofAccount(report, venue)).toMatchObject({ verdict: 'notFlat', flatAtMs: null });
  });
});

test('a close that was turned away waits and is sent again', async () => {
  await inWorld({ accounts: [account()] }, async (world) => {
    world.fault({ transport: 'http', ...wire.close, effect: { kind: 'refuse', as: 'rateLimited' } });
    await exitEverything(world, 'flat');
    const [turnedAway, again, ...more] = closesSent(world);
    expect(more).toEqual([]);
    expect((again?.request.atMs ?? 0) - (turnedAway?.request.answeredAtMs ?? 0)).toBeGreaterThanOrEqual(4_995);
  });
});

test('one order of the action is refused, the others fill', async () => {
  await inWorld({ accounts: [account([long('BTC', 20_000), long('ETH', 9_000), short('SOL', 4_000)])] }, async (world) => {
    refuseCloses(world, venue, 'noLiquidity', { symbol: 'ETH' });
    await exitEverything(world, 'flat');
    const [first] = world.requestsTo(wire.close);
    expect(closesSent(world).filter(({ request }) => request === first)).toHaveLength(3);
    expect(closesSent(world)).toHaveLength(4);
  });
});

test('an order that a bot placed during the exit goes too', async () => {
  await inWorld({ accounts: [account()] }, async (world) => {
    whenAsked(world, venue, wire.close, () => {
      order(world, venue, {
        base: 'SOL',
        orderSide: 'buy',
        type: 'limit',
        price: '200',
        size: worth(world, venue, 'SOL', 1_000),
      });
    });
    await exitEverything(world, 'flat');
    expect(world.workingOrders()).toEqual([]);
  });
});

describe('protection', () => {
  const limits = { attempts: 3, boundMs: 8_000, callMs: 800 };

  test.each([
    ['sized', {}],
    ['on the position', { lives: 'onPosition' } as const],
  ])('a stop (%s) that went for a close goes back when the close is refused', async (_what, lives) => {
    const positions = [long('ETH', 20_000, { stop: { percent: 5, ...lives } })];
    await inWorld({ accounts: [account(positions)], limits }, async (world) => {
      const [stop] = world.workingOrders();
      refuseCloses(world, venue, 'restingOrdersHoldSize');
      refuseCloses(world, venue, 'restingOrdersHoldSize');
      refuseCloses(world, venue, 'insufficientMargin', { count: null });

      const report = await exitEverything(world, 'notFlat');

      const [back, ...others] = world.workingOrders();
      expect(others).toEqual([]);
      expect(back).toMatchObject({ size: stop?.size, trigger: stop?.trigger, orderSide: 'sell', reduceOnly: true });
      expect(report.legs.map(({ naked }) => naked)).toEqual([false]);
      expect(reasonsOf(report)).toMatch(/margin/i);
    });
  });
});

test('a position above the largest order goes in parts that add up to it', async () => {
  const whale = { ...long('LTC', 0, { leverage: 5 }), worth: { timesMaxMarketSize: '2.35' } };
  const rich = account([whale], { wallets: { USDC: '1000000000' } });
  await inWorld({ accounts: [rich] }, async (world) => {
    const { symbol, maxMarketSize } = instrument(world, venue, 'LTC');
    world.venue(venue).operator.setDepth(symbol, 200);
    const size = held(world, venue, 'LTC');

    await exitEverything(world, 'flat');

    const parts = closesSent(world).map((close) => close.size);
    expect(parts.filter((part) => compare(part, maxMarketSize) > 0)).toEqual([]);
    expect(compare(sum(parts), size)).toBe(0);
  });
});

test('less than a lot is tried, and named as dust', async () => {
  await inWorld({ accounts: [account()] }, async (world) => {
    const { symbol, minSize } = instrument(world, venue, 'LTC');
    const signedSize = divide(minSize, '2');
    world.venue(venue).operator.injectPosition(venue, { symbol, signedSize, entryPrice: markOf(world, venue, 'LTC') });
    await world.ready();

    const report = await exitEverything(world, 'notFlat');

    expect(report.leftOver).toMatchObject([{ kind: 'position', symbol: 'LTC/USDC:USDC', dust: true }]);
    expect(reasonsOf(report)).toMatch(/Dust: worth .* USDC, below the venue's minimum of/);
  });
});

// Binance COIN-M alone: inverse perpetuals and a delivery contract, in contracts of 10 and 100 dollars, settled in coins. The
// stories of the other venues, over its wire.
import { describe, expect, test } from 'vitest';
import { sum } from '../../shared/decimal.ts';
import { totalOf } from '../../electron/exit/plan.ts';
import type { PlannedAccount, PlannedPosition } from '../../electron/practice/portfolio.ts';
import { botTrades, held, keyOf, order, priceAt, whenAsked } from './hands.ts';
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
import type { WorldOptions } from './world.ts';

const venue = 'binancecoinm';
const QUARTER = 'BTCUSD_261225';
const modes = ['oneWay', 'hedge'] as const;

const inverse = (position: PlannedPosition): PlannedPosition => ({ ...position, kind: 'inverse' });
const account = (said: Partial<PlannedAccount> = {}): PlannedAccount =>
  accountWith({
    venue,
    wallets: { BTC: '20', ETH: '500' },
    positions: [inverse(long('BTC', 20_000))],
    ...said,
  });

/** The portfolio's words find perpetuals alone: the delivery contract is put there by the operator. */
const withQuarter =
  (...sizes: readonly string[]): NonNullable<WorldOptions['before']> =>
  (host) => {
    const operated = host.venues.get(venue);
    const mark = operated?.quote(QUARTER)?.mark;
    if (operated === undefined || mark === undefined) throw new Error(QUARTER);
    for (const signedSize of sizes) {
      operated.operator.injectPosition(venue, { symbol: QUARTER, signedSize, entryPrice: mark, leverage: '5' });
    }
  };

test.each(modes)('%s: positions, stops and resting orders of perpetuals and a delivery contract all go', async (positionMode) => {
  const plan = account({
    positionMode,
    positions: [
      inverse(
        long('BTC', 42_000, { profitPercent: -1, stop: { percent: 3 }, takeProfit: { percent: 6, lives: 'wholePosition' } }),
      ),
      inverse(
        short(positionMode === 'hedge' ? 'BTC' : 'ETH', 9_000, {
          profitPercent: 2,
          marginMode: 'isolated',
          stop: { percent: 4 },
        }),
      ),
    ],
    orders: [{ base: 'ETH', kind: 'inverse', side: 'long', worth: 3_000, percentAway: 5 }],
  });
  await inWorld({ accounts: [plan], before: withQuarter('-70') }, async (world) => {
    const entry = { base: 'ETH', orderSide: 'buy', size: '30', family: 'algo' } as const;
    const tag = positionMode === 'hedge' ? 'long' : 'both';
    const trigger = { kind: 'stop', price: priceAt(world, venue, 'ETH', 4), by: 'mark', callbackPercent: null } as const;
    order(world, venue, { ...entry, tag, trigger }); // waits to open, and no plain cancel-all reaches it
    await world.ready();
    const sizes = world
      .openPositions()
      .map(({ symbol, tag: side, signedSize }) => [symbol, side, signedSize.replace('-', '')].join(' '));

    const report = await exitEverything(world, 'flat');

    const closed = world.witness.fills.map(({ symbol, tag: side, size }) => `${symbol} ${side} ${size}`);
    expect(closed.toSorted()).toEqual(sizes.toSorted());
    expect(report.ordersCancelled).toBeGreaterThanOrEqual(2);
    const leg = report.legs.find(({ symbol, side }) => symbol === 'BTC/USD:BTC' && side === 'long');
    const fills = world.witness.fills.filter(({ symbol, orderSide }) => symbol === 'BTCUSD_PERP' && orderSide === 'sell');
    expect(leg).toMatchObject({ settle: 'BTC', sizeUnit: 'contracts', state: 'proved' });
    expect(Number(leg?.realizedPnl)).toBeCloseTo(Number(sum(fills.map(({ realizedPnl }) => realizedPnl))), 7);
    expect(Number(leg?.realizedPnl)).toBeLessThan(0);
    expect(Number(leg?.fee)).toBeCloseTo(Number(sum(fills.map(({ fee }) => fee))), 7);
  });
});

test('a close whose answer is lost is looked up, not repeated', async () => {
  await inWorld({ accounts: [account()] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'loseAnswer' } });

    await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
  });
});

test.each(modes)('%s: the own orders that hold the size go first', async (positionMode) => {
  const plan = account({
    positionMode,
    positions: [
      inverse(long('ETH', 20_000, { reduceLimit: { percent: 4, share: '1' }, stop: { percent: 5 } })),
      inverse(short('BTC', 6_000, { reduceLimit: { percent: 4, share: '0.7' } })),
    ],
  });
  await inWorld({ accounts: [plan] }, async (world) => {
    const report = await exitEverything(world, 'flat');

    expect(closesSent(world).length).toBeGreaterThan(2);
    expect(report.legs.every(({ naked }) => !naked)).toBe(true);
    expect(report.ordersCancelled).toBeGreaterThanOrEqual(2);
  });
});

test('33 % of 200 contracts are 66, and the stop stays', async () => {
  const plan = account({ positions: [inverse(long('BTC', 20_000, { stop: { percent: 4 } })), inverse(long('ETH', 5_000))] });
  await inWorld({ accounts: [plan] }, async (world) => {
    const stops = world.workingOrders();
    expect(held(world, venue, 'BTC')).toBe('200');

    const report = await world.run({ action: 'partialClose', position: keyOf(world, { venue }, 'BTC', 'long'), exitPct: 33 });

    expect(report.verdict).toBe('flat');
    expect(closesSent(world)).toMatchObject([{ size: '66', orderSide: 'sell' }]);
    expect(held(world, venue, 'BTC')).toBe('134');
    expect(world.workingOrders()).toEqual(stops);
    expectNoFlip(world);
  });
});

test('winners go, losers keep their stops', async () => {
  const plan = account({
    positions: [
      inverse(long('BTC', 20_000, { profitPercent: 2, stop: { percent: 3 } })),
      inverse(short('ETH', 12_000, { profitPercent: -2, stop: { percent: 3 }, takeProfit: { percent: 5 } })),
    ],
  });
  await inWorld({ accounts: [plan] }, async (world) => {
    const guards = world.workingOrders().filter(({ symbol }) => symbol === 'ETHUSD_PERP');

    const report = await world.run({ action: 'flattenWinners' });

    expect(report.legs.map(({ symbol, side, state }) => `${symbol} ${side} ${state}`)).toEqual(['BTC/USD:BTC long proved']);
    expect(world.openPositions()).toMatchObject([{ symbol: 'ETHUSD_PERP' }]);
    expect(world.workingOrders()).toEqual(guards);
    expectNoFlip(world);
    expectNothingSentTwice(world);
  });
});

describe('the position changes by another hand when the close arrives', () => {
  test.each([
    { what: 'it has grown', by: 0.5 },
    { what: 'it has shrunk', by: -0.4 },
    { what: 'it is closed', by: -1 },
    { what: 'it has turned to the other side', by: -2.5 },
  ])('$what', async ({ by }) => {
    const plan = account({ positions: [inverse(short('ETH', 15_000)), inverse(long('BTC', 20_000))] });
    await inWorld({ accounts: [plan] }, async (world) => {
      whenAsked(world, venue, calls[venue].close, () => botTrades(world, venue, 'ETH', by));

      const report = await exitEverything(world, 'flat');

      expect(held(world, venue, 'ETH')).toBe('0');
      expect(report.legs.filter(({ state }) => state !== 'proved')).toEqual([]);
      expect(closesSent(world).length).toBeLessThan(8);
    });
  });
});

test('a key that is revoked after the close leaves an unknown account', async () => {
  await inWorld({ accounts: [account()], limits: shortLimits }, async (world) => {
    const revoke = { path: '/key', body: { account: venue, revoked: true } } as const;
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'meanwhile', when: 'after', ...revoke } });

    const report = await exitEverything(world, 'unknown');

    expect(world.openPositions()).toEqual([]); // and the panel does not claim it
    expect(reasonsOf(report)).toMatch(/Invalid API-key/);
    expect(ofAccount(report, venue)).toMatchObject({ verdict: 'unknown', flatAtMs: null });
    expect(closesSent(world)).toHaveLength(1);
  });
});

test('a close that was turned away waits as told and is sent again', async () => {
  await inWorld({ accounts: [account()] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'refuse', as: 'rateLimited' } });

    await exitEverything(world, 'flat');

    const [turnedAway, again, ...more] = closesSent(world);
    expect(more).toEqual([]);
    const waitedMs = (again?.request.atMs ?? 0) - (turnedAway?.request.answeredAtMs ?? 0);
    expect(waitedMs).toBeGreaterThanOrEqual(995); // two clocks, whole milliseconds
  });
});

test('a delivery contract above its market maximum is split', async () => {
  await inWorld({ accounts: [account({ positions: [] })], before: withQuarter('2350') }, async (world) => {
    world.venue(venue).operator.setDepth(QUARTER, 200);

    await exitEverything(world, 'flat');

    const parts = closesSent(world).map(({ size }) => size);
    expect(parts).toHaveLength(3);
    expect(parts.filter((part) => Number(part) > 1_000)).toEqual([]);
    expect(totalOf(parts)).toBe('2350');
  });
});

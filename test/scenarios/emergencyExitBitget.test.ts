// Emergency Exit, Partial Close and Flatten Winners on Bitget: all three product types, both position modes, and what can go
// wrong in the middle of it. Told by what the practice exchange itself holds at the end.
import { describe, expect, test } from 'vitest';
import { compare, divide, floorToStep, multiply, subtract } from '../../shared/decimal.ts';
import { botTrades, held, instrument, keyOf, order, priceAt, refuseCloses, whenAsked, worth } from './hands.ts';
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

const venue = 'bitget';
const modes = ['oneWay', 'hedge'] as const;
type Mode = (typeof modes)[number];
const wallets = { USDT: '1000000', USDC: '500000', USD: '500000' };

/** USDC-M and COIN-M positions, and a trigger order that would open: the portfolio's words only reach USDT-M. */
function more(world: World, mode: Mode): void {
  const exchange = world.venue(venue);
  for (const [symbol, signedSize] of [
    ['BTCPERP', '0.05'],
    ['BTCUSD', '-0.04'],
    ['ETHUSD', '1.2'], // margined in bitcoin
    ['BTCUSDZ25', '0.006'],
  ] as const) {
    const entryPrice = exchange.quote(symbol)?.mark ?? '1';
    exchange.operator.injectPosition(venue, { symbol, signedSize, entryPrice, marginMode: 'isolated' });
  }
  const at = (percent: number) => ({ price: priceAt(world, venue, 'SOL', percent), by: 'last', callbackPercent: null }) as const;
  const entry = { base: 'SOL', size: worth(world, venue, 'SOL', 2_000), orderSide: 'buy' } as const;
  const tag = mode === 'hedge' ? 'long' : 'both';
  order(world, venue, { ...entry, tag, family: 'trigger', trigger: { kind: 'either', ...at(4) } });
  order(world, venue, { ...entry, tag, family: 'trigger', trigger: { kind: 'trailing', ...at(-5), callbackPercent: '1' } });
}

test.concurrent.each(modes)('%s: everything of every product type is closed, cancelled and proved', async (positionMode) => {
  const account = accountWith({
    venue,
    positionMode,
    wallets,
    positions: [
      long('BTC', 24_000, { stop: { percent: 3, lives: 'onPosition' }, takeProfit: { percent: 6, lives: 'onPosition' } }),
      short('ETH', 9_000, { marginMode: 'isolated', stop: { percent: 2 }, takeProfit: { percent: 4 } }),
      long('SOL', 6_000, { reduceLimit: { percent: 4, share: '0.5' }, profitPercent: -2 }),
      short('XRP', 4_000),
    ],
    orders: [{ base: 'LTC', side: 'long', worth: 3_000, percentAway: 5 }],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    more(world, positionMode);
    await world.ready();

    const report = await exitEverything(world, 'flat');

    expect(report.legs).toHaveLength(8);
    expect(report.legs.filter(({ state }) => state !== 'proved')).toEqual([]);
    expect(world.openPositions()).toEqual([]);
    expect(world.workingOrders()).toEqual([]);
  });
});

test.concurrent('both legs of a hedge are closed, each as its own side', async () => {
  const account = accountWith({
    venue,
    positionMode: 'hedge',
    positions: [long('BTC', 24_000, { stop: { percent: 3 } }), short('BTC', 18_000, { stop: { percent: 4 } })],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const sizes = { long: held(world, venue, 'BTC', 'long'), short: held(world, venue, 'BTC', 'short') };
    await exitEverything(world, 'flat');
    expect(Object.fromEntries(world.witness.fills.map(({ tag, size }) => [tag, size]))).toEqual(sizes);
  });
});

test.concurrent('more than the largest market order is closed in slices', async () => {
  const account = accountWith({ venue, positions: [long('ADA', 430_000)] });
  await inWorld({ accounts: [account] }, async (world) => {
    const { maxMarketSize } = instrument(world, venue, 'ADA');
    expect(compare(held(world, venue, 'ADA'), maxMarketSize)).toBe(1);
    await exitEverything(world, 'flat');
    expect(closesSent(world).every(({ size }) => compare(size, maxMarketSize) <= 0)).toBe(true);
  });
});

test.concurrent('twenty positions stay within the documented limits', async () => {
  const account = accountWith({
    venue,
    positions: [
      'BTC',
      'ETH',
      'XRP',
      'BCH',
      'LTC',
      'ADA',
      'ETC',
      'LINK',
      'TRX',
      'DOGE',
      'SOL',
      'BNB',
      'UNI',
      'AAVE',
      'FIL',
      'XLM',
      'ATOM',
      'AVAX',
      'NEAR',
      'SUSHI',
    ].map((base, index) => (index % 2 === 0 ? long : short)(base, 2_000)),
  });
  await inWorld({ accounts: [account], host: { rateLimits: true } }, async (world) => {
    const report = await exitEverything(world, 'flat');
    expect(report.legs).toHaveLength(20);
    expect(world.host.world.requests.list().filter(({ status }) => status === 429)).toEqual([]);
  });
});

test.concurrent('a close whose answer is lost is looked up, not repeated', async () => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'loseAnswer' } });
    await exitEverything(world, 'flat');
    expect(closesSent(world)).toHaveLength(1);
  });
});

test.concurrent('a close that never arrived is looked up and sent again under another name', async () => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'loseRequest' } });
    await exitEverything(world, 'flat');
    expect(closesSent(world)).toHaveLength(2);
  });
});

describe('own orders that hold the size', () => {
  test.concurrent.each(modes)('%s: the venue makes room by itself, and the close is proved', async (positionMode) => {
    const account = accountWith({
      venue,
      positionMode,
      positions: [
        long('ETH', 20_000, { reduceLimit: { percent: 4, share: '1' }, stop: { percent: 5 } }),
        short('SOL', 6_000, { reduceLimit: { percent: 4, share: '0.7' } }),
      ],
    });
    await inWorld({ accounts: [account] }, async (world) => {
      const report = await exitEverything(world, 'flat');
      expect(report.legs.every(({ naked }) => !naked)).toBe(true);
    });
  });

  test.concurrent('are cancelled first where the venue refuses the close', async () => {
    const account = accountWith({ venue, positions: [long('ETH', 20_000, { reduceLimit: { percent: 4, share: '1' } })] });
    await inWorld({ accounts: [account] }, async (world) => {
      refuseCloses(world, venue, 'restingOrdersHoldSize');
      await exitEverything(world, 'flat');
      const writes = world.host.world.requests.list().filter(({ write }) => write);
      expect(writes.map(({ path }) => path.split('/').at(-1))).toEqual(['place-order', 'batch-cancel-orders', 'place-order']);
    });
  });
});

test.concurrent('33 % rounds down to the lot and keeps the stop', async () => {
  const account = accountWith({ venue, positions: [long('ETH', 21_000, { stop: { percent: 4 } }), long('BTC', 20_000)] });
  await inWorld({ accounts: [account] }, async (world) => {
    const before = held(world, venue, 'ETH');
    const third = floorToStep(divide(multiply(before, '33'), '100'), instrument(world, venue, 'ETH').lotSize);
    const stops = world.workingOrders();

    const report = await world.run({ action: 'partialClose', position: keyOf(world, { venue }, 'ETH', 'long'), exitPct: 33 });

    expect(report.verdict).toBe('flat');
    expect(closesSent(world)).toHaveLength(1);
    expect(compare(held(world, venue, 'ETH'), subtract(before, third))).toBe(0);
    expect(world.workingOrders()).toEqual(stops);
    expectNoFlip(world);
  });
});

test.concurrent.each(modes)('%s: winners go, losers keep their stops', async (positionMode) => {
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
    const guards = world.workingOrders().filter(({ orderSide, symbol }) => symbol.startsWith('SOL') || orderSide === 'buy');

    const report = await world.run({ action: 'flattenWinners' });

    expect(report.verdict).toBe('flat');
    expect(report.legs.map(({ symbol, side, state }) => `${symbol} ${side} ${state}`)).toEqual(['BTC/USDT:USDT long proved']);
    expect(world.openPositions()).toHaveLength(2);
    expect(world.workingOrders()).toEqual(guards);
    expectNoFlip(world);
    expectNothingSentTwice(world);
  });
});

test.concurrent.each([
  { what: 'has grown', by: 0.5 },
  { what: 'has shrunk', by: -0.4 },
  { what: 'is closed', by: -1 },
  { what: 'has turned to the other side', by: -2.5 },
])('the position $what when the close arrives', async ({ by }) => {
  const account = accountWith({ venue, positions: [short('ETH', 15_000), long('BTC', 20_000)] });
  await inWorld({ accounts: [account] }, async (world) => {
    whenAsked(world, venue, calls[venue].close, () => botTrades(world, venue, 'ETH', by));
    const report = await exitEverything(world, 'flat');
    expect(held(world, venue, 'ETH')).toBe('0');
    expect(report.legs.filter(({ state }) => state !== 'proved')).toEqual([]);
  });
});

test.concurrent('a key that is revoked after the close leaves an unknown account', async () => {
  // Reads go on once a second here: the lists of trigger orders have a budget of ten calls, and one reading takes nine.
  const limits = { ...shortLimits, callMs: 2_500 };
  await inWorld({ accounts: [accountWith({ venue })], limits }, async (world) => {
    const revoke = { path: '/key', body: { account: venue, revoked: true } } as const;
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'meanwhile', when: 'after', ...revoke } });

    const report = await exitEverything(world, 'unknown');

    expect(world.openPositions()).toEqual([]); // and the panel does not claim it
    expect(reasonsOf(report)).toMatch(/Apikey does not exist/);
    expect(ofAccount(report, venue)).toMatchObject({ verdict: 'unknown', flatAtMs: null });
    expect(closesSent(world)).toHaveLength(1);
  });
});

test.concurrent('a close that was turned away waits a second and is sent again', async () => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'refuse', as: 'rateLimited' } });

    await exitEverything(world, 'flat');

    const [turnedAway, again, ...others] = closesSent(world);
    expect(others).toEqual([]);
    const waitedMs = (again?.request.atMs ?? 0) - (turnedAway?.request.answeredAtMs ?? 0);
    expect(waitedMs).toBeGreaterThanOrEqual(995); // two clocks, whole milliseconds
  });
});

test.concurrent('a list of orders that can not be read keeps the account from being called flat', async () => {
  await inWorld({ accounts: [accountWith({ venue })], limits: shortLimits }, async (world) => {
    const family = { ...calls[venue].oneFamily, count: null };
    world.fault({ transport: 'http', ...family, effect: { kind: 'refuse', as: 'maintenance' } });
    const report = await exitEverything(world, 'unknown');
    expect(world.openPositions()).toEqual([]);
    expect(reasonsOf(report)).toMatch(/normal_plan/);
  });
});

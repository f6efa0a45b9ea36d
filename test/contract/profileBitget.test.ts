// The Bitget profile through the real adapter against the practice exchange: close, cancel, look up, prove, and what refusals
// mean.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { divide, multiply, sum } from '../../shared/decimal.ts';
import { closingOrderSide, type Position, type WorkingOrder } from '../../shared/position.ts';
import type { CloseOrder, SubmitOutcome } from '../../electron/exit/ports.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import type { HttpEffect } from '../../electron/practice/faultRules.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { bitget } from '../../electron/venues/profiles/bitget.ts';
import { clock, connect as connectTo, got, soon, start, type Connected } from './bitgetContext.ts';
import { openAccount, startBitget } from './bitgetPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTCUSDT';
const ETH = 'ETHUSDT';
let practice: PracticeOfVenue;
const open: Pick<Connected, 'disconnect'>[] = [];

beforeAll(async () => {
  practice = await startBitget();
});
afterEach(async () => {
  practice.host.world.faults.remove(null);
  await Promise.all(open.splice(0).map((connected) => connected.disconnect()));
});
afterAll(async () => {
  await practice.host.stop();
});

async function connect(account: PracticeAccount): Promise<Connected> {
  const connected = await connectTo(practice, account);
  open.push(connected);
  return connected;
}

let closes = 0;
const closeOf = (position: Position, change: Partial<CloseOrder> = {}): CloseOrder => {
  closes += 1;
  return {
    clientOrderId: bitget.traits.clientOrderId('abcdefghij', closes, 1, 0),
    position,
    orderSide: closingOrderSide(position.side),
    size: position.size,
    limitPrice: null,
    ...change,
  };
};

const inject = (account: PracticeAccount, symbol: string, signedSize: string, more = {}) =>
  practice.venue.operator.injectPosition(account.id, {
    symbol,
    signedSize,
    entryPrice: practice.venue.quote(symbol)?.mark ?? '1',
    ...more,
  });

const positionsOf = ({ account }: Connected) => got(account.readPositions(soon()));
const ordersOf = async ({ account }: Connected) => (await got(account.readOrders(soon()))).orders;

async function onlyPosition(connected: Connected): Promise<Position> {
  const [position, ...others] = await positionsOf(connected);
  if (position === undefined || others.length > 0) throw new Error('one position was expected');
  return position;
}

const requestsSince = (before: number, account: PracticeAccount) =>
  practice.host.world.requests
    .list()
    .slice(before)
    .filter((entry) => entry.transport === 'http' && entry.account === account.id);
const sentSoFar = () => practice.host.world.requests.list().length;

const strike = (account: PracticeAccount, path: string, effect: HttpEffect, match?: string) =>
  practice.host.world.faults.add({
    transport: 'http',
    venue: 'bitget',
    account: account.id,
    path,
    ...(match === undefined ? {} : { match }),
    from: 1,
    count: null,
    effect,
  });
const answerWith = (body: unknown, status = 200): HttpEffect => ({ kind: 'answer', status, body, process: false });
const says = (code: string, data: unknown = null) => ({
  code,
  msg: code === '00000' ? 'success' : 'words',
  requestTime: 1,
  data,
});

describe('rules and identity', () => {
  it('takes the digits of a market from the venue', async () => {
    const { context } = await connect(openAccount(practice, 'oneWay'));
    expect(context.marketByNative('BTCPERP')).toEqual({
      symbol: 'BTC/USDC:USDC',
      nativeSymbol: 'BTCPERP',
      base: 'BTC',
      quote: 'USDC',
      settle: 'USDC',
      inverse: false,
      contractSize: '1',
      lotSize: '0.0001',
      minSize: '0.0001',
      maxMarketSize: '20',
      tickSize: '0.5',
      minNotional: '5',
      takerFee: '0.0006',
    });
    // Sizes are bitcoin, prices dollars: reckoned like a linear market, in dollars.
    expect(context.marketByNative('BTCUSD')).toMatchObject({
      symbol: 'BTC/USD:BTC',
      settle: 'USD',
      inverse: false,
      contractSize: '1',
    });
    expect(context.marketByNative('BTCUSDZ25')).toMatchObject({ symbol: 'BTC/USD:BTC-251226', maxMarketSize: '20' });
    expect(
      bitget.marketRules({ id: 'BTCUSDT', symbol: 'BTC/USDT', base: 'BTC', quote: 'USDT', contract: false, info: {} }),
    ).toBeNull();
  });

  it('makes no hidden calls', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, BTC, '0.5');
    const connected = await connect(account);
    connected.account.reserveForExit(true);
    const before = sentSoFar();
    const order = closeOf(await onlyPosition(connected));
    await connected.account.submitCloses([order], soon());
    const sent = requestsSince(before, account);
    expect(sent.map((entry) => `${entry.method} ${entry.path}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'GET /api/v2/mix/position/all-position'),
      'POST /api/v2/mix/order/place-order',
    ]);
    expect(JSON.parse(sent[3]?.body ?? '')).toEqual({
      symbol: BTC,
      productType: 'USDT-FUTURES',
      marginMode: 'crossed',
      marginCoin: 'USDT',
      side: 'sell',
      reduceOnly: 'YES',
      orderType: 'market',
      size: '0.5',
      clientOid: order.clientOrderId,
    });
  });

  it('says demo in a header and dials the demo sockets when it is told so', () => {
    const keys = { apiKey: 'a', secret: 'b', password: 'c' };
    const demo = bitget.createClient(keys, { playMoney: true });
    const live = bitget.createClient(keys, { playMoney: false });
    const headersOf = (client: typeof demo): unknown =>
      client.sign('v2/mix/order/detail', ['private', 'mix'], 'GET', { productType: 'USDT-FUTURES' })['headers'];
    expect(headersOf(demo)).toMatchObject({ PAPTRADING: '1' });
    expect(headersOf(live)).not.toHaveProperty('PAPTRADING');
    expect(demo.socketUrl('private')).toBe('wss://wspap.bitget.com/v2/ws/private');
    expect(live.socketUrl('private')).toBe('wss://ws.bitget.com/v2/ws/private');
  });
});

describe('connecting', () => {
  const failureOf = async (account: PracticeAccount) => {
    const started = start(practice, account);
    open.push(started);
    const failed = () => started.events.find((event) => event.kind === 'failed');
    await expect.poll(failed).toBeDefined();
    return failed();
  };

  it.each([
    ['key', { apiKey: 'unknown' }, '40006'],
    ['signature', { secret: 'wrong' }, '40009'],
    ['passphrase', { passphrase: 'wrong' }, '40012'],
  ] as const)('says that the %s is wrong', async (_what, change, venueCode) => {
    const account = { ...openAccount(practice, 'oneWay'), ...change };
    expect(await failureOf(account)).toMatchObject({
      failure: { kind: 'credentials', venueCode, remedy: expect.stringContaining('settings') },
    });
  });

  it('does not serve a unified account, and says so', async () => {
    const account = openAccount(practice, 'oneWay');
    strike(account, '^/api/v2/', answerWith(says('40085'), 400));
    expect(await failureOf(account)).toMatchObject({
      failure: { kind: 'credentials', venueCode: '40085', remedy: expect.stringContaining('unified trading account') },
    });
    const asked = practice.host.world.requests.list().filter((entry) => entry.account === account.id);
    expect(asked.filter(({ path }) => path.startsWith('/api/v3'))).toEqual([]);
  });

  it('tells the position mode with the snapshot', async () => {
    for (const mode of ['oneWay', 'hedge'] as const) {
      const { events, context } = await connect(openAccount(practice, mode));
      expect(events.find((event) => event.kind === 'snapshot')).toMatchObject({ hedgeMode: mode === 'hedge' });
      expect(Math.abs(Number(await bitget.ping(context)) - practice.venue.now())).toBeLessThan(1_000);
    }
  });

  it('leaves the mode open when product types differ', async () => {
    const account = openAccount(practice, 'oneWay');
    const other = { code: '00000', msg: 'success', data: { posMode: 'hedge_mode' } };
    strike(account, 'account/account$', answerWith(other), 'productType=USDC-FUTURES');
    const { events } = await connect(account);
    expect(events.find((event) => event.kind === 'snapshot')).toMatchObject({ hedgeMode: null });
  });

  it.each([
    ['a key that trades', {}, { canTrade: true, canWithdraw: false, addressesListed: false, notes: [] }],
    ['one that withdraws', { withdraw: true }, { canTrade: true, canWithdraw: true }],
  ])('reads what it may do: %s', async (_what, rights, facts) => {
    const account = openAccount(practice, 'oneWay');
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, ...rights } });
    const { context } = await connect(account);
    expect(await bitget.readKey(context)).toMatchObject(facts);
  });

  it('fails on a key that may only read, and not on one that is not told of', async () => {
    const account = openAccount(practice, 'oneWay');
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, trade: false } });
    expect(await failureOf(account)).toMatchObject({
      failure: { kind: 'credentials', message: expect.stringContaining('not trade') },
    });
    const silent = openAccount(practice, 'oneWay');
    strike(silent, 'account/info$', answerWith(says('40014'), 400));
    const { events } = await connect(silent);
    expect(events.some((event) => event.kind === 'failed')).toBe(false);
  });

  it('leaves open what it has no word for', async () => {
    const account = openAccount(practice, 'oneWay');
    const { context } = await connect(account);
    strike(account, 'account/info$', answerWith(says('00000', { authorities: ['coor', 'teleport'], ips: ['1.2.3.4'] })));
    expect(await bitget.readKey(context)).toMatchObject({
      canTrade: null,
      canWithdraw: null,
      addressesListed: true,
      notes: [expect.stringContaining('teleport')],
    });
  });
});

describe('reads', () => {
  it('reads all three product types, digit for digit and by side', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, BTC, '0.1234', { entryPrice: '100000.1', leverage: '7' });
    inject(account, 'BTCPERP', '-0.5');
    inject(account, 'BTCUSD', '-0.25', { marginMode: 'isolated', entryPrice: '120000' });
    inject(account, 'BTCUSDZ25', '0.003');
    const positions = await positionsOf(await connect(account));
    expect(positions.map((each) => [each.symbol, each.side, each.size, each.hedged, each.marginMode])).toEqual([
      ['BTC/USDT:USDT', 'long', '0.1234', false, 'cross'],
      ['BTC/USDC:USDC', 'short', '0.5', false, 'cross'],
      ['BTC/USD:BTC', 'short', '0.25', false, 'isolated'],
      ['BTC/USD:BTC-251226', 'long', '0.003', false, 'cross'],
    ]);
    expect(positions[0]).toMatchObject({ entryPrice: '100000.1', leverage: '7', key: `${account.id}|BTC/USDT:USDT|long` });
    const mark = Number(practice.venue.quote('BTCUSD')?.mark);
    expect(Number(positions[2]?.unrealizedPnl)).toBeCloseTo(0.25 * (120_000 - mark), 6); // in dollars
  });

  it('reads every page of every list', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '500');
    for (let index = 0; index < 130; index += 1) {
      const limit = { ...intent(ETH, 'buy', '0.1'), type: 'limit' as const };
      place(practice, account, { ...limit, price: priceAway(practice, ETH, -1 - index / 200) });
      place(practice, account, { ...limit, symbol: 'LTCUSDT', price: priceAway(practice, 'LTCUSDT', -2) });
    }
    const orders = await ordersOf(await connect(account));
    expect(new Set(orders.map((order) => order.orderId)).size).toBe(260);
  });

  it('fails on a row that it can not understand, and never skips it', async () => {
    const account = openAccount(practice, 'oneWay');
    const connected = await connect(account);
    const row = { symbol: BTC, marginCoin: 'USDT', holdSide: 'long', total: '1', marginMode: 'crossed', posMode: 'one_way_mode' };
    const broken = [
      { symbol: 'NEWUSDT' },
      { total: 'many' },
      { total: '-1' },
      { holdSide: 'both' },
      { marginMode: '' },
      { posMode: '' },
    ];
    for (const change of broken) {
      const rule = strike(account, 'all-position$', answerWith(says('00000', [{ ...row, ...change }])), 'USDT-FUTURES');
      const read = await connected.account.readPositions(soon());
      expect(read).toMatchObject({ ok: false, failure: { kind: 'unreadable' } });
      practice.host.world.faults.remove(rule);
    }
    strike(account, 'all-position$', answerWith(says('00000', [row])), 'USDT-FUTURES');
    expect(await positionsOf(connected)).toHaveLength(1); // prices are only shown
  });

  it('tells of a second position that is margined in another coin, and reads it when the first is gone', async () => {
    const account = openAccount(practice, 'oneWay');
    const connected = await connect(account);
    const row = {
      symbol: 'BTCUSD',
      holdSide: 'long',
      marginMode: 'crossed',
      posMode: 'one_way_mode',
      markPrice: '1',
      openPriceAvg: '1',
    };
    const twins = [
      { ...row, marginCoin: 'BTC', total: '1' },
      { ...row, marginCoin: 'ETH', total: '2' },
    ];
    const both = strike(account, 'all-position$', answerWith(says('00000', twins)), 'COIN-FUTURES');
    expect(await onlyPosition(connected)).toMatchObject({ size: '1' });
    expect(connected.account.notClosable?.()).toEqual([expect.stringContaining('BTCUSD')]);
    practice.host.world.faults.remove(both);
    strike(account, 'all-position$', answerWith(says('00000', twins.slice(1))), 'COIN-FUTURES');
    const second = await onlyPosition(connected);
    expect(second).toMatchObject({ size: '2' });
    expect(connected.account.notClosable?.()).toEqual([]);
    const before = sentSoFar();
    await connected.account.submitCloses([closeOf(second)], soon());
    expect(JSON.parse(requestsSince(before, account)[0]?.body ?? '')).toMatchObject({ marginCoin: 'ETH', size: '2' });
  });

  it('tells the families apart and what can not increase exposure', async () => {
    const { connected } = await crowded();
    const orders = await ordersOf(connected);
    expect(
      orders
        .map(({ family, type, reduceOnly, size, orderSide }) => [family, type, orderSide, reduceOnly, size].join(' '))
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual([
      'attached loss_plan sell true 1',
      'attached moving_plan sell true 2',
      'attached pos_loss sell true ',
      'attached pos_profit sell true ',
      'attached profit_plan sell true 2',
      'plain limit buy false 1',
      'plain limit sell true 1',
      'trigger normal_plan sell true 2',
      'trigger track_plan sell true 2',
    ]);
  });

  it('never takes a one-way trigger order for reduce-only: its row does not say', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '2');
    place(practice, account, {
      ...intent(ETH, 'sell', '1'),
      family: 'trigger',
      reduceOnly: true,
      trigger: { kind: 'either', price: priceAway(practice, ETH, -3), by: 'mark', callbackPercent: null },
    });
    expect(await ordersOf(await connect(account))).toMatchObject([{ family: 'trigger', reduceOnly: false, positionSide: null }]);
  });

  it('names the family and the lists that could not be read, and fails when none could', async () => {
    const { account, connected } = await crowded();
    const broken = answerWith(says('40015'), 400);
    strike(account, 'orders-plan-pending$', broken, 'track_plan.*COIN|COIN.*track_plan');
    const read = await got(connected.account.readOrders(soon()));
    expect(read.unreadable.map(({ family, failure }) => [family, failure.message])).toEqual([
      ['trigger', expect.stringMatching(/COIN-FUTURES track_plan orders.*40015/)],
    ]);
    expect(read.orders).toHaveLength(9);
    practice.host.world.faults.remove(null);
    strike(account, 'orders-(plan-)?pending$', broken);
    expect(await connected.account.readOrders(soon())).toMatchObject({ ok: false });
  });

  it('reads equity by coin', async () => {
    const { context } = await connect(openAccount(practice, 'oneWay', { USDT: '100.5', USDC: '7', USD: '1158.123' }));
    const equity = await bitget.readEquity(context);
    expect(equity).toMatchObject({ USDT: '100.5', USDC: '7' });
    expect(Number(equity['BTC'])).toBeCloseTo(0.01, 6);
  });

  it('reads the depth of the book', async () => {
    const { context } = await connect(openAccount(practice, 'oneWay'));
    const market = context.marketByNative(BTC);
    if (market === undefined) throw new Error(BTC);
    const { bids, asks } = await bitget.readDepth(context, market);
    expect(bids.length).toBeGreaterThan(5);
    expect(Number(bids[0]?.[0])).toBeLessThan(Number(asks[0]?.[0]));
  });
});

/** A hedged long of two with an order of every kind. */
async function crowded() {
  const account = openAccount(practice, 'hedge');
  inject(account, ETH, '2');
  const limit = { ...intent(ETH, 'sell', '1'), type: 'limit' as const, tag: 'long' as const };
  place(practice, account, { ...limit, price: priceAway(practice, ETH, 3) });
  place(practice, account, { ...limit, orderSide: 'buy', price: priceAway(practice, ETH, -3) });
  const connected = await connect(account);
  const { client } = connected.context;
  const base = { symbol: ETH, productType: 'USDT-FUTURES', marginCoin: 'USDT' };
  const plan = { ...base, marginMode: 'crossed', size: '2', side: 'buy', tradeSide: 'close', orderType: 'market' };
  const low = { triggerPrice: priceAway(practice, ETH, -4), triggerType: 'mark_price' };
  const high = { triggerPrice: priceAway(practice, ETH, 5), triggerType: 'fill_price' };
  await client.privateMixPostV2MixOrderPlacePlanOrder({ ...plan, ...low, planType: 'normal_plan' });
  await client.privateMixPostV2MixOrderPlacePlanOrder({ ...plan, ...high, planType: 'track_plan', callbackRatio: '2' });
  for (const body of [
    { ...low, planType: 'loss_plan', size: '1' },
    { ...high, planType: 'profit_plan', size: '2', executePrice: priceAway(practice, ETH, 5) },
    { ...high, planType: 'moving_plan', size: '2', rangeRate: '1' },
    { ...low, planType: 'pos_loss' },
    { ...high, planType: 'pos_profit' },
  ]) {
    await client.privateMixPostV2MixOrderPlaceTpslOrder({ ...base, holdSide: 'long', ...body });
  }
  return { account, connected };
}

describe('closing', () => {
  it.each([
    ['a long in one-way mode', 'oneWay', BTC, '0.321', {}],
    ['a short in one-way mode', 'oneWay', 'XRPUSDT', '-432', {}],
    ['an isolated long', 'oneWay', ETH, '12.3', { marginMode: 'isolated' }],
    ['the long side of a hedge', 'hedge', ETH, '12.3', {}],
    ['the short side of a hedge', 'hedge', ETH, '-12.3', { marginMode: 'isolated' }],
    ['a USDC long', 'oneWay', 'BTCPERP', '1', {}],
    ['a COIN-M short', 'oneWay', 'BTCUSD', '-1.23', {}],
    ['a COIN-M side of a hedge, margined in another coin than its own', 'hedge', 'ETHUSD', '-1.23', {}],
    ['a dated future', 'oneWay', 'BTCUSDZ25', '0.005', {}],
  ] as const)('closes %s and reads zero back', async (_what, mode, symbol, size, more) => {
    const account = openAccount(practice, mode);
    inject(account, symbol, size, more);
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    expect(position.hedged).toBe(mode === 'hedge');
    const order = closeOf(position);
    const [outcome] = await connected.account.submitCloses([order], soon());
    expect(outcome).toMatchObject({ kind: 'accepted', filledSize: null });
    expect(await positionsOf(connected)).toEqual([]);
    const orderId = outcome?.kind === 'accepted' ? outcome.orderId : '';
    expect(await got(connected.account.lookUp(order, soon()))).toEqual({
      kind: 'found',
      orderId,
      working: false,
      filledSize: position.size,
    });
  });

  it('closes both sides of a hedge in one batch, each with its own side', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH, '1.5');
    inject(account, ETH, '-0.5');
    const connected = await connect(account);
    const orders = (await positionsOf(connected)).map((each) => closeOf(each));
    const before = sentSoFar();
    const outcomes = await connected.account.submitCloses(orders, soon());
    expect(outcomes.map((each) => each.kind)).toEqual(['accepted', 'accepted']);
    const [batch] = requestsSince(before, account).filter((entry) => entry.write);
    expect(batch?.path).toBe('/api/v2/mix/order/batch-place-order');
    expect(JSON.parse(batch?.body ?? '')).toMatchObject({
      symbol: ETH,
      marginMode: 'crossed',
      orderList: [
        { side: 'buy', tradeSide: 'close', size: '1.5' },
        { side: 'sell', tradeSide: 'close', size: '0.5' },
      ],
    });
    expect(await positionsOf(connected)).toEqual([]);
  });

  it('says what is above the largest market order; its slices close it in one batch', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'XRPUSD', '150000');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    expect(position.market.maxMarketSize).toBe('100000');
    expect(await connected.account.submitCloses([closeOf(position)], soon())).toMatchObject([
      { kind: 'refused', reason: 'aboveMaximum', failure: { venueCode: '45112' } },
    ]);
    const before = sentSoFar();
    const slices = await connected.account.submitCloses(
      [closeOf(position, { size: '100000' }), closeOf(position, { size: '50000' })],
      soon(),
    );
    expect(slices.map((each) => each.kind)).toEqual(['accepted', 'accepted']);
    expect(requestsSince(before, account).filter((entry) => entry.write)).toHaveLength(1);
  });

  it('tells the orders of a batch apart when one fails', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '3');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    const outcomes = await connected.account.submitCloses(
      [closeOf(position, { size: '2' }), closeOf(position, { size: '0.001' }), closeOf(position, { size: '1' })],
      soon(),
    );
    expect(outcomes).toMatchObject([
      { kind: 'accepted' },
      { kind: 'refused', failure: { venueCode: '40808' } },
      { kind: 'accepted' },
    ]);
    expect(await positionsOf(connected)).toEqual([]);
  });

  it('closes with an immediate-or-cancel limit when a price is given', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, BTC, '2');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    const order = closeOf(position, { limitPrice: priceAway(practice, BTC, 1) }); // above the market: nothing to get
    await connected.account.submitCloses([order], soon());
    expect(await got(connected.account.lookUp(order, soon()))).toMatchObject({ working: false, filledSize: '0' });
    await connected.account.submitCloses([closeOf(position, { limitPrice: priceAway(practice, BTC, -1) })], soon());
    expect(await positionsOf(connected)).toEqual([]);
  });

  it('looks up an order that was taken without a number, because older ones had to make room', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '5');
    const limit = { ...intent(ETH, 'sell', '4'), type: 'limit' as const, reduceOnly: true, price: priceAway(practice, ETH, 3) };
    place(practice, account, limit);
    const connected = await connect(account);
    const order = closeOf(await onlyPosition(connected));
    expect(await connected.account.submitCloses([order], soon())).toMatchObject([{ kind: 'unknown' }]);
    expect(await got(connected.account.lookUp(order, soon()))).toMatchObject({ kind: 'found', filledSize: '5' });
    expect(await positionsOf(connected)).toEqual([]);
  });
});

describe('refusals and unknown outcomes', () => {
  async function submit(
    change: Partial<CloseOrder> | ((position: Position) => Partial<CloseOrder>),
    prepare?: (account: PracticeAccount) => void,
  ): Promise<SubmitOutcome | undefined> {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '10');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    prepare?.(account);
    const order = closeOf(position, typeof change === 'function' ? change(position) : change);
    return (await connected.account.submitCloses([order], soon()))[0];
  }
  const empty = (account: PracticeAccount) => place(practice, account, { ...intent(ETH, 'sell', '10'), reduceOnly: true });
  const answer =
    (code: string, status = 400, data: unknown = null) =>
    (account: PracticeAccount) =>
      strike(account, 'place-order$', answerWith(says(code, data), status));

  it.each([
    ['nothing to close', {}, empty, 'nothingToClose', '22002'],
    ['a size below the least', { size: '0' }, answer('45111'), 'belowMinimum', '45111'],
    [
      'a position mode that has changed',
      (each: Position) => ({ position: { ...each, hedged: true } }),
      undefined,
      'hedgeTag',
      '40774',
    ],
    ['a symbol that is suspended', {}, () => practice.venue.operator.setSuspended(ETH, true), 'suspended', '40308'],
    ['the price band', {}, answer('22045'), 'priceBand', '22045'],
    ['closing orders that hold the size', {}, answer('40757'), 'restingOrdersHoldSize', '40757'],
    ['too many requests', {}, answer('429', 429), 'rateLimited', '429'],
    ['a key without the permission', {}, answer('40014'), 'credentials', '40014'],
    ['a stale timestamp', {}, answer('40008'), 'other', '40008'],
    ['a code that nobody knows', {}, answer('49999'), 'other', '49999'],
  ] as const)('knows %s', async (_what, change, prepare, reason, venueCode) => {
    try {
      expect(await submit(change, prepare)).toMatchObject({ kind: 'refused', reason, failure: { venueCode } });
    } finally {
      practice.venue.operator.setSuspended(ETH, false);
    }
  });

  it('never closes twice under one client id', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '10');
    const connected = await connect(account);
    const order = closeOf(await onlyPosition(connected), { size: '4' });
    expect(await connected.account.submitCloses([order], soon())).toMatchObject([{ kind: 'accepted' }]);
    expect(await connected.account.submitCloses([order], soon())).toMatchObject([
      { kind: 'refused', reason: 'duplicate', failure: { venueCode: '40786' } },
    ]);
    expect((await onlyPosition(connected)).size).toBe('6');
  });

  it.each([
    ['the request timed out inside the venue', answer('40010')],
    ['the venue has an error that it does not know', answer('45001')],
    ['the venue answers with a server error', answer('40034', 500)],
    ['the gateway fails', (account: PracticeAccount) => strike(account, 'place-order$', answerWith('<html>502</html>', 502))],
    ['the answer is cut off', (account: PracticeAccount) => strike(account, 'place-order$', { kind: 'truncate' })],
    ['the answer names no order', answer('00000', 200)],
  ])('does not know the outcome when %s', async (_what, prepare) => {
    expect(await submit({}, prepare)).toMatchObject({ kind: 'unknown' });
  });

  it('does not know the fate of an item that is in no list of a batch', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '10');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    strike(account, 'batch-place-order$', answerWith(says('00000', { successList: [], failureList: [] })));
    const outcomes = await connected.account.submitCloses(
      [closeOf(position, { size: '4' }), closeOf(position, { size: '6' })],
      soon(),
    );
    expect(outcomes).toMatchObject([{ kind: 'unknown' }, { kind: 'unknown' }]);
  });

  it('finds an order whose answer was lost, and knows that a lost request never arrived', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '10');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    const lost = closeOf(position, { size: '4' });
    const rule = strike(account, 'place-order$', { kind: 'loseAnswer', ending: 'close' });
    expect(await connected.account.submitCloses([lost], soon())).toMatchObject([{ kind: 'unknown' }]);
    practice.host.world.faults.remove(rule);
    expect(await got(connected.account.lookUp(lost, soon()))).toMatchObject({ kind: 'found', working: false, filledSize: '4' });
    const never = closeOf(position, { size: '6' });
    const other = strike(account, 'place-order$', { kind: 'loseRequest', ending: 'close' });
    expect(await connected.account.submitCloses([never], soon())).toMatchObject([{ kind: 'unknown' }]);
    practice.host.world.faults.remove(other);
    expect(await got(connected.account.lookUp(never, soon()))).toEqual({ kind: 'absent' }); // 40109
    strike(account, 'order/detail$', answerWith(says('40015'), 400));
    expect(await connected.account.lookUp(never, soon())).toMatchObject({ ok: false }); // nobody could say
  });
});

describe('cancelling', () => {
  const kinds = (outcomes: readonly { kind: string }[]) => outcomes.map((each) => each.kind);
  const cancelled = (orders: readonly WorkingOrder[]) => orders.map(() => 'cancelled');

  it('sweeps all families and reads zero back', async () => {
    const { connected } = await crowded();
    const orders = await ordersOf(connected);
    expect(kinds(await connected.account.sweepOrders(orders, soon()))).toEqual(cancelled(orders));
    expect(await ordersOf(connected)).toEqual([]);
  });

  it('cancels exactly what it is told, and says what was gone before', async () => {
    const { connected } = await crowded();
    const orders = await ordersOf(connected);
    for (const family of ['trigger', 'plain'] as const) {
      const own = orders.filter((order) => order.family === family);
      expect(kinds(await connected.account.cancelOrders(own, soon()))).toEqual(cancelled(own));
      expect(kinds(await connected.account.cancelOrders(own, soon()))).toEqual(own.map(() => 'gone'));
    }
    expect(new Set((await ordersOf(connected)).map((order) => order.family))).toEqual(new Set(['attached']));
  });

  it('does not know what a broken answer did, nor an item that fails without a word', async () => {
    const { account, connected } = await crowded();
    const own = (await ordersOf(connected)).filter((order) => order.type === 'pos_loss');
    const rule = strike(account, 'cancel-plan-order$', { kind: 'loseAnswer', ending: 'close' });
    expect(kinds(await connected.account.cancelOrders(own, soon()))).toEqual(['unknown']);
    practice.host.world.faults.remove(rule);
    const failed = { successList: [], failureList: [{ orderId: own[0]?.orderId, clientOid: '', errorMsg: 'busy' }] };
    const silent = strike(account, 'cancel-plan-order$', answerWith(says('00000', failed)));
    expect(kinds(await connected.account.cancelOrders(own, soon()))).toEqual(['unknown']);
    practice.host.world.faults.remove(silent);
    expect(kinds(await connected.account.cancelOrders(own, soon()))).toEqual(['gone']);
  });

  it('puts protective orders back as they were', async () => {
    const { connected } = await crowded();
    const shape = (list: readonly WorkingOrder[]) =>
      list
        .map(({ family, type, orderSide, size, price, triggerPrice }) =>
          [family, type, orderSide, size, price, triggerPrice].join(' '),
        )
        .toSorted((a, b) => a.localeCompare(b));
    const protective = (await ordersOf(connected)).filter((order) => order.reduceOnly);
    expect(protective).toHaveLength(8);
    await connected.account.cancelOrders(protective, soon());
    for (const [index, order] of protective.entries()) {
      const outcome = await connected.account.restoreOrder(order, `restore-${index}-${closes}`, soon());
      expect(outcome).toMatchObject({ kind: 'accepted' });
    }
    expect(shape((await ordersOf(connected)).filter((order) => order.reduceOnly))).toEqual(shape(protective));
    const [known] = protective;
    if (known === undefined) throw new Error('no order');
    const unknown = connected.account.restoreOrder({ ...known, orderId: '1' }, 'restore-x', soon());
    expect(await unknown).toMatchObject({ kind: 'refused' });
  });
});

describe('fills', () => {
  it.each([
    ['long', BTC, '0.5', '100000'],
    ['short', ETH, '-30', '4000'],
    ['COIN-M short, in dollars', 'BTCUSD', '-0.5', '120000'],
  ] as const)('reports executions, fees and realised profit of a %s', async (_what, symbol, size, entryPrice) => {
    const account = openAccount(practice, 'oneWay');
    inject(account, symbol, size, { entryPrice });
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    const [outcome] = await connected.account.submitCloses([closeOf(position)], soon());
    if (outcome?.kind !== 'accepted') throw new Error('not accepted');
    const { orderId } = outcome;
    const fills = await got(connected.account.readFills([{ symbol: position.symbol, orderId }], soon()));
    const truth = practice.venue.fills(account.id);
    expect(fills.every((fill) => fill.orderId === orderId && fill.symbol === position.symbol)).toBe(true);
    expect(sum(fills.map((fill) => fill.size))).toBe(position.size);
    const near = (told: readonly (string | null)[], real: readonly string[]) => {
      const share = divide(sum(told.map((each) => each ?? 'missing')), sum(real));
      expect(Number(share)).toBeCloseTo(1, 3); // coin is told at the mark and reckoned at the fill's price
    };
    near(
      fills.map((fill) => fill.fee),
      truth.map((fill) => fill.fee),
    );
    near(
      fills.map((fill) => fill.realizedPnl),
      truth.map((fill) => fill.realizedPnl),
    );
  });
});

describe('fills of many orders', () => {
  it('are read out of the newest ones, and those that are not among them by name', async () => {
    const account = openAccount(practice, 'oneWay');
    const symbols = ['BTCUSDT', 'ETHUSDT', 'XRPUSDT', 'LTCUSDT', 'ADAUSDT'];
    const old = place(practice, account, intent('SOLUSDT', 'buy', '1'));
    for (let index = 0; index < 220; index += 1) place(practice, account, intent('DOGEUSDT', 'buy', '100'));
    const ids = symbols.map((symbol) => ({ symbol, orderId: place(practice, account, intent(symbol, 'buy', '10')) }));
    const connected = await connect(account);
    const unified = (symbol: string) => connected.context.marketByNative(symbol)?.symbol ?? '';
    const wanted = [...ids, { symbol: 'SOLUSDT', orderId: old }].map(({ symbol, orderId }) => ({
      symbol: unified(symbol),
      orderId,
    }));
    const before = sentSoFar();
    const fills = await got(connected.account.readFills(wanted, soon()));
    expect(new Set(fills.map(({ orderId }) => orderId))).toEqual(new Set(wanted.map(({ orderId }) => orderId)));
    const size = (orderId: string) => sum(practice.venue.fills(account.id, { orderId }).map((fill) => fill.size));
    for (const { orderId } of wanted) {
      expect(sum(fills.filter((fill) => fill.orderId === orderId).map((fill) => fill.size))).toBe(size(orderId));
    }
    const asked = requestsSince(before, account).filter(({ path }) => path.endsWith('/fills'));
    expect(asked.length).toBeLessThan(wanted.length);
  });
});

describe('rate limits', () => {
  it('stays within the documented ones while it reads, closes and sweeps', async () => {
    const limited = await startBitget({ rateLimits: true });
    try {
      const account = openAccount(limited, 'oneWay');
      const symbols = [...limited.venue.instruments.values()].filter((each) => each.settle === 'USDT').slice(0, 20);
      for (const { symbol, minSize } of symbols) {
        limited.venue.operator.injectPosition(account.id, {
          symbol,
          signedSize: multiply(minSize, '20'),
          entryPrice: limited.venue.quote(symbol)?.mark ?? '1',
        });
        const trigger = { kind: 'either', price: priceAway(limited, symbol, -5), by: 'mark', callbackPercent: null } as const;
        place(limited, account, { ...intent(symbol, 'sell', minSize), family: 'trigger', reduceOnly: true, trigger });
      }
      const connected = await connectTo(limited, account, createPacingRoom(clock.now));
      connected.account.reserveForExit(true);
      const orders = (await positionsOf(connected)).map((each) => closeOf(each));
      const triggers = await ordersOf(connected);
      expect(triggers).toHaveLength(20);
      const outcomes = await Promise.all([
        connected.account.submitCloses(orders.slice(0, 10), soon()),
        connected.account.submitCloses(orders.slice(10), soon()),
      ]);
      expect(outcomes.flat().map((each) => each.kind)).toEqual(orders.map(() => 'accepted'));
      const swept = await connected.account.sweepOrders(triggers, soon());
      expect(swept.map((each) => each.kind)).toEqual(triggers.map(() => 'cancelled'));
      expect(await positionsOf(connected)).toEqual([]);
      expect(await ordersOf(connected)).toEqual([]);
      const refused = limited.host.world.requests.list().filter((entry) => entry.status === 429);
      expect(refused).toEqual([]);
      const paths = limited.host.world.requests.list().map((entry) => entry.path);
      expect(new Set(paths.filter((path) => path.endsWith('place-order')))).toEqual(
        new Set(['/api/v2/mix/order/place-order', '/api/v2/mix/order/batch-place-order']), // both budgets
      );
      await connected.disconnect();
    } finally {
      await limited.host.stop();
    }
  });
});

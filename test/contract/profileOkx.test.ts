// The OKX profile through the real adapter against the practice exchange: close, cancel, look up, prove, and what refusals mean.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { add, multiply, subtract, sum } from '../../shared/decimal.ts';
import { closingOrderSide, type Position, type WorkingOrder } from '../../shared/position.ts';
import type { CloseOrder, SubmitOutcome } from '../../electron/exit/ports.ts';
import type { OrderIntent, PracticeAccount } from '../../electron/practice/exchange.ts';
import type { HttpEffect } from '../../electron/practice/faultRules.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { okx } from '../../electron/venues/profiles/okx.ts';
import { clock, connect as connectTo, got, soon, start, type Connected } from './okxContext.ts';
import { openAccount, startOkx } from './okxPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTC-USDT-SWAP';
const ETH = 'ETH-USDT-SWAP';
let practice: PracticeOfVenue;
const open: Pick<Connected, 'disconnect'>[] = [];

beforeAll(async () => {
  practice = await startOkx();
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
    clientOrderId: okx.traits.clientOrderId('abcdefghij', closes, 1, 0),
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
    venue: 'okx',
    account: account.id,
    path,
    ...(match === undefined ? {} : { match }),
    from: 1,
    count: null,
    effect,
  });
const answerWith = (body: unknown, status = 200): HttpEffect => ({ kind: 'answer', status, body, process: false });

describe('rules and identity', () => {
  it('takes the digits of a market from the venue', async () => {
    const { context } = await connect(openAccount(practice, 'oneWay'));
    const real = practice.venue.instruments.get(BTC);
    expect(context.marketByNative(BTC)).toEqual({
      symbol: 'BTC/USDT:USDT',
      nativeSymbol: BTC,
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      inverse: false,
      contractSize: '0.01',
      lotSize: real?.lotSize,
      minSize: real?.minSize,
      maxMarketSize: real?.maxMarketSize,
      tickSize: real?.tickSize,
      minNotional: null,
      takerFee: '0.0005',
    });
    expect(context.marketByNative('BTC-USD-SWAP')).toMatchObject({ settle: 'BTC', inverse: true, contractSize: '100' });
    expect(context.marketByNative('BTC-USDC-SWAP')).toMatchObject({ symbol: 'BTC/USDC:USDC', settle: 'USDC' });
    expect(context.marketByNative('ETH-USD-301227')).toMatchObject({ symbol: 'ETH/USD:ETH-301227', contractSize: '10' });
    expect(context.marketByNative('ENJ-USDT-SWAP')?.maxMarketSize).toBe('20000');
  });

  it('multiplies the value of a contract, and knows no spot and no options', () => {
    const info = { instType: 'SWAP', ctType: 'linear', ctVal: '10', ctMult: '0.1', lotSz: '1', minSz: '1', tickSz: '0.1' };
    const market = { id: 'X-USDT-SWAP', symbol: 'X/USDT:USDT', base: 'X', quote: 'USDT', settle: 'USDT', info };
    expect(okx.marketRules(market)).toMatchObject({ contractSize: '1', maxMarketSize: null });
    expect(okx.marketRules({ ...market, info: { ...info, ctMult: '' } })?.contractSize).toBe('10');
    expect(okx.marketRules({ ...market, info: { ...info, instType: 'OPTION', ctType: '' } })).toBeNull();
    expect(okx.marketRules({ id: 'BTC-USDT', symbol: 'BTC/USDT', info: { instType: 'SPOT' } })).toBeNull();
  });

  it('makes client ids of at most 32 letters and digits, the same ones every time', () => {
    const id = okx.traits.clientOrderId('k3j9x0q2za', 1999, 99, 99);
    expect(id).toMatch(/^[A-Za-z0-9]{1,32}$/);
    expect(okx.traits.clientOrderId('k3j9x0q2za', 1999, 99, 99)).toBe(id);
    expect(okx.traits.clientOrderId('k3j9x0q2za', 1, 99, 12)).not.toBe(okx.traits.clientOrderId('k3j9x0q2za', 19, 9, 12));
  });

  it('makes no hidden calls', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, BTC, '5');
    const connected = await connect(account);
    connected.account.reserveForExit(true);
    const before = sentSoFar();
    const order = closeOf(await onlyPosition(connected));
    await connected.account.submitCloses([order], soon());
    const sent = requestsSince(before, account);
    expect(sent.map((entry) => `${entry.method} ${entry.path}`)).toEqual([
      'GET /api/v5/account/positions',
      'POST /api/v5/trade/order',
    ]);
    expect(JSON.parse(sent[1]?.body ?? '')).toEqual({
      instId: BTC,
      tdMode: 'cross',
      side: 'sell',
      ordType: 'market',
      sz: '5',
      reduceOnly: true,
      clOrdId: order.clientOrderId,
    });
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
    ['key', { apiKey: 'unknown' }, '50111'],
    ['signature', { secret: 'wrong' }, '50113'],
    ['passphrase', { passphrase: 'wrong' }, '50105'],
  ] as const)('says that the %s is wrong', async (_what, change, venueCode) => {
    const account = { ...openAccount(practice, 'oneWay'), ...change };
    expect(await failureOf(account)).toMatchObject({
      failure: { kind: 'credentials', venueCode, remedy: expect.stringContaining('settings') },
    });
  });

  it('says what a key may not do, and which account mode has no contracts', async () => {
    const account = openAccount(practice, 'oneWay');
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, trade: false } });
    expect(await failureOf(account)).toMatchObject({
      failure: { kind: 'credentials', message: expect.stringMatching(/not trade/) },
    });
    const spot = openAccount(practice, 'oneWay');
    const config = { code: '0', msg: '', data: [{ posMode: 'net_mode', acctLv: '1', perm: 'read_only,trade' }] };
    strike(spot, 'account/config$', answerWith(config));
    expect(await failureOf(spot)).toMatchObject({
      failure: { kind: 'credentials', remedy: expect.stringContaining('futures mode') },
    });
  });

  it('tells the position mode with the snapshot', async () => {
    for (const mode of ['oneWay', 'hedge'] as const) {
      const { events, context } = await connect(openAccount(practice, mode));
      expect(events.find((event) => event.kind === 'snapshot')).toMatchObject({ hedgeMode: mode === 'hedge' });
      expect(Math.abs(Number(await okx.ping(context)) - practice.venue.now())).toBeLessThan(1_000);
    }
  });
});

describe('reads', () => {
  it('reads swaps and futures of every settle currency, digit for digit and by sign', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, BTC, '12.34', { entryPrice: '100000.1', leverage: '7' });
    inject(account, 'BTC-USDC-SWAP', '-0.5');
    inject(account, 'BTC-USD-SWAP', '-123', { marginMode: 'isolated' });
    inject(account, 'ETH-USDT-301227', '3');
    inject(account, 'ETH-USD-301227', '-4');
    const positions = await positionsOf(await connect(account));
    expect(positions.map((each) => [each.symbol, each.side, each.size, each.hedged, each.marginMode])).toEqual([
      ['BTC/USDT:USDT', 'long', '12.34', false, 'cross'],
      ['BTC/USDC:USDC', 'short', '0.5', false, 'cross'],
      ['BTC/USD:BTC', 'short', '123', false, 'isolated'],
      ['ETH/USDT:USDT-301227', 'long', '3', false, 'cross'],
      ['ETH/USD:ETH-301227', 'short', '4', false, 'cross'],
    ]);
    expect(positions[0]).toMatchObject({ entryPrice: '100000.1', leverage: '7', key: `${account.id}|BTC/USDT:USDT|long` });
    const [btc, , inverse] = positions;
    if (btc === undefined || inverse === undefined) throw new Error('missing');
    // What contracts are worth: linear in the base, inverse in the quote.
    const real = practice.venue.positions(account.id);
    expect(Number(multiply(multiply(btc.size, btc.market.contractSize), btc.markPrice))).toBeCloseTo(
      Number(real[0]?.notional),
      4,
    );
    expect(Number(multiply(inverse.size, inverse.market.contractSize))).toBe(12_300);
  });

  it('reads both sides of a hedge', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH, '15');
    inject(account, ETH, '-7');
    const positions = await positionsOf(await connect(account));
    expect(positions.map((each) => [each.side, each.size, each.hedged])).toEqual([
      ['long', '15', true],
      ['short', '7', true],
    ]);
  });

  it('reads every page of every list', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '500');
    for (let index = 0; index < 230; index += 1) {
      const away = 1 + index / 200;
      const limit = { ...intent(ETH, 'buy', '0.1'), type: 'limit' as const, price: priceAway(practice, ETH, -away) };
      place(practice, account, limit);
      if (index < 110) place(practice, account, stop(ETH, '1', -away));
    }
    const orders = await ordersOf(await connect(account));
    expect(new Set(orders.map((order) => order.orderId)).size).toBe(340);
  });

  it('fails on a row that it can not understand, and never skips it', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, BTC, '1');
    const connected = await connect(account);
    const row = { instType: 'SWAP', instId: BTC, pos: '1', posSide: 'net', mgnMode: 'cross', avgPx: '1', markPx: '1', upl: '0' };
    const broken = [{ instId: 'NEW-USDT-SWAP' }, { pos: 'many' }, { posSide: 'both' }, { mgnMode: '' }];
    for (const change of broken) {
      const rule = strike(account, 'account/positions$', answerWith({ code: '0', msg: '', data: [{ ...row, ...change }] }));
      const read = await connected.account.readPositions(soon());
      expect(read).toMatchObject({ ok: false, failure: { kind: 'unreadable' } });
      practice.host.world.faults.remove(rule);
    }
    const others = [
      { ...row, instType: 'OPTION', instId: 'BTC-USD-301227-90000-C' },
      { ...row, instType: 'MARGIN', instId: 'BTC-USDT' },
      { ...row, instType: 'OPTION', instId: 'BTC-USD-301227-80000-C', pos: '0' },
    ];
    strike(account, 'account/positions$', answerWith({ code: '0', msg: '', data: [...others, row] }));
    expect(await positionsOf(connected)).toHaveLength(1); // options and margin are not ours to close, and are told
    const told = ['option BTC-USD-301227-90000-C, 1', 'margin position BTC-USDT, 1'];
    expect(connected.account.notClosable?.()).toEqual(told);
    const order = { instId: 'BTC-USD-301227-90000-C', sz: '3', ordId: '1' };
    const pending = [
      { ...order, instType: 'OPTION' },
      { ...order, instType: 'SPOT', instId: 'BTC-USDT' },
    ];
    strike(account, 'trade/orders-pending$', answerWith({ code: '0', msg: '', data: pending }));
    expect(await ordersOf(connected)).toEqual([]);
    expect(connected.account.notClosable?.()).toEqual([...told, 'option order BTC-USD-301227-90000-C, 3']);
  });

  it('tells the families apart and what can not increase exposure', async () => {
    const { connected } = await crowded();
    const orders = await ordersOf(connected);
    expect(
      orders
        .map(({ family, type, reduceOnly, size }) => [family, type, reduceOnly, size].join(' '))
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual([
      'algo conditional true 2',
      'algo move_order_stop true 2',
      'algo oco true 2',
      'attached conditional true ',
      'plain limit false 1',
      'plain limit true 1',
      'trigger trigger true 2',
    ]);
  });

  it('knows closing orders of long/short mode by their side', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH, '5');
    const limit = {
      ...intent(ETH, 'sell', '1'),
      type: 'limit' as const,
      price: priceAway(practice, ETH, 2),
      tag: 'long' as const,
    };
    place(practice, account, limit);
    place(practice, account, { ...limit, orderSide: 'buy', price: priceAway(practice, ETH, -2) });
    const orders = await ordersOf(await connect(account));
    expect(orders.map((order) => [order.orderSide, order.positionSide, order.reduceOnly])).toEqual([
      ['buy', 'long', false],
      ['sell', 'long', true],
    ]);
  });

  it('names the family and the types that could not be listed, and fails when none could', async () => {
    const { account, connected } = await crowded();
    const broken = answerWith({ code: '50026', msg: 'System error', data: [] }, 500);
    strike(account, 'orders-algo-pending$', broken, 'move_order_stop');
    strike(account, 'orders-algo-pending$', broken, 'ordType=trigger');
    const read = await got(connected.account.readOrders(soon()));
    expect(read.unreadable.map(({ family, failure }) => [family, failure.message])).toEqual([
      ['trigger', expect.stringMatching(/list of trigger orders.*50026/)],
      ['algo', expect.stringMatching(/list of move_order_stop orders.*50026/)],
    ]);
    expect(read.orders.map((order) => order.type).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'conditional',
      'conditional',
      'limit',
      'limit',
      'oco',
    ]);
    practice.host.world.faults.remove(null);
    strike(
      account,
      'orders-algo-pending$',
      answerWith({ code: '51000', msg: 'Parameter ordType error', data: [] }, 400),
      'chase',
    );
    expect((await got(connected.account.readOrders(soon()))).unreadable).toEqual([]); // a type that the venue does not have
    practice.host.world.faults.remove(null);
    strike(account, 'orders-(algo-)?pending$', broken);
    expect(await connected.account.readOrders(soon())).toMatchObject({ ok: false });
  });

  it('reads equity by coin', async () => {
    const { context } = await connect(openAccount(practice, 'oneWay', { USDT: '100.5', BTC: '0.25' }));
    expect(await okx.readEquity(context)).toEqual({ USDT: '100.5', BTC: '0.25' });
  });
});

const stop = (symbol: string, size: string | null, percent: number, more: Partial<OrderIntent> = {}): OrderIntent => ({
  ...intent(symbol, percent < 0 ? 'sell' : 'buy', size),
  family: 'algo',
  reduceOnly: true,
  trigger: { kind: 'stop', price: priceAway(practice, symbol, percent), by: 'mark', callbackPercent: null },
  ...more,
});

/** A long of two with plain orders and one algo order of each type. */
async function crowded() {
  const account = openAccount(practice, 'oneWay');
  inject(account, ETH, '2');
  const limit = { ...intent(ETH, 'sell', '1'), type: 'limit' as const, price: priceAway(practice, ETH, 3) };
  place(practice, account, { ...limit, reduceOnly: true });
  place(practice, account, { ...limit, orderSide: 'buy', price: priceAway(practice, ETH, -3) });
  const connected = await connect(account);
  const algo = { instId: ETH, tdMode: 'cross', side: 'sell', sz: '2', reduceOnly: true };
  const stopLoss = { slTriggerPx: priceAway(practice, ETH, -4), slOrdPx: '-1', slTriggerPxType: 'mark' };
  const takeProfit = { tpTriggerPx: priceAway(practice, ETH, 5), tpOrdPx: priceAway(practice, ETH, 5) };
  const { client } = connected.context;
  const { sz: _none, ...whole } = algo;
  for (const body of [
    { ...algo, ordType: 'conditional', ...stopLoss },
    { ...algo, ordType: 'oco', ...stopLoss, ...takeProfit },
    { ...algo, ordType: 'trigger', triggerPx: priceAway(practice, ETH, -6), orderPx: '-1' },
    { ...algo, ordType: 'move_order_stop', callbackRatio: '0.05', activePx: priceAway(practice, ETH, 2) },
    { ...whole, ordType: 'conditional', closeFraction: '1', ...stopLoss },
  ]) {
    await client.privatePostTradeOrderAlgo(body);
  }
  return { account, connected };
}

describe('closing', () => {
  it.each([
    ['a long in net mode', 'oneWay', BTC, '3.21', {}],
    ['a short in net mode', 'oneWay', 'XRP-USDT-SWAP', '-4.32', {}],
    ['an isolated long', 'oneWay', ETH, '12.3', { marginMode: 'isolated' }],
    ['the long side of a hedge', 'hedge', ETH, '12.3', {}],
    ['the short side of a hedge', 'hedge', ETH, '-12.3', { marginMode: 'isolated' }],
    ['an inverse short', 'oneWay', 'BTC-USD-SWAP', '-123', {}],
    ['an inverse side of a hedge', 'hedge', 'BTC-USD-SWAP', '-123', {}],
    ['a USDC long', 'oneWay', 'BTC-USDC-SWAP', '1', {}],
    ['a linear future', 'oneWay', 'ETH-USDT-301227', '-5', {}],
    ['an inverse future', 'oneWay', 'ETH-USD-301227', '5', {}],
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

  it('closes both sides of a hedge in one batch, each with its own tag', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH, '15');
    inject(account, ETH, '-5');
    const connected = await connect(account);
    const orders = (await positionsOf(connected)).map((each) => closeOf(each));
    const before = sentSoFar();
    const outcomes = await connected.account.submitCloses(orders, soon());
    expect(outcomes.map((each) => each.kind)).toEqual(['accepted', 'accepted']);
    const [batch] = requestsSince(before, account).filter((entry) => entry.write);
    expect(batch?.path).toBe('/api/v5/trade/batch-orders');
    expect(JSON.parse(batch?.body ?? '')).toMatchObject([
      { side: 'sell', posSide: 'long', sz: '15', tdMode: 'cross' },
      { side: 'buy', posSide: 'short', sz: '5', tdMode: 'cross' },
    ]);
    expect(await positionsOf(connected)).toEqual([]);
  });

  it('tells the orders of a batch apart when some fail (code 2) and when all do (code 1)', async () => {
    const account = openAccount(practice, 'oneWay');
    for (const symbol of [BTC, ETH, 'XRP-USDT-SWAP']) inject(account, symbol, symbol === ETH ? '-100' : '10');
    const connected = await connect(account);
    const positions = await positionsOf(connected);
    place(practice, account, { ...intent(ETH, 'buy', '100'), reduceOnly: true }); // gone in the meantime
    const outcomes = await connected.account.submitCloses(
      positions.map((each) => closeOf(each)),
      soon(),
    );
    const nothing = { kind: 'refused', reason: 'nothingToClose', failure: { kind: 'refused', venueCode: '51169' } };
    expect(outcomes).toMatchObject([{ kind: 'accepted' }, nothing, { kind: 'accepted' }]);
    expect(await positionsOf(connected)).toEqual([]);
    const again = await connected.account.submitCloses(
      positions.map((each, index) => closeOf(each, index === 0 ? { clientOrderId: 'not-alphanumeric' } : {})),
      soon(),
    );
    expect(again).toMatchObject([{ reason: 'other', failure: { venueCode: '51000' } }, nothing, nothing]);
  });

  it('carries twenty orders in one batch', async () => {
    const account = openAccount(practice, 'oneWay');
    const symbols = [...practice.venue.instruments.values()].filter((each) => each.kind === 'linear').slice(0, 20);
    for (const { symbol, minSize } of symbols) inject(account, symbol, multiply(minSize, '10'));
    const connected = await connect(account);
    const before = sentSoFar();
    const outcomes = await connected.account.submitCloses(
      (await positionsOf(connected)).map((each) => closeOf(each)),
      soon(),
    );
    expect(outcomes.map((each) => each.kind)).toEqual(Array.from({ length: 20 }, () => 'accepted'));
    expect(requestsSince(before, account).filter((entry) => entry.write)).toHaveLength(1);
    expect(await positionsOf(connected)).toEqual([]);
  });

  it('says what is above the largest market order; its slices close it', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ENJ-USDT-SWAP', '27000');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    expect(position.market.maxMarketSize).toBe('20000');
    expect(await connected.account.submitCloses([closeOf(position)], soon())).toMatchObject([
      { kind: 'refused', reason: 'aboveMaximum', failure: { venueCode: '51202' } },
    ]);
    const slices = await connected.account.submitCloses(
      [closeOf(position, { size: '20000' }), closeOf(position, { size: '7000' })],
      soon(),
    );
    expect(slices.map((each) => each.kind)).toEqual(['accepted', 'accepted']);
    const left = await positionsOf(connected);
    const filled = sum(practice.venue.fills(account.id).map((fill) => fill.size));
    expect(add(filled, left[0]?.size ?? '0')).toBe('27000'); // no contract is lost, whatever the book gave
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
});

describe('refusals and unknown outcomes', () => {
  async function submit(
    change: Partial<CloseOrder> | ((position: Position) => Partial<CloseOrder>),
    prepare?: (account: PracticeAccount) => void,
    mode: PracticeAccount['positionMode'] = 'oneWay',
  ): Promise<SubmitOutcome | undefined> {
    const account = openAccount(practice, mode);
    inject(account, ETH, '10');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    prepare?.(account);
    const order = closeOf(position, typeof change === 'function' ? change(position) : change);
    return (await connected.account.submitCloses([order], soon()))[0];
  }
  const empty = (account: PracticeAccount) => place(practice, account, { ...intent(ETH, 'sell', '10'), reduceOnly: true });
  const answer =
    (code: string, status = 200, sCode?: string) =>
    (account: PracticeAccount) =>
      strike(
        account,
        'trade/order$',
        answerWith(
          { code, msg: 'words', data: sCode === undefined ? [] : [{ ordId: '', clOrdId: '', sCode, sMsg: 'words' }] },
          status,
        ),
      );

  it.each([
    ['nothing to close', {}, empty, 'nothingToClose', '51169'],
    ['a size off the lot', { size: '1.005' }, undefined, 'belowMinimum', '51121'],
    [
      'a margin mode that has changed',
      (each: Position) => ({ position: { ...each, marginMode: 'isolated' as const } }),
      undefined,
      'nothingToClose',
      '51169',
    ],
    [
      'a position mode that has changed',
      (each: Position) => ({ position: { ...each, hedged: true } }),
      undefined,
      'hedgeTag',
      '51000',
    ],
    ['a symbol that is suspended', {}, () => practice.venue.operator.setSuspended(ETH, true), 'suspended', '51022'],
    ['the price band', {}, answer('1', 200, '51006'), 'priceBand', '51006'],
    ['closing orders that are pending', {}, answer('1', 200, '51115'), 'restingOrdersHoldSize', '51115'],
    ['too many requests', {}, answer('50011', 429), 'rateLimited', '50011'],
    ['a key without the permission', {}, answer('50120', 401), 'credentials', '50120'],
    ['a stale timestamp', {}, answer('50102', 401), 'other', '50102'],
  ] as const)('knows %s', async (_what, change, prepare, reason, venueCode) => {
    try {
      expect(await submit(change, prepare)).toMatchObject({ kind: 'refused', reason, failure: { venueCode } });
    } finally {
      practice.venue.operator.setSuspended(ETH, false);
    }
  });

  it('knows that resting orders hold the size in long/short mode', async () => {
    const resting = (account: PracticeAccount) =>
      place(practice, account, {
        ...intent(ETH, 'sell', '6'),
        type: 'limit',
        price: priceAway(practice, ETH, 2),
        tag: 'long',
      });
    expect(await submit({}, resting, 'hedge')).toMatchObject({
      reason: 'restingOrdersHoldSize',
      failure: { venueCode: '51112' },
    });
  });

  it('never closes twice under one client id', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '10');
    const connected = await connect(account);
    const order = closeOf(await onlyPosition(connected), { size: '4' });
    const [first] = await connected.account.submitCloses([order], soon());
    expect(first?.kind).toBe('accepted');
    expect(await connected.account.submitCloses([order], soon())).toMatchObject([
      { kind: 'refused', reason: 'duplicate', failure: { venueCode: '51016' } },
    ]);
    expect((await onlyPosition(connected)).size).toBe('6');
  });

  it.each([
    ['the order timed out inside the venue', answer('1', 200, '51149')],
    ['the venue answers with a server error', answer('50026', 500)],
    ['the endpoint timed out', answer('50004', 400)],
    ['the gateway fails', (account: PracticeAccount) => strike(account, 'trade/order$', answerWith('<html>502</html>', 502))],
    ['the answer is cut off', (account: PracticeAccount) => strike(account, 'trade/order$', { kind: 'truncate' })],
    ['the answer has no items', answer('0')],
  ])('does not know the outcome when %s', async (_what, prepare) => {
    expect(await submit({}, prepare)).toMatchObject({ kind: 'unknown' });
  });

  it('finds an order whose answer was lost, and knows that a lost request never arrived', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '10');
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    const lost = closeOf(position, { size: '4' });
    const rule = strike(account, 'trade/order$', { kind: 'loseAnswer', ending: 'close' });
    expect(await connected.account.submitCloses([lost], soon())).toMatchObject([{ kind: 'unknown' }]);
    practice.host.world.faults.remove(rule);
    expect(await got(connected.account.lookUp(lost, soon()))).toMatchObject({ kind: 'found', working: false, filledSize: '4' });
    const never = closeOf(position, { size: '6' });
    const other = strike(account, 'trade/order$', { kind: 'loseRequest', ending: 'close' });
    expect(await connected.account.submitCloses([never], soon())).toMatchObject([{ kind: 'unknown' }]);
    practice.host.world.faults.remove(other);
    expect(await got(connected.account.lookUp(never, soon()))).toEqual({ kind: 'absent' }); // 51603
    strike(account, 'trade/order$', answerWith({ code: '50026', msg: 'System error', data: [] }, 500));
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

  it('sends twenty plain and ten algo orders in a call', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH, '100');
    for (let index = 0; index < 25; index += 1) {
      const limit = { ...intent(ETH, 'buy', '0.1'), type: 'limit' as const };
      place(practice, account, { ...limit, price: priceAway(practice, ETH, -1 - index / 50) });
      if (index < 12) place(practice, account, stop(ETH, '1', -2));
    }
    const connected = await connect(account);
    const orders = await ordersOf(connected);
    const before = sentSoFar();
    expect(kinds(await connected.account.sweepOrders(orders, soon()))).toEqual(cancelled(orders));
    const writes = requestsSince(before, account)
      .filter((entry) => entry.write)
      .map((entry) => [entry.path.split('/').at(-1), (JSON.parse(entry.body) as unknown[]).length]);
    expect(writes).toEqual(
      expect.arrayContaining([
        ['cancel-batch-orders', 20],
        ['cancel-batch-orders', 5],
        ['cancel-algos', 10],
        ['cancel-algos', 2],
      ]),
    );
    expect(writes).toHaveLength(4);
    expect(await ordersOf(connected)).toEqual([]);
  });

  it('cancels exactly what it is told, and says what was gone before', async () => {
    const { connected } = await crowded();
    const orders = await ordersOf(connected);
    for (const family of ['trigger', 'plain', 'algo'] as const) {
      const own = orders.filter((order) => order.family === family);
      expect(kinds(await connected.account.cancelOrders(own, soon()))).toEqual(cancelled(own));
      expect(kinds(await connected.account.cancelOrders(own, soon()))).toEqual(own.map(() => 'gone'));
    }
    expect((await ordersOf(connected)).map((order) => order.family)).toEqual(['attached']);
  });

  it('tells items of one call apart, and does not know what a broken answer did', async () => {
    const { account, connected } = await crowded();
    const plain = (await ordersOf(connected)).filter((order) => order.family === 'plain');
    const [first] = plain;
    if (first === undefined) throw new Error('no order');
    practice.venue.cancel(account.id, first.orderId);
    expect(kinds(await connected.account.cancelOrders(plain, soon()))).toEqual(['gone', 'cancelled']);
    const algos = (await ordersOf(connected)).filter((order) => order.family === 'algo');
    strike(account, 'cancel-algos$', { kind: 'loseAnswer', ending: 'close' });
    expect(kinds(await connected.account.cancelOrders(algos, soon()))).toEqual(algos.map(() => 'unknown'));
    practice.host.world.faults.remove(null);
    const missing = { algoId: algos[0]?.orderId, sCode: '51293', sMsg: 'The strategy does not exist' };
    const rule = strike(account, 'cancel-algos$', answerWith({ code: '1', msg: '', data: [missing] }));
    expect(kinds(await connected.account.cancelOrders(algos.slice(0, 1), soon()))).toEqual(['gone']);
    practice.host.world.faults.remove(rule);
    strike(account, 'cancel-algos$', answerWith({ code: '50011', msg: 'Too Many Requests', data: [] }, 429));
    expect(await connected.account.cancelOrders(algos.slice(0, 1), soon())).toMatchObject([
      { kind: 'refused', failure: { kind: 'rateLimited' } },
    ]);
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
    expect(protective).toHaveLength(6);
    for (const family of ['plain', 'trigger', 'algo', 'attached'])
      await connected.account.cancelOrders(
        protective.filter((order) => order.family === family),
        soon(),
      );
    for (const [index, order] of protective.entries()) {
      const outcome = await connected.account.restoreOrder(order, `restore${index}x${closes}`, soon());
      expect(outcome).toMatchObject({ kind: 'accepted' });
    }
    expect(shape((await ordersOf(connected)).filter((order) => order.reduceOnly))).toEqual(shape(protective));
    const [known] = protective;
    if (known === undefined) throw new Error('no order');
    expect(await connected.account.restoreOrder({ ...known, orderId: '1' }, 'restoreX', soon())).toMatchObject({
      kind: 'refused',
    });
  });
});

describe('fills', () => {
  it.each([
    ['linear long', BTC, '5', '100000'],
    ['linear short', ETH, '-30', '4000'],
    ['inverse short', 'BTC-USD-SWAP', '-50', '120000'],
    ['inverse future', 'ETH-USD-301227', '40', '3000'],
  ] as const)('reports executions, fees and realised profit of a %s', async (_what, symbol, size, entryPrice) => {
    const account = openAccount(practice, 'oneWay');
    inject(account, symbol, size, { entryPrice });
    const connected = await connect(account);
    const position = await onlyPosition(connected);
    const order = closeOf(position);
    const [outcome] = await connected.account.submitCloses([order], soon());
    if (outcome?.kind !== 'accepted') throw new Error('not accepted');
    const { orderId } = outcome;
    const fills = await got(connected.account.readFills([{ symbol: position.symbol, orderId }], soon()));
    const truth = practice.venue.fills(account.id);
    expect(fills.every((fill) => fill.clientOrderId === order.clientOrderId && fill.symbol === position.symbol)).toBe(true);
    expect(sum(fills.map((fill) => fill.size))).toBe(position.size);
    expect(Number(sum(fills.map((fill) => fill.fee ?? 'missing')))).toBeCloseTo(Number(sum(truth.map((fill) => fill.fee))), 7);
    const realised = sum(fills.map((fill) => fill.realizedPnl ?? 'missing'));
    expect(Number(subtract(realised, sum(truth.map((fill) => fill.realizedPnl))))).toBeCloseTo(0, 7);
  });
});

describe('rate limits', () => {
  it('stays within the documented ones while it reads, closes and sweeps', async () => {
    const limited = await startOkx({ rateLimits: true });
    try {
      const account = openAccount(limited, 'oneWay');
      const symbols = [...limited.venue.instruments.values()].filter((each) => each.kind === 'linear').slice(0, 30);
      for (const { symbol, minSize } of symbols) {
        limited.venue.operator.injectPosition(account.id, {
          symbol,
          signedSize: multiply(minSize, '20'),
          entryPrice: limited.venue.quote(symbol)?.mark ?? '1',
        });
        const trigger = { kind: 'stop', price: priceAway(limited, symbol, -5), by: 'mark', callbackPercent: null } as const;
        const guard = { ...intent(symbol, 'sell', minSize), family: 'algo' as const, reduceOnly: true, trigger };
        for (let index = 0; index < 3; index += 1) place(limited, account, guard);
      }
      const connected = await connectTo(limited, account, createPacingRoom(clock.now));
      connected.account.reserveForExit(true);
      const orders = (await positionsOf(connected)).map((each) => closeOf(each));
      const algos = await ordersOf(connected);
      expect(algos).toHaveLength(90);
      const parts = [algos.slice(0, 20), algos.slice(20, 40), algos.slice(40, 60), algos.slice(60, 80), algos.slice(80)];
      const outcomes = await Promise.all([
        connected.account.submitCloses(orders.slice(0, 20), soon()),
        connected.account.submitCloses(orders.slice(20), soon()),
        ...parts.map((part) => connected.account.sweepOrders(part, soon())),
      ]);
      expect(new Set(outcomes.flat().map((each) => each.kind))).toEqual(new Set(['accepted', 'cancelled']));
      expect(await positionsOf(connected)).toEqual([]);
      expect(await ordersOf(connected)).toEqual([]);
      expect(limited.host.world.requests.list().filter((entry) => entry.status === 429)).toEqual([]);
      await connected.disconnect();
    } finally {
      await limited.host.stop();
    }
  });
});

// The Bybit profile against the practice exchange: close, cancel, look up, prove, and what refusals mean.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { divide, floorToStep, larger, multiply, subtract, sum } from '../../shared/decimal.ts';
import { closingOrderSide, type Position } from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import type { CloseOrder } from '../../electron/exit/ports.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { VenueReadError } from '../../electron/venues/profile.ts';
import { bybit } from '../../electron/venues/profiles/bybit.ts';
import { batchAnswer, cancelAllAnswer, orderRow, positionRow, walletRow } from '../../electron/venues/profiles/bybit/rows.ts';
import { applyFrame } from '../../electron/venues/profiles/bybit/streams.ts';
import { contextFor, type TestContext } from './bybitContext.ts';
import { openAccount, startBybit } from './bybitPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

let practice: PracticeOfVenue;
const open: TestContext[] = [];

beforeAll(async () => {
  practice = await startBybit();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((context) => context.client.close()));
});
afterAll(async () => {
  await practice.host.stop();
});

async function connect(account: PracticeAccount, marks?: ReadonlyMap<string, string>): Promise<TestContext> {
  const context = await contextFor(practice, account, marks);
  open.push(context);
  return context;
}

let closes = 0;
const closeOf = (position: Position, change: Partial<CloseOrder> = {}): CloseOrder => {
  closes += 1;
  return {
    clientOrderId: bybit.traits.clientOrderId('abcdefghij', closes, 1, 0),
    position,
    orderSide: closingOrderSide(position.side),
    size: position.size,
    limitPrice: null,
    ...change,
  };
};

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../fixtures/bybit/bybit.${name}.json`, import.meta.url), 'utf8')).payload;

const inject = (account: PracticeAccount, symbol: string, signedSize: string, entryPrice?: string) =>
  practice.venue.operator.injectPosition(account.id, {
    symbol,
    signedSize,
    entryPrice: entryPrice ?? practice.venue.quote(symbol)?.mark ?? '1',
  });

describe('rules and identity', () => {
  it('takes the digits of a market from the venue', async () => {
    const context = await connect(openAccount(practice, 'oneWay'));
    expect(context.marketByNative('BTCUSDT')).toMatchObject({
      symbol: 'BTC/USDT:USDT',
      lotSize: '0.001',
      minSize: '0.001',
      maxMarketSize: '119.000',
      contractSize: '1',
      minNotional: '5',
      inverse: false,
    });
    expect(context.marketByNative('BTCUSD')).toMatchObject({ symbol: 'BTC/USD:BTC', settle: 'BTC', inverse: true, lotSize: '1' });
    expect(bybit.marketRules({ id: 'BTCUSDT', symbol: 'BTC/USDT', spot: true, info: {} })).toBeNull();
  });

  it("makes client ids in the venue's alphabet, the same ones every time", () => {
    const id = bybit.traits.clientOrderId('k3j9x0q2za', 199, 12, 99);
    expect(id).toMatch(/^[A-Za-z0-9_-]{1,36}$/);
    expect(bybit.traits.clientOrderId('k3j9x0q2za', 199, 12, 99)).toBe(id);
    expect(bybit.traits.clientOrderId('k3j9x0q2za', 1, 99, 12)).not.toBe(bybit.traits.clientOrderId('k3j9x0q2za', 19, 9, 12));
  });

  it('makes no hidden calls', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.5');
    const context = await connect(account);
    const before = practice.host.world.requests.list().length;
    const [position] = await bybit.readPositions(context);
    await bybit.submitCloses(context, position === undefined ? [] : [closeOf(position)]);
    const paths = practice.host.world.requests
      .list()
      .slice(before)
      .map((entry) => `${entry.path}?${entry.query}`);
    expect(paths).toEqual([
      expect.stringContaining('/v5/position/list?category=linear&settleCoin=USDT'),
      expect.stringContaining('/v5/position/list?category=linear&settleCoin=USDC'),
      expect.stringContaining('/v5/position/list?category=inverse'),
      '/v5/order/create?',
    ]);
  });

  it('prepares with the margin mode, and says when the key may not trade', async () => {
    const account = openAccount(practice, 'oneWay');
    practice.venue.operator.injectPosition(account.id, {
      symbol: 'ETHUSDT',
      signedSize: '1',
      entryPrice: '3000',
      marginMode: 'isolated',
    });
    const context = await connect(account);
    await bybit.prepare(context);
    expect(context.hedgeMode()).toBeNull();
    expect((await bybit.readPositions(context))[0]?.marginMode).toBe('isolated');
    expect(Math.abs(Number(await bybit.ping(context)) - practice.venue.now())).toBeLessThan(1_000);
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, trade: false } });
    await expect(bybit.prepare(context)).rejects.toMatchObject({ failure: { kind: 'credentials' } });
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, revoked: true } });
    await expect(bybit.readPositions(context)).rejects.toThrow(VenueReadError);
  });
});

describe('reads', () => {
  it('reads linear USDT, linear USDC and inverse, digit for digit', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.123', '100000');
    inject(account, 'BTCPERP', '-0.050');
    inject(account, 'BTCUSD', '-12345', '90000');
    const positions = await bybit.readPositions(await connect(account));
    expect(positions.map((each) => [each.nativeSymbol, each.side, each.size, each.hedged])).toEqual([
      ['BTCUSDT', 'long', '0.123', false],
      ['BTCPERP', 'short', '0.05', false],
      ['BTCUSD', 'short', '12345', false],
    ]);
    expect(positions[0]).toMatchObject({ entryPrice: '100000', key: `${account.id}|BTC/USDT:USDT|long` });
  });

  it('reads every page', async () => {
    const account = openAccount(practice, 'hedge');
    const linear = [...practice.venue.instruments.values()].filter((each) => each.kind === 'linear');
    for (const { symbol, minSize } of linear) {
      inject(account, symbol, minSize);
      inject(account, symbol, `-${minSize}`);
    }
    for (let index = 0; index < 120; index += 1) {
      const price = priceAway(practice, 'ETHUSDT', -2);
      place(practice, account, { ...intent('ETHUSDT', 'buy', '0.1'), type: 'limit', price, tag: 'long' });
    }
    const context = await connect(account);
    expect(await bybit.readPositions(context)).toHaveLength(linear.length * 2);
    expect((await bybit.readOrders(context)).orders).toHaveLength(120);
  });

  it('goes on until a page is empty when the venue hands out a cursor with the last one too', async () => {
    const context = await connect(openAccount(practice, 'oneWay'));
    const row = (fixture('rest.fetchPosition.6701-5')['result'] as { list: unknown[] }).list[0];
    const asked: unknown[] = [];
    context.client.privateGetV5PositionList = async (query?: Readonly<Record<string, unknown>>) => {
      asked.push(query?.['cursor']);
      const more = query?.['category'] === 'linear' && query['settleCoin'] === 'USDT' && asked.length < 5;
      return { retCode: 0, result: { list: more ? [row] : [], nextPageCursor: `page%3A${asked.length}` } };
    };
    expect((await bybit.readPositions(context)).map((each) => each.size)).toEqual(['100', '100']);
  });

  it('fails on a row that it can not understand, and never skips it', async () => {
    const context = await connect(openAccount(practice, 'oneWay'));
    const row = (fixture('rest.fetchPosition.6701-5')['result'] as { list: object[] }).list[0];
    const answerWith = (change: object) => {
      context.client.privateGetV5PositionList = async () => ({
        retCode: 0,
        result: { list: [{ ...row, ...change }], nextPageCursor: '' },
      });
    };
    for (const change of [{ symbol: 'NEWUSDT' }, { size: 'many' }, { side: '' }]) {
      answerWith(change);
      await expect(bybit.readPositions(context)).rejects.toThrow(VenueReadError);
    }
  });

  it('tells the families apart and what can not increase exposure', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ETHUSDT', '2');
    const limit = { ...intent('ETHUSDT', 'sell', '1'), type: 'limit' as const, price: priceAway(practice, 'ETHUSDT', 3) };
    place(practice, account, { ...limit, reduceOnly: true });
    place(practice, account, { ...limit, orderSide: 'buy', price: priceAway(practice, 'ETHUSDT', -3) });
    const stop = { kind: 'stop' as const, price: priceAway(practice, 'ETHUSDT', -4), by: 'mark' as const, callbackPercent: null };
    place(practice, account, { ...intent('ETHUSDT', 'sell', '2'), family: 'trigger', trigger: stop, reduceOnly: true });
    place(practice, account, {
      ...intent('ETHUSDT', 'sell', null),
      family: 'attached',
      trigger: stop,
      reduceOnly: true,
      attachedTo: 'both',
    });
    const { orders, unreadable } = await bybit.readOrders(await connect(account));
    expect(unreadable).toEqual([]);
    expect(
      orders
        .map((order) => [order.family, order.type, order.reduceOnly, order.size])
        .toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['attached', 'StopLoss', true, null],
      ['plain', 'Limit', false, '1'],
      ['plain', 'Limit', true, '1'],
      ['trigger', 'Stop', true, '2'],
    ]);
  });

  it('reads equity by coin', async () => {
    const equity = await bybit.readEquity(await connect(openAccount(practice, 'oneWay', { USDT: '100.5', BTC: '0.25' })));
    expect(equity).toEqual({ USDT: '100.50000000', BTC: '0.25000000' });
  });
});

describe('closing', () => {
  it.each([
    ['a long in one-way mode', 'oneWay', 'BTCUSDT', '0.321'],
    ['a short in one-way mode', 'oneWay', 'XRPUSDT', '-432'],
    ['the long side of a hedge', 'hedge', 'ETHUSDT', '1.23'],
    ['the short side of a hedge', 'hedge', 'ETHUSDT', '-1.23'],
    ['an inverse short', 'oneWay', 'BTCUSD', '-1234'],
    ['a USDC long', 'oneWay', 'BTCPERP', '0.01'],
  ] as const)('closes %s and reads zero back', async (_what, mode, symbol, size) => {
    const account = openAccount(practice, mode, { USDT: '1000000', USDC: '100000', BTC: '5' });
    inject(account, symbol, size);
    const context = await connect(account);
    const [position] = await bybit.readPositions(context);
    if (position === undefined) throw new Error('no position');
    expect(position.hedged).toBe(mode === 'hedge');
    const [outcome] = await bybit.submitCloses(context, [closeOf(position)]);
    expect(outcome).toMatchObject({ kind: 'accepted', filledSize: null });
    expect(await bybit.readPositions(context)).toEqual([]);
  });

  it('closes what is below the least size', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.0004');
    const context = await connect(account);
    const [position] = await bybit.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const order = closeOf(position);
    expect((await bybit.submitCloses(context, [order]))[0]?.kind).toBe('accepted');
    expect(await bybit.readPositions(context)).toEqual([]);
    expect(await bybit.lookUp(context, order)).toMatchObject({ kind: 'found', filledSize: '0.0004' });
  });

  it('closes both legs of a hedge in one batch', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, 'ETHUSDT', '1.5');
    inject(account, 'ETHUSDT', '-0.5');
    const context = await connect(account);
    const outcomes = await bybit.submitCloses(
      context,
      (await bybit.readPositions(context)).map((each) => closeOf(each)),
    );
    expect(outcomes.map((each) => each.kind)).toEqual(['accepted', 'accepted']);
    expect(context.spent.get('order/create-batch')).toBe(2);
    expect(await bybit.readPositions(context)).toEqual([]);
  });

  it('tells the legs of a batch apart when one fails', async () => {
    const account = openAccount(practice, 'oneWay');
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'XRPUSDT']) inject(account, symbol, symbol === 'XRPUSDT' ? '-100' : '1');
    const context = await connect(account);
    const positions = await bybit.readPositions(context);
    const eth = positions.find((each) => each.nativeSymbol === 'ETHUSDT');
    place(practice, account, { ...intent('ETHUSDT', 'sell', '1'), reduceOnly: true }); // gone in the meantime
    const outcomes = await bybit.submitCloses(
      context,
      positions.map((each) => closeOf(each)),
    );
    expect(outcomes.map((each) => each.kind)).toEqual(positions.map((each) => (each === eth ? 'refused' : 'accepted')));
    expect(outcomes[positions.findIndex((each) => each === eth)]).toMatchObject({
      reason: 'nothingToClose',
      failure: { kind: 'refused', venueCode: '110017' },
    });
    expect(await bybit.readPositions(context)).toEqual([]);
  });

  it('uses the single budget when the batch budget of the second is spent', async () => {
    const account = openAccount(practice, 'oneWay');
    const symbols = [...practice.venue.instruments.values()].filter((each) => each.kind === 'linear').slice(0, 20);
    for (const { symbol, minSize } of symbols) inject(account, symbol, multiply(minSize, '50'));
    const context = await connect(account);
    const orders = (await bybit.readPositions(context)).map((each) => closeOf(each));
    const before = practice.host.world.requests.list().length;
    const outcomes = await Promise.all([
      bybit.submitCloses(context, orders.slice(0, 10)),
      bybit.submitCloses(context, orders.slice(10)),
    ]);
    expect(outcomes.flat().every((each) => each.kind === 'accepted')).toBe(true);
    expect(context.spent.get('order/create-batch')).toBe(10);
    expect(context.spent.get('order/create')).toBe(10);
    expect(practice.host.world.requests.list().slice(before)).toHaveLength(11);
    expect(await bybit.readPositions(context)).toEqual([]);
  });

  it('closes with an immediate-or-cancel limit when a price is given', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.2');
    const context = await connect(account);
    const [position] = await bybit.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const order = closeOf(position, { limitPrice: priceAway(practice, 'BTCUSDT', 1) }); // above the market: nothing to get
    await bybit.submitCloses(context, [order]);
    expect(await bybit.lookUp(context, order)).toMatchObject({ kind: 'found', working: false, filledSize: '0' });
    expect(await bybit.readPositions(context)).toHaveLength(1);
    await bybit.submitCloses(context, [closeOf(position, { limitPrice: priceAway(practice, 'BTCUSDT', -1) })]);
    expect(await bybit.readPositions(context)).toEqual([]);
  });
});

describe('refusals', () => {
  async function refusedReason(
    change: Partial<CloseOrder> | ((position: Position) => Partial<CloseOrder>),
    prepare?: (account: PracticeAccount) => void,
  ) {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ETHUSDT', '1');
    const context = await connect(account);
    const [position] = await bybit.readPositions(context);
    if (position === undefined) throw new Error('no position');
    prepare?.(account);
    const [outcome] = await bybit.submitCloses(context, [
      closeOf(position, typeof change === 'function' ? change(position) : change),
    ]);
    return outcome?.kind === 'refused' ? outcome.reason : outcome?.kind;
  }
  const limit = (account: PracticeAccount) =>
    place(practice, account, {
      ...intent('ETHUSDT', 'sell', '1'),
      type: 'limit',
      price: priceAway(practice, 'ETHUSDT', 3),
      reduceOnly: true,
    });

  it('names the reason', async () => {
    expect(await refusedReason({}, (account) => practice.venue.operator.clearAccount(account.id))).toBe('nothingToClose');
    expect(await refusedReason({}, limit)).toBe('restingOrdersHoldSize');
    expect(await refusedReason({ size: '0.001' })).toBe('belowMinimum');
    expect(await refusedReason({ size: '9000000' })).toBe('aboveMaximum');
    expect(await refusedReason((position) => ({ position: { ...position, hedged: true } }))).toBe('hedgeTag');
    const setKey = (change: object) => (account: PracticeAccount) =>
      practice.venue.operator.setAccount(account.id, { key: { ...account.key, ...change } });
    expect(await refusedReason({}, setKey({ trade: false }))).toBe('credentials');
    expect(await refusedReason({}, setKey({ revoked: true }))).toBe('credentials');
    expect(await refusedReason({}, setKey({ ipAllowed: false }))).toBe('credentials');
    practice.venue.operator.setSuspended('ETHUSDT', true);
    expect(await refusedReason({})).toBe('suspended');
    practice.venue.operator.setSuspended('ETHUSDT', false);
    practice.venue.operator.setDepth('ETHUSDT', 0);
    const thin = await refusedReason({ size: '1' });
    practice.venue.operator.setDepth('ETHUSDT', 1);
    expect(thin).toBe('priceBand');
  });

  it('never uses a client id twice', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ETHUSDT', '2');
    const context = await connect(account);
    const [position] = await bybit.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const order = closeOf(position, { size: '1' });
    expect((await bybit.submitCloses(context, [order]))[0]?.kind).toBe('accepted');
    expect((await bybit.submitCloses(context, [order]))[0]).toMatchObject({ kind: 'refused', reason: 'duplicate' });
  });

  it.each([
    [200, { retCode: 0, retMsg: 'OK' }, null],
    [200, { retCode: 110_017, retMsg: 'current position is zero, cannot fix reduce-only order qty' }, 'nothingToClose'],
    [200, { retCode: 110_003, retMsg: 'Order price exceeds the allowable range.' }, 'priceBand'],
    [200, { retCode: 10_006, retMsg: 'Too many visits!' }, 'rateLimited'],
    [200, { retCode: 10_002, retMsg: 'invalid request, please check your server timestamp' }, 'other'],
    [200, { retCode: 10_016, retMsg: 'Internal System Error.' }, 'unknown'],
    [200, { retCode: 10_000, retMsg: 'Server Timeout' }, 'unknown'],
    [200, { retCode: 10_429, retMsg: 'System level frequency protection' }, 'unknown'],
    [403, '403, access too frequent', 'rateLimited'],
    [502, '<html>Bad Gateway</html>', 'unknown'],
    [200, '<html>', null],
  ])('reads HTTP %s %j as %s', (status, body, meaning) => {
    const reading = bybit.readRefusal(status, body, {});
    expect(reading === null ? null : reading.certainty === 'unknown' ? 'unknown' : reading.reason).toBe(meaning);
  });

  it("waits until the limit is reset, by the venue's own clock", () => {
    const headers = { 'X-Bapi-Limit-Reset-Timestamp': '1672738134824' };
    const reading = bybit.readRefusal(200, { retCode: 10_006, retMsg: 'Too many visits!', time: 1_672_738_134_424 }, headers);
    expect(reading).toMatchObject({ reason: 'rateLimited', retryAfterMs: 400 });
    expect(bybit.readRefusal(403, 'access too frequent', {})).toMatchObject({ retryAfterMs: 600_000 });
  });
});

describe('looking up', () => {
  it('finds what was sent and says absent only for what never was', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ETHUSDT', '1');
    const context = await connect(account);
    const [position] = await bybit.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const order = closeOf(position);
    expect(await bybit.lookUp(context, order)).toEqual({ kind: 'absent' });
    await bybit.submitCloses(context, [order]);
    expect(await bybit.lookUp(context, order)).toMatchObject({ kind: 'found', working: false, filledSize: '1' });
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, revoked: true } });
    await expect(bybit.lookUp(context, order)).rejects.toThrow(VenueReadError);
  });

  it('finds an order that the recent list has forgotten', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ETHUSDT', '1');
    const context = await connect(account);
    const [position] = await bybit.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const order = closeOf(position);
    await bybit.submitCloses(context, [order]);
    for (let index = 0; index < 501; index += 1) {
      const orderId = place(practice, account, {
        ...intent('BTCUSDT', 'buy', '0.001'),
        type: 'limit',
        price: priceAway(practice, 'BTCUSDT', -2),
      });
      practice.venue.cancel(account.id, orderId);
    }
    expect(await bybit.lookUp(context, order)).toMatchObject({ kind: 'found', filledSize: '1' });
  });
});

describe('cancelling', () => {
  async function crowded() {
    const account = openAccount(practice, 'oneWay', { USDT: '1000000', USDC: '100000', BTC: '5' });
    for (const symbol of ['BTCUSDT', 'BTCPERP', 'BTCUSD']) {
      const inverse = symbol === 'BTCUSD';
      const size = inverse ? '1000' : '0.1';
      inject(account, symbol, size);
      const trigger = {
        kind: 'stop' as const,
        price: priceAway(practice, symbol, -4),
        by: 'mark' as const,
        callbackPercent: null,
      };
      const limit = { ...intent(symbol, 'buy', size), type: 'limit' as const, price: priceAway(practice, symbol, -3) };
      place(practice, account, limit);
      place(practice, account, { ...intent(symbol, 'sell', size), family: 'trigger', trigger, reduceOnly: true });
      place(practice, account, {
        ...intent(symbol, 'sell', null),
        family: 'attached',
        trigger,
        reduceOnly: true,
        attachedTo: 'both',
      });
    }
    const context = await connect(account);
    return { account, context, orders: (await bybit.readOrders(context)).orders };
  }

  it('sweeps all families of all categories and reads zero back', async () => {
    const { context, orders } = await crowded();
    expect(orders).toHaveLength(9);
    const outcomes = await bybit.sweepOrders(context, orders);
    expect(outcomes).toEqual(orders.map(() => ({ kind: 'cancelled' })));
    expect(context.spent.get('order/cancel-all')).toBe(3);
    expect((await bybit.readOrders(context)).orders).toEqual([]);
  });

  it('sweeps thirty symbols at once by using three budgets', async () => {
    const account = openAccount(practice, 'oneWay');
    const symbols = [...practice.venue.instruments.values()]
      .filter((each) => each.kind === 'linear' && each.settle === 'USDT')
      .slice(0, 30);
    for (const { symbol, lotSize, minSize, price } of symbols) {
      const size = larger(floorToStep(divide('500', price), lotSize), minSize);
      place(practice, account, { ...intent(symbol, 'buy', size), type: 'limit', price: priceAway(practice, symbol, -3) });
    }
    const context = await connect(account);
    const { orders } = await bybit.readOrders(context);
    const outcomes = await bybit.sweepOrders(context, orders);
    expect(outcomes).toEqual(orders.map(() => ({ kind: 'cancelled' })));
    expect(['order/cancel-all', 'order/cancel-batch', 'order/cancel'].map((bucket) => context.spent.get(bucket))).toEqual([
      10, 10, 10,
    ]);
    expect((await bybit.readOrders(context)).orders).toEqual([]);
  });

  it('cancels exactly what it is told', async () => {
    const { context, orders } = await crowded();
    const triggers = orders.filter((order) => order.family === 'trigger');
    expect(await bybit.cancelOrders(context, triggers)).toEqual(triggers.map(() => ({ kind: 'cancelled' })));
    const left = (await bybit.readOrders(context)).orders;
    expect(left.map((order) => order.family)).not.toContain('trigger');
    expect(left).toHaveLength(6);
    expect(await bybit.cancelOrders(context, triggers)).toEqual(triggers.map(() => ({ kind: 'gone' })));
    const attached = left.filter((order) => order.family === 'attached');
    expect(await bybit.cancelOrders(context, attached)).toEqual(attached.map(() => ({ kind: 'cancelled' })));
  });

  it('puts protective orders back as they were', async () => {
    const { context, orders } = await crowded();
    const protective = orders.filter((order) => order.reduceOnly && order.nativeSymbol === 'BTCUSDT');
    await bybit.cancelOrders(context, protective);
    const outcomes = await Promise.all(
      protective.map((order, index) => bybit.restoreOrder(context, order, `restore-${index}-${closes}`)),
    );
    expect(outcomes.map((each) => each.kind)).toEqual(['accepted', 'accepted']);
    const restored = (await bybit.readOrders(context)).orders.filter(
      (order) => order.reduceOnly && order.nativeSymbol === 'BTCUSDT',
    );
    const shape = (list: typeof orders) =>
      list
        .map(({ family, type, orderSide, size, triggerPrice }) => [family, type, orderSide, size, triggerPrice].join(' '))
        .toSorted((a, b) => a.localeCompare(b));
    expect(shape(restored)).toEqual(shape(protective));
  });
});

describe('fills', () => {
  it.each([
    ['linear long', 'BTCUSDT', '0.5', '100000'],
    ['linear short', 'ETHUSDT', '-3', '4000'],
    ['inverse short', 'BTCUSD', '-5000', '120000'],
  ] as const)('reports executions, fees and realised profit of a %s', async (_what, symbol, size, entryPrice) => {
    const account = openAccount(practice, 'oneWay');
    inject(account, symbol, size, entryPrice);
    const context = await connect(account);
    const [position] = await bybit.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const [outcome] = await bybit.submitCloses(context, [closeOf(position)]);
    if (outcome?.kind !== 'accepted') throw new Error('not accepted');
    const fills = await bybit.readFills(context, [{ symbol: position.symbol, orderId: outcome.orderId }]);
    const truth = practice.venue.fills(account.id);
    expect(Number(sum(fills.map((fill) => fill.size)))).toBe(Math.abs(Number(size)));
    expect(Number(sum(fills.map((fill) => fill.fee ?? 'missing')))).toBeCloseTo(Number(sum(truth.map((fill) => fill.fee))), 7);
    const realised = sum(fills.map((fill) => fill.realizedPnl ?? 'missing'));
    expect(Number(subtract(realised, sum(truth.map((fill) => fill.realizedPnl))))).toBeCloseTo(0, 6);
  });
});

describe('streams', () => {
  const endOf = (watching: Promise<never>): Promise<string> =>
    watching.catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  function collect() {
    const events: AccountTruthEvent[] = [];
    return {
      events,
      emit: (event: AccountTruthEvent) => void events.push(event),
      kinds: () => events.map((event) => event.kind),
    };
  }
  const subscribed = (before: number) => () =>
    practice.host.world.requests
      .list()
      .slice(before)
      .filter((entry) => entry.method === 'subscribe').length;

  it('tells positions, orders and equity, and keeps no ghosts', async () => {
    const account = openAccount(practice, 'oneWay');
    const context = await connect(account);
    const { events, emit } = collect();
    const stop = new AbortController();
    const before = practice.host.world.requests.list().length;
    const ended = endOf(bybit.watchAccount(context, emit, stop.signal));
    await expect.poll(subscribed(before)).toBe(3);

    place(practice, account, intent('BTCUSDT', 'buy', '0.2'));
    const limit = place(practice, account, {
      ...intent('BTCUSDT', 'buy', '0.1'),
      type: 'limit',
      price: priceAway(practice, 'BTCUSDT', -2),
    });
    practice.venue.cancel(account.id, limit);
    place(practice, account, { ...intent('BTCUSDT', 'sell', '0.5') }); // turns around
    place(practice, account, { ...intent('BTCUSDT', 'buy', '0.3'), reduceOnly: true });
    await expect.poll(() => events.findLast((event) => event.kind === 'positionGone')).toMatchObject({ side: null });

    const told = events.filter((event) => event.kind === 'position' || event.kind === 'positionGone');
    expect(
      told.map((event) => (event.kind === 'position' ? `${event.position.side} ${event.position.size}` : `gone ${event.side}`)),
    ).toEqual(expect.arrayContaining(['long 0.2', 'gone long', 'short 0.3', 'gone null']));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'order', order: expect.objectContaining({ orderId: limit }) }));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'orderGone', orderId: limit }));
    expect(events.some((event) => event.kind === 'equity' && event.byCurrency['USDT'] !== undefined)).toBe(true);
    expect(events.some((event) => event.kind === 'alive')).toBe(true);
    stop.abort(new Error('enough'));
    expect(await ended).toBe('enough');
  });

  it('ends when the connection breaks, and can be watched again', async () => {
    const account = openAccount(practice, 'oneWay');
    const context = await connect(account);
    const { emit, kinds } = collect();
    const stop = new AbortController();
    const before = practice.host.world.requests.list().length;
    const first = endOf(bybit.watchAccount(context, emit, stop.signal));
    await expect.poll(subscribed(before)).toBe(3);
    for (const socket of practice.host.world.sockets) if (socket.accountId() === account.id) socket.breakOff();
    expect(await first).toMatch(/clos/i);
    const again = endOf(bybit.watchAccount(context, emit, stop.signal));
    await expect.poll(subscribed(before)).toBe(6);
    place(practice, account, intent('ETHUSDT', 'buy', '1'));
    await expect.poll(kinds).toContain('position');
    stop.abort(new Error('enough'));
    expect(await again).toBe('enough');
  });

  it('rejects when the key is refused', async () => {
    const account = openAccount(practice, 'oneWay');
    const context = await connect(account);
    context.client.secret = 'wrong';
    const { emit } = collect();
    await expect(bybit.watchAccount(context, emit, new AbortController().signal)).rejects.toThrow(/error sign/);
  });

  it('tells marks of linear and inverse symbols', async () => {
    const context = await connect(openAccount(practice, 'oneWay'));
    const { events, emit } = collect();
    const stop = new AbortController();
    const watching = endOf(bybit.watchMarks(context, ['BTC/USDT:USDT', 'BTC/USD:BTC'], emit, stop.signal));
    await expect.poll(() => new Set(events.map((event) => (event.kind === 'mark' ? event.symbol : ''))).size).toBe(2);
    const before = practice.venue.quote('BTCUSD')?.mark ?? '';
    const moved = priceAway(practice, 'BTCUSD', 0.4);
    practice.venue.operator.setPrice('BTCUSD', moved);
    await expect
      .poll(() => events.findLast((event) => event.kind === 'mark' && event.symbol === 'BTC/USD:BTC'))
      .toMatchObject({ markPrice: practice.venue.quote('BTCUSD')?.mark });
    practice.venue.operator.setPrice('BTCUSD', before);
    stop.abort(new Error('enough'));
    expect(await watching).toBe('enough');
  });
});

describe('real payloads', () => {
  it('reads positions of REST and of the stream', async () => {
    const context = await connect(openAccount(practice, 'oneWay'));
    const events: AccountTruthEvent[] = [];
    const emit = (event: AccountTruthEvent) => void events.push(event);
    const rest = fixture('rest.fetchPosition.6701-5')['result'] as { list: unknown[] };
    expect(positionRow.parse(rest.list[0])).toMatchObject({ size: '100', positionIdx: '0', avgPrice: '0.3615' });
    applyFrame(context, fixture('ws.handlePositions.1593-4'), emit);
    expect(events[1]).toMatchObject({
      kind: 'position',
      position: {
        symbol: 'BTC/USD:BTC',
        side: 'long',
        size: '3',
        entryPrice: '19358.58553268',
        liquidationPrice: '15.00',
        updatedAtMs: 1_694_566_055_293,
      },
    });
    applyFrame(context, fixture('ws.handleBalance.2097-533'), emit);
    expect(events.find((event) => event.kind === 'equity')).toMatchObject({
      byCurrency: { USDT: '11726.64664904', BTC: '0.06488393' },
    });
  });

  it('reads orders, batches, cancel-all and the wallet', () => {
    const orders = fixture('rest.fetchOpenOrders.5812-5')['result'] as { list: unknown[] };
    expect(orderRow.parse(orders.list[0])).toMatchObject({ orderStatus: 'Filled', reduceOnly: true, cumExecQty: '0.001' });
    const batch = batchAnswer.parse(fixture('rest.createOrders.4650-1'));
    expect(batch.retExtInfo.list.map((item) => item.code)).toEqual(['10001', '0']);
    expect(batch.result.list[0]?.orderId).toBeNull();
    expect(cancelAllAnswer.parse(fixture('rest.cancelAllOrders.5232-31')).result.list).toHaveLength(1);
    const wallet = fixture('rest.fetchBalance.3783-1588')['result'] as { list: unknown[] };
    expect(walletRow.parse(wallet.list[0]).coin[0]).toEqual({ coin: 'BTC', equity: '0.805994' });
  });
});

// The Binance profile against the practice exchange and against real payloads: closes, refusals, sweeps, look-ups, fills
// and the streams.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CloseOrder } from '../../electron/exit/ports.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { binanceusdm } from '../../electron/venues/profiles/binanceusdm.ts';
import type { BinanceClient } from '../../electron/venues/profiles/binance/client.ts';
import { toOutcome } from '../../electron/venues/profiles/binance/refusals.ts';
import type { Sent, VenueContext } from '../../electron/venues/profile.ts';
import { closingOrderSide, type MarketRules, type Position } from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import { openAccount, redirect, startBinance } from './binancePractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

type Context = VenueContext<BinanceClient>;

const BTC = 'BTC/USDT:USDT';
let practice: PracticeOfVenue;
const open: BinanceClient[] = [];

beforeAll(async () => {
  practice = await startBinance();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await practice.host.stop();
});

/** What the adapter makes of an error, without its transport record: the venue's JSON out of ccxt's message. */
function readError(error: unknown): Sent<never> {
  const text = error instanceof Error ? error.message : String(error);
  const json = /[[{].*[}\]]/s.exec(text)?.[0];
  const reading = json === undefined ? null : binanceusdm.readRefusal(400, JSON.parse(json), {});
  if (reading !== null) return toOutcome(reading);
  return { kind: 'unknown', failure: { kind: 'unknownOutcome', message: text } };
}

async function connect(account: PracticeAccount): Promise<Context> {
  const client = await redirect(binanceusdm.createClient(account, { playMoney: false }), practice.host);
  open.push(client);
  await client.loadMarkets();
  const markets = new Map<string, MarketRules>();
  for (const market of Object.values(client.markets ?? {})) {
    const rules = binanceusdm.marketRules(market);
    if (rules !== null) markets.set(rules.nativeSymbol, rules);
  }
  let hedged: boolean | null = null;
  const context: Context = {
    accountId: account.id,
    client,
    marketByNative: (symbol) => markets.get(symbol),
    hedgeMode: () => hedged,
    setHedgeMode: (mode) => {
      hedged = mode;
    },
    setNotClosable: () => undefined,
    markPrice: () => undefined,
    nowEpochMs: Date.now,
    send: async (_spend, request) => {
      try {
        return { kind: 'answered', body: await request(), headers: {} };
      } catch (error) {
        return readError(error);
      }
    },
  };
  await binanceusdm.prepare(context);
  return context;
}

let leg = 0;
const closeOf = (position: Position, changes: Partial<CloseOrder> = {}): CloseOrder => {
  leg += 1;
  return {
    clientOrderId: binanceusdm.traits.clientOrderId('k3v9x0q2ab', leg, 1, 1),
    position,
    orderSide: closingOrderSide(position.side),
    size: position.size,
    limitPrice: null,
    ...changes,
  };
};

const inject = (account: PracticeAccount, symbol: string, signedSize: string, more = {}) =>
  practice.venue.operator.injectPosition(account.id, {
    symbol,
    signedSize,
    entryPrice: practice.venue.quote(symbol)?.mark ?? '1',
    leverage: '20',
    ...more,
  });

const limitAway = (account: PracticeAccount, symbol: string, orderSide: 'buy' | 'sell', percent: number, more = {}) =>
  place(practice, account, {
    ...intent(symbol, orderSide, '0.1'),
    type: 'limit',
    price: priceAway(practice, symbol, percent),
    ...more,
  });

const stopAway = (account: PracticeAccount, symbol: string, percent: number, more = {}) =>
  limitAway(account, symbol, 'sell', percent, {
    type: 'market',
    price: null,
    family: 'algo',
    reduceOnly: true,
    trigger: { kind: 'stop', price: priceAway(practice, symbol, percent), by: 'mark', callbackPercent: null },
    ...more,
  });

describe('reads', () => {
  it('tells rules digit for digit', async () => {
    const context = await connect(openAccount(practice, 'oneWay'));
    const real = practice.venue.instruments.get('BTCUSDT');
    expect(context.marketByNative('BTCUSDT')).toEqual({
      symbol: BTC,
      nativeSymbol: 'BTCUSDT',
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      inverse: false,
      contractSize: '1',
      lotSize: real?.lotSize,
      minSize: real?.minSize,
      maxMarketSize: real?.maxMarketSize,
      tickSize: real?.tickSize,
      minNotional: real?.minNotional,
      takerFee: '0.0005',
    });
    expect(await binanceusdm.ping(context)).toBeGreaterThan(Date.now() - 5_000);
  });

  it('reads positions of both modes with leverage and margin mode', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.25');
    inject(account, 'DOGEUSDT', '-4000', { leverage: '7', marginMode: 'isolated' });
    limitAway(account, 'ETHUSDT', 'buy', -3); // a row without size
    const context = await connect(account);
    expect(context.hedgeMode()).toBe(false);
    const [btc, doge, ...others] = await binanceusdm.readPositions(context);
    expect(others).toEqual([]);
    expect(btc).toMatchObject({ symbol: BTC, side: 'long', size: '0.250', hedged: false, leverage: '20', marginMode: 'cross' });
    expect(doge).toMatchObject({ side: 'short', size: '4000', leverage: '7', marginMode: 'isolated' });
    const usdt = practice.venue.balances(account.id).find((row) => row.currency === 'USDT');
    expect(Number((await binanceusdm.readEquity(context))['USDT'])).toBeCloseTo(Number(usdt?.equity), 6);

    const hedge = openAccount(practice, 'hedge');
    inject(hedge, 'BTCUSDT', '0.5');
    inject(hedge, 'BTCUSDT', '-0.2');
    const hedged = await connect(hedge);
    expect(hedged.hedgeMode()).toBe(true);
    expect((await binanceusdm.readPositions(hedged)).map(({ side, size, hedged: flag }) => [side, size, flag])).toEqual([
      ['long', '0.500', true],
      ['short', '0.200', true],
    ]);
  });

  it('names the list that could not be read, and fails when none could', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.25');
    limitAway(account, 'BTCUSDT', 'buy', -3);
    stopAway(account, 'BTCUSDT', -3);
    const context = await connect(account);
    const both = await binanceusdm.readOrders(context);
    expect(both.unreadable).toEqual([]);
    expect(both.orders).toMatchObject([
      { family: 'plain', type: 'LIMIT', reduceOnly: false, size: '0.100', triggerPrice: null },
      { family: 'algo', type: 'STOP_MARKET', reduceOnly: true, size: '0.100', price: null },
    ]);
    const fault = (path: string) =>
      practice.host.world.faults.add({
        transport: 'http',
        venue: 'binanceusdm',
        account: account.id,
        path,
        from: 1,
        count: 1,
        effect: { kind: 'answer', status: 503, body: { code: -1001, msg: 'Internal error' }, process: false },
      });
    fault('openAlgoOrders$');
    const half = await binanceusdm.readOrders(context);
    expect(half.orders.map((order) => order.family)).toEqual(['plain']);
    expect(half.unreadable).toMatchObject([{ family: 'algo' }]);
    fault('openAlgoOrders$');
    fault('openOrders$');
    await expect(binanceusdm.readOrders(context)).rejects.toThrow();
  });

  it('refuses a key that may not trade', async () => {
    const account = openAccount(practice, 'oneWay');
    practice.venue.operator.setAccount(account.id, { key: { trade: false, withdraw: false, revoked: false, ipAllowed: true } });
    await expect(connect(account)).rejects.toThrow('may read but not trade');
  });
});

describe('closes', () => {
  it('closes a one-way position, tells what was filled, and reads back zero', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.25', { entryPrice: '100000' });
    const context = await connect(account);
    const [position] = await binanceusdm.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const order = closeOf(position);
    expect(order.clientOrderId).toMatch(/^[.A-Z:/a-z0-9_-]{1,36}$/);
    const [outcome] = await binanceusdm.submitCloses(context, [order]);
    expect(outcome).toMatchObject({ kind: 'accepted', filledSize: '0.250' });
    if (outcome?.kind !== 'accepted') return;
    expect(outcome.orderId).toMatch(/^\d{19}$/);
    const [sent] = practice.host.world.requests
      .list()
      .filter((request) => request.path === '/fapi/v1/order' && request.account === account.id);
    expect(sent?.body).toContain('reduceOnly=true');
    expect(sent?.body).toContain('newOrderRespType=RESULT');
    expect(await binanceusdm.readPositions(context)).toEqual([]);
    expect(await binanceusdm.lookUp(context, order)).toEqual({
      kind: 'found',
      orderId: outcome.orderId,
      working: false,
      filledSize: '0.250',
    });
    const fills = await binanceusdm.readFills(context, [{ symbol: BTC, orderId: outcome.orderId }]);
    const real = practice.venue.fills(account.id);
    expect(fills.map((fill) => Number(fill.size)).reduce((sum, size) => sum + size, 0)).toBeCloseTo(0.25, 9);
    expect(Number(fills[0]?.realizedPnl)).toBeCloseTo(Number(real[0]?.realizedPnl), 6);
    expect(Number(fills[0]?.fee)).toBeCloseTo(Number(real[0]?.fee), 6);

    const inBnb = { symbol: 'BTCUSDT', orderId: '1', price: '100000', qty: '0.25', commission: '0.02', commissionAsset: 'BNB' };
    const marks: Record<string, string> = { 'BNB/USDT:USDT': '600' };
    context.client.fapiPrivateGetUserTrades = async () => [inBnb];
    const feeAt = async (markPrice: Context['markPrice']) =>
      (await binanceusdm.readFills({ ...context, markPrice }, [{ symbol: BTC, orderId: '1' }]))[0]?.fee;
    expect(await feeAt((symbol) => marks[symbol])).toBe('12');
    expect(await feeAt(() => undefined)).toBeNull(); // nobody knows what the coin is worth
  });

  it('closes each side of a hedge with its own tag', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, 'BTCUSDT', '0.5');
    inject(account, 'BTCUSDT', '-0.2');
    const context = await connect(account);
    const positions = await binanceusdm.readPositions(context);
    const outcomes = await binanceusdm.submitCloses(
      context,
      positions.map((position) => closeOf(position)),
    );
    expect(outcomes).toMatchObject([
      { kind: 'accepted', filledSize: '0.500' },
      { kind: 'accepted', filledSize: '0.200' },
    ]);
    const [sent] = practice.host.world.requests
      .list()
      .filter((request) => request.path === '/fapi/v1/batchOrders' && request.account === account.id);
    expect(sent?.body).not.toContain('reduceOnly');
    expect(await binanceusdm.readPositions(context)).toEqual([]);
  });

  it('tells each leg of a batch its own outcome', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.25');
    inject(account, 'ETHUSDT', '2');
    inject(account, 'SOLUSDT', '-30');
    const context = await connect(account);
    const positions = await binanceusdm.readPositions(context);
    practice.venue.operator.injectPosition(account.id, { symbol: 'ETHUSDT', signedSize: '0', entryPrice: '1' });
    const outcomes = await binanceusdm.submitCloses(
      context,
      positions.map((position) => closeOf(position)),
    );
    expect(outcomes).toMatchObject([
      { kind: 'accepted', filledSize: '0.250' },
      { kind: 'refused', reason: 'nothingToClose', failure: { venueCode: '-2022' } },
      { kind: 'accepted' },
    ]);
  });

  it('sends immediate-or-cancel limits and goes one by one when the batch budget is spent', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.25');
    inject(account, 'ETHUSDT', '2');
    const context = await connect(account);
    const positions = await binanceusdm.readPositions(context);
    const far = positions.map((position) => closeOf(position, { limitPrice: priceAway(practice, position.nativeSymbol, 3) }));
    expect(await binanceusdm.submitCloses(context, far)).toMatchObject([
      { kind: 'accepted', filledSize: '0.000' },
      { kind: 'accepted', filledSize: '0.000' },
    ]);
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
    const fits = (spend: readonly { cost: number }[]) => spend.every(({ cost }) => cost === 1);
    const outcomes = await binanceusdm.submitCloses(
      { ...context, fits },
      positions.map((position) => closeOf(position)),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['accepted', 'accepted']);
    const paths = practice.host.world.requests.list().filter((request) => request.account === account.id && request.write);
    expect(paths.map((request) => request.path)).toEqual(['/fapi/v1/batchOrders', '/fapi/v1/order', '/fapi/v1/order']);
  });

  it('gives the reason of each refusal', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.1');
    const context = await connect(account);
    const [position] = await binanceusdm.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const refusal = async (order: CloseOrder) => {
      const [outcome] = await binanceusdm.submitCloses(context, [order]);
      return outcome?.kind === 'refused' ? outcome.reason : outcome?.kind;
    };
    expect(await refusal(closeOf({ ...position, hedged: true }))).toBe('hedgeTag');
    expect(await refusal(closeOf(position, { size: '200' }))).toBe('aboveMaximum');
    practice.venue.operator.setDepth('BTCUSDT', 0);
    expect(await refusal(closeOf(position))).toBe('priceBand');
    practice.venue.operator.setDepth('BTCUSDT', 1);
    practice.venue.operator.setSuspended('BTCUSDT', true);
    expect(await refusal(closeOf(position))).toBe('suspended');
    practice.venue.operator.setSuspended('BTCUSDT', false);
    limitAway(account, 'BTCUSDT', 'sell', 3, { reduceOnly: true, clientOrderId: 'taken' });
    expect(await refusal(closeOf(position))).toBe('restingOrdersHoldSize');
    expect(await refusal(closeOf(position, { clientOrderId: 'taken' }))).toBe('duplicate');
    practice.venue.operator.setAccount(account.id, { key: { trade: false, withdraw: false, revoked: false, ipAllowed: true } });
    expect(await refusal(closeOf(position))).toBe('credentials');
  });

  it('knows an id that the venue never saw', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.1');
    const context = await connect(account);
    const [position] = await binanceusdm.readPositions(context);
    if (position === undefined) throw new Error('no position');
    expect(await binanceusdm.lookUp(context, closeOf(position))).toEqual({ kind: 'absent' });
    practice.venue.operator.setAccount(account.id, { key: { trade: true, withdraw: false, revoked: true, ipAllowed: true } });
    await expect(binanceusdm.lookUp(context, closeOf(position))).rejects.toThrow('Invalid API-key');
  });
});

describe('orders', () => {
  it('cancels exactly the given orders of both books', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.5');
    const keep = limitAway(account, 'BTCUSDT', 'buy', -4);
    for (const percent of [-2, -3]) limitAway(account, 'BTCUSDT', 'buy', percent);
    limitAway(account, 'ETHUSDT', 'buy', -3);
    for (const percent of [-2, -3]) stopAway(account, 'BTCUSDT', percent);
    const context = await connect(account);
    const { orders } = await binanceusdm.readOrders(context);
    const chosen = orders.filter((order) => order.orderId !== keep);
    practice.venue.cancel(account.id, chosen[0]?.orderId ?? '');
    const byFamily = (family: string) => chosen.filter((order) => order.family === family);
    expect((await binanceusdm.cancelOrders(context, byFamily('plain'))).map((outcome) => outcome.kind)).toEqual([
      'gone',
      'cancelled',
      'cancelled',
    ]);
    expect((await binanceusdm.cancelOrders(context, byFamily('algo'))).map((outcome) => outcome.kind)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    expect((await binanceusdm.cancelOrders(context, byFamily('algo'))).map((outcome) => outcome.kind)).toEqual(['gone', 'gone']);
    expect(practice.venue.workingOrders(account.id).map((order) => order.orderId)).toEqual([keep]);
  });

  it('sweeps both books with one call each and reads back nothing', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.5');
    for (const percent of [-2, -3]) limitAway(account, 'BTCUSDT', 'buy', percent);
    for (const percent of [-2, -3]) stopAway(account, 'BTCUSDT', percent);
    limitAway(account, 'ETHUSDT', 'buy', -3);
    const context = await connect(account);
    const { orders } = await binanceusdm.readOrders(context);
    practice.host.world.requests.clear();
    const outcomes = await binanceusdm.sweepOrders(context, orders);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(orders.map(() => 'cancelled'));
    const calls = practice.host.world.requests.list().map((request) => `${request.method} ${request.path}`);
    expect(calls.sort()).toEqual([
      'DELETE /fapi/v1/algoOpenOrders',
      'DELETE /fapi/v1/allOpenOrders',
      'DELETE /fapi/v1/allOpenOrders',
    ]);
    expect(await binanceusdm.readOrders(context)).toEqual({ orders: [], unreadable: [] });
  });

  it('puts protective orders back as they were', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.5');
    limitAway(account, 'BTCUSDT', 'sell', 3, { reduceOnly: true });
    stopAway(account, 'BTCUSDT', -3);
    stopAway(account, 'BTCUSDT', -4, { size: null });
    stopAway(account, 'BTCUSDT', -4, { trigger: { kind: 'trailing', price: null, by: 'mark', callbackPercent: '1.5' } });
    const context = await connect(account);
    const before = await binanceusdm.readOrders(context);
    await binanceusdm.sweepOrders(context, before.orders);
    for (const [index, order] of before.orders.entries()) {
      expect(await binanceusdm.restoreOrder(context, order, `back-${index}`)).toMatchObject({ kind: 'accepted' });
    }
    const after = await binanceusdm.readOrders(context);
    const shape = ({ orders }: typeof before) => orders.map(({ orderId: _id, clientOrderId: _client, ...rest }) => rest);
    expect(shape(after)).toEqual(shape(before));
    expect(practice.venue.workingOrders(account.id).at(-1)?.trigger).toMatchObject({ callbackPercent: '1.5', by: 'mark' });
  });
});

describe('streams', () => {
  it('tells positions, orders of both books and what is gone, and hangs up when told', async () => {
    const account = openAccount(practice, 'oneWay');
    const context = await connect(account);
    const events: AccountTruthEvent[] = [];
    const stop = new AbortController();
    const watching = binanceusdm.watchAccount(context, (event) => events.push(event), stop.signal);
    const ended = watching.catch((error: unknown) => String(error));
    const listens = () => [...practice.host.world.sockets].some((socket) => socket.accountId() === account.id);
    await expect.poll(listens).toBe(true);
    await expect.poll(() => events.some((event) => event.kind === 'alive')).toBe(true); // a pong: nothing has happened yet
    place(practice, account, intent('BTCUSDT', 'buy', '0.5'));
    await expect
      .poll(() => events.find((event) => event.kind === 'position'))
      .toMatchObject({
        position: { symbol: BTC, side: 'long', size: '0.500', hedged: false, marginMode: 'cross' },
      });
    const plain = limitAway(account, 'BTCUSDT', 'sell', 3, { reduceOnly: true });
    const algo = stopAway(account, 'BTCUSDT', -3);
    const told = (kind: 'order' | 'orderGone', id: string) => () =>
      events.some(
        (event) =>
          (event.kind === 'order' ? event.order.orderId : event.kind === 'orderGone' ? event.orderId : '') === id &&
          event.kind === kind,
      );
    await expect.poll(told('order', plain)).toBe(true);
    await expect.poll(told('order', algo)).toBe(true);
    practice.venue.cancel(account.id, algo);
    await expect.poll(told('orderGone', algo)).toBe(true);
    practice.venue.closePosition(account.id, 'BTCUSDT', 'both', { autoCancel: true, clientOrderId: null });
    await expect
      .poll(() => events.filter((event) => event.kind === 'positionGone').at(-1))
      .toMatchObject({ symbol: BTC, side: null });
    stop.abort(new Error('enough'));
    expect(await ended).toContain('enough');
    await expect.poll(listens).toBe(false);
  });

  it('rejects when the connection breaks, and opens again with the same key', async () => {
    const account = openAccount(practice, 'hedge');
    const context = await connect(account);
    const watch = () => {
      const events: AccountTruthEvent[] = [];
      const stop = new AbortController();
      const broken = binanceusdm.watchAccount(context, (event) => events.push(event), stop.signal);
      return { events, stop, broken: broken.catch((error: unknown) => String(error)) };
    };
    const socket = () => [...practice.host.world.sockets].find((each) => each.accountId() === account.id);
    const first = watch();
    await expect.poll(socket).toBeDefined();
    const old = socket();
    old?.breakOff();
    expect(await first.broken).toMatch(/clos/i);
    const second = watch();
    await expect.poll(() => socket() !== undefined && socket() !== old).toBe(true);
    inject(account, 'ETHUSDT', '-2');
    await expect
      .poll(() => second.events.find((event) => event.kind === 'position'))
      .toMatchObject({
        position: { side: 'short', size: '2.000', hedged: true },
      });
    practice.venue.operator.clearAccount(account.id);
    await expect.poll(() => second.events.find((event) => event.kind === 'positionGone')).toMatchObject({ side: 'short' });
    second.stop.abort(new Error('enough'));
    expect(await second.broken).toContain('enough');
  });

  it('tells the marks of the given symbols and no others', async () => {
    const context = await connect(openAccount(practice, 'oneWay'));
    const marks = new Map<string, string>();
    const stop = new AbortController();
    const note = (event: AccountTruthEvent) => {
      if (event.kind === 'mark') marks.set(event.symbol, event.markPrice);
    };
    const watching = binanceusdm.watchMarks(context, [BTC, 'ETH/USDT:USDT'], note, stop.signal);
    const ended = watching.catch((error: unknown) => String(error));
    await expect.poll(() => marks.size).toBe(2);
    practice.venue.operator.setPrice('BTCUSDT', priceAway(practice, 'BTCUSDT', 0.1));
    await expect.poll(() => Number(marks.get(BTC))).toBe(Number(practice.venue.quote('BTCUSDT')?.mark));
    practice.venue.operator.tick();
    expect([...marks.keys()].sort()).toEqual([BTC, 'ETH/USDT:USDT']);
    stop.abort(new Error('enough'));
    expect(await ended).toContain('enough');
  });
});

describe('real payloads', () => {
  const fixture = (name: string): unknown => {
    const path = resolve(import.meta.dirname, `../fixtures/binanceusdm/binanceusdm.${name}.json`);
    return (JSON.parse(readFileSync(path, 'utf8')) as { payload: unknown }).payload;
  };
  const market = (nativeSymbol: string): MarketRules => ({
    symbol: `${nativeSymbol.replace('USDT', '')}/USDT:USDT`,
    nativeSymbol,
    base: nativeSymbol.replace('USDT', ''),
    quote: 'USDT',
    settle: 'USDT',
    inverse: false,
    contractSize: '1',
    lotSize: '1',
    minSize: '1',
    maxMarketSize: null,
    tickSize: '0.1',
    minNotional: '5',
    takerFee: '0.0005',
  });
  const answering = (body: unknown): Context => ({
    accountId: 'a',
    client: binanceusdm.createClient({ apiKey: 'k', secret: 's' }, { playMoney: false }),
    marketByNative: market,
    hedgeMode: () => false,
    setHedgeMode: () => undefined,
    setNotClosable: () => undefined,
    markPrice: () => undefined,
    nowEpochMs: () => 0,
    send: async <T>() => ({ kind: 'answered', body: body as T, headers: {} }),
  });

  it('reads positions and equity', async () => {
    const positions = await binanceusdm.readPositions(answering(fixture('rest.fetchPositionsRisk.12368-1')));
    expect(positions).toMatchObject([
      {
        nativeSymbol: 'WLDUSDT',
        side: 'long',
        size: '5',
        leverage: '5',
        marginMode: 'cross',
        liquidationPrice: null,
        updatedAtMs: 1_722_062_678_998,
      },
    ]);
    expect(await binanceusdm.readEquity(answering(fixture('rest.fetchBalance.4206-2700')))).toEqual({ BNB: '0.01000000' });
  });

  it('reads plain and conditional orders', async () => {
    const plain = fixture('rest.parseOrder.6252-9976');
    const algo = fixture('rest.parseOrder.6252-13410');
    const context = answering([]);
    const bodies = [[plain], [algo]];
    const send: Context['send'] = async <T>() => ({ kind: 'answered', body: bodies.shift() as T, headers: {} });
    expect((await binanceusdm.readOrders({ ...context, send })).orders).toMatchObject([
      { family: 'plain', orderId: '3697213934', size: '0.010', price: '33000.00', reduceOnly: false },
      { family: 'algo', orderId: '3358', type: 'STOP', triggerPrice: '100000.00', price: '102000.00', size: '0.002' },
    ]);
  });

  it('reads a batch answer whose first order was refused', async () => {
    const context = answering(fixture('rest.createOrders.6975-3'));
    const [position] = await binanceusdm.readPositions(answering(fixture('rest.fetchPositionsRisk.12368-1')));
    if (position === undefined) throw new Error('no position');
    expect(await binanceusdm.submitCloses(context, [closeOf(position), closeOf(position)])).toMatchObject([
      { kind: 'refused', reason: 'aboveMaximum', failure: { venueCode: '-4005' } },
      { kind: 'accepted', orderId: '650640530', filledSize: '0.000' },
    ]);
  });

  it('takes the cancel-all answers of both books for a success', () => {
    expect(binanceusdm.readRefusal(200, fixture('rest.cancelAllOrders.8803-4'), {})).toBeNull();
    expect(binanceusdm.readRefusal(200, fixture('rest.cancelAllOrders.8812-4'), {})).toBeNull();
    expect(binanceusdm.readRefusal(200, fixture('rest.parseOrder.6252-14211'), {})).toBeNull();
  });
});

describe('certainty', () => {
  const read = (status: number, body: unknown, headers = {}) => binanceusdm.readRefusal(status, body, headers);
  const error = (code: number, msg = '') => ({ code, msg });

  it.each([-1000, -1001, -1006, -1007])('leaves %i open', (code) => {
    expect(read(400, error(code))).toMatchObject({ certainty: 'unknown' });
  });

  it('tells the three meanings of 503 apart', () => {
    expect(read(503, error(-1008, 'Request throttled by system-level protection.'))).toMatchObject({ reason: 'rateLimited' });
    expect(read(503, { msg: 'Service Unavailable.' })).toMatchObject({ certainty: 'refused', reason: 'rateLimited' });
    expect(read(503, { msg: 'Unknown error, please check your request or try again later.' })).toMatchObject({
      certainty: 'unknown',
    });
    expect(read(503, '<html>503</html>')).toMatchObject({ certainty: 'unknown' });
  });

  it('leaves broken gateways open and honours Retry-After', () => {
    expect(read(502, '<html>Bad Gateway</html>')).toMatchObject({ certainty: 'unknown' });
    expect(read(429, error(-1003, 'Too many requests'), { 'Retry-After': '7' })).toMatchObject({
      reason: 'rateLimited',
      retryAfterMs: 7_000,
    });
    expect(read(418, error(-1003, 'banned'), { 'retry-after': '120' })).toMatchObject({
      reason: 'rateLimited',
      retryAfterMs: 120_000,
    });
    expect(read(403, '<html>WAF</html>')).toMatchObject({ certainty: 'refused', reason: 'rateLimited' });
    expect(read(200, { orderId: '1' })).toBeNull();
  });
});

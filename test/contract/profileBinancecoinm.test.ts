// The Binance COIN-M profile against the practice exchange: what differs from USDⓈ-M, and its streams over real sockets. The
// wire itself is held to the documents in venues/binancecoinm.test.ts.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CloseOrder } from '../../electron/exit/ports.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import type { BinanceClient } from '../../electron/venues/profiles/binance/client.ts';
import { toOutcome } from '../../electron/venues/profiles/binance/refusals.ts';
import { binancecoinm } from '../../electron/venues/profiles/binancecoinm.ts';
import type { NotClosable, Sent, VenueContext } from '../../electron/venues/profile.ts';
import { closingOrderSide, type MarketRules, type Position } from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import { openAccount, redirect, startCoinm } from './coinmPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

type Context = VenueContext<BinanceClient>;

const BTC = 'BTC/USD:BTC';
let practice: PracticeOfVenue;
const open: BinanceClient[] = [];

beforeAll(async () => {
  practice = await startCoinm();
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
  const reading = json === undefined ? null : binancecoinm.readRefusal(400, JSON.parse(json), {});
  if (reading !== null) return toOutcome(reading);
  return { kind: 'unknown', failure: { kind: 'unknownOutcome', message: text } };
}

async function connect(account: PracticeAccount): Promise<Context> {
  const client = await redirect(binancecoinm.createClient(account, { playMoney: false }), practice.host);
  open.push(client);
  await client.loadMarkets();
  const markets = new Map<string, MarketRules>();
  for (const market of Object.values(client.markets ?? {})) {
    const rules = binancecoinm.marketRules(market);
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
  await binancecoinm.prepare(context);
  return context;
}

let leg = 0;
const closeOf = (position: Position, changes: Partial<CloseOrder> = {}): CloseOrder => {
  leg += 1;
  return {
    clientOrderId: binancecoinm.traits.clientOrderId('k3v9x0q2ab', leg, 1, 1),
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
    ...intent(symbol, orderSide, '10'),
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
  it('reads positions of both modes with leverage, margin mode and profit in the coin', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSD_PERP', '250', { entryPrice: '100000' });
    inject(account, 'ETHUSD_PERP', '-400', { leverage: '7', marginMode: 'isolated' });
    limitAway(account, 'BTCUSD_261225', 'buy', -3);
    const context = await connect(account);
    expect(context.hedgeMode()).toBe(false);
    const [btc, eth, ...others] = await binancecoinm.readPositions(context);
    expect(others).toEqual([]);
    expect(btc).toMatchObject({ symbol: BTC, side: 'long', size: '250', hedged: false, leverage: '20', marginMode: 'cross' });
    expect(eth).toMatchObject({ side: 'short', size: '400', leverage: '7', marginMode: 'isolated' });
    expect(Number(btc?.unrealizedPnl)).toBeCloseTo(25_000 / 100_000 - 25_000 / Number(btc?.markPrice), 8);
    const held = practice.venue.balances(account.id).find((row) => row.currency === 'BTC');
    const equity = await binancecoinm.readEquity(context);
    expect(Object.keys(equity).toSorted()).toEqual(['BTC', 'ETH']);
    expect(Number(equity['BTC'])).toBeCloseTo(Number(held?.equity), 8);

    const hedge = openAccount(practice, 'hedge');
    inject(hedge, 'BTCUSD_261225', '50');
    inject(hedge, 'BTCUSD_261225', '-20');
    const hedged = await connect(hedge);
    expect(hedged.hedgeMode()).toBe(true);
    expect((await binancecoinm.readPositions(hedged)).map(({ side, size, hedged: flag }) => [side, size, flag])).toEqual([
      ['long', '50', true],
      ['short', '20', true],
    ]);
  });

  it('tells a position that the list of traded contracts leaves out, and takes it back when it is settled', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSD_PERP', '250');
    inject(account, 'BTCUSD_261225', '-40');
    const context = await connect(account);
    const beyond: (readonly NotClosable[])[] = [];
    const telling: Context = { ...context, setNotClosable: (_list, held) => beyond.push(held) };
    await binancecoinm.readEquity(telling);
    expect(beyond).toEqual([]); // no list to compare with
    const rows: unknown = await context.client.dapiPrivateGetPositionRisk({});
    const traded = (rows as { symbol: string }[]).filter(({ symbol }) => symbol !== 'BTCUSD_261225');
    context.client.dapiPrivateGetPositionRisk = async () => traded;
    expect(await binancecoinm.readPositions(telling)).toHaveLength(1);
    await binancecoinm.readEquity(telling);
    expect(beyond.at(-1)).toEqual([{ what: 'Contract that is not traded any more', nativeSymbol: 'BTCUSD_261225', size: '40' }]);
    inject(account, 'BTCUSD_261225', '0');
    await binancecoinm.readEquity(telling);
    expect(beyond.at(-1)).toEqual([]);
  });

  it('refuses a key that may not trade, and tells what a key may', async () => {
    const account = openAccount(practice, 'oneWay');
    expect(await binancecoinm.readKey(await connect(account))).toMatchObject({ canTrade: true, canWithdraw: false });
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, trade: false } });
    await expect(connect(account)).rejects.toThrow('may read but not trade');
  });
});

describe('closes', () => {
  it('closes what it holds, tells what was filled, and reads back zero with fees in the coin', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSD_PERP', '250', { entryPrice: '100000' });
    const context = await connect(account);
    const [position] = await binancecoinm.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const order = closeOf(position);
    const [outcome] = await binancecoinm.submitCloses(context, [order]);
    expect(outcome).toMatchObject({ kind: 'accepted', filledSize: '250' });
    if (outcome?.kind !== 'accepted') return;
    expect(await binancecoinm.readPositions(context)).toEqual([]);
    expect(await binancecoinm.lookUp(context, order)).toEqual({
      kind: 'found',
      orderId: outcome.orderId,
      working: false,
      filledSize: '250',
    });
    const fills = await binancecoinm.readFills(context, [{ symbol: BTC, orderId: outcome.orderId }]);
    const real = practice.venue.fills(account.id);
    const total = (numbers: readonly (string | null)[]) => numbers.map(Number).reduce((sum, each) => sum + each, 0);
    expect(total(fills.map(({ size }) => size))).toBe(250);
    expect(total(fills.map(({ fee }) => fee))).toBeCloseTo(total(real.map(({ fee }) => fee)), 8);
    expect(total(fills.map(({ realizedPnl }) => realizedPnl))).toBeCloseTo(total(real.map(({ realizedPnl }) => realizedPnl)), 8);
  });

  it('closes each side of a hedge with its own tag', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, 'ETHUSD_PERP', '500');
    inject(account, 'ETHUSD_PERP', '-200');
    const context = await connect(account);
    const positions = await binancecoinm.readPositions(context);
    const outcomes = await binancecoinm.submitCloses(
      context,
      positions.map((position) => closeOf(position)),
    );
    expect(outcomes).toMatchObject([
      { kind: 'accepted', filledSize: '500' },
      { kind: 'accepted', filledSize: '200' },
    ]);
    expect(await binancecoinm.readPositions(context)).toEqual([]);
  });

  it('gives the reason of each refusal', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSD_PERP', '100');
    const context = await connect(account);
    const [position] = await binancecoinm.readPositions(context);
    if (position === undefined) throw new Error('no position');
    const refusal = async (order: CloseOrder) => {
      const [outcome] = await binancecoinm.submitCloses(context, [order]);
      return outcome?.kind === 'refused' ? outcome.reason : outcome?.kind;
    };
    expect(await refusal(closeOf({ ...position, hedged: true }))).toBe('hedgeTag');
    expect(await refusal(closeOf(position, { size: '60001' }))).toBe('aboveMaximum');
    practice.venue.operator.setDepth('BTCUSD_PERP', 0);
    expect(await refusal(closeOf(position))).toBe('priceBand');
    practice.venue.operator.setDepth('BTCUSD_PERP', 1);
    practice.venue.operator.setSuspended('BTCUSD_PERP', true);
    expect(await refusal(closeOf(position))).toBe('suspended');
    practice.venue.operator.setSuspended('BTCUSD_PERP', false);
    limitAway(account, 'BTCUSD_PERP', 'sell', 3, { reduceOnly: true, size: '100', clientOrderId: 'taken' });
    expect(await refusal(closeOf(position))).toBe('restingOrdersHoldSize');
    expect(await refusal(closeOf(position, { clientOrderId: 'taken' }))).toBe('duplicate');
  });
});

describe('orders', () => {
  it('sweeps both books, the conditional one order by order, and reads back nothing', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSD_PERP', '500');
    for (const percent of [-2, -3]) limitAway(account, 'BTCUSD_PERP', 'buy', percent);
    for (const percent of [-2, -3]) stopAway(account, 'BTCUSD_PERP', percent);
    const context = await connect(account);
    const { orders } = await binancecoinm.readOrders(context);
    practice.host.world.requests.clear();
    const outcomes = await binancecoinm.sweepOrders(context, orders);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(orders.map(() => 'cancelled'));
    const calls = practice.host.world.requests.list().map((request) => `${request.method} ${request.path}`);
    expect(calls.toSorted()).toEqual(['DELETE /dapi/v1/algoOrder', 'DELETE /dapi/v1/algoOrder', 'DELETE /dapi/v1/allOpenOrders']);
    expect(await binancecoinm.readOrders(context)).toEqual({ orders: [], unreadable: [] });
  });

  it('puts protective orders back as they were', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSD_PERP', '500');
    limitAway(account, 'BTCUSD_PERP', 'sell', 3, { reduceOnly: true });
    stopAway(account, 'BTCUSD_PERP', -3);
    stopAway(account, 'BTCUSD_PERP', -4, { size: null });
    stopAway(account, 'BTCUSD_PERP', -4, { trigger: { kind: 'trailing', price: null, by: 'mark', callbackPercent: '1.5' } });
    const context = await connect(account);
    const before = await binancecoinm.readOrders(context);
    await binancecoinm.sweepOrders(context, before.orders);
    for (const [index, order] of before.orders.entries()) {
      expect(await binancecoinm.restoreOrder(context, order, `back-${index}`)).toMatchObject({ kind: 'accepted' });
    }
    const after = await binancecoinm.readOrders(context);
    const shape = ({ orders }: typeof before) => orders.map(({ orderId: _id, clientOrderId: _client, ...rest }) => rest);
    expect(shape(after)).toEqual(shape(before));
  });
});

describe('streams', () => {
  it('tells positions, orders of both books and what is gone, and hangs up when told', async () => {
    const account = openAccount(practice, 'oneWay');
    const context = await connect(account);
    const events: AccountTruthEvent[] = [];
    const stop = new AbortController();
    const ended = binancecoinm
      .watchAccount(context, (event) => events.push(event), stop.signal)
      .catch((error: unknown) => String(error));
    const listens = () => [...practice.host.world.sockets].some((socket) => socket.accountId() === account.id);
    await expect.poll(listens).toBe(true);
    await expect.poll(() => events.some((event) => event.kind === 'alive')).toBe(true); // a pong: nothing has happened yet
    place(practice, account, intent('BTCUSD_PERP', 'buy', '500'));
    await expect
      .poll(() => events.find((event) => event.kind === 'position'))
      .toMatchObject({ position: { symbol: BTC, side: 'long', size: '500', hedged: false, marginMode: 'cross' } });
    const told = events.find((event) => event.kind === 'position');
    // nobody told a mark: it is what the row's own profit in the coin was computed at
    const mark = Number(practice.venue.quote('BTCUSD_PERP')?.mark);
    expect(Math.abs(Number(told?.position.markPrice) - mark) / mark).toBeLessThan(1e-4);
    const plain = limitAway(account, 'BTCUSD_PERP', 'sell', 3, { reduceOnly: true });
    const algo = stopAway(account, 'BTCUSD_PERP', -3);
    const heard = (kind: 'order' | 'orderGone', id: string) => () =>
      events.some(
        (event) =>
          (event.kind === 'order' ? event.order.orderId : event.kind === 'orderGone' ? event.orderId : '') === id &&
          event.kind === kind,
      );
    await expect.poll(heard('order', plain)).toBe(true);
    await expect.poll(heard('order', algo)).toBe(true);
    practice.venue.cancel(account.id, algo);
    await expect.poll(heard('orderGone', algo)).toBe(true);
    practice.venue.closePosition(account.id, 'BTCUSD_PERP', 'both', { autoCancel: true, clientOrderId: null });
    await expect
      .poll(() => events.filter((event) => event.kind === 'positionGone').at(-1))
      .toMatchObject({ symbol: BTC, side: null });
    stop.abort(new Error('enough'));
    expect(await ended).toContain('enough');
    await expect.poll(listens).toBe(false);
  });

  it('tells the marks of the given symbols and no others', async () => {
    const context = await connect(openAccount(practice, 'oneWay'));
    const marks = new Map<string, string>();
    const stop = new AbortController();
    const note = (event: AccountTruthEvent) => {
      if (event.kind === 'mark') marks.set(event.symbol, event.markPrice);
    };
    const wanted = [BTC, 'BTC/USD:BTC-261225'];
    const ended = binancecoinm.watchMarks(context, wanted, note, stop.signal).catch((error: unknown) => String(error));
    await expect.poll(() => marks.size).toBe(2);
    practice.venue.operator.setPrice('BTCUSD_PERP', priceAway(practice, 'BTCUSD_PERP', 0.1));
    await expect.poll(() => Number(marks.get(BTC))).toBe(Number(practice.venue.quote('BTCUSD_PERP')?.mark));
    expect([...marks.keys()].toSorted()).toEqual(wanted.toSorted());
    stop.abort(new Error('enough'));
    expect(await ended).toContain('enough');
  });
});

// Unmodified ccxt against the practice exchange's OKX: what it loads, reads, sends and streams, and how it is refused.
import { AuthenticationError, InsufficientFunds, InvalidOrder, OrderNotFound, RateLimitExceeded, type Order } from 'ccxt';
import type Okx from 'ccxt-pro/okx.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { ccxtFor, openAccount, startOkx, type Keys } from './okxPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const NATIVE = 'BTC-USDT-SWAP';
const ETH_NATIVE = 'ETH-USDT-SWAP';
let practice: PracticeOfVenue;
const open: Okx[] = [];

beforeAll(async () => {
  practice = await startOkx();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await practice.host.stop();
});

async function connect(account: Keys, options = {}): Promise<Okx> {
  const client = await ccxtFor(practice, account, options);
  open.push(client);
  return client;
}

const idOf = (order: Order | undefined): string => {
  if (order?.id === undefined) throw new Error('an order without an id');
  return order.id;
};

const inject = (account: PracticeAccount, symbol: string, signedSize: string, more = {}) =>
  practice.venue.operator.injectPosition(account.id, {
    symbol,
    signedSize,
    entryPrice: practice.venue.quote(symbol)?.mark ?? '1',
    ...more,
  });

const numberAway = (symbol: string, percent: number): number => Number(priceAway(practice, symbol, percent));

/** The items of a write that failed as a whole, out of ccxt's message. */
async function itemsOf(failing: Promise<unknown>): Promise<readonly { sCode: string }[]> {
  const text = await failing.then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const answer = JSON.parse(/\{.*\}/s.exec(text)?.[0] ?? '{"data":[]}') as { data: readonly { sCode: string }[] };
  return answer.data;
}

describe('public and account reads', () => {
  it('loads swaps and futures of every settle currency with the digits of the instruments', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.loadMarkets();
    expect(Object.keys(client.markets ?? {})).toHaveLength(practice.venue.instruments.size); // no spot, no options
    expect(client.market(BTC)).toMatchObject({ id: NATIVE, swap: true, linear: true, settle: 'USDT', contractSize: 0.01 });
    expect(client.market('BTC/USDC:USDC')).toMatchObject({ id: 'BTC-USDC-SWAP', linear: true, settle: 'USDC' });
    expect(client.market('BTC/USD:BTC')).toMatchObject({ id: 'BTC-USD-SWAP', inverse: true, settle: 'BTC', contractSize: 100 });
    expect(client.market('ETH/USDT:USDT-301227')).toMatchObject({ id: 'ETH-USDT-301227', future: true, linear: true });
    expect(client.market('ETH/USD:ETH-301227')).toMatchObject({ id: 'ETH-USD-301227', future: true, inverse: true });
    expect(client.market('ENJ/USDT:USDT').info.maxMktSz).toBe(practice.venue.instruments.get('ENJ-USDT-SWAP')?.maxMarketSize);
  });

  it('answers the clock, tickers, marks, funding and the book', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    expect(Math.abs(Number(await client.fetchTime()) - Date.now())).toBeLessThan(5_000);
    const quote = practice.venue.quote(NATIVE);
    expect((await client.fetchTickers([BTC]))[BTC]?.last).toBe(Number(quote?.last));
    expect((await client.fetchMarkPrices([BTC]))[BTC]?.markPrice).toBe(Number(quote?.mark));
    expect((await client.fetchFundingRate(BTC)).fundingRate).toBeDefined();
    const book = await client.fetchOrderBook('BTC/USD:BTC', 5);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
  });

  it('answers balances by coin, position mode and permissions', async () => {
    const client = await connect(openAccount(practice, 'hedge', { USDT: '12345.678', BTC: '0.5' }));
    const balance = await client.fetchBalance();
    expect(balance['USDT']).toMatchObject({ total: 12_345.678 });
    expect(balance['BTC']).toMatchObject({ total: 0.5 });
    expect(await client.fetchPositionMode()).toMatchObject({ hedged: true });
    const config = await client.privateGetAccountConfig({});
    expect(config['data']).toMatchObject([{ perm: 'read_only,trade', posMode: 'long_short_mode', acctLv: '2' }]);
  });
});

describe('positions', () => {
  it('lists net positions with their sign, swaps and futures of every settle currency', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, NATIVE, '-12.34');
    inject(account, 'BTC-USDC-SWAP', '1');
    inject(account, 'BTC-USD-SWAP', '-25', { marginMode: 'isolated' });
    inject(account, 'ETH-USD-301227', '40');
    const positions = await (await connect(account)).fetchPositions();
    expect(positions.map((each) => [each.symbol, each.side, each.contracts, each.info.pos, each.info.posSide])).toEqual([
      [BTC, 'short', 12.34, '-12.34', 'net'],
      ['BTC/USDC:USDC', 'long', 1, '1', 'net'],
      ['BTC/USD:BTC', 'short', 25, '-25', 'net'],
      ['ETH/USD:ETH-301227', 'long', 40, '40', 'net'],
    ]);
    expect(positions.map((each) => [each.marginMode, each.hedged])).toEqual([
      ['cross', false],
      ['cross', false],
      ['isolated', false],
      ['cross', false],
    ]);
    const futures = await (await connect(account)).fetchPositions(undefined, { instType: 'FUTURES' });
    expect(futures).toHaveLength(1);
  });

  it('lists both legs of a hedge as positive sizes', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH_NATIVE, '15');
    inject(account, ETH_NATIVE, '-7');
    const legs = await (await connect(account)).fetchPositions([ETH]);
    expect(legs.map((leg) => [leg.side, leg.contracts, leg.info.pos, leg.info.posSide, leg.hedged])).toEqual([
      ['long', 15, '15', 'long', true],
      ['short', 7, '7', 'short', true],
    ]);
  });
});

describe('orders', () => {
  it('opens, reads back, closes and reports the executions', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    const opened = await client.createOrder(BTC, 'market', 'buy', 25);
    expect(opened.status).toBeUndefined(); // the acknowledgement says nothing of fills
    expect(await client.fetchPositions()).toMatchObject([{ side: 'long', contracts: 25 }]);
    const close = await client.createOrder(BTC, 'market', 'sell', 25, undefined, { reduceOnly: true, clientOrderId: 'close1' });
    expect(await client.fetchPositions()).toEqual([]);
    const found = await client.fetchOrder(idOf(close), BTC);
    expect(found).toMatchObject({ status: 'closed', filled: 25, clientOrderId: 'close1', reduceOnly: true });
    const byName = await client.fetchOrder('', BTC, { clOrdId: 'close1' });
    expect(idOf(byName)).toBe(idOf(close));
    await expect(client.fetchOrder('', BTC, { clOrdId: 'never' })).rejects.toThrow(OrderNotFound); // 51603
    const trades = await client.fetchMyTrades(BTC);
    expect(trades.map((trade) => trade.side)).toEqual(['buy', 'sell']);
    expect(Number(trades[1]?.fee?.cost)).toBeGreaterThan(0);
    expect(Number(trades[1]?.info.fillPnl)).toBeLessThan(0); // the spread
    const closed = await client.fetchClosedOrders(BTC);
    expect(closed.map((order) => order.id)).toEqual([idOf(opened), idOf(close)]);
  });

  it('trades futures and coin-margined contracts in contracts', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder('ETH/USD:ETH-301227', 'market', 'sell', 30, undefined, { marginMode: 'isolated' });
    expect(await client.fetchPositions()).toMatchObject([{ side: 'short', contracts: 30, marginMode: 'isolated' }]);
    const [fill] = practice.venue.fills(account.id);
    expect(Number(fill?.fee)).toBeCloseTo((30 * 10 * 0.0005) / Number(fill?.price), 7); // in ETH
    // Wrong margin mode: there is no cross position to reduce.
    const cross = client.createOrder('ETH/USD:ETH-301227', 'market', 'buy', 30, undefined, { reduceOnly: true });
    expect(await itemsOf(cross)).toMatchObject([{ sCode: '51169' }]);
    await client.closePosition('ETH/USD:ETH-301227', undefined, { marginMode: 'isolated' });
    expect(await client.fetchPositions()).toEqual([]);
  });

  it('cuts a reduce-only order of net mode down to the position', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH_NATIVE, '5');
    const client = await connect(account);
    await client.createOrder(ETH, 'market', 'sell', 9, undefined, { reduceOnly: true });
    expect(practice.venue.positions(account.id)).toEqual([]);
  });

  it('closes with posSide in long/short mode and refuses more than is available', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, ETH_NATIVE, '15');
    inject(account, ETH_NATIVE, '-7');
    const client = await connect(account);
    const closeLong = (size: number) =>
      client.createOrder(ETH, 'market', 'sell', size, undefined, { positionSide: 'long', reduceOnly: true });
    await client.createOrder(ETH, 'limit', 'sell', 10, numberAway(ETH_NATIVE, 3), { positionSide: 'long' });
    expect(await itemsOf(closeLong(15))).toMatchObject([{ sCode: '51112' }]); // ten are held by the limit order
    await closeLong(5);
    await client.cancelOrdersForSymbols((await client.fetchOpenOrders(ETH)).map((order) => ({ id: idOf(order), symbol: ETH })));
    await closeLong(10);
    expect(await client.fetchPositions()).toMatchObject([{ side: 'short', contracts: 7 }]);
    await client.createOrder(ETH, 'market', 'buy', 7, undefined, { positionSide: 'short' });
    expect(await client.fetchPositions()).toEqual([]);
  });

  it('answers a batch item by item: code 2 when some fail, 1 when all do', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH_NATIVE, '2');
    const client = await connect(account);
    const order = (symbol: string) => ({
      symbol,
      type: 'market' as const,
      side: 'sell' as const,
      amount: 2,
      params: { reduceOnly: true },
    });
    const orders = await client.createOrders([order(ETH), order(BTC)]);
    expect(orders.map((each) => each.info.sCode)).toEqual(['0', '51169']);
    expect(orders[1]?.status).toBe('rejected');
    expect(practice.venue.positions(account.id)).toEqual([]);
    expect(await itemsOf(client.createOrders([order(ETH), order(BTC)]))).toMatchObject([{ sCode: '51169' }, { sCode: '51169' }]);
    const many = Array.from({ length: 21 }, () => ({ instId: NATIVE, tdMode: 'cross', side: 'buy', ordType: 'market', sz: '1' }));
    await expect(client.privatePostTradeBatchOrders(many)).rejects.toThrow('51000');
  });

  it('amends and cancels one by one and in batches, keeping the ids', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    const price = numberAway(ETH_NATIVE, -2);
    const first = await client.createOrder(ETH, 'limit', 'buy', 1, price, { clientOrderId: 'amendMe' });
    const second = await client.createOrder(ETH, 'limit', 'buy', 2, price);
    await client.editOrder(idOf(first), ETH, 'limit', 'buy', 3, price);
    const listed = await client.fetchOpenOrders(ETH);
    expect(listed.find((order) => order.id === idOf(first))).toMatchObject({ amount: 3, clientOrderId: 'amendMe' });
    const named = [idOf(first), idOf(second), '1'].map((ordId) => ({ instId: ETH_NATIVE, ordId }));
    const cancelled = await client.privatePostTradeCancelBatchOrders(named);
    expect(cancelled['data'].map((item: { sCode: string }) => item.sCode)).toEqual(['0', '0', '51400']);
    expect(await client.fetchOpenOrders()).toEqual([]);
    await expect(client.cancelOrder(idOf(first), ETH)).rejects.toThrow(OrderNotFound);
  });

  it('pages through the open orders', async () => {
    const account = openAccount(practice, 'oneWay');
    for (let index = 0; index < 130; index += 1) {
      place(practice, account, {
        ...intent(ETH_NATIVE, 'buy', '0.1'),
        type: 'limit',
        price: priceAway(practice, ETH_NATIVE, -1 - index / 200),
      });
    }
    const client = await connect(account);
    const first = await client.privateGetTradeOrdersPending({});
    const last = (first['data'] as { ordId: string }[]).at(-1);
    const second = await client.privateGetTradeOrdersPending({ after: last?.ordId });
    expect([first, second].map((page) => page['data'].length)).toEqual([100, 30]);
  });

  it('places and cancels over the private socket', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.loadMarkets();
    const order = await client.createOrderWs(BTC, 'limit', 'buy', 1, numberAway(NATIVE, -2));
    expect(practice.venue.workingOrders(account.id).map((each) => each.orderId)).toEqual([idOf(order)]);
    await client.cancelOrderWs(idOf(order), BTC);
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
  });
});

describe('algo orders', () => {
  /** A long of five with one algo order of each type; the list parameters find each of them alone. */
  async function guarded() {
    const account = openAccount(practice, 'oneWay');
    inject(account, NATIVE, '5');
    const client = await connect(account);
    const guard = (type: string, params: object) =>
      client.createOrder(BTC, type, 'sell', 5, undefined, { reduceOnly: true, ...params });
    const ids = {
      conditional: idOf(await guard('market', { stopLossPrice: priceAway(practice, NATIVE, -3) })),
      oco: idOf(
        await guard('oco', {
          stopLossPrice: priceAway(practice, NATIVE, -3),
          takeProfitPrice: priceAway(practice, NATIVE, 3),
        }),
      ),
      trigger: idOf(await guard('market', { triggerPrice: priceAway(practice, NATIVE, -4) })),
      move_order_stop: idOf(await guard('market', { trailingPercent: '5' })),
    };
    return { account, client, ids };
  }
  const lists = {
    conditional: { trigger: true, ordType: 'conditional' },
    oco: { trigger: true, ordType: 'oco' },
    trigger: { trigger: true },
    move_order_stop: { trailing: true },
  } as const;

  it('keeps conditional, oco, trigger and trailing orders in lists of their own', async () => {
    const { client, ids } = await guarded();
    for (const [type, params] of Object.entries(lists)) {
      const listed = await client.fetchOpenOrders(BTC, undefined, undefined, params);
      expect(listed.map((order) => [order.id, order.info.ordType, order.info.sz])).toEqual([
        [ids[type as keyof typeof ids], type, '5'],
      ]);
    }
    expect(await client.fetchOpenOrders(BTC)).toEqual([]); // none of them is a plain order
    const both = await client.privateGetTradeOrdersAlgoPending({ ordType: 'conditional,oco' });
    expect(both['data']).toHaveLength(2);
    await expect(client.privateGetTradeOrdersAlgoPending({ ordType: 'conditional,trigger' })).rejects.toThrow('51000');
    for (const ordType of ['iceberg', 'twap', 'chase']) {
      expect((await client.privateGetTradeOrdersAlgoPending({ ordType }))['data']).toEqual([]);
    }
  });

  it('cancels them by id, ten at most, and says which was not there', async () => {
    const { account, client, ids } = await guarded();
    const answers = await client.cancelOrders(Object.values(ids), BTC, { trigger: true });
    expect(answers.map((each) => each.info.sCode)).toEqual(['0', '0', '0', '0']);
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
    const again = client.cancelOrders([ids.oco], BTC, { trigger: true });
    expect(await itemsOf(again)).toMatchObject([{ sCode: '51400' }]);
    const eleven = Array.from({ length: 11 }, () => ({ instId: NATIVE, algoId: ids.oco }));
    await expect(client.privatePostTradeCancelAlgos(eleven)).rejects.toThrow('51000');
  });

  it('fires one leg of an OCO order and drops the other', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'LTC-USDT-SWAP', '50');
    const client = await connect(account);
    const mark = practice.venue.quote('LTC-USDT-SWAP')?.mark ?? '';
    const oco = await client.createOrder('LTC/USDT:USDT', 'oco', 'sell', 50, undefined, {
      stopLossPrice: priceAway(practice, 'LTC-USDT-SWAP', -3),
      takeProfitPrice: priceAway(practice, 'LTC-USDT-SWAP', 1),
      reduceOnly: true,
    });
    practice.venue.operator.setPrice('LTC-USDT-SWAP', priceAway(practice, 'LTC-USDT-SWAP', 1.5));
    expect(await client.fetchPositions()).toEqual([]);
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
    const history = await client.privateGetTradeOrdersAlgoHistory({ ordType: 'oco', state: 'effective' });
    expect(history['data']).toMatchObject([{ algoId: idOf(oco), actualSide: 'tp', state: 'effective' }]);
    const found = await client.privateGetTradeOrderAlgo({ algoId: idOf(oco) });
    expect((await client.fetchOrder(found['data'][0].ordId, 'LTC/USDT:USDT')).filled).toBe(50);
    practice.venue.operator.setPrice('LTC-USDT-SWAP', mark);
  });

  it('makes algo orders out of what was attached to an order', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder(ETH, 'market', 'buy', 3, undefined, {
      stopLoss: { triggerPrice: priceAway(practice, ETH_NATIVE, -4) },
      takeProfit: { triggerPrice: priceAway(practice, ETH_NATIVE, 4) },
    });
    const listed = await client.fetchOpenOrders(ETH, undefined, undefined, lists.oco);
    expect(listed).toMatchObject([{ info: { ordType: 'oco', sz: '3', reduceOnly: 'true', side: 'sell' } }]);
  });

  it('carries stops for the whole position, named on the position and gone with it', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH_NATIVE, '3');
    const client = await connect(account);
    const stop = await client.privatePostTradeOrderAlgo({
      instId: ETH_NATIVE,
      tdMode: 'cross',
      side: 'sell',
      ordType: 'conditional',
      closeFraction: '1',
      reduceOnly: true,
      slTriggerPx: priceAway(practice, ETH_NATIVE, -4),
      slOrdPx: '-1',
    });
    const [position] = await client.fetchPositions();
    const algoId: unknown = stop['data'][0].algoId;
    expect(position?.info.closeOrderAlgo).toMatchObject([{ algoId, closeFraction: '1' }]);
    await client.createOrder(ETH, 'market', 'sell', 3, undefined, { reduceOnly: true });
    expect(await client.fetchOpenOrders(ETH, undefined, undefined, lists.conditional)).toEqual([]);
  });
});

describe('modes', () => {
  it('switches the position mode, and not while there is exposure', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.setPositionMode(true);
    expect(practice.venue.account(account.id).positionMode).toBe('hedge');
    await client.createOrder(BTC, 'market', 'buy', 1, undefined, { positionSide: 'long' });
    await expect(client.setPositionMode(false)).rejects.toThrow('59000');
    await expect(client.createOrder(BTC, 'market', 'buy', 1)).rejects.toThrow('posSide');
  });

  it('sets leverage within what the instrument allows', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.setLeverage(7, ETH, { mgnMode: 'cross' });
    expect((await client.fetchLeverage(ETH)).longLeverage).toBe(7);
    await expect(client.setLeverage(124, ETH, { mgnMode: 'cross' })).rejects.toThrow('59102');
  });

  it('cancels everything when its countdown is not renewed', async () => {
    let passedMs = 0;
    const timed = await startOkx({ now: () => Date.now() + passedMs });
    try {
      const account = openAccount(timed, 'oneWay');
      const client = await ccxtFor(timed, account);
      await client.createOrder(ETH, 'limit', 'buy', 1, Number(priceAway(timed, ETH_NATIVE, -2)));
      await client.cancelAllOrdersAfter(10_000);
      passedMs = 10_500;
      timed.venue.operator.tick();
      expect(timed.venue.workingOrders(account.id)).toEqual([]);
      await client.close();
    } finally {
      await timed.host.stop();
    }
  });
});

describe('refusals', () => {
  it.each([
    ['below the least size', { sz: '0.001' }, '51121'],
    ['above the largest market order', { sz: '12001' }, '51202'],
    ['reduce-only with nothing to reduce', { reduceOnly: true }, '51169'],
    ['a side in net mode', { posSide: 'long' }, '51000'],
    ['too expensive', { sz: '5000' }, '51008'],
    ['an unknown instrument', { instId: 'NOPE-USDT-SWAP' }, '51001'],
    ['a client id that is too long', { clOrdId: 'a'.repeat(33) }, '51000'],
    ['a client id with a dash', { clOrdId: 'a-b' }, '51000'],
    ['an unknown type', { ordType: 'best' }, '51000'],
  ])('refuses %s', async (_what, change, sCode) => {
    const client = await connect(openAccount(practice, 'oneWay', { USDT: '5000' }));
    const body = { instId: NATIVE, tdMode: 'cross', side: 'buy', ordType: 'market', sz: '1', ...change };
    expect(await itemsOf(client.privatePostTradeOrder(body))).toMatchObject([{ sCode }]);
  });

  it.each([
    ['a stop above the market', { slTriggerPx: '999999', slOrdPx: '-1' }, '51280'],
    ['a take-profit below the market', { tpTriggerPx: '1', tpOrdPx: '-1' }, '51279'],
  ])('refuses %s', async (_what, change, sCode) => {
    const account = openAccount(practice, 'oneWay');
    inject(account, NATIVE, '1');
    const client = await connect(account);
    const body = { instId: NATIVE, tdMode: 'cross', side: 'sell', ordType: 'conditional', sz: '1', reduceOnly: true, ...change };
    expect(await itemsOf(client.privatePostTradeOrderAlgo(body))).toMatchObject([{ sCode }]);
  });

  it('throws the classes that ccxt knows', async () => {
    const client = await connect(openAccount(practice, 'oneWay', { USDT: '5000' }));
    await client.createOrder(ETH, 'market', 'buy', 1, undefined, { clientOrderId: 'once' });
    const again = client.createOrder(ETH, 'market', 'buy', 1, undefined, { clientOrderId: 'once' });
    expect(await itemsOf(again)).toMatchObject([{ sCode: '51016' }]);
    await expect(client.createOrder(BTC, 'market', 'buy', 5_000)).rejects.toThrow(InsufficientFunds);
    await expect(client.createOrder(BTC, 'market', 'buy', 12_001)).rejects.toThrow(InvalidOrder);
  });

  it('names a wrong key, signature, passphrase and clock', async () => {
    const account = openAccount(practice, 'oneWay');
    const asked = async (change: Partial<Keys>) => (await connect({ ...account, ...change })).privateGetAccountBalance({});
    await expect(asked({ apiKey: 'unknown' })).rejects.toThrow('50111');
    await expect(asked({ apiKey: 'unknown' })).rejects.toThrow(AuthenticationError);
    await expect(asked({ secret: 'wrong' })).rejects.toThrow('50113');
    await expect(asked({ passphrase: 'wrong' })).rejects.toThrow('50105');
    await expect(asked({ passphrase: 'wrong' })).rejects.toThrow(AuthenticationError);
    const late = await connect(account, { timeDifference: 31_000 });
    await expect(late.privateGetAccountBalance({})).rejects.toThrow('50102');
    const early = await connect(account, { timeDifference: -31_000 });
    await expect(early.privateGetAccountBalance({})).rejects.toThrow('50102');
    const nearly = await connect(account, { timeDifference: 25_000 });
    expect(await nearly.privateGetAccountBalance({})).toMatchObject({ code: '0' });
  });

  it('names a missing permission, a foreign address and a key that is gone', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.loadMarkets();
    const setKey = (change: object) =>
      practice.venue.operator.setAccount(account.id, { key: { ...practice.venue.account(account.id).key, ...change } });
    setKey({ trade: false });
    expect(await client.fetchPositions()).toEqual([]); // reading is allowed
    await expect(client.createOrder(BTC, 'market', 'buy', 1)).rejects.toThrow('50120');
    setKey({ trade: true, ipAllowed: false });
    await expect(client.fetchPositions()).rejects.toThrow('50110');
    setKey({ ipAllowed: true, revoked: true });
    await expect(client.fetchPositions()).rejects.toThrow('50119');
  });

  it('limits orders per instrument, batches apart from single ones and by the order', async () => {
    const nowMs = Date.now();
    const limited = await startOkx({ rateLimits: true, now: () => nowMs }); // one window for all of it
    try {
      const client = await ccxtFor(limited, openAccount(limited, 'oneWay'));
      const body = { instId: ETH_NATIVE, tdMode: 'cross', side: 'buy', ordType: 'market', sz: '0.1' };
      const settled = await Promise.allSettled(Array.from({ length: 70 }, () => client.privatePostTradeOrder({ ...body })));
      expect(settled.filter((each) => each.status === 'fulfilled').length).toBeGreaterThanOrEqual(60);
      const refused = settled.filter((each) => each.status === 'rejected');
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.every((each) => each.reason instanceof RateLimitExceeded)).toBe(true);
      const batch = await client.privatePostTradeBatchOrders(Array.from({ length: 20 }, () => ({ ...body })));
      expect(batch).toMatchObject({ code: '0' }); // a budget of its own
      const positions = await Promise.allSettled(Array.from({ length: 12 }, () => client.privateGetAccountPositions({})));
      expect(positions.some((each) => each.status === 'rejected')).toBe(true);
      await client.close();
    } finally {
      await limited.host.stop();
    }
  });
});

describe('streams', () => {
  const framesSince = (before: number) => () =>
    practice.host.world.requests
      .list()
      .slice(before)
      .filter((entry) => entry.method === 'subscribe').length;
  const sentSoFar = () => practice.host.world.requests.list().length;

  it('tells positions, orders and the account as they change', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH_NATIVE, '-3');
    const client = await connect(account);
    await client.loadMarkets();
    expect(await client.watchPositions()).toMatchObject([{ symbol: ETH, side: 'short', contracts: 3 }]); // the snapshot
    expect((await client.watchBalance())['USDT']?.total).toBeGreaterThan(0);
    const before = sentSoFar();
    const orders = client.watchOrders();
    await expect.poll(framesSince(before)).toBe(1);
    const positions = client.watchPositions();
    const balance = client.watchBalance();
    place(practice, account, intent(NATIVE, 'buy', '2'));
    expect(await positions).toMatchObject([{ symbol: BTC, side: 'long', contracts: 2 }]);
    expect((await orders)[0]).toMatchObject({ symbol: BTC, side: 'buy', filled: 2, status: 'closed' });
    const equity = practice.venue.balances(account.id).find((each) => each.currency === 'USDT')?.equity;
    expect((await balance)['USDT']?.total).toBeCloseTo(Number(equity), 6);
    const gone = client.watchPositions();
    place(practice, account, { ...intent(NATIVE, 'sell', '2'), reduceOnly: true });
    expect((await gone).at(-1)).toMatchObject({ symbol: BTC, info: { pos: '0' } });
  });

  it('tells algo orders on the business socket', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, ETH_NATIVE, '3');
    const client = await connect(account);
    await client.loadMarkets();
    const before = sentSoFar();
    const algos = client.watchOrders(undefined, undefined, undefined, { trigger: true });
    await expect.poll(framesSince(before)).toBe(1);
    await client.createOrder(ETH, 'market', 'sell', 3, undefined, {
      stopLossPrice: priceAway(practice, ETH_NATIVE, -3),
      reduceOnly: true,
    });
    expect((await algos)[0]).toMatchObject({ symbol: ETH, info: { ordType: 'conditional', state: 'live' } });
  });

  it('tells marks, tickers and books', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.loadMarkets();
    const marks = await client.watchMarkPrices([BTC]);
    expect(marks[BTC]?.markPrice).toBe(Number(practice.venue.quote(NATIVE)?.mark));
    expect((await client.watchTicker('BTC/USD:BTC')).last).toBe(Number(practice.venue.quote('BTC-USD-SWAP')?.last));
    expect((await client.watchOrderBook(ETH)).bids.length).toBeGreaterThan(5);
    const before = practice.venue.quote(NATIVE)?.mark ?? '';
    const moved = client.watchMarkPrices([BTC]);
    practice.venue.operator.setPrice(NATIVE, priceAway(practice, NATIVE, 0.5));
    expect((await moved)[BTC]?.markPrice).toBe(Number(practice.venue.quote(NATIVE)?.mark));
    practice.venue.operator.setPrice(NATIVE, before);
  });

  it.each([
    ['key', { apiKey: 'unknown' }, '60005'],
    ['signature', { secret: 'wrong' }, '60007'],
    ['passphrase', { passphrase: 'wrong' }, '60024'],
  ] as const)('refuses a wrong %s at the login', async (_what, change, code) => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect({ ...account, ...change });
    client.setMarketsFromExchange(await withMarkets(account));
    await expect(client.watchOrders()).rejects.toThrow(code);
  });

  async function withMarkets(account: PracticeAccount): Promise<Okx> {
    const client = await connect(account);
    await client.loadMarkets();
    return client;
  }
});

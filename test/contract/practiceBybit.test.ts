// Unmodified ccxt against the practice exchange's Bybit: what it loads, reads, sends and streams, and how it is refused.
import {
  AuthenticationError,
  BadRequest,
  InvalidNonce,
  InvalidOrder,
  OrderNotFound,
  PermissionDenied,
  RateLimitExceeded,
  type Order,
  type Position,
} from 'ccxt';
import type Bybit from 'ccxt-pro/bybit.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { ccxtFor, openAccount, startBybit } from './bybitPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

let practice: PracticeOfVenue;
const open: Bybit[] = [];

beforeAll(async () => {
  practice = await startBybit();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await practice.host.stop();
});

async function connect(account: Pick<PracticeAccount, 'apiKey' | 'secret'>, options = {}): Promise<Bybit> {
  const client = await ccxtFor(practice, account, options);
  open.push(client);
  return client;
}

const idOf = (order: Order): string => {
  if (order.id === undefined) throw new Error('an order without an id');
  return order.id;
};

const byId = (orders: readonly Order[], id: string): Order => {
  const found = orders.find((order) => order.id === id);
  if (found === undefined) throw new Error(`no order ${id}`);
  return found;
};

describe('public and account reads', () => {
  it('loads the markets with the limits of the instruments', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.loadMarkets();
    const swaps = Object.values(client.markets ?? {}).filter((market) => market?.swap);
    expect(swaps.length).toBeGreaterThanOrEqual(40);
    expect(client.market('BTC/USDT:USDT')).toMatchObject({ id: 'BTCUSDT', linear: true, settle: 'USDT' });
    expect(client.market('BTC/USD:BTC')).toMatchObject({ id: 'BTCUSD', inverse: true, settle: 'BTC', contractSize: 1 });
    const rules = practice.venue.instruments.get('BTCUSDT');
    expect(Number(client.market('BTC/USDT:USDT').info.lotSizeFilter.maxMktOrderQty)).toBe(Number(rules?.maxMarketSize));
    expect(client.markets?.['BTC/USDT']).toBeUndefined(); // no spot
  });

  it('answers the clock, tickers and the book', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    expect(Math.abs(Number(await client.fetchTime()) - Date.now())).toBeLessThan(5_000);
    const tickers = await client.fetchTickers(['BTC/USDT:USDT', 'ETH/USDT:USDT']);
    expect(tickers['BTC/USDT:USDT']?.markPrice).toBe(Number(practice.venue.quote('BTCUSDT')?.mark));
    const book = await client.fetchOrderBook('BTC/USD:BTC', 5);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
  });

  it('answers balance, key and unified account', async () => {
    const client = await connect(openAccount(practice, 'oneWay', { USDT: '12345.678', BTC: '0.5' }));
    const balance = await client.fetchBalance();
    expect(balance['USDT']).toMatchObject({ total: 12_345.678 });
    expect(balance['BTC']).toMatchObject({ total: 0.5 });
    expect(await client.isUnifiedEnabled()).toEqual([false, true]);
    const key = await client.privateGetV5UserQueryApi({});
    expect(key['result'].permissions.ContractTrade).toEqual(['Order', 'Position']);
  });
});

describe('positions', () => {
  it('lists one-way positions with signs, to the last page', async () => {
    const account = openAccount(practice, 'oneWay');
    const symbols = [...practice.venue.instruments.values()]
      .filter((each) => each.kind === 'linear' && each.settle === 'USDT')
      .slice(0, 25);
    symbols.forEach(({ symbol, minSize, price }, index) =>
      practice.venue.operator.injectPosition(account.id, {
        symbol,
        signedSize: index % 2 === 0 ? minSize : `-${minSize}`,
        entryPrice: price,
      }),
    );
    const client = await connect(account);
    const positions = await client.fetchPositions();
    expect(positions).toHaveLength(25);
    expect(positions.filter((position) => position.side === 'long')).toHaveLength(13);
    const first = await client.privateGetV5PositionList({ category: 'linear', settleCoin: 'USDT' });
    expect(first['result'].list).toHaveLength(20);
    const second = await client.privateGetV5PositionList({
      category: 'linear',
      settleCoin: 'USDT',
      cursor: first['result'].nextPageCursor,
    });
    expect(second['result'].list).toHaveLength(5);
    expect(second['result'].nextPageCursor).toBe('');
  });

  it('lists both legs of a hedge, and inverse ones in the coin', async () => {
    const hedge = openAccount(practice, 'hedge');
    practice.venue.operator.injectPosition(hedge.id, { symbol: 'ETHUSDT', signedSize: '1.5', entryPrice: '3000' });
    practice.venue.operator.injectPosition(hedge.id, { symbol: 'ETHUSDT', signedSize: '-0.7', entryPrice: '3000' });
    const client = await connect(hedge);
    const legs = await client.fetchPositions(['ETH/USDT:USDT']);
    expect(legs.map((leg) => [leg.side, leg.contracts, leg.info.positionIdx])).toEqual([
      ['long', 1.5, 1],
      ['short', 0.7, 2],
    ]);

    const oneWay = openAccount(practice, 'oneWay');
    practice.venue.operator.injectPosition(oneWay.id, { symbol: 'BTCUSD', signedSize: '-25000', entryPrice: '95000' });
    const other = await connect(oneWay);
    const [inverse] = await other.fetchPositions(undefined, { subType: 'inverse' });
    expect(inverse).toMatchObject({ symbol: 'BTC/USD:BTC', side: 'short', contracts: 25_000 });
    expect(Number(inverse?.info.positionValue)).toBeCloseTo(25_000 / 95_000, 7);
  });

  it('answers an empty row for a symbol that is asked for by name', async () => {
    const client = await connect(openAccount(practice, 'hedge'));
    const answer = await client.privateGetV5PositionList({ category: 'linear', symbol: 'BTCUSDT' });
    expect(answer['result'].list.map((row: Position['info']) => [row.positionIdx, row.size, row.side])).toEqual([
      [1, '0', ''],
      [2, '0', ''],
    ]);
  });
});

describe('orders', () => {
  it('opens, reads back, closes and reports the executions', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    const opened = await client.createOrder('BTC/USDT:USDT', 'market', 'buy', 0.25);
    expect(opened.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(opened.status).toBeUndefined(); // the acknowledgement says nothing of fills
    const [position] = await client.fetchPositions();
    expect(position).toMatchObject({ side: 'long', contracts: 0.25 });
    await client.createOrder('BTC/USDT:USDT', 'market', 'sell', 0.25, undefined, { reduceOnly: true, clientOrderId: 'close-1' });
    expect(await client.fetchPositions()).toEqual([]);
    const found = await client.privateGetV5OrderRealtime({ category: 'linear', symbol: 'BTCUSDT', orderLinkId: 'close-1' });
    expect(found['result'].list).toMatchObject([{ orderStatus: 'Filled', cumExecQty: '0.25', reduceOnly: true }]);
    const trades = await client.fetchMyTrades('BTC/USDT:USDT');
    expect(trades.map((trade) => trade.side)).toEqual(expect.arrayContaining(['buy', 'sell']));
    const [closed] = await client.fetchPositionsHistory(['BTC/USDT:USDT']);
    expect(closed?.info).toMatchObject({ side: 'Sell', closedSize: '0.25' });
    const history = await client.fetchClosedOrders('BTC/USDT:USDT');
    expect(history).toHaveLength(2);
  });

  it('closes all of it with qty 0, and no more than that', async () => {
    const account = openAccount(practice, 'oneWay');
    practice.venue.operator.injectPosition(account.id, { symbol: 'ETHUSDT', signedSize: '-3.33', entryPrice: '3000' });
    const client = await connect(account);
    await client.createOrder('ETH/USDT:USDT', 'market', 'buy', 0, undefined, {
      reduceOnly: true,
      closeOnTrigger: true,
      qty: '0',
    });
    expect(practice.venue.positions(account.id)).toEqual([]);
    const again = client.createOrder('ETH/USDT:USDT', 'market', 'buy', 0, undefined, {
      reduceOnly: true,
      closeOnTrigger: true,
      qty: '0',
    });
    await expect(again).rejects.toThrow(InvalidOrder); // 110017
  });

  it('keeps plain, conditional and position-bound orders, each listed and cancelled as its kind', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder('BTC/USDT:USDT', 'market', 'buy', 1);
    const limit = await client.createOrder('BTC/USDT:USDT', 'limit', 'buy', 0.1, Number(priceAway(practice, 'BTCUSDT', -2)));
    const stop = await client.createOrder('BTC/USDT:USDT', 'market', 'sell', 0.5, undefined, {
      triggerPrice: priceAway(practice, 'BTCUSDT', -3),
      triggerDirection: 'below',
      reduceOnly: true,
    });
    await client.createOrder('BTC/USDT:USDT', 'market', 'sell', 0, undefined, {
      stopLossPrice: priceAway(practice, 'BTCUSDT', -5),
      takeProfitPrice: priceAway(practice, 'BTCUSDT', 5),
      tradingStopEndpoint: true,
    });
    await client.createOrder('BTC/USDT:USDT', 'market', 'sell', 1, undefined, { trailingAmount: '500' });

    const all = await client.fetchOpenOrders('BTC/USDT:USDT');
    expect(all.map((order) => String(order.info.stopOrderType)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      '',
      'Stop',
      'StopLoss',
      'TakeProfit',
      'TrailingStop',
    ]);
    expect(byId(all, idOf(limit))).toMatchObject({ status: 'open', type: 'limit', amount: 0.1 });
    expect(byId(all, idOf(stop)).info).toMatchObject({ orderStatus: 'Untriggered', triggerDirection: 2, reduceOnly: true });
    const conditional = await client.fetchOpenOrders('BTC/USDT:USDT', undefined, undefined, { trigger: true });
    expect(conditional).toHaveLength(4);
    const [position] = await client.fetchPositions();
    expect(position?.info).toMatchObject({
      takeProfit: priceAway(practice, 'BTCUSDT', 5),
      stopLoss: priceAway(practice, 'BTCUSDT', -5),
    });
    expect(Number(position?.info.trailingStop)).toBe(500);

    await client.cancelOrder(idOf(limit), 'BTC/USDT:USDT');
    await expect(client.cancelOrder(idOf(limit), 'BTC/USDT:USDT')).rejects.toThrow(OrderNotFound);
    await client.cancelAllOrders('BTC/USDT:USDT', { trigger: true });
    expect(await client.fetchOpenOrders('BTC/USDT:USDT')).toEqual([]);
  });

  it('lets position-bound orders die with the position, and sized conditional ones stay', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder('ETH/USDT:USDT', 'market', 'buy', 2, undefined, {
      stopLoss: { triggerPrice: priceAway(practice, 'ETHUSDT', -4) },
    });
    const stop = await client.createOrder('ETH/USDT:USDT', 'market', 'sell', 1, undefined, {
      triggerPrice: priceAway(practice, 'ETHUSDT', -3),
      triggerDirection: 'below',
      reduceOnly: true,
    });
    expect(await client.fetchOpenOrders('ETH/USDT:USDT')).toHaveLength(2);
    await client.createOrder('ETH/USDT:USDT', 'market', 'sell', 2, undefined, { reduceOnly: true });
    expect((await client.fetchOpenOrders('ETH/USDT:USDT')).map((order) => order.id)).toEqual([idOf(stop)]);
  });

  it('answers a batch item by item', async () => {
    const account = openAccount(practice, 'oneWay');
    practice.venue.operator.injectPosition(account.id, { symbol: 'ETHUSDT', signedSize: '2', entryPrice: '3000' });
    const client = await connect(account);
    const orders = await client.createOrders([
      { symbol: 'ETH/USDT:USDT', type: 'market', side: 'sell', amount: 2, params: { reduceOnly: true } },
      { symbol: 'BTC/USDT:USDT', type: 'market', side: 'sell', amount: 1, params: { reduceOnly: true } },
    ]);
    expect(orders.map((order) => order.info.code ?? 0)).toEqual([0, 110_017]);
    expect(orders[1]?.status).toBe('rejected');
    expect(practice.venue.positions(account.id)).toEqual([]);
  });

  it('amends and cancels in batches, keeping the ids', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    const price = Number(priceAway(practice, 'ETHUSDT', -2));
    const first = await client.createOrder('ETH/USDT:USDT', 'limit', 'buy', 1, price, { clientOrderId: 'amend-me' });
    const second = await client.createOrder('ETH/USDT:USDT', 'limit', 'buy', 1, price);
    await client.editOrder(idOf(first), 'ETH/USDT:USDT', 'limit', 'buy', 3, price);
    const listed = await client.fetchOpenOrders('ETH/USDT:USDT');
    expect(byId(listed, idOf(first))).toMatchObject({ amount: 3, clientOrderId: 'amend-me' });
    const cancelled = await client.privatePostV5OrderCancelBatch({
      category: 'linear',
      request: [
        { symbol: 'ETHUSDT', orderId: idOf(first) },
        { symbol: 'ETHUSDT', orderId: idOf(second) },
        { symbol: 'ETHUSDT', orderId: 'nothing' },
      ],
    });
    expect(cancelled['retExtInfo'].list.map((item: { code: number }) => item.code)).toEqual([0, 0, 110_001]);
    expect(await client.fetchOpenOrders('ETH/USDT:USDT')).toEqual([]);
  });

  it('keeps the id of a conditional order when it triggers', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder('XRP/USDT:USDT', 'market', 'buy', 1_000);
    const mark = practice.venue.quote('XRPUSDT')?.mark ?? '';
    const stop = await client.createOrder('XRP/USDT:USDT', 'market', 'sell', 1_000, undefined, {
      triggerPrice: priceAway(practice, 'XRPUSDT', -1),
      triggerDirection: 'below',
      reduceOnly: true,
      clientOrderId: 'my-stop',
    });
    practice.venue.operator.setPrice('XRPUSDT', priceAway(practice, 'XRPUSDT', -1.2));
    const found = await client.privateGetV5OrderRealtime({ category: 'linear', symbol: 'XRPUSDT', orderLinkId: 'my-stop' });
    expect(found['result'].list).toMatchObject([{ orderId: idOf(stop), orderStatus: 'Filled', cumExecQty: '1000' }]);
    expect(await client.fetchPositions()).toEqual([]);
    practice.venue.operator.setPrice('XRPUSDT', mark);
  });

  it('cancels by settle coin and category only', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder('BTC/USDT:USDT', 'limit', 'buy', 0.1, Number(priceAway(practice, 'BTCUSDT', -2)));
    await client.createOrder('BTC/USDC:USDC', 'limit', 'buy', 0.1, Number(priceAway(practice, 'BTCPERP', -2)));
    await client.createOrder('BTC/USD:BTC', 'limit', 'buy', 1_000, Number(priceAway(practice, 'BTCUSD', -2)));
    await client.cancelAllOrders();
    expect(practice.venue.workingOrders(account.id).map((order) => order.symbol)).toEqual(['BTCPERP', 'BTCUSD']);
    await client.cancelAllOrders(undefined, { settleCoin: 'USDC' });
    await client.privatePostV5OrderCancelAll({ category: 'inverse', symbol: 'BTCUSD' });
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
  });

  it('places and cancels over the order-entry socket', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account, { enableUnifiedAccount: true, enableUnifiedMargin: false, unifiedMarginStatus: 6 });
    await client.loadMarkets();
    const order = await client.createOrderWs('BTC/USDT:USDT', 'limit', 'buy', 0.1, Number(priceAway(practice, 'BTCUSDT', -2)));
    expect(practice.venue.workingOrders(account.id).map((each) => each.orderId)).toEqual([idOf(order)]);
    await client.cancelOrderWs(idOf(order), 'BTC/USDT:USDT');
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
    await expect(client.cancelOrderWs(idOf(order), 'BTC/USDT:USDT')).rejects.toThrow(OrderNotFound);
  });
});

describe('modes', () => {
  it('switches the position mode, and not while there is exposure', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.setPositionMode(true, 'BTC/USDT:USDT');
    expect(practice.venue.account(account.id).positionMode).toBe('hedge');
    await expect(client.setPositionMode(true, 'BTC/USDT:USDT')).rejects.toThrow('110025');
    await client.createOrder('BTC/USDT:USDT', 'market', 'buy', 0.1, undefined, { positionIdx: 1 });
    await expect(client.setPositionMode(false, 'BTC/USDT:USDT')).rejects.toThrow('110024');
    await expect(client.createOrder('BTC/USDT:USDT', 'market', 'buy', 0.1)).rejects.toThrow(
      'position idx not match position mode',
    );
  });

  it('sets leverage once', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.setLeverage(7, 'ETH/USDT:USDT');
    expect((await client.fetchLeverage('ETH/USDT:USDT')).longLeverage).toBe(7);
    await expect(client.setLeverage(7, 'ETH/USDT:USDT')).rejects.toThrow(BadRequest); // 110043
    await expect(client.setLeverage(99_999, 'ETH/USDT:USDT')).rejects.toThrow('110013');
  });
});

describe('refusals', () => {
  it.each([
    ['below the least size', { qty: '0.0001' }, '10001'],
    ['above the largest market order', { qty: '999999' }, '10001'],
    ['reduce-only with nothing to reduce', { reduceOnly: true }, '110017'],
    ['wrong index', { positionIdx: 1 }, 'position idx not match position mode'],
    ['stop on the wrong side', { triggerPrice: '1000', triggerDirection: 1, qty: '1' }, '110092'],
    ['stop on the wrong side, falling', { triggerPrice: '900000', triggerDirection: 2 }, '110093'],
    ['too expensive', { qty: '100' }, '110007'],
    ['unknown symbol', { symbol: 'NOPEUSDT' }, '10001'],
  ])('refuses what is %s', async (_what, change, code) => {
    const client = await connect(openAccount(practice, 'oneWay', { USDT: '5000' }));
    const body = { category: 'linear', symbol: 'BTCUSDT', side: 'Buy', orderType: 'Market', qty: '0.01', ...change };
    await expect(client.privatePostV5OrderCreate(body)).rejects.toThrow(code);
  });

  it('refuses a client id for good once it was used', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.createOrder('ETH/USDT:USDT', 'market', 'buy', 1, undefined, { clientOrderId: 'once' });
    const again = client.createOrder('ETH/USDT:USDT', 'market', 'buy', 1, undefined, { clientOrderId: 'once' });
    await expect(again).rejects.toThrow('110072');
  });

  it('refuses a reduce-only order while resting ones hold the size', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder('ETH/USDT:USDT', 'market', 'buy', 1);
    await client.createOrder('ETH/USDT:USDT', 'limit', 'sell', 1, Number(priceAway(practice, 'ETHUSDT', 2)), {
      reduceOnly: true,
    });
    const close = client.createOrder('ETH/USDT:USDT', 'market', 'sell', 1, undefined, { reduceOnly: true });
    await expect(close).rejects.toThrow('orderQty will be truncated to zero');
  });

  it('names a wrong key, a wrong signature, a stale clock, a missing permission and a foreign address', async () => {
    const account = openAccount(practice, 'oneWay');
    await expect((await connect({ apiKey: 'unknown', secret: 'x' })).fetchBalance()).rejects.toThrow(AuthenticationError);
    const wrongSecret = await connect({ apiKey: account.apiKey, secret: 'wrong' });
    await expect(wrongSecret.fetchBalance()).rejects.toThrow(/10004/);
    const late = await connect(account, { timeDifference: 60_000 });
    await expect(late.privateGetV5AccountInfo({})).rejects.toThrow(InvalidNonce);
    const client = await connect(account);
    await client.loadMarkets();
    const setKey = (change: object) =>
      practice.venue.operator.setAccount(account.id, { key: { ...practice.venue.account(account.id).key, ...change } });
    setKey({ trade: false });
    expect((await client.fetchPositions()).length).toBe(0); // reading is allowed
    await expect(client.createOrder('BTC/USDT:USDT', 'market', 'buy', 0.1)).rejects.toThrow(PermissionDenied);
    setKey({ trade: true, ipAllowed: false });
    await expect(client.fetchPositions()).rejects.toThrow(/10010/);
    setKey({ ipAllowed: true, revoked: true });
    await expect(client.fetchPositions()).rejects.toThrow(/10003/);
  });

  it('limits orders per second, batches apart from single ones and by the order', async () => {
    const limited = await startBybit({ rateLimits: true });
    try {
      const account = openAccount(limited, 'oneWay');
      const client = await ccxtFor(limited, account);
      await client.loadMarkets();
      await client.isUnifiedEnabled();
      const one = () => client.createOrder('ETH/USDT:USDT', 'market', 'buy', 0.1);
      const singles = await Promise.allSettled(Array.from({ length: 12 }, one));
      expect(singles.filter((each) => each.status === 'fulfilled').length).toBeGreaterThanOrEqual(10);
      const refused = singles.filter((each) => each.status === 'rejected');
      expect(refused.every((each) => each.reason instanceof RateLimitExceeded)).toBe(true);
      const request = Array.from({ length: 12 }, () => ({ symbol: 'ETHUSDT', side: 'Buy', orderType: 'Market', qty: '0.1' }));
      const batch = await client.privatePostV5OrderCreateBatch({ category: 'linear', request });
      const codes = batch['retExtInfo'].list.map((item: { code: number }) => item.code);
      expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
      expect(codes.slice(10)).toEqual([10_006, 10_006]);
      expect(client.last_response_headers).toMatchObject({ 'X-Bapi-Limit': '10' });
    } finally {
      await limited.host.stop();
    }
  });
});

describe('streams', () => {
  const unified = { enableUnifiedAccount: true, enableUnifiedMargin: false, unifiedMarginStatus: 6 };

  it('tells positions, orders and the wallet as they change', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account, { ...unified, watchPositions: { fetchPositionsSnapshot: false } });
    await client.loadMarkets();
    const before = practice.host.world.requests.list().length;
    const privateFrames = () =>
      practice.host.world.requests
        .list()
        .slice(before)
        .filter((entry) => entry.path === '/v5/private').length; // auth, 3 topics
    const positions = client.watchPositions();
    const orders = client.watchOrders();
    const balance = client.watchBalance();
    await expect.poll(privateFrames).toBeGreaterThanOrEqual(4);
    place(practice, account, intent('BTCUSDT', 'buy', '0.2'));
    expect(await positions).toMatchObject([{ symbol: 'BTC/USDT:USDT', side: 'long', contracts: 0.2 }]);
    expect((await orders)[0]).toMatchObject({ symbol: 'BTC/USDT:USDT', side: 'buy' });
    const equity = practice.venue.balances(account.id).find((each) => each.currency === 'USDT')?.equity;
    expect(Number((await balance)['USDT']?.total)).toBe(Number(equity));
    const gone = client.watchPositions();
    place(practice, account, { ...intent('BTCUSDT', 'sell', '0.2'), reduceOnly: true });
    expect(await gone).toMatchObject([{ symbol: 'BTC/USDT:USDT', info: { size: '0', side: '' } }]);
  });

  it('tells marks and books of linear and inverse symbols', async () => {
    const client = await connect(openAccount(practice, 'oneWay'), unified);
    await client.loadMarkets();
    const [linear, inverse] = await Promise.all([client.watchTickers(['BTC/USDT:USDT']), client.watchTickers(['BTC/USD:BTC'])]);
    expect(linear['BTC/USDT:USDT']?.markPrice).toBe(Number(practice.venue.quote('BTCUSDT')?.mark));
    expect(inverse['BTC/USD:BTC']?.markPrice).toBe(Number(practice.venue.quote('BTCUSD')?.mark));
    const book = await client.watchOrderBook('ETH/USDT:USDT');
    expect(book.bids.length).toBeGreaterThan(5);
    const before = practice.venue.quote('BTCUSDT')?.mark ?? '';
    const moved = client.watchTickers(['BTC/USDT:USDT']);
    practice.venue.operator.setPrice('BTCUSDT', priceAway(practice, 'BTCUSDT', 0.5));
    expect((await moved)['BTC/USDT:USDT']?.markPrice).toBe(Number(practice.venue.quote('BTCUSDT')?.mark));
    practice.venue.operator.setPrice('BTCUSDT', before);
  });

  it('refuses a wrong key', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect({ apiKey: account.apiKey, secret: 'wrong' }, unified);
    client.markets = (await connect(account)).markets;
    await expect(client.watchOrders()).rejects.toThrow(AuthenticationError);
  });
});

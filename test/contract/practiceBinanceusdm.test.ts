// Unmodified ccxt against the practice exchange's Binance USDⓈ-M: what it loads, reads, sends and streams, and how it is
// refused.
import {
  AuthenticationError,
  DDoSProtection,
  ExchangeError,
  InvalidNonce,
  InvalidOrder,
  OrderNotFound,
  type Order,
  type Position,
} from 'ccxt';
import type Binance from 'ccxt-pro/binanceusdm.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { ccxtFor, newClient, openAccount, redirectDial, startBinance } from './binancePractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';

let practice: PracticeOfVenue;
const open: Binance[] = [];

beforeAll(async () => {
  practice = await startBinance();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await practice.host.stop();
});

async function connect(account: Pick<PracticeAccount, 'apiKey' | 'secret'>, options = {}): Promise<Binance> {
  const client = await ccxtFor(practice, account, options);
  open.push(client);
  return client;
}

const idOf = (order: Order): string => {
  if (order.id === undefined) throw new Error('an order without an id');
  return order.id;
};

const away = (symbol: string, percent: number): number => Number(priceAway(practice, symbol, percent));

describe('reads', () => {
  it('loads markets with the real filters, the two wallet calls included', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.loadMarkets();
    expect(Object.values(client.markets ?? {}).filter((market) => market?.swap).length).toBeGreaterThanOrEqual(40);
    const rules = practice.venue.instruments.get('BTCUSDT');
    const market = client.market(BTC);
    expect(market).toMatchObject({ id: 'BTCUSDT', linear: true, settle: 'USDT', contractSize: 1, taker: 0.0005 });
    expect(market.limits).toMatchObject({
      amount: { max: Number(rules?.maxLimitSize) },
      cost: { min: Number(rules?.minNotional) },
    });
    expect(market['limits']['market']).toMatchObject({ max: Number(rules?.maxMarketSize) });
    expect(market.precision).toMatchObject({ amount: Number(rules?.lotSize), price: Number(rules?.tickSize) });
    const paths = practice.host.world.requests.list().map((request) => request.path);
    expect(paths).toContain('/sapi/v1/capital/config/getall');
    expect(client.currencies?.['USDT']).toBeDefined();
    await expect(client.fetchTime()).resolves.toBeCloseTo(Date.now(), -4);
  });

  it('tells prices in every form', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    const mark = Number(practice.venue.quote('BTCUSDT')?.mark);
    expect((await client.fetchTicker(BTC)).last).toBeCloseTo(mark, 1);
    expect(Object.keys(await client.fetchTickers()).length).toBeGreaterThanOrEqual(40);
    expect((await client.fetchMarkPrice(BTC)).markPrice).toBe(mark);
    expect((await client.fetchFundingRate(BTC)).markPrice).toBe(mark);
    const book = await client.fetchOrderBook(BTC, 5);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
    expect((await client.fetchBidsAsks([BTC]))[BTC]?.bid).toBe(book.bids[0]?.[0]);
  });

  it('tells balance and positions, cross and isolated, one-way and hedge', async () => {
    const account = openAccount(practice, 'oneWay');
    const { operator } = practice.venue;
    operator.injectPosition(account.id, { symbol: 'BTCUSDT', signedSize: '0.25', entryPrice: '110000', leverage: '20' });
    operator.injectPosition(account.id, {
      symbol: 'ETHUSDT',
      signedSize: '-3',
      entryPrice: '4400',
      leverage: '10',
      marginMode: 'isolated',
    });
    const client = await connect(account);
    const positions = await client.fetchPositions();
    const of = (symbol: string): Position | undefined => positions.find((position) => position.symbol === symbol);
    expect(positions).toHaveLength(2);
    expect(of(BTC)).toMatchObject({ side: 'long', contracts: 0.25, entryPrice: 110_000, marginMode: 'cross', hedged: false });
    expect(of(ETH)).toMatchObject({ side: 'short', contracts: 3, entryPrice: 4_400, marginMode: 'isolated' });
    expect(of(BTC)?.info).toMatchObject({ positionSide: 'BOTH', positionAmt: '0.250', marginAsset: 'USDT' });
    expect(of(ETH)?.info.positionAmt).toBe('-3.000');
    expect((await client.fetchPositions(undefined, { useV2: true })).find((position) => position.symbol === BTC)?.leverage).toBe(
      20,
    );
    const balance = await client.fetchBalance();
    const equity = practice.venue.balances(account.id).find((row) => row.currency === 'USDT');
    expect(balance['USDT']?.total).toBe(Number(equity?.equity));
    expect(balance.info.totalMarginBalance).toBe(Number(equity?.equity).toFixed(8));

    const hedge = openAccount(practice, 'hedge');
    operator.injectPosition(hedge.id, { symbol: 'BTCUSDT', signedSize: '0.5', entryPrice: '110000' });
    operator.injectPosition(hedge.id, { symbol: 'BTCUSDT', signedSize: '-0.2', entryPrice: '120000' });
    const hedged = await (await connect(hedge)).fetchPositions();
    expect(hedged.map(({ side, contracts, hedged: flag }) => [side, contracts, flag])).toEqual([
      ['long', 0.5, true],
      ['short', 0.2, true],
    ]);
    expect(hedged.map(({ info }) => info.positionAmt)).toEqual(['0.500', '-0.200']);
  });

  it('reads and sets position mode, leverage and margin mode', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    expect(await client.fetchPositionMode()).toMatchObject({ hedged: false });
    await client.setPositionMode(true);
    expect(await client.fetchPositionMode()).toMatchObject({ hedged: true });
    await expect(client.setPositionMode(true)).rejects.toThrow('-4059');
    await expect(client.setLeverage(7, BTC)).resolves.toMatchObject({ leverage: 7 });
    await expect(client.fapiPrivatePostLeverage({ symbol: 'BTCUSDT', leverage: 200 })).rejects.toThrow('-4028');
    await client.setMarginMode('isolated', BTC);
    await expect(client.setMarginMode('isolated', BTC)).rejects.toThrow('-4046');
    practice.venue.operator.injectPosition(account.id, { symbol: 'BTCUSDT', signedSize: '0.1', entryPrice: '110000' });
    await expect(client.setMarginMode('cross', BTC)).rejects.toThrow('-4048');
    await expect(client.setPositionMode(false)).rejects.toThrow('-4068');
    expect(practice.venue.leverage(account.id, 'BTCUSDT')).toBe('7');
  });
});

describe('orders', () => {
  it('fills a market order and tells its trades with realised profit', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    const bought = await client.createOrder(BTC, 'market', 'buy', 0.1);
    expect(bought).toMatchObject({ status: 'closed', filled: 0.1, type: 'market', side: 'buy' });
    expect(idOf(bought)).toMatch(/^\d{19}$/); // more than a double holds
    const sold = await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      reduceOnly: true,
      clientOrderId: 'bg-test.1',
    });
    expect(sold).toMatchObject({ status: 'closed', reduceOnly: true, clientOrderId: 'bg-test.1' });
    const trades = await client.fetchMyTrades(BTC);
    expect(trades.map((trade) => trade.side)).toEqual(['buy', 'sell']);
    expect(Number(trades[1]?.info.realizedPnl)).toBeLessThan(0); // the spread
    expect(trades[1]?.fee).toMatchObject({ currency: 'USDT' });
    expect(await client.fetchOrder(idOf(sold), BTC)).toMatchObject({ status: 'closed', filled: 0.1 });
    const found = await client.fapiPrivateGetOrder({ symbol: 'BTCUSDT', origClientOrderId: 'bg-test.1' });
    expect(found).toMatchObject({ orderId: idOf(sold), status: 'FILLED' });
    expect((await client.fetchOrders(BTC)).map((order) => order.id)).toEqual([bought.id, sold.id]);
    expect(await client.fetchPositions()).toEqual([]);
  });

  it('keeps plain and conditional orders in two books', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder(BTC, 'market', 'buy', 0.5);
    const reduce = { reduceOnly: true };
    const limit = await client.createOrder(BTC, 'limit', 'sell', 0.1, away('BTCUSDT', 3), reduce);
    const conditional = [
      await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { ...reduce, stopLossPrice: away('BTCUSDT', -3) }),
      await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { ...reduce, takeProfitPrice: away('BTCUSDT', 4) }),
      await client.createOrder(BTC, 'limit', 'sell', 0.1, away('BTCUSDT', -4), { ...reduce, stopLossPrice: away('BTCUSDT', -3) }),
      await client.createOrder(BTC, 'limit', 'sell', 0.1, away('BTCUSDT', 4), { ...reduce, takeProfitPrice: away('BTCUSDT', 4) }),
      await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { ...reduce, trailingPercent: 1.5 }),
      await client.createOrder(BTC, 'market', 'sell', undefined as unknown as number, undefined, {
        stopLossPrice: away('BTCUSDT', -5),
        closePosition: true,
      }),
    ];
    expect(conditional.map((order) => order.info.orderType)).toEqual([
      'STOP_MARKET',
      'TAKE_PROFIT_MARKET',
      'STOP',
      'TAKE_PROFIT',
      'TRAILING_STOP_MARKET',
      'STOP_MARKET',
    ]);
    expect((await client.fetchOpenOrders(BTC)).map(idOf)).toEqual([idOf(limit)]);
    const listed = await client.fetchOpenOrders(undefined, undefined, undefined, { trigger: true });
    expect(listed.map(idOf)).toEqual(conditional.map(idOf));
    expect(listed.at(-1)?.info).toMatchObject({ closePosition: true, quantity: '0.000' });
    expect(listed[4]?.info).toMatchObject({ callbackRate: '1.5' });

    const [stop] = conditional;
    if (stop === undefined) throw new Error('no stop');
    expect(await client.fetchOrder(idOf(stop), BTC, { trigger: true })).toMatchObject({
      status: 'open',
      triggerPrice: away('BTCUSDT', -3),
    });
    await client.cancelOrder(idOf(stop), BTC, { trigger: true });
    await expect(client.cancelOrder(idOf(stop), BTC, { trigger: true })).rejects.toBeInstanceOf(OrderNotFound);
    await client.cancelAllOrders(BTC); // the trap: the other book is not touched
    expect(await client.fetchOpenOrders(BTC)).toEqual([]);
    expect(practice.venue.workingOrders(account.id)).toHaveLength(5);
    await client.cancelAllOrders(BTC, { trigger: true });
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
  });

  it('fires a stop: the conditional order ends and a plain one fills', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    const before = Number(practice.venue.quote('LINKUSDT')?.mark);
    await client.createOrder('LINK/USDT:USDT', 'market', 'buy', 10);
    const stop = await client.createOrder('LINK/USDT:USDT', 'market', 'sell', 10, undefined, {
      reduceOnly: true,
      stopLossPrice: away('LINKUSDT', -2),
    });
    practice.venue.operator.setPrice('LINKUSDT', priceAway(practice, 'LINKUSDT', -3));
    const fired = await client.fapiPrivateGetAlgoOrder({ algoId: idOf(stop) });
    expect(fired).toMatchObject({ algoStatus: 'FINISHED' });
    const child = await client.fetchOrder(String(fired['actualOrderId']), 'LINK/USDT:USDT');
    expect(child).toMatchObject({ status: 'closed', filled: 10, type: 'market' });
    practice.venue.operator.setPrice('LINKUSDT', String(before));
  });

  it('answers a batch item by item, in order', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder(BTC, 'market', 'buy', 0.2);
    const close = (symbol: string, amount: number) => ({
      symbol,
      type: 'market' as const,
      side: 'sell' as const,
      amount,
      params: { reduceOnly: true },
    });
    const orders = await client.createOrders([close(BTC, 0.1), close(ETH, 1), close(BTC, 0.1)]);
    expect(orders.map((order) => order.status)).toEqual(['closed', 'rejected', 'closed']);
    expect(orders[1]?.info).toMatchObject({ code: '-2022' });
    expect(practice.venue.positions(account.id)).toEqual([]);
    await expect(
      client.fapiPrivatePostBatchOrders({ batchOrders: Array.from({ length: 6 }, () => ({ symbol: 'BTCUSDT' })) }),
    ).rejects.toThrow('-4082');

    const resting = await Promise.all(
      [-3, -4, -5].map((percent) => client.createOrder(BTC, 'limit', 'buy', 0.01, away('BTCUSDT', percent))),
    );
    const [first, ...others] = resting.map(idOf);
    await client.cancelOrder(String(first), BTC);
    const cancelled = await client.fapiPrivateDeleteBatchOrders({ symbol: 'BTCUSDT', orderidlist: [first, ...others] });
    expect(cancelled).toMatchObject([{ code: '-2011' }, { status: 'CANCELED' }, { status: 'CANCELED' }]);
  });

  it('closes with the tag of the side in hedge mode and refuses the flag there', async () => {
    const account = openAccount(practice, 'hedge');
    const client = await connect(account);
    await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, { positionSide: 'LONG' });
    await client.createOrder(BTC, 'market', 'sell', 0.2, undefined, { positionSide: 'SHORT' });
    await expect(client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { reduceOnly: true })).rejects.toThrow('-4061');
    await expect(
      client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { positionSide: 'LONG', reduceOnly: true }),
    ).rejects.toThrow('-1106');
    await expect(client.createOrder(BTC, 'market', 'sell', 0.3, undefined, { positionSide: 'LONG' })).rejects.toThrow('-2022');
    await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { reduceOnly: true, hedged: true });
    expect(practice.venue.positions(account.id).map(({ tag, signedSize }) => [tag, signedSize])).toEqual([['short', '0.2']]);
  });

  it('cancels everything of a symbol when the countdown runs out', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder(BTC, 'limit', 'buy', 0.01, away('BTCUSDT', -3));
    const answer = await client.fapiPrivatePostCountdownCancelAll({ symbol: 'BTCUSDT', countdownTime: 20 });
    expect(answer).toMatchObject({ symbol: 'BTCUSDT', countdownTime: '20' });
    await expect.poll(() => practice.venue.workingOrders(account.id).length).toBe(0);
  });

  it('takes orders over the order-entry socket', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.loadMarkets();
    const order = await client.createOrderWs(BTC, 'limit', 'buy', 0.01, away('BTCUSDT', -3));
    expect(order).toMatchObject({ status: 'open', amount: 0.01 });
    expect(await client.fetchOrderWs(idOf(order), BTC)).toMatchObject({ id: order.id });
    await client.cancelOrderWs(idOf(order), BTC);
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
    await expect(client.createOrderWs(BTC, 'market', 'sell', 1, undefined, { reduceOnly: true })).rejects.toThrow('-2022');
  });
});

describe('refusals', () => {
  it('refuses keys, signatures, clocks and addresses in the venue’s words', async () => {
    const account = openAccount(practice, 'oneWay');
    const { operator } = practice.venue;
    const read = async (client: Binance) => client.fapiPrivateV3GetAccount({});
    const unknown = await connect({ apiKey: 'x'.repeat(64), secret: account.secret });
    await expect(read(unknown)).rejects.toBeInstanceOf(AuthenticationError);
    await expect(read(unknown)).rejects.toThrow('-2015');
    const forged = await connect({ apiKey: account.apiKey, secret: 'wrong' });
    await expect(read(forged)).rejects.toBeInstanceOf(AuthenticationError);
    await expect(read(forged)).rejects.toThrow('-1022');
    const late = await connect(account, { timeDifference: 60_000 });
    await expect(read(late)).rejects.toBeInstanceOf(InvalidNonce);
    await expect(read(late)).rejects.toThrow('-1021');
    const early = await connect(account, { timeDifference: -60_000 });
    await expect(read(early)).rejects.toThrow("1000ms ahead of the server's time");
    const client = await connect(account);
    await client.loadMarkets();
    operator.setAccount(account.id, { key: { trade: false, withdraw: false, revoked: false, ipAllowed: true } });
    await expect(read(client)).resolves.toBeDefined();
    await expect(client.createOrder(BTC, 'market', 'buy', 0.01)).rejects.toThrow('-2015');
    operator.setAccount(account.id, { key: { trade: true, withdraw: false, revoked: false, ipAllowed: false } });
    await expect(read(client)).rejects.toThrow('-2015');
    operator.setAccount(account.id, { key: { trade: true, withdraw: false, revoked: true, ipAllowed: true } });
    await expect(read(client)).rejects.toThrow('-2015');
  });

  it('refuses orders with the code of each reason', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    const { operator } = practice.venue;
    const btc = { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.1' };
    const send = (changes: object) => client.fapiPrivatePostOrder({ ...btc, ...changes });
    await expect(send({ reduceOnly: 'true' })).rejects.toThrow('-2022');
    await expect(send({ symbol: 'NOPEUSDT' })).rejects.toThrow('-1121');
    await expect(send({ quantity: '0.0001' })).rejects.toThrow('-1111');
    await expect(send({ quantity: '0' })).rejects.toThrow('-4003');
    await expect(send({ quantity: '5000' })).rejects.toThrow('-4005');
    await expect(send({ quantity: undefined })).rejects.toThrow('-1102');
    await expect(send({ side: 'HOLD' })).rejects.toThrow('-1117');
    await expect(send({ type: 'STOP_MARKET', stopPrice: '1' })).rejects.toThrow('-4120');
    await expect(send({ positionSide: 'LONG' })).rejects.toThrow('-4061');
    await expect(send({ newClientOrderId: 'not valid!' })).rejects.toThrow('-4015');
    await expect(send({ symbol: 'DOGEUSDT', quantity: '1' })).rejects.toThrow('-4164');
    operator.setMarginTerms(account.id, 'BTCUSDT', { leverage: '5' });
    await expect(send({ quantity: '119' })).rejects.toThrow('-2019');
    await expect(send({ type: 'LIMIT', timeInForce: 'GTC', price: '200000.05' })).rejects.toThrow('-4014');
    await expect(send({ type: 'LIMIT', timeInForce: 'XXX', price: '200000' })).rejects.toThrow('-1115');
    await expect(send({ quantity: '1e2' })).rejects.toThrow('-1100');
    const resting = {
      type: 'LIMIT',
      timeInForce: 'GTC',
      side: 'BUY',
      price: priceAway(practice, 'BTCUSDT', -3),
      newClientOrderId: 'twice',
    };
    await send(resting);
    await expect(send(resting)).rejects.toThrow('-4116');
    const stop = { symbol: 'BTCUSDT', side: 'BUY', algoType: 'CONDITIONAL', type: 'STOP_MARKET', quantity: '0.1' };
    const triggerPrice = priceAway(practice, 'BTCUSDT', -3);
    await expect(client.fapiPrivatePostAlgoOrder({ ...stop, triggerPrice })).rejects.toThrow('-2021');
    await expect(client.fapiPrivatePostAlgoOrder({ ...stop, triggerPrice, closePosition: 'true' })).rejects.toThrow('-4137');
    await expect(client.fapiPrivateGetOrder({ symbol: 'BTCUSDT', origClientOrderId: 'never' })).rejects.toThrow('-2013');
    await expect(client.fapiPrivateDeleteOrder({ symbol: 'BTCUSDT', orderId: '1' })).rejects.toThrow('-2011');
    operator.setDepth('BNBUSDT', 0);
    await expect(send({ symbol: 'BNBUSDT' })).rejects.toThrow('-4131');
    operator.setDepth('BNBUSDT', 1);
    operator.setSuspended('BNBUSDT', true);
    await expect(send({ symbol: 'BNBUSDT' })).rejects.toThrow('-4108');
    operator.setSuspended('BNBUSDT', false);
  });

  it('refuses a close whose size own resting orders hold', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder(BTC, 'market', 'buy', 0.1);
    await expect(client.createOrder(BTC, 'market', 'sell', 0.2, undefined, { reduceOnly: true })).rejects.toThrow('-2022');
    await client.createOrder(BTC, 'limit', 'sell', 0.1, away('BTCUSDT', 3), { reduceOnly: true });
    await expect(client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { reduceOnly: true })).rejects.toThrow('-4118');
  });

  it('raises the classes of the real host when only the dial is redirected', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await redirectDial(newClient(account), practice.host);
    open.push(client);
    await expect(client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { reduceOnly: true })).rejects.toBeInstanceOf(
      InvalidOrder,
    );
    await expect(client.fetchOrder('1', BTC)).rejects.toBeInstanceOf(OrderNotFound);
    await expect(client.fetchOrder('1', BTC)).rejects.toBeInstanceOf(ExchangeError);
  });

  it('limits weight per address and orders per account, with Retry-After', async () => {
    const nowMs = Date.now();
    const limited = await startBinance({ rateLimits: true, now: () => nowMs }); // one window for all of it
    const account = openAccount(limited, 'oneWay');
    const client = await ccxtFor(limited, account, { fetchCurrencies: false });
    client.nonce = () => nowMs;
    const repeat = async (times: number, call: () => Promise<unknown>) => {
      for (let index = 0; index < times; index += 1) await call();
    };
    try {
      await client.loadMarkets(); // weighs 1
      await repeat(59, () => client.fapiPrivateGetOpenOrders({}));
      expect(client.last_response_headers?.['X-Mbx-Used-Weight-1m']).toBe('2361');
      await expect(client.fapiPrivateGetOpenOrders({})).rejects.toBeInstanceOf(DDoSProtection);
      expect(client.last_http_response).toContain('-1003');
      expect(Number(client.last_response_headers?.['Retry-After'])).toBeGreaterThan(0);
      // single orders weigh nothing: their limit is the account's own
      const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' };
      await repeat(300, () => client.fapiPrivatePostOrder(order));
      expect(client.last_response_headers?.['X-Mbx-Order-Count-10s']).toBe('300');
      await expect(client.fapiPrivatePostOrder(order)).rejects.toThrow('-1015');
    } finally {
      await client.close();
      await limited.host.stop();
    }
  });
});

describe('streams', () => {
  it('streams positions, orders of both books and the balance', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account, { watchPositions: { fetchPositionsSnapshot: false } });
    await client.loadMarkets();
    const watched = [client.watchPositions(), client.watchOrders(), client.watchBalance()] as const;
    await expect.poll(() => practice.host.world.sockets.size).toBe(1);
    await expect.poll(() => [...practice.host.world.sockets][0]?.accountId()).toBe(account.id);
    await client.createOrder(BTC, 'market', 'buy', 0.1);
    const [positions, orders, balance] = await Promise.all(watched);
    expect(positions).toMatchObject([{ symbol: BTC, side: 'long', contracts: 0.1, info: { ps: 'BOTH', pa: '0.100' } }]);
    expect(orders).toMatchObject([{ symbol: BTC, side: 'buy' }]);
    expect(balance['USDT']?.total).toBeLessThan(1_000_000);

    const conditional = client.watchOrders();
    const stop = await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, {
      reduceOnly: true,
      stopLossPrice: away('BTCUSDT', -3),
    });
    expect(await conditional).toMatchObject([
      { id: stop.id, status: 'open', triggerPrice: away('BTCUSDT', -3), info: { o: 'STOP_MARKET' } },
    ]);
    const gone = client.watchOrders();
    await client.cancelOrder(idOf(stop), BTC, { trigger: true });
    expect(await gone).toMatchObject([{ id: stop.id, status: 'canceled' }]);
    const flat = client.watchPositions();
    await client.createOrder(BTC, 'market', 'sell', 0.1, undefined, { reduceOnly: true });
    expect(await flat).toMatchObject([{ symbol: BTC, contracts: 0 }]);
  });

  it('keeps, renews and ends listen keys', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await expect(client.fapiPrivatePutListenKey({})).rejects.toThrow('-1125');
    const { listenKey } = (await client.fapiPrivatePostListenKey({})) as { listenKey: string };
    expect(listenKey).toMatch(/^\w{64}$/);
    expect(await client.fapiPrivatePostListenKey({})).toEqual({ listenKey });
    expect(await client.fapiPrivatePutListenKey({})).toEqual({ listenKey });
    await client.fapiPrivateDeleteListenKey({});
    await expect(client.fapiPrivatePutListenKey({})).rejects.toThrow('-1125');
  });

  it('streams marks, tickers, best prices and books', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    const { operator } = practice.venue;
    expect((await client.watchMarkPrices([BTC, ETH]))[BTC] ?? (await client.watchMarkPrices([BTC, ETH]))[ETH]).toBeDefined();
    expect(Object.keys(await client.watchMarkPrices())).toContain(ETH);
    expect(await client.watchTicker(BTC)).toMatchObject({ symbol: BTC });
    expect(await client.watchTickers([ETH])).toHaveProperty([ETH, 'symbol'], ETH);
    expect((await client.watchBidsAsks([BTC]))[BTC]?.bid).toBeGreaterThan(0);
    const moved = client.watchMarkPrices([BTC]);
    await moved;
    const next = client.watchMarkPrices([BTC]);
    operator.setPrice('BTCUSDT', priceAway(practice, 'BTCUSDT', 0.1));
    expect((await next)[BTC]?.markPrice).toBe(Number(practice.venue.quote('BTCUSDT')?.mark));
    const watching = client.watchOrderBook(BTC);
    const ticking = setInterval(() => operator.tick(), 20);
    await watching.finally(() => clearInterval(ticking));
    for (const percent of [1, -2, 3]) {
      const changing = client.watchOrderBook(BTC);
      operator.setPrice('BTCUSDT', priceAway(practice, 'BTCUSDT', percent));
      const bid = Number(practice.venue.quote('BTCUSDT')?.bid);
      let book = await changing;
      while (book.bids[0]?.[0] !== bid) book = await client.watchOrderBook(BTC); // frames of the last ticks come first
      expect(bid).toBeLessThan(Number(book.asks[0]?.[0])); // what the move left behind is gone
    }
  });
});

// the model answers what the dialect only words
it('lists what the operator placed in the right book', async () => {
  const account = openAccount(practice, 'oneWay');
  practice.venue.operator.injectPosition(account.id, { symbol: 'BTCUSDT', signedSize: '0.1', entryPrice: '110000' });
  place(practice, account, {
    ...intent('BTCUSDT', 'sell', null),
    reduceOnly: true,
    family: 'trigger',
    trigger: { kind: 'stop', price: priceAway(practice, 'BTCUSDT', -2), by: 'mark', callbackPercent: null },
  });
  const client = await connect(account);
  expect(await client.fetchOpenOrders()).toEqual([]);
  const [listed] = await client.fetchOpenOrders(undefined, undefined, undefined, { trigger: true });
  expect(listed?.info).toMatchObject({ orderType: 'STOP_MARKET', closePosition: true, workingType: 'MARK_PRICE' });
});

// Unmodified ccxt against the practice exchange's Binance COIN-M: what it loads, reads, sends and streams, and how it is
// refused. What is the same code as USDⓈ-M (signatures, order parameters, books of orders) is tried there in full.
import { AuthenticationError, InvalidNonce, OrderNotFound, type Order, type Position } from 'ccxt';
import type Binance from 'ccxt-pro/binancecoinm.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { ccxtFor, openAccount, startCoinm } from './coinmPractice.ts';
import { priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTC/USD:BTC';
const ETH = 'ETH/USD:ETH';
const QUARTER = 'BTC/USD:BTC-261225';

let practice: PracticeOfVenue;
const open: Binance[] = [];

beforeAll(async () => {
  practice = await startCoinm();
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
  it('loads perpetual and delivery contracts with the real filters', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.loadMarkets();
    expect(client.market(BTC)).toMatchObject({
      id: 'BTCUSD_PERP',
      inverse: true,
      settle: 'BTC',
      contractSize: 100,
      taker: 0.0005,
    });
    expect(client.market(ETH)).toMatchObject({ id: 'ETHUSD_PERP', swap: true, contractSize: 10, settle: 'ETH' });
    expect(client.market(QUARTER)).toMatchObject({ id: 'BTCUSD_261225', future: true, inverse: true, contractSize: 100 });
    const rules = practice.venue.instruments.get('BTCUSD_261225');
    expect(client.market(QUARTER)['limits']['market']).toMatchObject({ max: Number(rules?.maxMarketSize) });
    expect(client.market(BTC).precision).toMatchObject({ amount: 1, price: 0.1 });
    await expect(client.fetchTime()).resolves.toBeCloseTo(Date.now(), -4);
  });

  it('tells prices in every form', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    const mark = Number(practice.venue.quote('BTCUSD_PERP')?.mark);
    expect((await client.fetchTicker(BTC)).last).toBeCloseTo(mark, 0);
    expect(Object.keys(await client.fetchTickers())).toHaveLength(3);
    expect((await client.fetchMarkPrice(BTC)).markPrice).toBe(mark);
    const book = await client.fetchOrderBook(BTC, 5);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
  });

  it('tells balance in coins and positions in contracts, cross and isolated, one-way and hedge', async () => {
    const account = openAccount(practice, 'oneWay');
    const { operator } = practice.venue;
    operator.injectPosition(account.id, { symbol: 'BTCUSD_PERP', signedSize: '250', entryPrice: '110000', leverage: '20' });
    operator.injectPosition(account.id, {
      symbol: 'ETHUSD_PERP',
      signedSize: '-300',
      entryPrice: '4400',
      leverage: '10',
      marginMode: 'isolated',
    });
    const client = await connect(account);
    const positions = await client.fetchPositions();
    const of = (symbol: string): Position | undefined => positions.find((position) => position.symbol === symbol);
    expect(positions).toHaveLength(2);
    expect(of(BTC)).toMatchObject({ side: 'long', contracts: 250, entryPrice: 110_000, marginMode: 'cross', leverage: 20 });
    expect(of(ETH)).toMatchObject({ side: 'short', contracts: 300, entryPrice: 4_400, marginMode: 'isolated', leverage: 10 });
    expect(of(ETH)?.info).toMatchObject({ positionSide: 'BOTH', positionAmt: '-300', marginType: 'isolated' });
    const held = practice.venue.positions(account.id).find(({ symbol }) => symbol === 'BTCUSD_PERP');
    expect(of(BTC)?.notional).toBeCloseTo(25_000 / Number(held?.markPrice), 6); // in coins
    const balance = await client.fetchBalance();
    const equity = practice.venue.balances(account.id).find((row) => row.currency === 'BTC');
    expect(balance.info.assets.find(({ asset }: { asset: string }) => asset === 'BTC').marginBalance).toBe(
      Number(equity?.equity).toFixed(8),
    );

    const hedge = openAccount(practice, 'hedge');
    operator.injectPosition(hedge.id, { symbol: 'BTCUSD_PERP', signedSize: '500', entryPrice: '110000' });
    operator.injectPosition(hedge.id, { symbol: 'BTCUSD_PERP', signedSize: '-200', entryPrice: '120000' });
    const hedged = await (await connect(hedge)).fetchPositions();
    expect(hedged.map(({ side, contracts }) => [side, contracts])).toEqual([
      ['long', 500],
      ['short', 200],
    ]);
    expect(hedged.map(({ info }) => [info.positionSide, info.positionAmt])).toEqual([
      ['LONG', '500'],
      ['SHORT', '-200'],
    ]);
  });

  it('reads and sets position mode, leverage and margin mode', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    expect(await client.fetchPositionMode()).toMatchObject({ hedged: false });
    await client.setPositionMode(true);
    expect(await client.fetchPositionMode()).toMatchObject({ hedged: true });
    await expect(client.setPositionMode(true)).rejects.toThrow('-4059');
    await expect(client.setLeverage(7, BTC)).resolves.toMatchObject({ leverage: 7, maxQty: expect.any(String) });
    await client.setMarginMode('isolated', BTC);
    await expect(client.setMarginMode('isolated', BTC)).rejects.toThrow('-4046');
  });
});

describe('orders', () => {
  it('fills a market order and tells its trades with profit and fee in the coin', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    const bought = await client.createOrder(BTC, 'market', 'buy', 100);
    expect(bought).toMatchObject({ status: 'closed', filled: 100, type: 'market', side: 'buy' });
    expect(bought.info).not.toHaveProperty('avgPrice'); // new orders are not told their price any more
    const sold = await client.createOrder(BTC, 'market', 'sell', 100, undefined, {
      reduceOnly: true,
      clientOrderId: 'bg-test.1',
    });
    expect(sold).toMatchObject({ status: 'closed', reduceOnly: true, clientOrderId: 'bg-test.1' });
    const trades = await client.fetchMyTrades(BTC);
    expect(trades.map((trade) => trade.side)).toEqual(['buy', 'sell']);
    expect(trades[1]?.fee).toMatchObject({ currency: 'BTC' });
    expect(Number(trades[1]?.info.realizedPnl)).toBeLessThan(0); // the spread
    expect(await client.fetchOrder(idOf(sold), BTC)).toMatchObject({ status: 'closed', filled: 100 });
    const found = await client.dapiPrivateGetOrder({ symbol: 'BTCUSD_PERP', origClientOrderId: 'bg-test.1' });
    expect(found).toMatchObject({ orderId: Number(idOf(sold)), status: 'FILLED', pair: 'BTCUSD' });
    expect(Number(found['cumBase'])).toBeCloseTo(10_000 / Number(found['avgPrice']), 6);
    expect((await client.fetchOrders(BTC)).map((order) => order.id)).toEqual([bought.id, sold.id]);
    expect(await client.fetchPositions()).toEqual([]);
  });

  it('keeps conditional orders in a book of their own, which no cancel-all of ccxt reaches', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder(BTC, 'market', 'buy', 100);
    const reduce = { reduceOnly: true };
    const limit = await client.createOrder(BTC, 'limit', 'sell', 10, away('BTCUSD_PERP', 3), reduce);
    const stop = await client.createOrder(BTC, 'market', 'sell', 10, undefined, {
      ...reduce,
      stopLossPrice: away('BTCUSD_PERP', -3),
    });
    const trailing = await client.createOrder(BTC, 'market', 'sell', 10, undefined, { ...reduce, trailingPercent: 1.5 });
    expect((await client.fetchOpenOrders(BTC)).map(idOf)).toEqual([idOf(limit)]);
    expect((await client.fetchOpenOrders(BTC, undefined, undefined, { trigger: true })).map(idOf)).toEqual([
      idOf(stop),
      idOf(trailing),
    ]);
    await client.cancelAllOrders(BTC);
    await client.cancelAllOrders(BTC, { trigger: true });
    expect(practice.venue.workingOrders(account.id)).toHaveLength(2);
    for (const each of [stop, trailing]) await client.cancelOrder(idOf(each), BTC, { trigger: true });
    await expect(client.cancelOrder(idOf(stop), BTC, { trigger: true })).rejects.toBeInstanceOf(OrderNotFound);
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
    await expect(
      client.dapiPrivatePostOrder({ symbol: 'BTCUSD_PERP', side: 'SELL', type: 'STOP_MARKET', quantity: '1', stopPrice: '1' }),
    ).rejects.toThrow('-4120');
  });

  it('answers a batch item by item, in order', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder(BTC, 'market', 'buy', 20);
    const close = (symbol: string, amount: number) => ({
      symbol,
      type: 'market' as const,
      side: 'sell' as const,
      amount,
      params: { reduceOnly: true },
    });
    const orders = await client.createOrders([close(BTC, 10), close(ETH, 1), close(BTC, 10)]);
    expect(orders.map((order) => order.status)).toEqual(['closed', 'rejected', 'closed']);
    expect(orders[1]?.info).toMatchObject({ code: -2022 });
    const resting = [
      await client.createOrder(BTC, 'limit', 'buy', 1, away('BTCUSD_PERP', -3)),
      await client.createOrder(BTC, 'limit', 'buy', 1, away('BTCUSD_PERP', -4)),
    ];
    const cancelled = await client.cancelOrders(resting.map(idOf), BTC);
    expect(cancelled.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  });

  it('closes with the tag of the side in hedge mode and refuses the flag there', async () => {
    const account = openAccount(practice, 'hedge');
    const client = await connect(account);
    await client.createOrder(QUARTER, 'market', 'buy', 10, undefined, { positionSide: 'LONG' });
    await client.createOrder(QUARTER, 'market', 'sell', 20, undefined, { positionSide: 'SHORT' });
    await expect(client.createOrder(QUARTER, 'market', 'sell', 10, undefined, { reduceOnly: true })).rejects.toThrow('-4061');
    await expect(
      client.createOrder(QUARTER, 'market', 'sell', 10, undefined, { positionSide: 'LONG', reduceOnly: true }),
    ).rejects.toThrow('-1106');
    await client.createOrder(QUARTER, 'market', 'sell', 10, undefined, { reduceOnly: true, hedged: true });
    expect(practice.venue.positions(account.id).map(({ tag, signedSize }) => [tag, signedSize])).toEqual([['short', '20']]);
  });

  it('takes orders over the order-entry socket', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.loadMarkets();
    const order = await client.createOrderWs(BTC, 'limit', 'buy', 1, away('BTCUSD_PERP', -3));
    expect(order).toMatchObject({ status: 'open', amount: 1 });
    await client.cancelOrderWs(idOf(order), BTC);
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
  });
});

describe('refusals', () => {
  it('refuses keys, signatures, clocks and addresses in the venue’s words', async () => {
    const account = openAccount(practice, 'oneWay');
    const { operator } = practice.venue;
    const read = async (client: Binance) => client.dapiPrivateGetAccount({});
    await expect(read(await connect({ apiKey: 'x'.repeat(64), secret: account.secret }))).rejects.toThrow('-2015');
    const forged = await connect({ apiKey: account.apiKey, secret: 'wrong' });
    await expect(read(forged)).rejects.toBeInstanceOf(AuthenticationError);
    await expect(read(forged)).rejects.toThrow('-1022');
    await expect(read(await connect(account, { timeDifference: 60_000 }))).rejects.toBeInstanceOf(InvalidNonce);
    const client = await connect(account);
    await client.loadMarkets();
    operator.setAccount(account.id, { key: { ...account.key, trade: false } });
    await expect(read(client)).resolves.toBeDefined();
    await expect(client.createOrder(BTC, 'market', 'buy', 1)).rejects.toThrow('-2015');
    operator.setAccount(account.id, { key: { ...account.key, ipAllowed: false } });
    await expect(read(client)).rejects.toThrow('-2015');
  });

  it('refuses orders with the code of each reason', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    const btc = { symbol: 'BTCUSD_PERP', side: 'SELL', type: 'MARKET', quantity: '1' };
    const send = (changes: object) => client.dapiPrivatePostOrder({ ...btc, ...changes });
    await expect(send({ reduceOnly: 'true' })).rejects.toThrow('-2022');
    await expect(send({ symbol: 'BTCUSDT' })).rejects.toThrow('-1121');
    await expect(send({ quantity: '0.5' })).rejects.toThrow('-1111');
    await expect(send({ quantity: '60001' })).rejects.toThrow('-4005');
    await expect(send({ positionSide: 'LONG' })).rejects.toThrow('-4061');
    await expect(client.dapiPrivateGetOrder({ symbol: 'BTCUSD_PERP', origClientOrderId: 'never' })).rejects.toThrow('-2013');
    await client.createOrder(BTC, 'market', 'buy', 10);
    await client.createOrder(BTC, 'limit', 'sell', 10, away('BTCUSD_PERP', 3), { reduceOnly: true });
    await expect(client.createOrder(BTC, 'market', 'sell', 10, undefined, { reduceOnly: true })).rejects.toThrow('-4118');
  });
});

describe('streams', () => {
  it('streams positions, orders of both books and the balance', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account, { watchPositions: { fetchPositionsSnapshot: false } });
    await client.loadMarkets();
    const watched = [client.watchPositions([BTC]), client.watchOrders(BTC), client.watchBalance()] as const;
    await expect.poll(() => [...practice.host.world.sockets].some((socket) => socket.accountId() === account.id)).toBe(true);
    await client.createOrder(BTC, 'market', 'buy', 10);
    const [positions, orders, balance] = await Promise.all(watched);
    expect(positions).toMatchObject([{ symbol: BTC, side: 'long', contracts: 10, info: { ps: 'BOTH', pa: '10' } }]);
    expect(orders).toMatchObject([{ symbol: BTC, side: 'buy' }]);
    expect(balance['BTC']?.total).toBeLessThan(20);
    const conditional = client.watchOrders(BTC);
    const stop = await client.createOrder(BTC, 'market', 'sell', 10, undefined, {
      reduceOnly: true,
      stopLossPrice: away('BTCUSD_PERP', -3),
    });
    expect(await conditional).toMatchObject([{ id: stop.id, status: 'open', info: { o: 'STOP_MARKET' } }]);
  });

  it('streams marks and best prices', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    expect(await client.watchMarkPrices([BTC])).toHaveProperty(
      [BTC, 'markPrice'],
      Number(practice.venue.quote('BTCUSD_PERP')?.mark),
    );
    expect((await client.watchBidsAsks([ETH]))[ETH]?.bid).toBeGreaterThan(0);
  });
});

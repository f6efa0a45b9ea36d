// Unmodified ccxt against the practice exchange's Bitget: what it loads, reads, sends and streams, and how it is refused.
import { AuthenticationError, DDoSProtection, InsufficientFunds, InvalidOrder, OrderNotFound, type Order } from 'ccxt';
import type Bitget from 'ccxt-pro/bitget.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { ccxtFor, openAccount, startBitget, type Keys } from './bitgetPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const COIN = 'BTC/USD:BTC';
let practice: PracticeOfVenue;
const open: Bitget[] = [];

beforeAll(async () => {
  practice = await startBitget();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await practice.host.stop();
});

async function connect(account: Keys, options = {}): Promise<Bitget> {
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
const PRODUCT_TYPES = ['USDT-FUTURES', 'USDC-FUTURES', 'COIN-FUTURES'];

describe('public and account reads', () => {
  it('finds out by itself that the account is a classic one', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.fetchPositions();
    expect(client.options['uta']).toBe(false);
  });

  it('loads contracts of every product type with their digits', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.loadMarkets();
    expect(Object.keys(client.markets ?? {})).toHaveLength(practice.venue.instruments.size); // no spot
    expect(client.market(BTC)).toMatchObject({ id: 'BTCUSDT', swap: true, linear: true, settle: 'USDT' });
    expect(client.market('BTC/USDC:USDC')).toMatchObject({ id: 'BTCPERP', linear: true, precision: { price: 0.5 } });
    expect(client.market(COIN)).toMatchObject({ id: 'BTCUSD', inverse: true, settle: 'BTC' });
    expect(client.market('BTC/USD:BTC-251226')).toMatchObject({ id: 'BTCUSDZ25', future: true });
    expect(client.market(ETH).info.maxMarketOrderQty).toBe('1900');
  });

  it('answers the clock, tickers and the book', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    expect(Math.abs(Number(await client.fetchTime()) - Date.now())).toBeLessThan(5_000);
    const quote = practice.venue.quote('BTCUSDT');
    expect(await client.fetchTicker(BTC)).toMatchObject({ last: Number(quote?.last), markPrice: Number(quote?.mark) });
    const book = await client.fetchOrderBook(BTC, 5);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
  });

  it('answers balances by coin and what the key may do', async () => {
    const client = await connect(openAccount(practice, 'hedge', { USDT: '12345.678' }));
    expect((await client.fetchBalance())['USDT']).toMatchObject({ total: 12_345.678 });
    const info = await client.privateSpotGetV2SpotAccountInfo({});
    expect(info['data']).toMatchObject({ authorities: ['coor', 'stor', 'coow', 'stow'], ips: '' });
    const account = await client.privateMixGetV2MixAccountAccount({
      productType: 'USDT-FUTURES',
      symbol: 'BTCUSDT',
      marginCoin: 'USDT',
    });
    expect(account['data']).toMatchObject({ posMode: 'hedge_mode', accountEquity: '12345.678' });
  });
});

describe('positions', () => {
  it('lists them by product type, with side and margin mode', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '-0.1234');
    inject(account, 'BTCPERP', '0.5');
    inject(account, 'BTCUSD', '-0.25', { marginMode: 'isolated' });
    const client = await connect(account);
    const lists = await Promise.all(
      PRODUCT_TYPES.map((productType) =>
        client.fetchPositions(undefined, { productType, ...(productType === 'COIN-FUTURES' ? { marginCoin: 'BTC' } : {}) }),
      ),
    );
    expect(lists.flat().map((each) => [each.symbol, each.side, each.contracts, each.marginMode, each.hedged])).toEqual([
      [BTC, 'short', 0.1234, 'cross', false],
      ['BTC/USDC:USDC', 'long', 0.5, 'cross', false],
      [COIN, 'short', 0.25, 'isolated', false],
    ]);
    expect(lists[2]?.[0]?.info).toMatchObject({ marginCoin: 'BTC', total: '0.25' });
  });

  it('lists both legs of a hedge', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, 'ETHUSDT', '1.5');
    inject(account, 'ETHUSDT', '-0.7');
    const legs = await (await connect(account)).fetchPositions([ETH]);
    expect(legs.map((leg) => [leg.side, leg.contracts, leg.hedged])).toEqual([
      ['long', 1.5, true],
      ['short', 0.7, true],
    ]);
  });
});

describe('orders', () => {
  it('opens, reads back, closes and reports the executions', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    const opened = await client.createOrder(BTC, 'market', 'buy', 0.25);
    expect(await client.fetchPositions()).toMatchObject([{ side: 'long', contracts: 0.25 }]);
    const close = await client.createOrder(BTC, 'market', 'sell', 0.25, undefined, {
      reduceOnly: true,
      clientOrderId: 'close-1',
    });
    expect(await client.fetchPositions()).toEqual([]);
    const found = await client.fetchOrder(idOf(close), BTC);
    expect(found).toMatchObject({ status: 'closed', filled: 0.25, clientOrderId: 'close-1', reduceOnly: true });
    const byName = await client.fetchOrder('', BTC, { clientOid: 'close-1', orderId: '' });
    expect(idOf(byName)).toBe(idOf(close));
    await expect(client.fetchOrder('1', BTC)).rejects.toThrow(OrderNotFound);
    const trades = await client.fetchMyTrades(BTC);
    expect(new Set(trades.map((trade) => trade.side))).toEqual(new Set(['buy', 'sell']));
    expect(Number(trades[0]?.fee?.cost)).toBeGreaterThan(0);
    const closed = await client.fetchClosedOrders(BTC);
    expect(new Set(closed.map((order) => order.id))).toEqual(new Set([idOf(opened), idOf(close)]));
  });

  it('trades COIN-M in coins of its base and tells money in coin', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.createOrder(COIN, 'market', 'sell', 0.5);
    await client.createOrder(COIN, 'market', 'buy', 0.5, undefined, { reduceOnly: true });
    const trades = await client.fetchMyTrades(COIN);
    expect(trades[0]?.fee).toMatchObject({ currency: 'BTC' });
    expect(Number(trades[0]?.fee?.cost)).toBeCloseTo(0.5 * 0.0006, 6);
    const other = client.privateMixPostV2MixOrderPlaceOrder({
      symbol: 'ETHUSD',
      productType: 'COIN-FUTURES',
      marginMode: 'crossed',
      marginCoin: 'ETH',
      size: '1',
      side: 'sell',
      reduceOnly: 'YES',
      orderType: 'market',
    });
    await expect(other).rejects.toThrow('22002'); // no position in that coin
  });

  it('drops older reduce-only orders that leave no room, and then names no order', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ETHUSDT', '5');
    const client = await connect(account);
    await client.createOrder(ETH, 'limit', 'sell', 4, numberAway('ETHUSDT', 3), { reduceOnly: true });
    const close = await client.createOrder(ETH, 'market', 'sell', 5, undefined, { reduceOnly: true, clientOrderId: 'room-1' });
    expect(close.id).toBeUndefined();
    expect(await client.fetchPositions()).toEqual([]);
    expect(await client.fetchOpenOrders(ETH)).toEqual([]);
    expect(await client.fetchOrder('', ETH, { clientOid: 'room-1', orderId: '' })).toMatchObject({ filled: 5 });
  });

  it('closes with tradeSide in two-way mode, and a market close takes the place of resting ones', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, 'ETHUSDT', '1.5');
    inject(account, 'ETHUSDT', '-0.7');
    const client = await connect(account);
    const closing = { hedged: true, reduceOnly: true };
    await client.createOrder(ETH, 'limit', 'sell', 1, numberAway('ETHUSDT', 3), closing);
    expect(await client.fetchOpenOrders(ETH)).toMatchObject([{ info: { side: 'buy', posSide: 'long', tradeSide: 'close' } }]);
    await client.createOrder(ETH, 'market', 'sell', 1.5, undefined, closing);
    expect(await client.fetchOpenOrders(ETH)).toEqual([]);
    expect(await client.fetchPositions()).toMatchObject([{ side: 'short', contracts: 0.7 }]);
    await expect(client.createOrder(ETH, 'market', 'buy', 0.7, undefined, { reduceOnly: true })).rejects.toThrow('40774');
    await client.createOrder(ETH, 'market', 'buy', 0.7, undefined, closing);
    expect(await client.fetchPositions()).toEqual([]);
  });

  it('answers a batch in two lists', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ETHUSDT', '2');
    const client = await connect(account);
    const answer = await client.privateMixPostV2MixOrderBatchPlaceOrder({
      symbol: 'ETHUSDT',
      productType: 'USDT-FUTURES',
      marginMode: 'crossed',
      marginCoin: 'USDT',
      orderList: [
        { size: '2', side: 'sell', reduceOnly: 'YES', orderType: 'market', clientOid: 'a1' },
        { size: '2', side: 'sell', reduceOnly: 'YES', orderType: 'market', clientOid: 'a2' },
      ],
    });
    expect(answer['data']).toMatchObject({
      successList: [{ clientOid: 'a1' }],
      failureList: [{ clientOid: 'a2', errorCode: '22002' }],
    });
    expect(practice.venue.positions(account.id)).toEqual([]);
    const orders = [ETH, ETH].map((symbol) => ({ symbol, type: 'market' as const, side: 'buy' as const, amount: 1 }));
    expect(await client.createOrders(orders)).toHaveLength(2);
  });

  it('cancels one by one, in batches and by symbol', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    const price = numberAway('ETHUSDT', -2);
    const made = await Promise.all([1, 2, 3, 4].map((amount) => client.createOrder(ETH, 'limit', 'buy', amount, price)));
    await client.cancelOrder(idOf(made[0]), ETH);
    await client.cancelOrders([idOf(made[1])], ETH);
    const answer = await client.privateMixPostV2MixOrderBatchCancelOrders({
      symbol: 'ETHUSDT',
      productType: 'USDT-FUTURES',
      orderIdList: [{ orderId: idOf(made[2]) }, { orderId: '1' }],
    });
    expect(answer['data']).toMatchObject({ successList: [{ orderId: idOf(made[2]) }], failureList: [{ orderId: '1' }] });
    await client.cancelAllOrders(ETH);
    expect(await client.fetchOpenOrders(ETH)).toEqual([]);
    await expect(client.cancelOrder('1', ETH)).rejects.toThrow(OrderNotFound);
  });

  it('pages through the open orders', async () => {
    const account = openAccount(practice, 'oneWay');
    for (let index = 0; index < 130; index += 1) {
      const price = priceAway(practice, 'ETHUSDT', -1 - index / 200);
      place(practice, account, { ...intent('ETHUSDT', 'buy', '0.1'), type: 'limit', price });
    }
    const client = await connect(account);
    const list = (more: object) => client.privateMixGetV2MixOrderOrdersPending({ productType: 'USDT-FUTURES', ...more });
    const first = await list({});
    const second = await list({ idLessThan: first['data'].endId });
    expect([first, second].map((page) => page['data'].entrustedList.length)).toEqual([100, 30]);
    expect((await list({ productType: 'COIN-FUTURES' }))['data']).toEqual({ entrustedList: null, endId: null });
  });

  it('closes at once by flash close', async () => {
    const account = openAccount(practice, 'hedge');
    inject(account, 'ETHUSDT', '1');
    inject(account, 'ETHUSDT', '-1');
    const client = await connect(account);
    await client.closePosition(ETH, 'buy', { holdSide: 'long' });
    expect(practice.venue.positions(account.id)).toMatchObject([{ tag: 'short' }]);
    await expect(client.privateMixPostV2MixOrderClosePositions({ productType: 'USDC-FUTURES' })).rejects.toThrow('22002');
  });
});

describe('trigger orders, take-profits and stops', () => {
  async function guarded() {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'BTCUSDT', '0.5');
    const client = await connect(account);
    const guard = (params: object) => client.createOrder(BTC, 'market', 'sell', 0.5, undefined, params);
    const ids = {
      normal_plan: idOf(await guard({ triggerPrice: priceAway(practice, 'BTCUSDT', -4), reduceOnly: true })),
      track_plan: idOf(
        await guard({
          trailingPercent: '2',
          trailingTriggerPrice: priceAway(practice, 'BTCUSDT', 1),
          reduceOnly: true,
        }),
      ),
      pos_loss: idOf(await guard({ stopLossPrice: priceAway(practice, 'BTCUSDT', -3) })),
    };
    return { account, client, ids };
  }

  it('keeps trigger orders, trailing orders and stops in lists of their own', async () => {
    const { client, ids } = await guarded();
    const list = async (planType: string) => {
      const answer = await client.privateMixGetV2MixOrderOrdersPlanPending({ productType: 'USDT-FUTURES', planType });
      return (answer['data'].entrustedList as { orderId: string; planType: string; size: string }[]).map((row) => [
        row.planType,
        row.orderId,
        row.size,
      ]);
    };
    expect(await list('normal_plan')).toEqual([['normal_plan', ids.normal_plan, '0.5']]);
    expect(await list('track_plan')).toEqual([['track_plan', ids.track_plan, '0.5']]);
    expect(await list('profit_loss')).toEqual([['pos_loss', ids.pos_loss, '0']]);
    expect(await client.fetchOpenOrders(BTC)).toEqual([]);
    expect(await client.fetchOpenOrders(BTC, undefined, undefined, { trigger: true })).toHaveLength(1);
  });

  it('cancels them under their own kind alone', async () => {
    const { account, client, ids } = await guarded();
    const cancel = (planType: string, orderId: string) =>
      client.privateMixPostV2MixOrderCancelPlanOrder({
        symbol: 'BTCUSDT',
        productType: 'USDT-FUTURES',
        planType,
        orderIdList: [{ orderId }],
      });
    await expect(cancel('profit_loss', ids.pos_loss)).rejects.toThrow('40020');
    const wrong = await cancel('loss_plan', ids.pos_loss);
    expect(wrong['data']).toMatchObject({ successList: [], failureList: [{ orderId: ids.pos_loss, errorMsg: 'notExistend' }] });
    for (const [planType, orderId] of Object.entries(ids)) await cancel(planType, orderId);
    expect(practice.venue.workingOrders(account.id)).toEqual([]);
  });

  it('lets take-profits and stops go with their position, and trigger orders stay', async () => {
    const { account, client, ids } = await guarded();
    await client.createOrder(BTC, 'market', 'sell', 0.5, undefined, { reduceOnly: true });
    const left = practice.venue.workingOrders(account.id).map((order) => order.orderId);
    expect(new Set(left)).toEqual(new Set([ids.normal_plan, ids.track_plan]));
    const late = client.createOrder(BTC, 'market', 'sell', 0.5, undefined, { stopLossPrice: priceAway(practice, 'BTCUSDT', -3) });
    await expect(late).rejects.toThrow('43023');
  });
});

describe('modes', () => {
  it('switches the position mode, and not while there is exposure', async () => {
    const account = openAccount(practice, 'oneWay');
    const client = await connect(account);
    await client.setPositionMode(true, BTC);
    expect(practice.venue.account(account.id).positionMode).toBe('hedge');
    await client.createOrder(BTC, 'market', 'buy', 0.1, undefined, { hedged: true });
    await expect(client.setPositionMode(false, BTC)).rejects.toThrow('40920');
    await client.setLeverage(7, BTC);
    expect(practice.venue.leverage(account.id, 'BTCUSDT')).toBe('7');
  });
});

describe('refusals', () => {
  it.each([
    ['below the least size', { size: '0.00001' }, '40808', InvalidOrder],
    ['above the largest market order', { size: '221' }, '45112', Error],
    ['reduce-only with nothing to reduce', { reduceOnly: 'YES' }, '22002', Error],
    ['two-way words in one-way mode', { tradeSide: 'close' }, '40774', InvalidOrder],
    ['too expensive', { size: '100' }, '40762', InsufficientFunds],
    ['an unknown symbol', { symbol: 'NOPEUSDT' }, '40034', Error],
    ['a symbol of another product type', { productType: 'USDC-FUTURES' }, '40034', Error],
    ['presets, which it would lose', { presetStopLossPrice: '1' }, '40020', Error],
  ])('refuses %s', async (_what, change, code, kind) => {
    const client = await connect(openAccount(practice, 'oneWay', { USDT: '5000' }));
    const body = {
      symbol: 'BTCUSDT',
      productType: 'USDT-FUTURES',
      marginMode: 'crossed',
      marginCoin: 'USDT',
      size: '0.01',
      side: 'buy',
      orderType: 'market',
      ...change,
    };
    const sent = client.privateMixPostV2MixOrderPlaceOrder(body);
    await expect(sent).rejects.toThrow(code);
    await expect(sent).rejects.toBeInstanceOf(kind);
  });

  it('takes a client id once', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.createOrder(BTC, 'market', 'buy', 0.01, undefined, { clientOrderId: 'once' });
    await expect(client.createOrder(BTC, 'market', 'buy', 0.01, undefined, { clientOrderId: 'once' })).rejects.toThrow('40786');
  });

  it.each([
    ['key', { apiKey: 'bg_unknown' }, '40006'],
    ['signature', { secret: 'wrong' }, '40009'],
    ['passphrase', { passphrase: 'wrong' }, '40012'],
  ])('refuses a wrong %s', async (_what, change, code) => {
    const client = await connect({ ...openAccount(practice, 'oneWay'), ...change }, { uta: false });
    const sent = client.fetchPositions();
    await expect(sent).rejects.toThrow(code);
    await expect(sent).rejects.toBeInstanceOf(AuthenticationError);
  });

  it.each([
    ['revoked', { revoked: true }, '40037'],
    ['of another address', { ipAllowed: false }, '40018'],
    ['that may only read', { trade: false }, '40014'],
  ])('refuses a key %s', async (_what, change, code) => {
    const account = openAccount(practice, 'oneWay');
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, ...change } });
    const client = await connect(account, { uta: false });
    await expect(client.createOrder(BTC, 'market', 'buy', 0.01)).rejects.toThrow(code);
  });

  it('refuses a time that is more than thirty seconds old', async () => {
    const client = await connect(openAccount(practice, 'oneWay'), { uta: false, timeDifference: 31_000 });
    await expect(client.fetchPositions()).rejects.toThrow('40008');
  });

  it('counts calls by the second', async () => {
    const limited = await startBitget({ rateLimits: true });
    try {
      const client = await ccxtFor(limited, openAccount(limited, 'oneWay'), { uta: false });
      const calls = Array.from({ length: 12 }, () =>
        client.privateMixGetV2MixPositionAllPosition({ productType: 'USDT-FUTURES' }),
      );
      const refused = (await Promise.allSettled(calls)).filter((each) => each.status === 'rejected');
      expect(refused.length).toBeGreaterThan(0);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(DDoSProtection);
      await client.close();
    } finally {
      await limited.host.stop();
    }
  });
});

describe('streams', () => {
  it('tells positions, orders and balance as they change', async () => {
    const account = openAccount(practice, 'oneWay');
    inject(account, 'ETHUSDT', '2');
    const client = await connect(account);
    await client.loadMarkets();
    expect(await client.watchPositions([ETH])).toMatchObject([{ symbol: ETH, contracts: 2 }]);
    const orders = client.watchOrders(ETH);
    const balance = client.watchBalance();
    await expect
      .poll(
        () =>
          practice.host.world.requests.list().filter((entry) => entry.method === 'subscribe' && entry.account === account.id)
            .length,
      )
      .toBe(3);
    await balance;
    const resting = await client.createOrder(ETH, 'limit', 'buy', 1, numberAway('ETHUSDT', -2));
    expect(await orders).toMatchObject([{ id: idOf(resting), status: 'open', amount: 1 }]);
  });

  it('streams tickers', async () => {
    const client = await connect(openAccount(practice, 'oneWay'));
    await client.loadMarkets();
    const ticker = await client.watchTicker(BTC);
    expect(ticker).toMatchObject({ symbol: BTC, last: Number(practice.venue.quote('BTCUSDT')?.last) });
    expect(ticker.info.markPrice).toBe(practice.venue.quote('BTCUSDT')?.mark);
  });

  it('refuses a socket with a wrong key', async () => {
    const client = await connect({ ...openAccount(practice, 'oneWay'), secret: 'wrong' }, { uta: false });
    await client.loadMarkets();
    await expect(client.watchOrders(ETH)).rejects.toBeInstanceOf(AuthenticationError);
  });
});

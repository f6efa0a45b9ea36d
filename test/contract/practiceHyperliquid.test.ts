// Unmodified ccxt against the practice exchange's Hyperliquid: what it loads, reads, sends and streams, and how it is refused.
import { ExchangeError, InvalidOrder, OrderNotFound, RateLimitExceeded, type Order } from 'ccxt';
import type Hyperliquid from 'ccxt-pro/hyperliquid.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addressOfKey, connectionId, hex, signerOf } from '../../electron/practice/dialects/hyperliquid/signature.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { ccxtFor, openAccount, startHyperliquid, type Keys } from './hyperliquidPractice.ts';
import { intent, place, priceAway, type PracticeOfVenue } from './practiceVenue.ts';

const BTC = 'BTC/USDC:USDC';
const ETH = 'ETH/USDC:USDC';
let practice: PracticeOfVenue;
const open: Hyperliquid[] = [];

beforeAll(async () => {
  practice = await startHyperliquid();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  await practice.host.stop();
});

async function connect(account: Keys): Promise<Hyperliquid> {
  const client = await ccxtFor(practice, account);
  open.push(client);
  await client.loadMarkets();
  return client;
}

const inject = (account: PracticeAccount, symbol: string, signedSize: string, more = {}) =>
  practice.venue.operator.injectPosition(account.id, {
    symbol,
    signedSize,
    entryPrice: practice.venue.quote(symbol)?.mark ?? '1',
    ...more,
  });

const markOf = (symbol: string): number => Number(practice.venue.quote(symbol)?.mark);
const away = (symbol: string, percent: number): number => Number(priceAway(practice, symbol, percent));
const idOf = (order: Order | undefined): string => {
  if (order?.id === undefined) throw new Error('an order without an id');
  return order.id;
};
const CLOID = '0x0123456789abcdef0123456789abcdef';

describe('signatures', () => {
  // Vectors of hyperliquid-dex/hyperliquid-python-sdk, tests/signing_test.py.
  const key = '0x0123456789012345678901234567890123456789012345678901234567890123';
  const order = (more: object) => ({
    type: 'order',
    orders: [{ a: 1, b: true, p: '100', s: '100', r: false, t: { limit: { tif: 'Gtc' } }, ...more }],
    grouping: 'na',
  });
  const signed = (action: object, vault: string | null = null, nonce = 0) => ({
    action: { ...action },
    nonce,
    vault,
    expiresAfter: null,
  });

  it('hashes an action as production does', () => {
    const orders = [{ a: 4, b: true, p: '1670.1', s: '0.0147', r: false, t: { limit: { tif: 'Ioc' } } }];
    const action = { type: 'order', orders, grouping: 'na' };
    expect(hex(connectionId(signed(action, null, 1_677_777_606_040)))).toBe(
      '0fcbeda5ae3c4950a548021552a4fea2226858c4453571bf3f24ba017eac2908',
    );
  });

  it.each([
    [
      'an order on mainnet',
      order({}),
      null,
      'a',
      '0xd65369825a9df5d80099e513cce430311d7d26ddf477f5b3a33d2806b100d78e',
      '0x2b54116ff64054968aa237c20ca9ff68000f977c93289157748a3162b6ea940e',
      28,
    ],
    [
      'the same on testnet',
      order({}),
      null,
      'b',
      '0x82b2ba28e76b3d761093aaded1b1cdad4960b3af30212b343fb2e6cdfa4e3d54',
      '0x6b53878fc99d26047f4d7e8c90eb98955a109f44209163f52d8dc4278cbbd9f5',
      27,
    ],
    [
      'an order with a name of its own',
      order({ c: '0x00000000000000000000000000000001' }),
      null,
      'a',
      '0x41ae18e8239a56cacbc5dad94d45d0b747e5da11ad564077fcac71277a946e3',
      '0x3c61f667e747404fe7eea8f90ab0e76cc12ce60270438b2058324681a00116da',
      27,
    ],
    [
      'a stop',
      order({ t: { trigger: { isMarket: true, triggerPx: '103', tpsl: 'sl' } } }),
      null,
      'a',
      '0x98343f2b5ae8e26bb2587daad3863bc70d8792b09af1841b6fdd530a2065a3f9',
      '0x6b5bb6bb0633b710aa22b721dd9dee6d083646a5f8e581a20b545be6c1feb405',
      27,
    ],
    [
      'an action for a vault',
      { type: 'dummy', num: 100_000_000_000 },
      '0x1719884eb866cb12b2287399b15f7db5e7d775ea',
      'a',
      '0x3c548db75e479f8012acf3000ca3a6b05606bc2ec0c29c50c515066a326239',
      '0x4d402be7396ce74fbba3795769cda45aec00dc3125a984f2a9f23177b190da2c',
      28,
    ],
  ] as const)('knows who signed %s', (_what, action, vault, source, r, s, v) => {
    expect(signerOf(signed(action, vault), { r, s, v }, source)).toBe(addressOfKey(key));
    expect(signerOf(signed(action, vault, 1), { r, s, v }, source)).not.toBe(addressOfKey(key));
  });

  it('signs nothing for a key that it does not know, and names the wallet', async () => {
    const account = openAccount(practice);
    const stranger = { apiKey: account.apiKey, secret: `0x${'7'.repeat(64)}` };
    const client = await connect(stranger);
    const sending = client.createOrder(BTC, 'market', 'buy', 0.01, markOf('BTC'));
    await expect(sending).rejects.toThrow(`User or API Wallet ${addressOfKey(stranger.secret)} does not exist.`);
  });

  it('refuses a nonce that was used, and one of another time', async () => {
    const account = openAccount(practice);
    const client = await connect(account);
    const action = { type: 'cancel', cancels: [{ a: 0, o: 1 }] };
    const send = (nonce: number) => client.privatePostExchange({ action, nonce, signature: client.signL1Action(action, nonce) });
    const now = Date.now();
    await expect(send(now)).rejects.toBeInstanceOf(OrderNotFound);
    await expect(send(now)).rejects.toThrow('Invalid nonce');
    await expect(send(now - 3 * 86_400_000)).rejects.toThrow('Invalid nonce');
  });
});

describe('public reads', () => {
  it('loads the perpetuals with their digits', async () => {
    const client = await connect(openAccount(practice));
    expect(Object.keys(client.markets ?? {})).toHaveLength(practice.venue.instruments.size);
    expect(client.market(BTC)).toMatchObject({
      id: '0',
      swap: true,
      linear: true,
      settle: 'USDC',
      precision: { amount: 0.00001 },
    });
  });

  it('answers the clock, the mids and the book', async () => {
    const client = await connect(openAccount(practice));
    expect(Math.abs(Number(await client.fetchTime()) - Date.now())).toBeLessThan(5_000);
    expect((await client.fetchTickers([ETH]))[ETH]?.info).toMatchObject({ markPx: '4486.3' });
    const book = await client.fetchOrderBook(BTC);
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]));
  });
});

describe('account', () => {
  it('lists positions with their sign and margin mode, and the balance', async () => {
    const account = openAccount(practice, { USDC: '1234.5' });
    inject(account, 'BTC', '-0.012', { marginMode: 'isolated' });
    inject(account, 'SOL', '3');
    const client = await connect(account);
    const positions = await client.fetchPositions();
    expect(positions.map(({ symbol, side, contracts, marginMode }) => [symbol, side, contracts, marginMode])).toEqual([
      [BTC, 'short', 0.012, 'isolated'],
      ['SOL/USDC:USDC', 'long', 3, 'cross'],
    ]);
    expect((await client.fetchBalance())['USDC']).toMatchObject({ total: 1234.5 });
  });
});

describe('orders', () => {
  it('closes with an immediate-or-cancel limit and prints the fill', async () => {
    const account = openAccount(practice);
    inject(account, 'ETH', '1.5');
    const client = await connect(account);
    const order = await client.createOrder(ETH, 'market', 'sell', 1.5, markOf('ETH'), { reduceOnly: true, clientOrderId: CLOID });
    expect(order.filled).toBe(1.5);
    expect(await client.fetchPositions()).toEqual([]);
    expect(await client.fetchOrder(CLOID, ETH)).toMatchObject({ status: 'closed', filled: 1.5, reduceOnly: true });
    const [trade] = await client.fetchMyTrades(ETH);
    expect(trade).toMatchObject({ side: 'sell', amount: 1.5, takerOrMaker: 'taker', order: idOf(order) });
  });

  it('takes several orders in one action, and each has its own fate', async () => {
    const account = openAccount(practice);
    inject(account, 'ETH', '1');
    const client = await connect(account);
    const close = (symbol: string, price: number) => ({
      symbol,
      type: 'market' as const,
      side: 'sell' as const,
      amount: 1,
      price,
      params: { reduceOnly: true },
    });
    const sending = client.createOrders([close(ETH, markOf('ETH')), close('SOL/USDC:USDC', markOf('SOL'))]);
    await expect(sending).rejects.toBeInstanceOf(InvalidOrder); // ccxt throws although the first one filled
    expect(practice.venue.positions(account.id)).toEqual([]);
  });

  it('lists limits, stops and take-profits in one list, and cancels each by its number', async () => {
    const account = openAccount(practice);
    inject(account, 'BTC', '0.5');
    const client = await connect(account);
    const limit = await client.createOrder(BTC, 'limit', 'buy', 0.1, away('BTC', -10));
    await client.createOrder(BTC, 'market', 'sell', 0.5, markOf('BTC'), { stopLossPrice: away('BTC', -5), reduceOnly: true });
    await client.createOrder(BTC, 'limit', 'sell', 0.5, away('BTC', 5), { takeProfitPrice: away('BTC', 5), reduceOnly: true });
    const orders = await client.fetchOpenOrders(BTC);
    expect(orders.map(({ info, reduceOnly }) => `${info.orderType} ${reduceOnly}`).toSorted()).toEqual([
      'Limit false',
      'Stop Market true',
      'Take Profit Limit true',
    ]);
    await client.cancelOrders(orders.map(idOf), BTC);
    expect(await client.fetchOpenOrders(BTC)).toEqual([]);
    await expect(client.cancelOrder(idOf(limit), BTC)).rejects.toBeInstanceOf(OrderNotFound);
  });

  it('keeps orders that live on the position, of no size, and drops them with it', async () => {
    const account = openAccount(practice);
    inject(account, 'ETH', '2');
    const client = await connect(account);
    const action = {
      type: 'order',
      orders: [
        {
          a: 1,
          b: false,
          p: String(away('ETH', -10)),
          s: '0',
          r: true,
          t: { trigger: { isMarket: true, triggerPx: String(away('ETH', -5)), tpsl: 'sl' } },
        },
      ],
      grouping: 'positionTpsl',
    };
    const nonce = Date.now();
    await client.privatePostExchange({ action, nonce, signature: client.signL1Action(action, nonce) });
    const [order] = await client.fetchOpenOrders(ETH);
    expect(order?.info).toMatchObject({ isPositionTpsl: true, sz: '0.0', reduceOnly: true });
    await client.createOrder(ETH, 'market', 'sell', 2, markOf('ETH'), { reduceOnly: true });
    expect(await client.fetchOpenOrders(ETH)).toEqual([]);
  });

  it.each([
    ['nothing to reduce', 'SOL/USDC:USDC', 1, undefined, { reduceOnly: true }, 'Reduce only order would increase position.'],
    ['less than ten dollars', 'SOL/USDC:USDC', 0.01, undefined, {}, 'Order must have minimum value of $10.'],
  ] as const)('refuses %s in the words of the venue', async (_what, symbol, amount, _price, params, words) => {
    const client = await connect(openAccount(practice));
    const sending = client.createOrder(symbol, 'market', 'sell', amount, markOf('SOL'), params);
    await expect(sending).rejects.toThrow(words);
  });

  it('refuses a price with more than five significant figures', async () => {
    const client = await connect(openAccount(practice));
    const action = {
      type: 'order',
      orders: [{ a: 1, b: true, p: '4000.55', s: '1', r: false, t: { limit: { tif: 'Gtc' } } }],
      grouping: 'na',
    };
    const nonce = Date.now();
    const sending = client.privatePostExchange({ action, nonce, signature: client.signL1Action(action, nonce) });
    await expect(sending).rejects.toThrow('Price must be divisible by tick size.');
  });
});

describe('keys', () => {
  it('says whose API wallet it is, until it is revoked', async () => {
    const account = openAccount(practice);
    const client = await connect(account);
    const agent = addressOfKey(account.secret);
    expect(await client.publicPostInfo({ type: 'userRole', user: agent })).toEqual({
      role: 'agent',
      data: { user: account.apiKey },
    });
    expect(await client.publicPostInfo({ type: 'userRole', user: account.apiKey })).toEqual({ role: 'user' });
    practice.venue.operator.setAccount(account.id, { key: { ...account.key, revoked: true } });
    expect(await client.publicPostInfo({ type: 'userRole', user: agent })).toEqual({ role: 'missing' });
    const sending = client.createOrder(BTC, 'market', 'buy', 0.01, markOf('BTC'));
    await expect(sending).rejects.toBeInstanceOf(ExchangeError);
  });
});

describe('limits and calls that are refused', () => {
  it('answers 429 when the minute is used up', async () => {
    const limited = await startHyperliquid({ rateLimits: true });
    try {
      const client = await ccxtFor(limited, openAccount(limited));
      open.push(client);
      const ask = () => client.publicPostInfo({ type: 'userRole', user: client.walletAddress });
      const answers = await Promise.allSettled(Array.from({ length: 41 }, ask));
      const refused = answers.filter(({ status }) => status === 'rejected');
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.every((each) => each.status === 'rejected' && each.reason instanceof RateLimitExceeded)).toBe(true);
    } finally {
      await limited.host.stop();
    }
  });
});

describe('streams', () => {
  it('pushes positions, orders, fills and mids', async () => {
    const account = openAccount(practice);
    inject(account, 'ETH', '1');
    const client = await connect(account);
    const first = await client.watchPositions();
    expect(first.map(({ symbol, contracts }) => [symbol, contracts])).toEqual([[ETH, 1]]);
    const orders = client.watchOrders();
    const trades = client.watchMyTrades();
    const tickers = await client.watchTickers([BTC]);
    expect(tickers[BTC]).toBeDefined();
    const next = client.watchPositions();
    const subscribed = () =>
      practice.host.world.requests.list().filter((each) => each.account === account.id && each.method === 'subscribe');
    await expect.poll(subscribed, { interval: 5 }).toHaveLength(3); // all but the first one, which named the account
    place(practice, account, { ...intent('ETH', 'sell', '1'), reduceOnly: true, clientOrderId: CLOID });
    expect((await orders).at(-1)).toMatchObject({ symbol: ETH, side: 'sell' });
    expect((await trades).at(-1)).toMatchObject({ symbol: ETH, amount: 1 });
    expect(await next).toEqual([]);
  });

  it('takes orders by socket', async () => {
    const account = openAccount(practice);
    inject(account, 'ETH', '1');
    const client = await connect(account);
    const order = await client.createOrderWs(ETH, 'market', 'sell', 1, markOf('ETH'), { reduceOnly: true });
    expect(order.filled).toBe(1);
  });
});

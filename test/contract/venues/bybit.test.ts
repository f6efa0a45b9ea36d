// Bybit V5 (https://bybit-exchange.github.io/docs/v5/intro). Payloads: test/fixtures/bybit, and the venue's own market
// definitions as the practice exchange carries them.
import { createHmac } from 'node:crypto';
import { bybit } from '../../../electron/venues/profiles/bybit.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { payload } from '../fixture.ts';
import instruments from '../../../electron/practice/instruments/bybit.json' with { type: 'json' };
import { closeOf, positionOf, type Keys, type ReadRequest } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';
import type { ScriptedCall, WireRequest } from '../scriptedVenue.ts';

const keys: Keys = { apiKey: 'Zx81kPq0aLmN', secret: 'r7Yw0kq9vJ2sBn4tHx6mLc8dFg1zPa3e' };

/** X-BAPI-SIGN: hex HMAC-SHA256 of timestamp + key + window + (query or body) [docs/v5/guide#parameters-for-authenticated-endpoints]. */
function readRequest({ method, path, query, headers, body }: WireRequest, { apiKey, secret }: Keys): ReadRequest {
  if (headers['x-bapi-sign'] !== undefined) {
    const signed = `${String(headers['x-bapi-timestamp'])}${apiKey}${String(headers['x-bapi-recv-window'])}${method === 'GET' ? query : body}`;
    if (headers['x-bapi-sign'] !== createHmac('sha256', secret).update(signed).digest('hex'))
      throw new Error(`${path}: bad signature`);
  }
  const fields: unknown = method === 'GET' ? Object.fromEntries(new URLSearchParams(query)) : JSON.parse(body);
  return { method, path, fields };
}

const row = (symbol: string) => {
  const found = instruments.find((each) => each.symbol === symbol);
  if (found === undefined) throw new Error(symbol);
  return { ...found.extra, symbol, baseCoin: found.base, quoteCoin: found.quote };
};
const listed = (category: string, symbols: readonly string[]): ScriptedCall => ({
  method: 'GET',
  path: '/v5/market/instruments-info',
  when: ({ query }) => query.includes(`category=${category}`) && !query.includes('PreLaunch'),
  answer: { retCode: 0, retMsg: 'OK', result: { category, list: symbols.map(row), nextPageCursor: '' }, retExtInfo: {}, time: 1 },
});
const nothingListed: ScriptedCall = {
  method: 'GET',
  path: '/v5/market/instruments-info',
  answer: { retCode: 0, retMsg: 'OK', result: { category: 'linear', list: [], nextPageCursor: '' }, retExtInfo: {}, time: 1 },
};

const ok = (result: unknown, retExtInfo: unknown = {}) => ({ retCode: 0, retMsg: 'OK', result, retExtInfo, time: 1672280219169 });
/** The first page of USDT contracts, and no other. */
const FIRST_USDT = /settleCoin=USDT(?!.*cursor)/;
const page = (list: readonly unknown[]) => ok({ nextPageCursor: '', list });
const get = (path: string, answer: unknown, when = /(?:)/): ScriptedCall => ({
  method: 'GET',
  path,
  when: ({ query }) => when.test(query),
  answer,
});
const post = (path: string, answer: unknown): ScriptedCall => ({ method: 'POST', path, answer });
const created = post('/v5/order/create', ok({ orderId: '1321003749386327552', orderLinkId: 'x' }));
const asked = (path: string, fields: unknown): ReadRequest => ({ method: 'POST', path, fields });

const stop: WorkingOrder = {
  accountId: 'account',
  venue: 'bybit',
  symbol: 'BTC/USDT:USDT',
  nativeSymbol: 'BTCUSDT',
  family: 'trigger',
  orderId: 'c6f055d9-7f21-4079-913d-e6523a9cfffa',
  clientOrderId: null,
  orderSide: 'sell',
  positionSide: null,
  type: 'Stop',
  reduceOnly: true,
  size: '0.5',
  price: null,
  triggerPrice: '90000',
};
const limit: WorkingOrder = {
  ...stop,
  family: 'plain',
  type: 'Limit',
  orderId: 'f5f2d355',
  reduceOnly: false,
  price: '99000',
  triggerPrice: null,
};

const openOrder = (changes: object) => ({
  ...(payload('bybit', 'bybit.rest.fetchOpenOrders.5812-5') as { result: { list: object[] } }).result.list[0],
  ...changes,
});

testVenue({
  profile: bybit,
  keys,
  markets: [listed('linear', ['BTCUSDT', 'XRPUSDT']), listed('inverse', ['BTCUSD']), nothingListed],
  rules: [
    {
      symbol: 'BTC/USDT:USDT',
      nativeSymbol: 'BTCUSDT',
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      inverse: false,
      contractSize: '1',
      lotSize: '0.001',
      minSize: '0.001',
      maxMarketSize: '119.000',
      tickSize: '0.10',
      minNotional: '5',
      takerFee: '0.00055',
    },
  ],
  clientOrderId: /^[0-9A-Za-z_-]{1,36}$/, // orderLinkId [docs/v5/order/create-order]
  readRequest,
  without: {},
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a long is sold reduce-only with index 0',
      answers: [created],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.500' }))]),
      asks: [
        asked('/v5/order/create', {
          category: 'linear',
          symbol: 'BTCUSDT',
          side: 'Sell',
          orderType: 'Market',
          qty: '0.500',
          timeInForce: 'IOC',
          positionIdx: 0,
          reduceOnly: true,
          orderLinkId: bybit.traits.clientOrderId('k3v9x0q2ab', 0, 1, 0),
        }),
      ],
      gives: [{ kind: 'accepted', orderId: '1321003749386327552' }],
    },
    {
      topic: 'closeHedge',
      name: 'the short side is bought with index 2, inverse in its own category',
      hedged: true,
      answers: [created],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTCUSD'), { side: 'short', size: '1200', hedged: true })),
        ]),
      asks: [
        asked('/v5/order/create', {
          category: 'inverse',
          symbol: 'BTCUSD',
          side: 'Buy',
          orderType: 'Market',
          qty: '1200',
          timeInForce: 'IOC',
          positionIdx: 2,
          reduceOnly: true,
          orderLinkId: bybit.traits.clientOrderId('k3v9x0q2ab', 0, 1, 0),
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeLimit',
      name: 'an immediate-or-cancel limit',
      answers: [created],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.5' }), 0, '99000.10'),
        ]),
      asks: [
        asked('/v5/order/create', {
          category: 'linear',
          symbol: 'BTCUSDT',
          side: 'Sell',
          orderType: 'Limit',
          qty: '0.5',
          price: '99000.10',
          timeInForce: 'IOC',
          positionIdx: 0,
          reduceOnly: true,
          orderLinkId: bybit.traits.clientOrderId('k3v9x0q2ab', 0, 1, 0),
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeBatch',
      name: 'each item has its own fate, by its place',
      answers: [post('/v5/order/create-batch', payload('bybit', 'bybit.rest.createOrders.4650-1'))],
      does: (profile, context, market) =>
        profile.submitCloses(
          context,
          Array.from({ length: 2 }, (_, leg) =>
            closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.5' }), leg),
          ),
        ),
      gives: [{ kind: 'refused' }, { kind: 'accepted', orderId: '3c9f65b6-01ad-4ac0-9741-df17e02a4223' }],
    },
    {
      topic: 'cancel',
      name: 'by order id',
      answers: [post('/v5/order/cancel', ok({ orderId: 'f5f2d355', orderLinkId: '' }))],
      does: (profile, context) => profile.cancelOrders(context, [limit]),
      asks: [asked('/v5/order/cancel', { category: 'linear', symbol: 'BTCUSDT', orderId: 'f5f2d355' })],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'a conditional order goes by the same call; one that is gone is gone',
      answers: [
        post('/v5/order/cancel', {
          retCode: 110001,
          retMsg: 'order not exists or too late to cancel',
          result: {},
          retExtInfo: {},
          time: 1,
        }),
      ],
      does: (profile, context) => profile.cancelOrders(context, [stop]),
      asks: [asked('/v5/order/cancel', { category: 'linear', symbol: 'BTCUSDT', orderId: stop.orderId })],
      gives: [{ kind: 'gone' }],
    },
    {
      topic: 'sweep',
      name: 'every kind of a symbol at once; what it does not name is gone',
      answers: [post('/v5/order/cancel-all', ok({ list: [{ orderId: stop.orderId, orderLinkId: '' }], success: '1' }))],
      does: (profile, context) => profile.sweepOrders(context, [stop, limit]),
      asks: [asked('/v5/order/cancel-all', { category: 'linear', symbol: 'BTCUSDT' })],
      gives: [{ kind: 'cancelled' }, { kind: 'gone' }],
    },
    {
      topic: 'restore',
      name: 'a stop comes back reduce-only',
      answers: [created],
      does: (profile, context) => profile.restoreOrder(context, stop, 'bgrestored1'),
      asks: [
        asked('/v5/order/create', {
          category: 'linear',
          symbol: 'BTCUSDT',
          positionIdx: 0,
          side: 'Sell',
          orderType: 'Market',
          qty: '0.5',
          reduceOnly: true,
          orderLinkId: 'bgrestored1',
          triggerPrice: '90000',
          triggerDirection: 2,
          triggerBy: 'LastPrice',
        }),
      ],
      gives: { kind: 'accepted' },
    },
    {
      topic: 'lookUpFound',
      name: 'a filled order, by its client order id',
      answers: [get('/v5/order/realtime', page([openOrder({ orderLinkId: bybit.traits.clientOrderId('k3v9x0q2ab', 0, 1, 0) })]))],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.001' }))),
      asks: [
        {
          method: 'GET',
          path: '/v5/order/realtime',
          fields: { category: 'linear', symbol: 'BTCUSDT', orderLinkId: bybit.traits.clientOrderId('k3v9x0q2ab', 0, 1, 0) },
        },
      ],
      gives: { kind: 'found', orderId: 'f5f2d355-9a11-4af3-9b83-aa1d6ab6ddfe', working: false, filledSize: '0.001' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'neither among the recent nor in the history',
      answers: [get('/v5/order/realtime', page([])), get('/v5/order/history', page([]))],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.001' }))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'digit for digit, over every settle coin',
      answers: [
        get('/v5/position/list', payload('bybit', 'bybit.rest.fetchPosition.6701-5'), FIRST_USDT),
        get('/v5/position/list', page([])),
      ],
      does: (profile, context) => profile.readPositions(context),
      gives: [
        {
          nativeSymbol: 'XRPUSDT',
          side: 'long',
          size: '100',
          hedged: false,
          entryPrice: '0.3615',
          liquidationPrice: '0.0001',
          unrealizedPnl: '-1.83',
        },
      ],
    },
    {
      topic: 'hedgePositions',
      name: 'index 2 is the short side',
      answers: [
        get(
          '/v5/position/list',
          page([
            {
              ...(payload('bybit', 'bybit.rest.fetchPosition.6701-5') as { result: { list: object[] } }).result.list[0],
              side: 'Sell',
              positionIdx: 2,
            },
          ]),
          FIRST_USDT,
        ),
        get('/v5/position/list', page([])),
      ],
      does: (profile, context) => profile.readPositions(context),
      gives: [{ side: 'short', size: '100', hedged: true }],
    },
    {
      topic: 'orders',
      name: 'what works; filled ones are not',
      answers: [
        get(
          '/v5/order/realtime',
          page([openOrder({}), openOrder({ orderId: 'works', orderStatus: 'New', orderType: 'Limit', leavesQty: '0.001' })]),
          FIRST_USDT,
        ),
        get('/v5/order/realtime', page([])),
      ],
      does: (profile, context) => profile.readOrders(context),
      gives: {
        orders: [{ orderId: 'works', family: 'plain', orderSide: 'sell', size: '0.001', reduceOnly: true }],
        unreadable: [],
      },
    },
    {
      topic: 'equity',
      name: 'per coin',
      answers: [get('/v5/account/wallet-balance', payload('bybit', 'bybit.rest.fetchBalance.3783-1588'))],
      does: (profile, context) => profile.readEquity(context),
      asks: [{ method: 'GET', path: '/v5/account/wallet-balance', fields: { accountType: 'UNIFIED' } }],
      gives: { BTC: '0.805994' },
    },
    {
      topic: 'depth',
      name: 'asks and bids by name',
      answers: [get('/v5/market/orderbook', payload('bybit', 'bybit.rest.fetchOrderBook.1'))],
      does: (profile, context, market) => profile.readDepth(context, market('BTCUSDT')),
      asks: [{ method: 'GET', path: '/v5/market/orderbook', fields: { category: 'linear', symbol: 'BTCUSDT', limit: '50' } }],
      gives: { asks: [['16638.64', '0.008479']], bids: [['16638.27', '0.305749']] },
    },
    {
      topic: 'fills',
      name: 'price, size and fee; the profit out of closed-pnl, which does not know it here',
      answers: [
        get('/v5/execution/list', payload('bybit', 'bybit.rest.fetchMyTrades.5945-1'), /^(?!.*cursor)/),
        get('/v5/execution/list', page([])),
        get('/v5/position/closed-pnl', page([])),
      ],
      does: (profile, context, market) =>
        profile.readFills(context, [{ symbol: market('BTCUSDT').symbol, orderId: '8c065341-7b52-4ca9-ac2c-37e31ac55c94' }]),
      gives: [{ price: '1190.15', size: '0.1', fee: '0.071409', realizedPnl: null }],
    },
    {
      topic: 'key',
      name: 'rights by wallet and product, and addresses (the shape in ccxt’s comment, its lists filled as the documents do)',
      answers: [
        get(
          '/v5/user/query-api',
          ok({
            id: '13770661',
            note: 'XXXXXX',
            apiKey: 'XXXXXX',
            readOnly: 0,
            secret: '',
            permissions: {
              ContractTrade: ['Order', 'Position'],
              Spot: ['SpotTrade'],
              Wallet: ['AccountTransfer', 'SubMemberTransfer', 'Withdraw'],
              Options: ['OptionsTrade'],
              Derivatives: ['DerivativesTrade'],
              CopyTrading: [],
              BlockTrade: [],
              Exchange: ['ExchangeHistory'],
              NFT: [],
            },
            ips: ['*'],
            type: 1,
            deadlineDay: 83,
            expiredAt: '2023-05-15T03:21:05Z',
            createdAt: '2022-10-16T02:24:40Z',
          }),
        ),
      ],
      does: (profile, context) => profile.readKey(context),
      asks: [{ method: 'GET', path: '/v5/user/query-api', fields: {} }],
      gives: { canTrade: true, canWithdraw: true, addressesListed: false, expiresAtEpochMs: 1684120865000 },
    },
  ],
  refusals: [
    {
      name: 'less position than the order',
      status: 200,
      body: { retCode: 110017, retMsg: 'Reduce-only rule not satisfied', result: {}, retExtInfo: {}, time: 1 },
      means: { certainty: 'refused', reason: 'nothingToClose' },
    },
    {
      name: 'wrong position index',
      status: 200,
      body: { retCode: 10001, retMsg: 'position idx not match position mode', result: {}, retExtInfo: {}, time: 1 },
      means: { certainty: 'refused', reason: 'hedgeTag' },
    },
    {
      name: 'the venue gave up waiting',
      status: 200,
      body: { retCode: 10016, retMsg: 'Server error.', result: {}, retExtInfo: {}, time: 1 },
      means: { certainty: 'unknown' },
    },
    {
      name: 'too many visits',
      status: 200,
      body: { retCode: 10006, retMsg: 'Too many visits!', result: {}, retExtInfo: {}, time: 1 },
      means: { certainty: 'refused', reason: 'rateLimited' },
    },
    {
      name: 'the address is stopped',
      status: 403,
      body: 'access too frequent',
      means: { reason: 'rateLimited', wholeAddress: true },
    },
    { name: 'a bad gateway', status: 502, body: '<html>502</html>', means: { certainty: 'unknown' } },
  ],
});

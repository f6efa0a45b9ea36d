// KuCoin Futures, classic (https://www.kucoin.com/docs-new). Payloads: test/fixtures/kucoinfutures, each with its source.
import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { kucoinfutures } from '../../../electron/venues/profiles/kucoinfutures.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { payload } from '../fixture.ts';
import { meetTwice } from '../meetTwice.ts';
import type { ScriptedCall, WireRequest } from '../scriptedVenue.ts';
import { closeOf, positionOf, type Keys, type ReadRequest } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';

const keys: Keys = {
  apiKey: '6705f5c311545b000157d3eb',
  secret: '0d3f8a61-b7c9-4e25-a1f0-6b8d2c7e4f59',
  password: 'pass-phrase',
};

/**
 * KC-API-SIGN: base64 HMAC-SHA256 of milliseconds, method, path with query, and body; the passphrase is signed by itself
 * [docs-new/authentication].
 */
function readRequest({ method, path, query, headers, body }: WireRequest, { apiKey, secret, password }: Keys): ReadRequest {
  if (Object.keys(headers).some((name) => name.startsWith('kc-api-partner'))) throw new Error(`${path}: somebody's broker tag`);
  if (headers['kc-api-sign'] !== undefined) {
    const signed = (text: string) => createHmac('sha256', secret).update(text).digest('base64');
    const endpoint = query === '' ? path : `${path}?${query}`;
    if (headers['kc-api-key'] !== apiKey) throw new Error(`${path}: another key`);
    if (headers['kc-api-key-version'] !== '2') throw new Error(`${path}: another version of keys`);
    if (headers['kc-api-passphrase'] !== signed(password ?? '')) throw new Error(`${path}: bad passphrase`);
    const text = `${String(headers['kc-api-timestamp'])}${method}${endpoint}${body}`;
    if (headers['kc-api-sign'] !== signed(text)) throw new Error(`${path}: bad signature`);
  }
  const fields: unknown = body === '' ? Object.fromEntries(new URLSearchParams(query)) : JSON.parse(body);
  return { method, path, fields };
}

const call =
  (method: string) =>
  (path: string, answer: unknown, status = 200): ScriptedCall => ({ method, path: `/api/${path}`, answer, status });
const get = call('GET');
const post = call('POST');
const del = call('DELETE');
const ok = (data: unknown) => ({ code: '200000', data });
const asked = (method: string, path: string, fields: unknown): ReadRequest => ({ method, path: `/api/${path}`, fields });
const ownId = (leg: number) => kucoinfutures.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);
const recorded = (name: string): unknown => payload('kucoinfutures', name);
const dataOf = (name: string) => (recorded(name) as { data: object }).data;

const [ethPosition, btcPosition] = dataOf('positions') as readonly object[];
const orderRow = { ...dataOf('orderByClientOid'), symbol: 'XBTUSDTM' };
/** A stop out of the same row; the reference's own example of the list has no stop in it. */
const stopRow = {
  ...orderRow,
  id: '240673378116083712',
  type: 'market',
  side: 'sell',
  price: '0',
  stop: 'down',
  stopPriceType: 'TP',
  stopPrice: '60000',
  reduceOnly: true,
};
const page = (...items: readonly object[]) => ok({ currentPage: 1, pageSize: 100, totalNum: items.length, totalPage: 1, items });
const orderLists = (plain: readonly object[], stops: readonly object[]): readonly ScriptedCall[] => [
  get('v1/orders', page(...plain)),
  get('v1/stopOrders', page(...stops)),
];
const overview = (currency: string, accountEquity: number) => ({
  ...get('v1/account-overview', ok({ ...dataOf('accountOverview'), currency, accountEquity })),
  when: ({ query }: WireRequest) => query === `currency=${currency}`,
});
const mode = (positionMode: number) => get('v2/position/getPositionMode', ok({ positionMode }));
const accountMode = (selfAccountMode: string) => get('ua/v1/account/mode', ok({ selfAccountMode }));

const resting: WorkingOrder = {
  accountId: 'account',
  venue: 'kucoinfutures',
  symbol: 'BTC/USDT:USDT',
  nativeSymbol: 'XBTUSDTM',
  family: 'plain',
  orderId: '250444645610336256',
  clientOrderId: null,
  orderSide: 'buy',
  positionSide: null,
  type: 'limit',
  reduceOnly: false,
  size: '1',
  price: '0.1',
  triggerPrice: null,
};
const trigger: WorkingOrder = {
  ...resting,
  family: 'trigger',
  orderId: '240673378116083712',
  orderSide: 'sell',
  type: 'market',
  reduceOnly: true,
  price: null,
  triggerPrice: '60000',
};
const absent = { msg: 'error.getOrder.orderNotExist', code: '100001' };

testVenue({
  profile: kucoinfutures,
  keys,
  markets: [
    get(
      'v1/contracts/active',
      ok([recorded('contract.linear'), recorded('contract.inverse'), dataOf('kucoinfutures.rest.fetchContractMarkets.1871-4')]),
    ),
  ],
  rules: [
    {
      symbol: 'BTC/USDT:USDT',
      nativeSymbol: 'XBTUSDTM',
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      inverse: false,
      contractSize: '0.001',
      lotSize: '1',
      minSize: '1',
      maxMarketSize: '1000000',
      tickSize: '0.1',
      minNotional: null,
      takerFee: '0.0006',
    },
    {
      symbol: 'BTC/USD:BTC',
      nativeSymbol: 'XBTUSDM',
      base: 'BTC',
      quote: 'USD',
      settle: 'BTC',
      inverse: true,
      contractSize: '1', // multiplier -1
      lotSize: '1',
      minSize: '1',
      maxMarketSize: '10000000',
      tickSize: '0.1',
      minNotional: null,
      takerFee: '0.0006',
    },
  ],
  clientOrderId: /^[0-9A-Za-z_-]{1,40}$/, // clientOid [docs-new/rest/futures-trading/orders/add-order]
  readRequest,
  without: {},
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a long is sold reduce-only at the market, cross as it is; the answer says nothing of fills',
      answers: [post('v1/orders', recorded('addOrder'))],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('XBTUSDTM'), { side: 'long', size: '12' }))]),
      asks: [
        asked('POST', 'v1/orders', {
          clientOid: ownId(0),
          symbol: 'XBTUSDTM',
          side: 'sell',
          size: 12,
          reduceOnly: true,
          marginMode: 'CROSS',
          type: 'market',
        }),
      ],
      gives: [{ kind: 'accepted', orderId: '234125150956625920', filledSize: null }],
    },
    {
      topic: 'closeOneWay',
      name: 'what is no whole number of lots is refused here: nothing is sent',
      answers: [],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('XBTUSDTM'), { side: 'long', size: '1.5' }))]),
      asks: [],
      gives: [{ kind: 'refused', reason: 'belowMinimum' }],
    },
    {
      topic: 'closeHedge',
      name: 'a short of a two-sided account is bought back on its own side, isolated as it is',
      hedged: true,
      answers: [post('v1/orders', recorded('addOrder'))],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('XBTUSDM'), { side: 'short', size: '7', hedged: true, marginMode: 'isolated' })),
        ]),
      asks: [
        asked('POST', 'v1/orders', {
          clientOid: ownId(0),
          symbol: 'XBTUSDM',
          side: 'buy',
          size: 7,
          reduceOnly: true,
          marginMode: 'ISOLATED',
          positionSide: 'SHORT',
          type: 'market',
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeLimit',
      name: 'an immediate-or-cancel limit',
      answers: [post('v1/orders', recorded('addOrder'))],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('XBTUSDTM'), { side: 'long', size: '3' }), 0, '67000.1'),
        ]),
      asks: [
        asked('POST', 'v1/orders', {
          clientOid: ownId(0),
          symbol: 'XBTUSDTM',
          side: 'sell',
          size: 3,
          reduceOnly: true,
          marginMode: 'CROSS',
          type: 'limit',
          price: '67000.1',
          timeInForce: 'IOC',
        }),
      ],
      gives: [{ kind: 'accepted', filledSize: null }],
    },
    {
      topic: 'closeBatch',
      name: 'one taken, one refused, one not spoken of; each by its own clientOid although they come in another order',
      answers: [
        post('v1/orders/multi', {
          code: '200000',
          data: [
            { clientOid: ownId(1), symbol: 'ETHUSDTM', code: '300009', msg: 'No open positions to close.' },
            { ...(dataOf('batchAddOrders') as readonly object[])[0], clientOid: ownId(0) },
          ],
        }),
      ],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('XBTUSDTM'), { side: 'long', size: '1' }), 0),
          closeOf(profile, positionOf(market('ETHUSDTM'), { side: 'short', size: '2' }), 1),
          closeOf(profile, positionOf(market('XBTUSDM'), { side: 'long', size: '3' }), 2),
        ]),
      asks: [
        asked('POST', 'v1/orders/multi', [
          {
            clientOid: ownId(0),
            symbol: 'XBTUSDTM',
            side: 'sell',
            size: 1,
            reduceOnly: true,
            marginMode: 'CROSS',
            type: 'market',
          },
          {
            clientOid: ownId(1),
            symbol: 'ETHUSDTM',
            side: 'buy',
            size: 2,
            reduceOnly: true,
            marginMode: 'CROSS',
            type: 'market',
          },
          {
            clientOid: ownId(2),
            symbol: 'XBTUSDM',
            side: 'sell',
            size: 3,
            reduceOnly: true,
            marginMode: 'CROSS',
            type: 'market',
          },
        ]),
      ],
      gives: [
        { kind: 'accepted', orderId: '235919387779985408' },
        { kind: 'refused', reason: 'nothingToClose', failure: { venueCode: '300009' } },
        { kind: 'unknown' },
      ],
    },
    {
      topic: 'cancel',
      name: 'one by one; what does not exist or can not be cancelled any more is gone',
      answers: [
        del('v1/orders/250444645610336256', recorded('cancelOrder')),
        del('v1/orders/2', absent),
        del('v1/orders/3', { code: '100004', msg: 'Order is in not cancelable state' }),
        del('v1/orders/4', { code: '400007', msg: 'Access denied, require more permission' }),
      ],
      does: (profile, context) =>
        profile.cancelOrders(
          context,
          ['250444645610336256', '2', '3', '4'].map((orderId) => ({ ...resting, orderId })),
        ),
      asks: ['250444645610336256', '2', '3', '4'].map((id) => asked('DELETE', `v1/orders/${id}`, {})),
      gives: [{ kind: 'cancelled' }, { kind: 'gone' }, { kind: 'gone' }, { kind: 'refused' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'a stop by the same call',
      answers: [del('v1/orders/240673378116083712', recorded('cancelOrder'))],
      does: (profile, context) => profile.cancelOrders(context, [trigger]),
      asks: [asked('DELETE', 'v1/orders/240673378116083712', {})],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'sweep',
      name: 'one call for each list of a contract; what it does not name had gone',
      answers: [del('v3/orders', recorded('cancelAll')), del('v1/stopOrders', ok({ cancelledOrderIds: [trigger.orderId] }))],
      does: (profile, context) =>
        profile.sweepOrders(context, [{ ...resting, orderId: '235919172150824960' }, { ...resting, orderId: '1' }, trigger]),
      asks: [asked('DELETE', 'v3/orders', { symbol: 'XBTUSDTM' }), asked('DELETE', 'v1/stopOrders', { symbol: 'XBTUSDTM' })],
      gives: [{ kind: 'cancelled' }, { kind: 'gone' }, { kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'a stop and a limit come back as they were listed, reduce-only',
      answers: [
        ...orderLists([orderRow], [stopRow]),
        post('v1/orders', recorded('addOrder')),
        post('v1/orders', recorded('addOrder')),
      ],
      does: async (profile, context) => {
        await profile.readOrders(context);
        return [
          await profile.restoreOrder(context, trigger, ownId(8)),
          await profile.restoreOrder(context, resting, ownId(9)),
          await profile.restoreOrder(context, { ...resting, orderId: 'never listed' }, ownId(7)),
        ];
      },
      asks: [
        asked('GET', 'v1/orders', { status: 'active', pageSize: '100', currentPage: '1' }),
        asked('GET', 'v1/stopOrders', { pageSize: '100', currentPage: '1' }),
        asked('POST', 'v1/orders', {
          clientOid: ownId(8),
          symbol: 'XBTUSDTM',
          side: 'sell',
          type: 'market',
          size: 1,
          reduceOnly: true,
          marginMode: 'ISOLATED',
          stop: 'down',
          stopPrice: '60000',
          stopPriceType: 'TP',
        }),
        asked('POST', 'v1/orders', {
          clientOid: ownId(9),
          symbol: 'XBTUSDTM',
          side: 'buy',
          type: 'limit',
          size: 1,
          reduceOnly: true,
          marginMode: 'ISOLATED',
          price: '0.1',
          timeInForce: 'GTC',
        }),
      ],
      gives: [{ kind: 'accepted', orderId: '234125150956625920' }, { kind: 'accepted' }, { kind: 'refused', reason: 'other' }],
    },
    {
      topic: 'restore',
      name: 'a stop on a whole position of a two-sided account has no size, and its side again',
      hedged: true,
      answers: [
        ...orderLists([], [{ ...stopRow, closeOrder: true, reduceOnly: false, size: null, positionSide: 'LONG' }]),
        post('v1/orders', recorded('addOrder')),
      ],
      does: async (profile, context) => {
        const { orders } = await profile.readOrders(context);
        return Promise.all(orders.map((order) => profile.restoreOrder(context, order, ownId(9))));
      },
      asks: [
        asked('GET', 'v1/orders', { status: 'active', pageSize: '100', currentPage: '1' }),
        asked('GET', 'v1/stopOrders', { pageSize: '100', currentPage: '1' }),
        asked('POST', 'v1/orders', {
          clientOid: ownId(9),
          symbol: 'XBTUSDTM',
          side: 'sell',
          type: 'market',
          closeOrder: true,
          marginMode: 'ISOLATED',
          positionSide: 'LONG',
          stop: 'down',
          stopPrice: '60000',
          stopPriceType: 'TP',
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'lookUpFound',
      name: 'by its own clientOid',
      answers: [get('v1/orders/byClientOid', ok({ ...orderRow, size: 12, filledSize: 7, isActive: false, status: 'done' }))],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('XBTUSDTM'), { side: 'long', size: '12' }))),
      asks: [asked('GET', 'v1/orders/byClientOid', { clientOid: ownId(0) })],
      gives: { kind: 'found', orderId: '250444645610336256', working: false, filledSize: '7' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'no order of that clientOid',
      answers: [get('v1/orders/byClientOid', absent)],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('XBTUSDTM'), { side: 'long', size: '12' }))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'one-way: the sign is the side; older rows name no side and have a flag for cross',
      answers: [
        get('v1/positions', {
          code: '200000',
          data: [
            btcPosition,
            { ...ethPosition, symbol: 'XBTUSDM', currentQty: -20 },
            ...(dataOf('kucoinfutures.rest.fetchPositions.10624-4') as readonly object[]),
            { ...btcPosition, currentQty: 0, isOpen: false },
          ],
        }),
      ],
      does: (profile, context) => profile.readPositions(context),
      asks: [asked('GET', 'v1/positions', {})],
      gives: [
        {
          nativeSymbol: 'XBTUSDTM',
          side: 'long',
          size: '1',
          hedged: false,
          marginMode: 'isolated',
          leverage: '2.97',
          entryPrice: '67430.9',
          markPrice: '68323.06',
          unrealizedPnl: '0.89216',
          liquidationPrice: '45704.44',
        },
        { nativeSymbol: 'XBTUSDM', side: 'short', size: '20', marginMode: 'cross', updatedAtMs: 1_730_636_040_926 },
        { nativeSymbol: 'ETHUSDTM', side: 'long', size: '2', hedged: false, marginMode: 'isolated', leverage: '18.61' },
      ],
    },
    {
      topic: 'positions',
      name: 'a contract that is not in the list fails the read: it is never "nothing there"',
      answers: [get('v1/positions', recorded('positions'))],
      does: (profile, context) => profile.readPositions(context).catch((error: unknown) => String(error)),
      gives: expect.stringContaining('ETHUSDM') as unknown,
    },
    {
      topic: 'lookUpAbsent',
      name: 'the same code with other words is no absence',
      answers: [get('v1/orders/byClientOid', { code: '100001', msg: 'clientOid parameter is invalid' })],
      does: (profile, context, market) =>
        profile
          .lookUp(context, closeOf(profile, positionOf(market('XBTUSDTM'), { side: 'long', size: '1' })))
          .catch((error: unknown) => String(error)),
      gives: expect.stringContaining('parameter is invalid') as unknown,
    },
    {
      topic: 'positions',
      name: 'a contract that stays unlisted is told as beyond reach, and keeps no other from being closed',
      answers: [get('v1/positions', ok([{ ...btcPosition, symbol: 'GONEUSDTM' }, btcPosition]))],
      does: (profile, context) => meetTwice((told) => profile.readPositions({ ...context, setNotClosable: told })),
      gives: { first: 'unreadable', second: [{ nativeSymbol: 'XBTUSDTM' }], told: [{ nativeSymbol: 'GONEUSDTM' }] },
    },
    {
      topic: 'hedgePositions',
      name: 'both sides of a contract, each by its own tag',
      hedged: true,
      answers: [
        get(
          'v1/positions',
          ok([
            { ...btcPosition, positionSide: 'LONG', currentQty: 5 },
            { ...btcPosition, positionSide: 'SHORT', currentQty: -4, marginMode: 'CROSS' },
          ]),
        ),
      ],
      does: (profile, context) => profile.readPositions(context),
      gives: [
        { side: 'long', size: '5', hedged: true, marginMode: 'isolated' },
        { side: 'short', size: '4', hedged: true, marginMode: 'cross' },
      ],
    },
    {
      topic: 'hedgePositions',
      name: 'the mode of the account is read; one that is refused to tell its kind is taken for classic',
      hedged: null,
      answers: [mode(1), get('ua/v1/account/mode', { code: '400007', msg: 'Access denied, require more permission' })],
      does: async (profile, context) => {
        await profile.prepare(context);
        return context.hedgeMode();
      },
      gives: true,
    },
    {
      topic: 'hedgePositions',
      name: 'a unified account is refused in words',
      hedged: null,
      answers: [mode(0), accountMode('UNIFIED')],
      does: (profile, context) => profile.prepare(context).catch((error: unknown) => String(error)),
      gives: expect.stringContaining('unified') as unknown,
    },
    {
      topic: 'orders',
      name: 'both lists to their last page; against its own side an order only reduces; a close of all has no size',
      hedged: true,
      answers: [
        { ...get('v1/orders', ok({ totalPage: 2, items: [orderRow] })), when: ({ query }) => query.endsWith('currentPage=1') },
        {
          ...get(
            'v1/orders',
            ok({ totalPage: 2, items: [{ ...orderRow, id: '2', size: 5, filledSize: 2, side: 'sell', positionSide: 'LONG' }] }),
          ),
          when: ({ query }) => query.endsWith('currentPage=2'),
        },
        get('v1/stopOrders', page(stopRow, { ...stopRow, id: '3', closeOrder: true, reduceOnly: false, size: null })),
      ],
      does: (profile, context) => profile.readOrders(context),
      gives: {
        orders: [
          { ...resting, accountId: expect.any(String) as unknown, clientOrderId: '5c52e11203aa677f33e493fb' },
          { orderId: '2', size: '3', orderSide: 'sell', positionSide: 'long', reduceOnly: true },
          { family: 'trigger', orderId: '240673378116083712', reduceOnly: true, size: '1', price: null, triggerPrice: '60000' },
          { family: 'trigger', orderId: '3', reduceOnly: true, size: null },
        ],
        unreadable: [],
      },
    },
    {
      topic: 'orders',
      name: 'a list that fails is named',
      answers: [get('v1/orders', page(orderRow)), get('v1/stopOrders', { code: '500000', msg: 'Internal Server Error' }, 500)],
      does: (profile, context) => profile.readOrders(context),
      gives: { orders: [{ family: 'plain' }], unreadable: [{ family: 'trigger' }] },
    },
    {
      topic: 'fills',
      name: 'of the orders that were asked for, in one call for each contract',
      answers: [get('v1/recentFills', ok([recorded('fill'), { ...(recorded('fill') as object), orderId: 'another' }]))],
      does: (profile, context) =>
        profile.readFills(context, [
          { symbol: 'BTC/USDT:USDT', orderId: '236317213710184449' },
          { symbol: 'BTC/USDT:USDT', orderId: 'not filled' },
        ]),
      asks: [asked('GET', 'v1/recentFills', { symbol: 'XBTUSDTM' })],
      gives: [
        {
          orderId: '236317213710184449',
          symbol: 'BTC/USDT:USDT',
          price: '67430.9',
          size: '1',
          fee: '0.04045854',
          realizedPnl: null,
        },
      ],
    },
    {
      topic: 'equity',
      name: 'every currency that contracts settle in, under its usual name; then those that hold something',
      answers: [overview('USDT', 394.439280806), overview('XBT', 0)],
      does: async (profile, context) => [await profile.readEquity(context), await profile.readEquity(context)],
      asks: ['USDT', 'XBT', 'USDT'].map((currency) => asked('GET', 'v1/account-overview', { currency })),
      gives: [
        { USDT: '394.439280806', BTC: '0' },
        { USDT: '394.439280806', BTC: '0' },
      ],
    },
    {
      topic: 'depth',
      name: 'best first, sizes in lots',
      answers: [get('v1/level2/depth100', recorded('depth'))],
      does: (profile, context, market) => profile.readDepth(context, market('XBTUSDM')),
      asks: [asked('GET', 'v1/level2/depth100', { symbol: 'XBTUSDM' })],
      gives: {
        bids: [
          ['66968', '2'],
          ['66964.8', '25596'],
        ],
        asks: [
          ['66968.1', '13501'],
          ['66968.7', '2032'],
        ],
      },
    },
    {
      topic: 'key',
      name: 'permissions and addresses; Transfer can withdraw, and what moves money inside is spoken of',
      answers: [get('v1/user/api-key', recorded('apiKey'))],
      does: (profile, context) => profile.readKey(context),
      gives: {
        canTrade: true,
        canWithdraw: true,
        addressesListed: true,
        expiresAtEpochMs: null,
        notes: [expect.stringContaining('InnerTransfer') as unknown],
      },
    },
    {
      topic: 'key',
      name: 'a key that withdraws, trades no futures and works from anywhere',
      answers: [get('v1/user/api-key', ok({ ...dataOf('apiKey'), permission: 'General,Spot,Withdrawal', ipWhitelist: '' }))],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: false, canWithdraw: true, addressesListed: false, notes: [] },
    },
    {
      topic: 'key',
      name: 'a key as it is advised',
      answers: [get('v1/user/api-key', ok({ ...dataOf('apiKey'), permission: 'General,Futures' }))],
      does: (profile, context) => profile.readKey(context),
      asks: [asked('GET', 'v1/user/api-key', {})],
      gives: { canTrade: true, canWithdraw: false, addressesListed: true, notes: [] },
    },
  ],
  refusals: [
    {
      name: 'no position',
      status: 200,
      body: { msg: 'No open positions to close.', code: '300009' },
      means: { certainty: 'refused', reason: 'nothingToClose', code: '300009' },
    },
    {
      name: 'one-way order in a two-sided account',
      status: 200,
      body: {
        msg: 'Your order is in One-Way Mode, while your account is set to Hedge Mode. Update your settings so they match and try again.',
        code: '330012',
      },
      means: { certainty: 'refused', reason: 'hedgeTag' },
    },
    {
      name: 'margin mode of the order and of the contract differ',
      status: 200,
      body: {
        msg: "The order's margin mode does not match the selected one. Please switch and try again.",
        code: '330005',
      },
      means: { certainty: 'refused', reason: 'hedgeTag' },
    },
    {
      name: 'rate limit: until the budget is whole again',
      status: 429,
      headers: { 'gw-ratelimit-reset': '14990' },
      body: { code: '429000', msg: 'Too many requests in a short period of time, please retry later' },
      means: { certainty: 'refused', reason: 'rateLimited', retryAfterMs: 14_990 },
    },
    {
      name: 'the time is off',
      status: 400,
      body: { code: '400002', msg: 'Invalid KC-API-TIMESTAMP' },
      means: { certainty: 'refused', reason: 'other', wrongTime: true },
    },
    {
      name: 'the address is not listed',
      status: 400,
      body: { code: '400006', msg: 'The requested ip address is not in the api whitelist' },
      means: { certainty: 'refused', reason: 'credentials', remedy: expect.stringContaining('address') as string },
    },
    {
      name: 'the server in trouble leaves it open',
      status: 500,
      body: { code: '500000', msg: 'Internal Server Error' },
      means: { certainty: 'unknown', code: '500000' },
    },
    { name: 'so does a gateway without words', status: 502, body: '<html>Bad Gateway</html>', means: { certainty: 'unknown' } },
    { name: 'success is none', status: 200, body: recorded('addOrder'), means: null },
    { name: 'neither is a page that is not the venue’s', status: 404, body: '<html>Not Found</html>', means: null },
  ],
});

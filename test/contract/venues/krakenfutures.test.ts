// Kraken Futures v3 (https://docs.kraken.com/exchange/guides/futures). Payloads: test/fixtures/krakenfutures.
import { createHash, createHmac } from 'node:crypto';
import { krakenfutures } from '../../../electron/venues/profiles/krakenfutures.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { payload } from '../fixture.ts';
import { closeOf, positionOf, type Keys, type ReadRequest } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';
import type { ScriptedCall, WireRequest } from '../scriptedVenue.ts';

const keys: Keys = {
  apiKey: 'rRza59qKQs3y1egAgSaG0RJlBcbq97wT',
  secret: Buffer.from('not a real secret, 64 letters').toString('base64'),
};

const API = '/derivatives/api/v3';
const CHECK = '/api/auth/v1/api-keys/v3/check';

/**
 * Authent: base64 HMAC-SHA512 (key: the decoded secret) of SHA-256 of (what is posted + the path from /api on)
 * [docs.kraken.com/exchange/guides/futures/rest, "Authentication"].
 */
function readRequest({ method, path, query, headers, body }: WireRequest, { apiKey, secret }: Keys): ReadRequest {
  const posted = body === '' ? query : body;
  if (headers['authent'] !== undefined) {
    const hash = createHash('sha256')
      .update(`${posted}${path.replace(/^\/derivatives/, '')}`)
      .digest();
    const signature = createHmac('sha512', Buffer.from(secret, 'base64')).update(hash).digest('base64');
    if (headers['authent'] !== signature || headers['apikey'] !== apiKey) throw new Error(`${path}: bad signature`);
  }
  const fields: unknown = body.startsWith('json=')
    ? JSON.parse(body.slice('json='.length))
    : Object.fromEntries(new URLSearchParams(posted));
  return { method, path, fields };
}

const instruments = payload('krakenfutures', 'krakenfutures.docs.instruments') as { instruments: object[] };
const at = (method: string, call: string, answer: unknown): ScriptedCall => ({ method, path: `${API}/${call}`, answer });
const market = (sendStatus: object) =>
  at('POST', 'sendorder', { result: 'success', sendStatus, serverTime: '2026-03-02T06:10:31.955Z' });
const executed = at('POST', 'sendorder', payload('krakenfutures', 'krakenfutures.rest.createOrder.1375-1014'));
const own = (leg = 0) => krakenfutures.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);
const placed = (payload('krakenfutures', 'krakenfutures.docs.batchorder') as { batchStatus: [object] }).batchStatus[0];
const known = payload('krakenfutures', 'krakenfutures.recorded.orderStatus') as { orders: [{ order: object }] };
const fills = payload('krakenfutures', 'krakenfutures.docs.fills') as { fills: [object, object] };
const positions = payload('krakenfutures', 'krakenfutures.docs.openpositions') as { openPositions: [object, object, object] };

const limit: WorkingOrder = {
  accountId: 'account',
  venue: 'krakenfutures',
  symbol: 'BTC/USD:BTC',
  nativeSymbol: 'PI_XBTUSD',
  family: 'plain',
  orderId: '101c2327-f12e-45f2-8445-7502b87afc0b',
  clientOrderId: null,
  orderSide: 'sell',
  positionSide: null,
  type: 'lmt',
  reduceOnly: false,
  size: '304',
  price: '10640',
  triggerPrice: null,
};
const stop: WorkingOrder = {
  ...limit,
  family: 'trigger',
  type: 'stop',
  orderId: '723ba95f-13b7-418b-8fcf-ab7ba6620555',
  reduceOnly: true,
  price: '13700',
  triggerPrice: '13789',
};

testVenue({
  profile: krakenfutures,
  keys,
  markets: [
    at('GET', 'instruments', {
      ...instruments,
      instruments: [...instruments.instruments, payload('krakenfutures', 'krakenfutures.recorded.instrument')],
    }),
  ],
  rules: [
    {
      symbol: 'BTC/USD:USD',
      nativeSymbol: 'PF_XBTUSD',
      base: 'BTC',
      quote: 'USD',
      settle: 'USD',
      inverse: false,
      contractSize: '1',
      lotSize: '0.0001',
      minSize: '0.0001',
      maxMarketSize: '1000000',
      tickSize: '1',
      minNotional: null,
      takerFee: '0.0005',
    },
    {
      symbol: 'BTC/USD:BTC',
      nativeSymbol: 'PI_XBTUSD',
      base: 'BTC',
      quote: 'USD',
      settle: 'BTC',
      inverse: true,
      contractSize: '1',
      lotSize: '1',
      minSize: '1',
      maxMarketSize: '1000000',
      tickSize: '0.5',
      minNotional: null,
      takerFee: '0.0005',
    },
    {
      symbol: 'PEPE/USD:USD',
      nativeSymbol: 'PF_PEPEUSD',
      base: 'PEPE',
      quote: 'USD',
      settle: 'USD',
      inverse: false,
      contractSize: '1',
      lotSize: '1000', // precision -3
      minSize: '1000',
      maxMarketSize: '1000000000000',
      tickSize: '0.0000000001',
      minNotional: null,
      takerFee: '0.0005',
    },
  ],
  clientOrderId: /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/, // UUID ["Send order", cliOrdId]
  readRequest,
  without: {
    closeHedge: 'there is one position a contract',
    hedgePositions: 'there is one position a contract',
  },
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a long is sold by a reduce-only market order, whose executions come with the answer',
      answers: [executed],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(rule('PF_XBTUSD'), { side: 'long', size: '0.001' }))]),
      asks: [
        {
          method: 'POST',
          path: `${API}/sendorder`,
          fields: {
            orderType: 'mkt',
            symbol: 'PF_XBTUSD',
            side: 'sell',
            size: '0.001',
            reduceOnly: 'true',
            cliOrdId: own(),
          },
        },
      ],
      gives: [{ kind: 'accepted', orderId: 'a133a4f9-254d-4806-8176-9acc936b6944', filledSize: '0.001' }],
    },
    {
      topic: 'closeOneWay',
      name: 'nothing to reduce is said in the status of a success',
      answers: [market({ status: 'wouldNotReducePosition', orderEvents: [] })],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(rule('PI_XBTUSD'), { side: 'short', size: '8000' }))]),
      gives: [{ kind: 'refused', reason: 'nothingToClose' }],
    },
    {
      topic: 'closeOneWay',
      name: 'outside the price protection of a market order',
      answers: [market({ status: 'iocWouldNotExecute', orderEvents: [] })],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(rule('PF_XBTUSD'), { side: 'long', size: '1' }))]),
      gives: [{ kind: 'refused', reason: 'priceBand' }],
    },
    {
      topic: 'closeOneWay',
      name: 'an invalid size is too large above twenty million dollars, and too small below',
      answers: [market({ status: 'invalidSize', orderEvents: [] })],
      does: async (profile, context, rule) => {
        const close = (size: string) =>
          profile.submitCloses(context, [
            closeOf(profile, positionOf(rule('PF_XBTUSD'), { side: 'long', size, markPrice: '100000' })),
          ]);
        return [...(await close('201')), ...(await close('0.00001'))];
      },
      gives: [
        { kind: 'refused', reason: 'aboveMaximum' },
        { kind: 'refused', reason: 'belowMinimum' },
      ],
    },
    {
      topic: 'closeOneWay',
      name: 'a status that nobody knows leaves it open whether the order exists',
      answers: [market({ status: 'somethingNew', orderEvents: [] })],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(rule('PF_XBTUSD'), { side: 'long', size: '1' }))]),
      gives: [{ kind: 'unknown' }],
    },
    {
      topic: 'closeLimit',
      name: 'an immediate-or-cancel limit',
      answers: [executed],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(rule('PI_XBTUSD'), { side: 'short', size: '8000' }), 0, '10640.5'),
        ]),
      asks: [
        {
          method: 'POST',
          path: `${API}/sendorder`,
          fields: {
            orderType: 'ioc',
            symbol: 'PI_XBTUSD',
            side: 'buy',
            size: '8000',
            limitPrice: '10640.5',
            reduceOnly: 'true',
            cliOrdId: own(),
          },
        },
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeBatch',
      name: 'each order has its own status, by its tag',
      answers: [
        at('POST', 'batchorder', {
          result: 'success',
          batchStatus: [
            { ...placed, order_tag: '1' },
            { status: 'wouldNotReducePosition', order_tag: '0', orderEvents: [] },
          ],
        }),
      ],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(rule('PF_XBTUSD'), { side: 'long', size: '0.5' }), 0),
          closeOf(profile, positionOf(rule('PF_PEPEUSD'), { side: 'short', size: '7000' }), 1),
        ]),
      asks: [
        {
          method: 'POST',
          path: `${API}/batchorder`,
          fields: {
            batchOrder: [
              {
                order: 'send',
                order_tag: '0',
                orderType: 'mkt',
                symbol: 'PF_XBTUSD',
                side: 'sell',
                size: '0.5',
                reduceOnly: true,
                cliOrdId: own(0),
              },
              {
                order: 'send',
                order_tag: '1',
                orderType: 'mkt',
                symbol: 'PF_PEPEUSD',
                side: 'buy',
                size: '7000',
                reduceOnly: true,
                cliOrdId: own(1),
              },
            ],
          },
        },
      ],
      gives: [
        { kind: 'refused', reason: 'nothingToClose' },
        { kind: 'accepted', orderId: '022774bc-2c4a-4f26-9317-436c8d85746d' },
      ],
    },
    {
      topic: 'closeBatch',
      name: 'refusals without tags stand in the order of the request',
      answers: [at('POST', 'batchorder', payload('krakenfutures', 'krakenfutures.rest.createOrders.1480-1'))],
      does: (profile, context, rule) =>
        profile.submitCloses(
          context,
          [0, 1].map((leg) => closeOf(profile, positionOf(rule('PF_XBTUSD'), { side: 'long', size: '0.5' }), leg)),
        ),
      gives: [
        { kind: 'refused', reason: 'other' },
        { kind: 'refused', reason: 'other' },
      ],
    },
    {
      topic: 'closeBatch',
      name: 'an order that the answer leaves out is unknown',
      answers: [at('POST', 'batchorder', { result: 'success', batchStatus: [{ ...placed, order_tag: '0' }] })],
      does: (profile, context, rule) =>
        profile.submitCloses(
          context,
          [0, 1].map((leg) => closeOf(profile, positionOf(rule('PF_XBTUSD'), { side: 'long', size: '0.5' }), leg)),
        ),
      gives: [{ kind: 'accepted' }, { kind: 'unknown' }],
    },
    {
      topic: 'cancel',
      name: 'one by its id',
      answers: [at('POST', 'cancelorder', { result: 'success', cancelStatus: { status: 'cancelled', order_id: limit.orderId } })],
      does: (profile, context) => profile.cancelOrders(context, [limit]),
      asks: [{ method: 'POST', path: `${API}/cancelorder`, fields: { order_id: limit.orderId } }],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'a stop goes with the others in one batch; one that is not found is gone',
      answers: [
        at('POST', 'batchorder', {
          ...(payload('krakenfutures', 'krakenfutures.rest.cancelOrders.1590') as object),
          batchStatus: [
            { status: 'notFound', orderEvents: [] },
            ...(payload('krakenfutures', 'krakenfutures.rest.cancelOrders.1590') as { batchStatus: [object] }).batchStatus,
          ],
        }),
      ],
      does: (profile, context) => profile.cancelOrders(context, [stop, limit]),
      asks: [
        {
          method: 'POST',
          path: `${API}/batchorder`,
          fields: {
            batchOrder: [
              { order: 'cancel', order_id: stop.orderId },
              { order: 'cancel', order_id: limit.orderId },
            ],
          },
        },
      ],
      gives: [{ kind: 'gone' }, { kind: 'cancelled' }],
    },
    {
      topic: 'sweep',
      name: 'a contract with many orders goes by one call; what it does not name is gone',
      answers: [at('POST', 'cancelallorders', payload('krakenfutures', 'krakenfutures.rest.cancelAllOrders.1638-4'))],
      does: (profile, context) =>
        profile.sweepOrders(
          context,
          Array.from({ length: 17 }, (_, index) => ({
            ...limit,
            orderId: index === 16 ? '272fd0ac-45c0-4003-b84d-d39b9e86bd36' : `gone-${index}`,
          })),
        ),
      asks: [{ method: 'POST', path: `${API}/cancelallorders`, fields: { symbol: 'PI_XBTUSD' } }],
      gives: [...Array.from({ length: 16 }, () => ({ kind: 'gone' })), { kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'a stop comes back reduce-only, with its trigger and its worst price',
      answers: [market({ ...placed, status: 'placed' })],
      does: (profile, context) => profile.restoreOrder(context, stop, own()),
      asks: [
        {
          method: 'POST',
          path: `${API}/sendorder`,
          fields: {
            orderType: 'stp',
            symbol: 'PI_XBTUSD',
            side: 'sell',
            size: '304',
            limitPrice: '13700',
            stopPrice: '13789',
            reduceOnly: 'true',
            cliOrdId: own(),
          },
        },
      ],
      gives: { kind: 'accepted', orderId: '022774bc-2c4a-4f26-9317-436c8d85746d' },
    },
    {
      topic: 'restore',
      name: 'a trailing stop of which nobody knows how far it trails is left alone',
      answers: [],
      does: (profile, context) => profile.restoreOrder(context, { ...stop, type: 'trailing_stop' }, own()),
      asks: [],
      gives: { kind: 'neverSent' },
    },
    {
      topic: 'lookUpFound',
      name: 'what ended in the last seconds, by its client order id',
      answers: [
        at('POST', 'orders/status', {
          ...known,
          orders: [{ ...known.orders[0], order: { ...known.orders[0].order, cliOrdId: own() } }],
        }),
      ],
      does: (profile, context, rule) =>
        profile.lookUp(context, closeOf(profile, positionOf(rule('PF_XBTUSD'), { side: 'short', size: '0.001' }))),
      asks: [{ method: 'POST', path: `${API}/orders/status`, fields: { cliOrdIds: own() } }],
      gives: { kind: 'found', orderId: '5f6d15a5-8c9e-4b0a-9d3f-5a2b7c8d9e0f', working: false, filledSize: '0.0004' },
    },
    {
      topic: 'lookUpFound',
      name: 'what ended earlier, by its fills',
      answers: [
        at('POST', 'orders/status', payload('krakenfutures', 'krakenfutures.docs.orderStatusNone')),
        at('GET', 'fills', { ...fills, fills: fills.fills.map((fill) => ({ ...fill, order_id: 'x', cliOrdId: own() })) }),
      ],
      does: (profile, context, rule) =>
        profile.lookUp(context, closeOf(profile, positionOf(rule('PI_XBTUSD'), { side: 'short', size: '10490' }))),
      gives: { kind: 'found', orderId: 'x', working: false, filledSize: '10490' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'neither among the orders nor among the fills',
      answers: [
        at('POST', 'orders/status', payload('krakenfutures', 'krakenfutures.docs.orderStatusNone')),
        at('GET', 'fills', fills),
      ],
      does: (profile, context, rule) =>
        profile.lookUp(context, closeOf(profile, positionOf(rule('PI_XBTUSD'), { side: 'short', size: '10490' }))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'lookUpFound',
      name: 'a share that filled before an hour with more than a hundred fills: it must not be closed twice',
      answers: [
        at('POST', 'orders/status', payload('krakenfutures', 'krakenfutures.docs.orderStatusNone')),
        {
          ...at('GET', 'fills', { ...fills, fills: fills.fills.map((fill) => ({ ...fill, order_id: 'x', cliOrdId: own() })) }),
          when: ({ query }: WireRequest) => query.includes('lastFillTime'),
        },
        at('GET', 'fills', () => ({
          result: 'success',
          fills: Array.from({ length: 100 }, (_, index) => ({
            ...fills.fills[0],
            fill_id: String(index),
            fillTime: new Date(Date.now() - 3_600_000).toISOString(),
          })),
        })),
      ],
      does: (profile, context, rule) => {
        const order = closeOf(profile, positionOf(rule('PI_XBTUSD'), { side: 'short', size: '20980' }));
        return profile.lookUp(context, { ...order, size: '10490' });
      },
      gives: { kind: 'found', orderId: 'x', working: false, filledSize: '10490' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'a hundred fills of this minute may hide it: nobody can say',
      answers: [
        at('POST', 'orders/status', payload('krakenfutures', 'krakenfutures.docs.orderStatusNone')),
        at('GET', 'fills', () => ({
          result: 'success',
          fills: Array.from({ length: 100 }, (_, index) => ({
            ...fills.fills[0],
            fill_id: String(index),
            fillTime: new Date().toISOString(),
          })),
        })),
      ],
      does: (profile, context, rule) =>
        profile
          .lookUp(context, closeOf(profile, positionOf(rule('PI_XBTUSD'), { side: 'short', size: '10490' })))
          .catch((error: unknown) => error),
      gives: { failure: { kind: 'unreadable' } },
    },
    {
      topic: 'positions',
      name: 'with the side that the row tells; small letters name the same contract',
      answers: [
        at('GET', 'openpositions', {
          ...positions,
          openPositions: [
            positions.openPositions[0],
            { ...positions.openPositions[2], symbol: 'pf_xbtusd' }, // isolated, its profit in another currency
          ],
        }),
      ],
      does: (profile, context) => profile.readPositions(context),
      asks: [{ method: 'GET', path: `${API}/openpositions`, fields: {} }],
      gives: [
        {
          nativeSymbol: 'PI_XBTUSD',
          side: 'short',
          size: '10000',
          hedged: false,
          marginMode: 'cross',
          entryPrice: '9392.749993345933',
        },
        { nativeSymbol: 'PF_XBTUSD', side: 'long', size: '1', marginMode: 'isolated', leverage: '5', unrealizedPnl: '0' },
      ],
    },
    {
      topic: 'positions',
      name: 'a contract that stays unlisted is told as beyond reach, and keeps no other from being closed',
      answers: [at('GET', 'openpositions', positions)],
      does: async (profile, context) => {
        const told: unknown[] = [];
        const read = () =>
          profile
            .readPositions({ ...context, setNotClosable: (_list, held) => told.push(...held) })
            .then((held) => held.map(({ nativeSymbol }) => nativeSymbol))
            .catch((error: unknown) => (error as { failure: unknown }).failure);
        // Two of three are unlisted: each is an error once, so that the list is read again first.
        return { meetings: [await read(), await read(), await read()], told };
      },
      gives: {
        meetings: [{ kind: 'unreadable' }, { kind: 'unreadable' }, ['PI_XBTUSD']],
        told: [
          { nativeSymbol: 'FI_XBTUSD_201225', size: '20000' },
          { nativeSymbol: 'PF_DEFIUSD', size: '1' },
        ],
      },
    },
    {
      topic: 'orders',
      name: 'limit and take-profit in one list',
      answers: [
        at('GET', 'openorders', {
          ...(payload('krakenfutures', 'krakenfutures.docs.openorders') as object),
          openOrders: [
            ...(payload('krakenfutures', 'krakenfutures.docs.openorders') as { openOrders: object[] }).openOrders,
            payload('krakenfutures', 'krakenfutures.recorded.takeProfit'),
          ],
        }),
      ],
      does: (profile, context) => profile.readOrders(context),
      asks: [{ method: 'GET', path: `${API}/openorders`, fields: {} }],
      gives: {
        orders: [
          { family: 'plain', orderSide: 'sell', size: '304', price: '10640', triggerPrice: null, reduceOnly: true },
          { family: 'plain', orderSide: 'buy', size: '1501', reduceOnly: false },
          { family: 'trigger', type: 'take_profit', orderSide: 'buy', size: null, triggerPrice: '1880.4', reduceOnly: true },
        ],
        unreadable: [],
      },
    },
    {
      topic: 'fills',
      name: 'of the wanted order alone; a fee that is not told is not guessed',
      answers: [at('GET', 'fills', fills)],
      does: (profile, context, rule) =>
        profile.readFills(context, [{ symbol: rule('PI_XBTUSD').symbol, orderId: '693af756-055e-47ef-99d5-bcf4c456ebc5' }]),
      gives: [{ price: '9400', size: '5490', fee: null, realizedPnl: null }],
    },
    {
      topic: 'equity',
      name: 'every margin wallet in its coin, the multi-collateral one in dollars, no cash',
      answers: [at('GET', 'accounts', payload('krakenfutures', 'krakenfutures.rest.fetchBalance.2809-4'))],
      does: (profile, context) => profile.readEquity(context),
      asks: [{ method: 'GET', path: `${API}/accounts`, fields: {} }],
      gives: { USD: '0', BTC: '0', XRP: '11' },
    },
    {
      topic: 'depth',
      name: 'best first',
      answers: [at('GET', 'orderbook', payload('krakenfutures', 'krakenfutures.rest.fetchOrderBook.592'))],
      does: (profile, context, rule) => profile.readDepth(context, rule('PI_XBTUSD')),
      asks: [{ method: 'GET', path: `${API}/orderbook`, fields: { symbol: 'PI_XBTUSD' } }],
      gives: {
        bids: [
          ['4213', '2000'],
          ['4210', '4000'],
        ],
        asks: [
          ['4218', '4000'],
          ['4220', '5000'],
        ],
      },
    },
    {
      topic: 'key',
      name: 'what it may do, and from where',
      answers: [{ method: 'GET', path: CHECK, answer: payload('krakenfutures', 'krakenfutures.docs.keyCheck') }],
      does: (profile, context) => profile.readKey(context),
      asks: [{ method: 'GET', path: CHECK, fields: {} }],
      gives: { canTrade: true, canWithdraw: false, addressesListed: true, expiresAtEpochMs: null, notes: [] },
    },
  ],
  refusals: [
    {
      name: 'the budget is spent',
      status: 200,
      body: { result: 'error', error: 'apiLimitExceeded', serverTime: '2019-09-05T17:08:18.138Z' },
      means: { certainty: 'refused', reason: 'rateLimited' },
    },
    {
      name: 'a wrong key or signature',
      status: 200,
      body: { result: 'error', error: 'authenticationError', serverTime: '2019-09-05T17:08:18.138Z' },
      means: { certainty: 'refused', reason: 'credentials' },
    },
    {
      name: 'an order type that it does not know',
      status: 400,
      body: {
        status: 'BAD_REQUEST',
        result: 'error',
        errors: [{ code: 11, message: 'invalid order type' }],
        serverTime: '2023-04-07T19:26:41.299Z',
      },
      means: { certainty: 'refused', reason: 'other', code: 'invalid order type' },
    },
    {
      name: 'no margin, as an error of the server',
      status: 500,
      body: { errors: [{ code: 92, message: 'INSUFFICIENT_MARGIN' }] },
      means: { certainty: 'refused', reason: 'other' },
    },
    {
      name: 'an error of the server that says nothing',
      status: 200,
      body: { result: 'error', error: 'Server Error', serverTime: '2019-09-05T17:08:18.138Z' },
      means: { certainty: 'unknown' },
    },
    { name: 'too many requests', status: 429, body: '', means: { certainty: 'refused', reason: 'rateLimited' } },
    { name: 'a bad gateway', status: 502, body: '<html>502</html>', means: { certainty: 'unknown' } },
    { name: 'a page of somebody in between', status: 403, body: '<html>403</html>', means: null },
  ],
});

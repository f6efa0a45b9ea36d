// Gate APIv4 (https://www.gate.com/docs/developers/apiv4/en). Payloads: test/fixtures/gate, each with its source.
import { createHash, createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { VenueReadError } from '../../../electron/venues/profile.ts';
import { gate } from '../../../electron/venues/profiles/gate.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { payload } from '../fixture.ts';
import { meetTwice } from '../meetTwice.ts';
import type { ScriptedCall, WireRequest } from '../scriptedVenue.ts';
import { closeOf, positionOf, type Keys, type ReadRequest } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';

const keys: Keys = { apiKey: '52fd0035f665c1a4c2a5f5a5d7f4a9d0', secret: '0d3f8a61b7c94e25a1f06b8d2c7e4f59' };

const ORDER_ENTRY = /\/(orders|batch_orders)$/;

/**
 * SIGN: hex HMAC-SHA512 of method, path, raw query, hex SHA-512 of the body and seconds, one a line
 * [apiv4/en/#apiv4-signed-request-requirements]. Sizes as decimals everywhere, and orders that expire.
 */
function readRequest({ method, path, query, headers, body }: WireRequest, { apiKey, secret }: Keys): ReadRequest {
  if (headers['x-gate-size-decimal'] !== '1') throw new Error(`${path}: sizes would be cut off`);
  if (headers['x-gate-channel-id'] !== undefined) throw new Error(`${path}: somebody's broker tag`);
  if (headers['sign'] !== undefined) {
    const digest = createHash('sha512').update(body).digest('hex');
    const text = [method, path, decodeURIComponent(query), digest, String(headers['timestamp'])].join('\n');
    if (headers['key'] !== apiKey) throw new Error(`${path}: another key`);
    if (headers['sign'] !== createHmac('sha512', secret).update(text).digest('hex')) throw new Error(`${path}: bad signature`);
  }
  if (method === 'POST' && ORDER_ENTRY.test(path) && !path.includes('price_')) {
    const leftMs = Number(headers['x-gate-exptime']) - Date.now();
    if (!(leftMs > 3_000 && leftMs <= 5_000)) throw new Error(`${path}: expires in ${leftMs} ms`);
  }
  const fields: unknown = method === 'POST' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(query));
  return { method, path, fields };
}

const call =
  (method: string) =>
  (path: string, answer: unknown, status = 200): ScriptedCall => ({ method, path: `/api/v4/${path}`, answer, status });
const get = call('GET');
const post = call('POST');
const del = call('DELETE');
const asked = (method: string, path: string, fields: unknown): ReadRequest => ({ method, path: `/api/v4/${path}`, fields });
const ownId = (leg: number) => gate.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);

const account = payload('gate', 'gate.rest.fetchBalance.3230-1187') as object;
const noAccount = { label: 'USER_NOT_FOUND', message: 'please transfer funds first to create futures account' };
const accounts = (more: object = {}): readonly ScriptedCall[] => [
  get('futures/usdt/accounts', { ...account, ...more }),
  get('futures/btc/accounts', noAccount, 400),
  get('futures/usd1/accounts', noAccount, 400),
];
const [position] = payload('gate', 'gate.rest.fetchPositions.6578-22') as readonly object[];
const positions = (rows: readonly object[], elsewhere: readonly ScriptedCall[] = []): readonly ScriptedCall[] => [
  get('futures/usdt/positions', rows),
  get('futures/btc/positions', noAccount, 400),
  get('futures/usd1/positions', noAccount, 400),
  ...elsewhere,
  get('delivery/usdt/positions', noAccount, 400),
  get('options/positions', { label: 'FORBIDDEN', message: 'no permission' }, 403),
];
const noOrdersElsewhere: readonly ScriptedCall[] = [
  get('delivery/usdt/orders', noAccount, 400),
  get('options/orders', { label: 'FORBIDDEN', message: 'no permission' }, 403),
];
const [plainRow] = payload('gate', 'gate.rest.cancelAllOrders.6092-4') as readonly object[];
const openRow = { ...plainRow, status: 'open', finish_as: undefined, finish_time: undefined };
const triggerRow = payload('gate', 'gate.rest.parseOrder.5025-2090') as { trigger: object; initial: object };
/** Shapes of the SDK's model pages TrailOrder and ChaseOrder: no recorded answer is known. */
const trailRow = {
  id: 6400,
  contract: 'ADA_USDT',
  amount: '-3',
  is_gte: false,
  activation_price: '0',
  price_type: 1,
  price_offset: '0.1%',
  text: 'apiv4',
  reduce_only: true,
  position_related: false,
  status: 'open',
};
const chaseRow = {
  id: '9100',
  contract: 'ADA_USDT',
  amount: '5',
  fill_amount: '2',
  chase_price: '0.23',
  reduce_only: false,
  status: 'open',
};
const orderLists = (
  triggers: readonly object[],
  trails: readonly object[] = [],
  chases: readonly object[] = [],
): readonly ScriptedCall[] => [
  get('futures/usdt/orders', [openRow]),
  get('futures/usdt/price_orders', triggers),
  get('futures/usdt/autoorder/v1/trail/list', { orders: trails }),
  get('futures/usdt/autoorder/v1/chase/list', { orders: chases }),
  ...noOrdersElsewhere,
];

const resting: WorkingOrder = {
  accountId: 'account',
  venue: 'gate',
  symbol: 'ADA/USDT:USDT',
  nativeSymbol: 'ADA_USDT',
  family: 'plain',
  orderId: '139797004085',
  clientOrderId: null,
  orderSide: 'buy',
  positionSide: null,
  type: 'gtc',
  reduceOnly: false,
  size: '1',
  price: '0.8',
  triggerPrice: null,
};
const trigger: WorkingOrder = {
  ...resting,
  family: 'trigger',
  orderId: '126393906',
  orderSide: 'sell',
  type: 'price',
  price: '1.02',
  triggerPrice: '1.03',
};
const filled = payload('gate', 'createOrder.filled') as object;
const taken = (leg: number, more: object = {}) => ({ ...filled, text: ownId(leg), ...more });

testVenue({
  profile: gate,
  keys,
  markets: [
    get('futures/usdt/contracts', payload('gate', 'contracts.usdt')),
    get('futures/btc/contracts', payload('gate', 'contracts.btc')),
    get('futures/usd1/contracts', []),
  ],
  rules: [
    {
      symbol: 'ADA/USDT:USDT',
      nativeSymbol: 'ADA_USDT',
      base: 'ADA',
      quote: 'USDT',
      settle: 'USDT',
      inverse: false,
      contractSize: '10',
      lotSize: '1',
      minSize: '1',
      maxMarketSize: '1500000', // market_order_size_max, below order_size_max
      tickSize: '0.0001',
      minNotional: null,
      takerFee: '0.0005',
    },
    {
      symbol: 'BTC/USD:BTC',
      nativeSymbol: 'BTC_USD',
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
  ],
  clientOrderId: /^t-[0-9A-Za-z_.-]{1,28}$/, // text [apiv4/en/#create-a-futures-order]
  readRequest,
  without: {},
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a long is sold reduce-only at the market, and the answer says what filled',
      answers: [post('futures/usdt/orders', taken(0, { size: '-12', left: '-2', finish_as: 'ioc' }), 201)],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('ADA_USDT'), { side: 'long', size: '12' }))]),
      asks: [
        asked('POST', 'futures/usdt/orders', {
          contract: 'ADA_USDT',
          size: '-12',
          price: '0',
          tif: 'ioc',
          reduce_only: true,
          text: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted', orderId: '299207900263708423', filledSize: '10' }],
    },
    {
      topic: 'closeOneWay',
      name: 'less than a contract goes digit for digit, where contracts go by parts',
      answers: [post('futures/usdt/orders', taken(0, { size: '0.70', left: '0' }), 201)],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('XRP_USDT'), { side: 'short', size: '0.70' }))]),
      asks: [
        asked('POST', 'futures/usdt/orders', {
          contract: 'XRP_USDT',
          size: '0.70',
          price: '0',
          tif: 'ioc',
          reduce_only: true,
          text: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted', filledSize: '0.7' }],
    },
    {
      topic: 'closeHedge',
      name: 'a short of a two-sided account is bought back reduce-only, in the coin’s own account',
      hedged: true,
      answers: [post('futures/btc/orders', taken(0, { size: 7, left: 0 }), 201)],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTC_USD'), { side: 'short', size: '7', hedged: true, marginMode: 'isolated' })),
        ]),
      asks: [
        asked('POST', 'futures/btc/orders', {
          contract: 'BTC_USD',
          size: '7',
          price: '0',
          tif: 'ioc',
          reduce_only: true,
          text: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted', filledSize: '7' }],
    },
    {
      topic: 'closeLimit',
      name: 'an immediate-or-cancel limit; of an order that still works nothing is said of fills',
      answers: [post('futures/usdt/orders', taken(0, { status: 'open' }), 201)],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('ADA_USDT'), { side: 'long', size: '3' }), 0, '0.2301'),
        ]),
      asks: [
        asked('POST', 'futures/usdt/orders', {
          contract: 'ADA_USDT',
          size: '-3',
          price: '0.2301',
          tif: 'ioc',
          reduce_only: true,
          text: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted', filledSize: null }],
    },
    {
      topic: 'closeBatch',
      name: 'an item that failed without a word leaves it open whether the order exists',
      answers: [
        post('futures/usdt/batch_orders', [
          { ...taken(0), succeeded: true },
          { text: ownId(1), succeeded: false },
        ]),
      ],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('ADA_USDT'), { side: 'long', size: '3' })),
          closeOf(profile, positionOf(market('XRP_USDT'), { side: 'long', size: '3' }), 1),
        ]),
      gives: [{ kind: 'accepted' }, { kind: 'unknown' }],
    },
    {
      topic: 'closeBatch',
      name: 'one batch for each settle currency; one taken, one refused, each by its own text although they come in another order',
      answers: [
        post('futures/usdt/batch_orders', [
          { ...(payload('gate', 'gate.rest.parseOrder.5025-2944') as object), text: ownId(1), label: 'POSITION_EMPTY' },
          { ...taken(0), succeeded: true },
        ]),
        post('futures/btc/orders', { label: 'REDUCE_EXCEEDED', message: 'empty position' }, 400),
      ],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('ADA_USDT'), { side: 'long', size: '1' }), 0),
          closeOf(profile, positionOf(market('XRP_USDT'), { side: 'short', size: '2' }), 1),
          closeOf(profile, positionOf(market('BTC_USD'), { side: 'long', size: '3' }), 2),
        ]),
      asks: [
        asked('POST', 'futures/usdt/batch_orders', [
          { contract: 'ADA_USDT', size: '-1', price: '0', tif: 'ioc', reduce_only: true, text: ownId(0) },
          { contract: 'XRP_USDT', size: '2', price: '0', tif: 'ioc', reduce_only: true, text: ownId(1) },
        ]),
        asked('POST', 'futures/btc/orders', {
          contract: 'BTC_USD',
          size: '-3',
          price: '0',
          tif: 'ioc',
          reduce_only: true,
          text: ownId(2),
        }),
      ],
      gives: [
        { kind: 'accepted', orderId: '299207900263708423' },
        { kind: 'refused', reason: 'nothingToClose', failure: { venueCode: 'POSITION_EMPTY' } },
        { kind: 'refused', reason: 'nothingToClose', failure: { venueCode: 'REDUCE_EXCEEDED' } },
      ],
    },
    {
      topic: 'closeBatch',
      name: 'an item that names nothing we sent leaves its order unknown',
      answers: [post('futures/usdt/batch_orders', [{ ...taken(0), succeeded: true }])],
      does: (profile, context, market) =>
        profile.submitCloses(
          context,
          [0, 1].map((leg) => closeOf(profile, positionOf(market('ADA_USDT'), { side: 'long', size: '1' }), leg)),
        ),
      gives: [{ kind: 'accepted' }, { kind: 'unknown' }],
    },
    {
      topic: 'cancel',
      name: 'one by its id',
      answers: [del('futures/usdt/orders/139797004085', { ...plainRow })],
      does: (profile, context) => profile.cancelOrders(context, [resting]),
      asks: [asked('DELETE', 'futures/usdt/orders/139797004085', {})],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancel',
      name: 'several by the batch, which says of each what became of it',
      answers: [
        post('futures/usdt/batch_cancel_orders', [
          { user_id: 10406147, id: '139797004085', succeeded: true, message: '' },
          { user_id: 10406147, id: '139797004086', succeeded: false, message: 'ORDER_NOT_FOUND' },
          { ...(payload('gate', 'gate.rest.parseOrder.5025-3094') as object), id: '139797004087' },
        ]),
      ],
      does: (profile, context) =>
        profile.cancelOrders(
          context,
          ['139797004085', '139797004086', '139797004087', '139797004088'].map((orderId) => ({ ...resting, orderId })),
        ),
      asks: [asked('POST', 'futures/usdt/batch_cancel_orders', ['139797004085', '139797004086', '139797004087', '139797004088'])],
      gives: [{ kind: 'cancelled' }, { kind: 'gone' }, { kind: 'refused' }, { kind: 'unknown' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'price orders one by one; one that fired is gone; trailing and chasing ones are stopped',
      answers: [
        del('futures/usdt/price_orders/2007048638370418688', payload('gate', 'cancelOrder.trigger')),
        del('futures/usdt/price_orders/126393906', { label: 'AUTO_ORDER_NOT_FOUND', message: '' }, 400),
        post('futures/usdt/autoorder/v1/trail/stop', { order: trailRow }),
        post('futures/usdt/autoorder/v1/chase/stop', { order: chaseRow }),
      ],
      does: (profile, context) =>
        profile.cancelOrders(context, [
          { ...trigger, orderId: '2007048638370418688' },
          trigger,
          { ...trigger, family: 'algo', type: 'trail', orderId: '6400' },
          { ...trigger, family: 'algo', type: 'chase', orderId: '9100' },
        ]),
      asks: [
        asked('DELETE', 'futures/usdt/price_orders/2007048638370418688', {}),
        asked('DELETE', 'futures/usdt/price_orders/126393906', {}),
        asked('POST', 'futures/usdt/autoorder/v1/trail/stop', { id: '6400' }),
        asked('POST', 'futures/usdt/autoorder/v1/chase/stop', { id: '9100' }),
      ],
      gives: [{ kind: 'cancelled' }, { kind: 'gone' }, { kind: 'cancelled' }, { kind: 'cancelled' }],
    },
    {
      topic: 'sweep',
      name: 'one call for each book of a contract; what it does not name had gone',
      answers: [
        del('futures/usdt/orders', payload('gate', 'gate.rest.cancelAllOrders.6092-4')),
        del('futures/usdt/price_orders', [triggerRow]),
        post('futures/usdt/autoorder/v1/trail/stop_all', { orders: [trailRow] }),
      ],
      does: (profile, context) =>
        profile.sweepOrders(context, [
          resting,
          { ...resting, orderId: '1' },
          trigger,
          { ...trigger, family: 'algo', type: 'trail', orderId: '6400' },
        ]),
      asks: [
        asked('DELETE', 'futures/usdt/orders', { contract: 'ADA_USDT' }),
        asked('DELETE', 'futures/usdt/price_orders', { contract: 'ADA_USDT' }),
        asked('POST', 'futures/usdt/autoorder/v1/trail/stop_all', { contract: 'ADA_USDT' }),
      ],
      gives: [{ kind: 'cancelled' }, { kind: 'gone' }, { kind: 'cancelled' }, { kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'a trigger comes back as it was listed, reduce-only',
      answers: [...accounts(), ...orderLists([triggerRow]), post('futures/usdt/price_orders', { id: 1432329 }, 201)],
      does: async (profile, context) => {
        await profile.prepare(context);
        await profile.readOrders(context);
        return profile.restoreOrder(context, trigger, ownId(9));
      },
      gives: { kind: 'accepted', orderId: '1432329' },
    },
    {
      topic: 'restore',
      name: 'a stop on the whole position of a two-sided account names its side again',
      hedged: true,
      answers: [
        ...accounts({ in_dual_mode: true }),
        ...orderLists([
          {
            ...triggerRow,
            order_type: 'close-short-position',
            initial: { ...triggerRow.initial, size: 0, price: '0', tif: 'ioc', auto_size: 'close_short' },
          },
        ]),
        {
          ...post('futures/usdt/price_orders', { id: 1432330 }, 201),
          when: ({ body }) =>
            body ===
            JSON.stringify({
              initial: { contract: 'ADA_USDT', size: 0, price: '0', tif: 'ioc', reduce_only: true, auto_size: 'close_short' },
              trigger: { strategy_type: 0, price_type: 0, price: '1.03', rule: 2 },
              order_type: 'close-short-position',
            }),
        },
      ],
      does: async (profile, context) => {
        await profile.prepare(context);
        const { orders } = await profile.readOrders(context);
        const stop = orders.find(({ family }) => family === 'attached');
        return stop === undefined ? null : profile.restoreOrder(context, stop, ownId(9));
      },
      gives: { kind: 'accepted', orderId: '1432330' },
    },
    {
      topic: 'restore',
      name: 'a limit and a trailing order, with sizes that have their sign again',
      answers: [
        ...accounts(),
        ...orderLists([], [trailRow]),
        post('futures/usdt/orders', taken(8, { status: 'open', id: '1' }), 201),
        post('futures/usdt/autoorder/v1/trail/create', { id: 2 }, 201),
      ],
      does: async (profile, context) => {
        await profile.prepare(context);
        const { orders } = await profile.readOrders(context);
        return Promise.all(orders.map((order) => profile.restoreOrder(context, order, ownId(8))));
      },
      gives: [
        { kind: 'accepted', orderId: '1' },
        { kind: 'accepted', orderId: '2' },
      ],
    },
    {
      topic: 'lookUpFound',
      name: 'by its own text',
      answers: [get(`futures/usdt/orders/${ownId(0)}`, taken(0, { size: '-12', left: '-5', finish_as: 'ioc' }))],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('ADA_USDT'), { side: 'long', size: '12' }))),
      asks: [asked('GET', `futures/usdt/orders/${ownId(0)}`, {})],
      gives: { kind: 'found', orderId: '299207900263708423', working: false, filledSize: '7' },
    },
    {
      topic: 'lookUpFound',
      name: 'a minute after its end among the fills: by its text Gate does not find it any more',
      answers: [
        get(`futures/usdt/orders/${ownId(0)}`, { label: 'ORDER_NOT_FOUND', message: 'Order not found' }, 404),
        get('futures/usdt/my_trades', [
          { ...(payload('gate', 'myTrades') as readonly object[])[0], contract: 'ADA_USDT', size: -4, text: ownId(0) },
          { ...(payload('gate', 'myTrades') as readonly object[])[0], contract: 'ADA_USDT', size: -8, text: ownId(0) },
          { ...(payload('gate', 'myTrades') as readonly object[])[0], contract: 'ADA_USDT', size: -9, text: ownId(1) },
        ]),
      ],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('ADA_USDT'), { side: 'long', size: '12' }))),
      gives: { kind: 'found', orderId: '130264979823', working: false, filledSize: '12' },
    },
    {
      topic: 'orders',
      name: 'of a contract that stays unlisted are told as beyond reach, and keep no other from being cancelled',
      answers: [
        ...accounts(),
        get('futures/usdt/orders', [{ ...openRow, contract: 'LEFT_USDT' }]),
        get('futures/usdt/price_orders', []),
        get('futures/usdt/autoorder/v1/trail/list', {}),
        get('futures/usdt/autoorder/v1/chase/list', {}),
        ...noOrdersElsewhere,
      ],
      does: async (profile, context) => {
        await profile.prepare(context);
        return meetTwice(async (told) => {
          const { orders, unreadable } = await profile.readOrders({ ...context, setNotClosable: told });
          const [unread] = unreadable;
          if (unread !== undefined) throw new VenueReadError(unread.failure);
          return orders;
        });
      },
      gives: { first: 'unreadable', second: [], told: [{ nativeSymbol: 'LEFT_USDT' }] },
    },
    {
      topic: 'lookUpAbsent',
      name: 'nothing of that text works or has filled',
      answers: [
        get(`futures/usdt/orders/${ownId(0)}`, { label: 'ORDER_NOT_FOUND', message: 'Order not found' }, 404),
        get('futures/usdt/my_trades', payload('gate', 'myTrades')), // of other orders
      ],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('ADA_USDT'), { side: 'long', size: '12' }))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'one-way: the sign is the side; accounts that do not exist hold nothing',
      answers: positions([
        { ...position, contract: 'ADA_USDT' },
        { ...position, contract: 'XRP_USDT', size: '-0.7', leverage: '20', entry_price: '1.31' },
        { ...position, contract: 'ADA_USDT', size: 0 },
      ]),
      does: (profile, context) => profile.readPositions(context),
      asks: [
        ...['usdt', 'btc', 'usd1'].map((settle) =>
          asked('GET', `futures/${settle}/positions`, { holding: 'true', limit: '100', offset: '0' }),
        ),
        asked('GET', 'delivery/usdt/positions', {}),
        asked('GET', 'options/positions', {}),
      ],
      gives: [
        {
          nativeSymbol: 'ADA_USDT',
          side: 'long',
          size: '1',
          hedged: false,
          marginMode: 'cross',
          leverage: null,
          entryPrice: '46030.3',
          markPrice: '46028.28',
          unrealizedPnl: '-0.000202',
          liquidationPrice: null,
          updatedAtMs: 1_705_034_246_000,
        },
        { nativeSymbol: 'XRP_USDT', side: 'short', size: '0.7', marginMode: 'isolated', leverage: '20' },
      ],
    },
    {
      topic: 'positions',
      name: 'more than a page of them',
      answers: [
        {
          ...get('futures/usdt/positions', [{ ...position, contract: 'ADA_USDT' }]),
          when: ({ query }: WireRequest) => query.includes('offset=100'),
        },
        ...positions(Array.from({ length: 100 }, () => ({ ...position, contract: 'XRP_USDT', size: 0 }))),
      ],
      does: (profile, context) => profile.readPositions(context),
      gives: [{ nativeSymbol: 'ADA_USDT' }],
    },
    {
      topic: 'positions',
      name: 'a contract that stays unlisted is told as beyond reach, and keeps no other from being closed',
      answers: positions([
        { ...position, contract: 'GONE_USDT' },
        { ...position, contract: 'ADA_USDT' },
      ]),
      does: (profile, context) => meetTwice((told) => profile.readPositions({ ...context, setNotClosable: told })),
      gives: { first: 'unreadable', second: [{ nativeSymbol: 'ADA_USDT' }], told: [{ nativeSymbol: 'GONE_USDT' }] },
    },
    {
      topic: 'positions',
      name: 'dated futures and options are named, since they can not be closed here',
      answers: positions([], [get('delivery/usdt/positions', [{ ...position, contract: 'BTC_USDT_20261225', size: -3 }])]),
      does: async (profile, context) => {
        const named: unknown[] = [];
        const found = await profile.readPositions({ ...context, setNotClosable: (list, held) => void named.push(list, held) });
        return { found, named };
      },
      gives: {
        found: [],
        named: ['positions', [{ what: 'dated future', nativeSymbol: 'BTC_USDT_20261225', size: '-3' }]],
      },
    },
    {
      topic: 'positions',
      name: 'one list that fails fails the read: it is never "nothing there"',
      answers: [
        get('futures/btc/positions', { label: 'SERVER_ERROR', message: 'internal' }, 500),
        ...positions([{ ...position, contract: 'ADA_USDT' }]),
      ],
      does: (profile, context) => profile.readPositions(context).catch((error: unknown) => String(error)),
      gives: expect.stringContaining('SERVER_ERROR') as unknown,
    },
    {
      topic: 'hedgePositions',
      name: 'both sides of a contract, each by its own mode',
      hedged: true,
      answers: positions([
        { ...position, contract: 'ADA_USDT', mode: 'dual_long', size: '5' },
        { ...position, contract: 'ADA_USDT', mode: 'dual_short', size: '-4', pos_margin_mode: 'isolated', lever: '7' },
      ]),
      does: (profile, context) => profile.readPositions(context),
      gives: [
        { side: 'long', size: '5', hedged: true, marginMode: 'cross' },
        { side: 'short', size: '4', hedged: true, marginMode: 'isolated', leverage: '7' },
      ],
    },
    {
      topic: 'hedgePositions',
      name: 'a side that is told twice can not be told apart',
      hedged: true,
      answers: positions([
        { ...position, contract: 'ADA_USDT', mode: 'dual_long', size: '5', pos_margin_mode: 'cross' },
        { ...position, contract: 'ADA_USDT', mode: 'dual_long', size: '2', pos_margin_mode: 'isolated' },
      ]),
      does: (profile, context) => profile.readPositions(context).catch((error: unknown) => String(error)),
      gives: expect.stringContaining('split position mode') as unknown,
    },
    {
      topic: 'orders',
      name: 'all four lists of the one account that exists',
      answers: [...accounts(), ...orderLists([triggerRow], [trailRow], [chaseRow])],
      does: async (profile, context) => {
        await profile.prepare(context);
        return profile.readOrders(context);
      },
      gives: {
        orders: [
          {
            family: 'plain',
            orderId: '139797004085',
            orderSide: 'buy',
            positionSide: null,
            size: '1',
            price: '0.8',
            reduceOnly: false,
          },
          {
            family: 'trigger',
            orderId: '126393906',
            orderSide: 'sell',
            size: '1',
            price: '1.02',
            triggerPrice: '1.03',
            reduceOnly: false,
          },
          { family: 'algo', type: 'trail', orderId: '6400', orderSide: 'sell', size: '3', reduceOnly: true },
          { family: 'algo', type: 'chase', orderId: '9100', orderSide: 'buy', size: '3', reduceOnly: false },
        ],
        unreadable: [],
      },
    },
    {
      topic: 'orders',
      name: 'a list that fails is named; one that this place does not know is empty',
      answers: [
        ...accounts(),
        get('futures/usdt/orders', [openRow]),
        get('futures/usdt/price_orders', { label: 'INTERNAL', message: '' }, 500),
        get('futures/usdt/autoorder/v1/trail/list', {}),
        get('futures/usdt/autoorder/v1/chase/list', { label: 'NOT_FOUND', message: '' }, 404),
        ...noOrdersElsewhere,
      ],
      does: async (profile, context) => {
        await profile.prepare(context);
        return profile.readOrders(context);
      },
      gives: { orders: [{ family: 'plain' }], unreadable: [{ family: 'trigger' }, { family: 'attached' }] },
    },
    {
      topic: 'orders',
      name: 'of dated futures are named, and options’ that could not be listed are unread: both may still fill',
      answers: [
        get('delivery/usdt/orders', [{ ...openRow, contract: 'BTC_USDT_20261225', size: 2 }]),
        get('options/orders', { label: 'SERVER_ERROR', message: '' }, 500),
        ...accounts(),
        ...orderLists([], [], []),
      ],
      does: async (profile, context) => {
        await profile.prepare(context);
        const { unreadable } = await profile.readOrders(context);
        const told: unknown[] = [];
        const noOptions = { label: 'FORBIDDEN', message: 'no permission' };
        const send: typeof context.send = async (spend, request) => {
          const sent = await context.send(spend, request);
          const failure = { kind: 'refused', message: noOptions.message, venueCode: noOptions.label } as const;
          return sent.kind === 'unknown' ? { kind: 'refused', reason: 'credentials', failure } : sent;
        };
        await profile.readOrders({ ...context, send, setNotClosable: (_list, held) => void told.push(...held) });
        return { unreadable, told };
      },
      gives: {
        unreadable: [{ family: 'plain', failure: { message: expect.stringContaining('options') as unknown } }],
        told: [{ what: 'order of a dated future', nativeSymbol: 'BTC_USDT_20261225', size: '2' }],
      },
    },
    {
      topic: 'fills',
      name: 'size without its sign; a fee that is not told is not zero',
      answers: [
        get('futures/usdt/my_trades', [
          {
            ...(payload('gate', 'myTrades') as readonly object[])[0],
            contract: 'ADA_USDT',
            fee: '0.034222',
            point_fee: '0',
            text: ownId(0),
          },
          { ...(payload('gate', 'myTrades') as readonly object[])[0], contract: 'ADA_USDT' },
        ]),
      ],
      does: (profile, context) => profile.readFills(context, [{ symbol: 'ADA/USDT:USDT', orderId: '130264979823' }]),
      asks: [asked('GET', 'futures/usdt/my_trades', { contract: 'ADA_USDT', order: '130264979823', limit: '100', offset: '0' })],
      gives: [
        { orderId: '130264979823', clientOrderId: ownId(0), price: '0.136888', size: '5', fee: '0.034222', realizedPnl: null },
        { fee: null },
      ],
    },
    {
      topic: 'equity',
      name: 'what is not realised belongs to it',
      answers: accounts(),
      does: (profile, context) => profile.readEquity(context),
      gives: { USDT: '25.828551513326' },
    },
    {
      topic: 'depth',
      name: 'price and contracts of each level',
      answers: [get('futures/usdt/order_book', payload('gate', 'orderBook'))],
      does: (profile, context, market) => profile.readDepth(context, market('ADA_USDT')),
      asks: [asked('GET', 'futures/usdt/order_book', { contract: 'ADA_USDT', limit: '50' })],
      gives: {
        asks: [
          ['61264.8', '24909'],
          ['61266.6', '81'],
        ],
        bids: [
          ['61264.7', '41844'],
          ['61263.3', '13783'],
        ],
      },
    },
    {
      topic: 'key',
      name: 'this key among the user’s: no futures in its permissions, no list of addresses',
      answers: [get('account/detail', payload('gate', 'accountDetail')), get('account/main_keys', payload('gate', 'mainKeys'))],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: false, canWithdraw: null, addressesListed: false, expiresAtEpochMs: null },
    },
    {
      topic: 'key',
      name: 'a lone key that trades, withdraws and moves money',
      answers: [
        get('account/detail', { ...(payload('gate', 'accountDetail') as object), ip_whitelist: ['203.0.113.7'] }),
        get('account/main_keys', {
          state: 1,
          key: { mode: 1 },
          perms: [{ name: 'futures', read_only: false }, { name: 'withdraw', read_only: false }, { name: 'wallet' }],
        }),
      ],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: true, canWithdraw: true, addressesListed: true, notes: [expect.stringContaining('Wallet') as unknown] },
    },
    {
      topic: 'key',
      name: 'what Gate does not show to this key is not known',
      answers: [
        get('account/detail', { label: 'FORBIDDEN', message: '' }, 403),
        get('account/main_keys', { label: 'FORBIDDEN', message: '' }, 403),
      ],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: null, canWithdraw: null, addressesListed: null },
    },
    {
      topic: 'key',
      name: 'no futures account yet: said before anything is needed',
      answers: ['usdt', 'btc', 'usd1'].map((settle) => get(`futures/${settle}/accounts`, noAccount, 400)),
      does: (profile, context) => profile.prepare(context).catch((error: unknown) => String(error)),
      gives: expect.stringContaining('no futures account') as unknown,
    },
    {
      topic: 'key',
      name: 'split positions are refused before they are needed',
      answers: accounts({ position_mode: 'dual_plus' }),
      does: (profile, context) => profile.prepare(context).catch((error: unknown) => String(error)),
      gives: expect.stringContaining('dual_plus') as unknown,
    },
  ],
  refusals: [
    {
      name: 'nothing to close',
      status: 400,
      body: { label: 'POSITION_EMPTY', detail: 'empty position' },
      means: { certainty: 'refused', reason: 'nothingToClose', message: 'empty position' },
    },
    {
      name: 'a reduce-only order in the wrong direction',
      status: 400,
      body: { label: 'INCREASE_POSITION', message: '' },
      means: { reason: 'nothingToClose' },
    },
    {
      name: 'resting reduce-only orders hold the size',
      status: 400,
      body: { label: 'REDUCE_EXCEEDED', message: 'reduce size exceeds' },
      means: { reason: 'restingOrdersHoldSize' },
    },
    {
      name: 'outside the band',
      status: 400,
      body: { label: 'PRICE_TOO_DEVIATED', message: 'order price 1 while mark price 2 and deviation-rate limit 0.5' },
      means: { reason: 'priceBand' },
    },
    {
      name: 'too large',
      status: 400,
      body: { label: 'SIZE_TOO_LARGE', message: '' },
      means: { certainty: 'refused', reason: 'aboveMaximum' },
    },
    {
      name: 'too many requests, and until when',
      status: 429,
      headers: { 'x-gate-ratelimit-reset-timestamp': '1695715092551', 'x-out-time': '1695715091551905' },
      body: { label: 'TOO_MANY_REQUESTS', message: 'Request Rate limit Exceeded (code: 1001)' },
      means: { certainty: 'refused', reason: 'rateLimited', retryAfterMs: 1_000 },
    },
    {
      name: 'a time that is off',
      status: 403,
      body: { label: 'REQUEST_EXPIRED', message: 'gap between request Timestamp and server time exceeds 60' },
      means: { certainty: 'refused', wrongTime: true },
    },
    {
      name: 'a key that does not exist',
      status: 401,
      body: { label: 'INVALID_KEY', message: 'Invalid key provided' },
      means: { certainty: 'refused', reason: 'credentials' },
    },
    {
      name: 'a label of the server itself',
      status: 500,
      body: { label: 'SERVER_ERROR', message: 'Internal server error' },
      means: { certainty: 'unknown', code: 'SERVER_ERROR' },
    },
    {
      name: 'a label that nobody wrote down, from a server in trouble',
      status: 503,
      body: { label: 'SOMETHING_NEW', message: '' },
      means: { certainty: 'unknown' },
    },
    { name: 'a page', status: 502, body: '<html></html>', means: { certainty: 'unknown' } },
    { name: 'a list is an answer, not a refusal', status: 200, body: [], means: null },
  ],
});

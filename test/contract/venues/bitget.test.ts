// Bitget classic futures, API v2 (https://www.bitget.com/legacy-docs/classic/contract/intro). Payloads: test/fixtures/bitget, and
// the venue's own market definitions as the practice exchange carries them. Rows of other shapes are those of the named pages.
import { createHmac } from 'node:crypto';
import { VenueReadError } from '../../../electron/venues/profile.ts';
import { bitget } from '../../../electron/venues/profiles/bitget.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import instruments from '../../../electron/practice/instruments/bitget.json' with { type: 'json' };
import { payload } from '../fixture.ts';
import { meetTwice } from '../meetTwice.ts';
import type { ScriptedCall, WireRequest } from '../scriptedVenue.ts';
import { closeOf, positionOf, type Keys, type ReadRequest } from '../venueCase.ts';
import { expect } from 'vitest';
import { testVenue } from '../venueSuite.ts';

const keys: Keys = { apiKey: 'bg_0123456789abcdef0123456789abcdef', secret: 'f00dfeed', password: 'Passphrase1' };

/** ACCESS-SIGN: base64 HMAC-SHA256 of timestamp + METHOD + path [+ ?query] + body [classic/common/signature]. */
function readRequest({ method, path, query, headers, body }: WireRequest, { apiKey, secret, password }: Keys): ReadRequest {
  if (headers['access-key'] !== undefined) {
    const target = query === '' ? path : `${path}?${query}`;
    const signed = `${String(headers['access-timestamp'])}${method}${target}${body}`;
    const { 'access-sign': sign, 'access-key': key, 'access-passphrase': passphrase } = headers;
    if (sign !== createHmac('sha256', secret).update(signed).digest('base64')) throw new Error(`${path}: bad signature`);
    if (key !== apiKey || passphrase !== password) throw new Error(`${path}: other keys`);
    if (!/^\d{13}$/.test(String(headers['access-timestamp']))) throw new Error(`${path}: no milliseconds`);
  }
  const fields: unknown = method === 'GET' ? Object.fromEntries(new URLSearchParams(query)) : JSON.parse(body);
  return { method, path, fields };
}

const contract = (symbol: string) => {
  const found = instruments.find((each) => each.symbol === symbol);
  if (found === undefined) throw new Error(symbol);
  return {
    symbol,
    ...found.extra,
    minTradeNum: found.minSize,
    sizeMultiplier: found.lotSize,
    maxLever: found.maxLeverage,
    maxMarketOrderQty: found.maxMarketSize,
    maxOrderQty: found.maxLimitSize,
  };
};

const ok = (data: unknown) => ({ code: '00000', msg: 'success', requestTime: 1_700_000_000_000, data });
const get = (path: string, answer: unknown, when = ''): ScriptedCall => ({
  method: 'GET',
  path: `/api/v2/${path}`,
  when: ({ query }) => query.includes(when),
  answer,
});
const post = (path: string, answer: unknown): ScriptedCall => ({ method: 'POST', path: `/api/v2/mix/order/${path}`, answer });
const asked = (path: string, fields: unknown): ReadRequest => ({ method: 'POST', path: `/api/v2/mix/order/${path}`, fields });
const ownId = (leg: number) => bitget.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);
const taken = (leg = 0) => ok({ orderId: '1111465253393825792', clientOid: ownId(leg) }); // classic/contract/trade/Place-Order
const contracts = (productType: string, symbols: readonly string[]) =>
  get('mix/market/contracts', ok(symbols.map(contract)), `productType=${productType}`);

const resting: WorkingOrder = {
  accountId: 'account',
  venue: 'bitget',
  symbol: 'BTC/USDT:USDT',
  nativeSymbol: 'BTCUSDT',
  family: 'plain',
  orderId: '1111488897767604224',
  clientOrderId: null,
  orderSide: 'buy',
  positionSide: 'long',
  type: 'limit',
  reduceOnly: false,
  size: '0.002',
  price: '25000',
  triggerPrice: null,
};
const stop: WorkingOrder = {
  ...resting,
  symbol: 'BNB/USDT:USDT',
  nativeSymbol: 'BNBUSDT',
  family: 'attached',
  orderId: '1352323490000000001',
  orderSide: 'sell',
  type: 'pos_profit',
  reduceOnly: true,
  size: null,
  price: '640',
  triggerPrice: '634.59',
};

/** A take-profit of a whole position as orders-plan-pending prints it (shape: JKorf/Bitget.Net test data GetOpenTriggerOrders2). */
const planRow = {
  planType: 'pos_profit',
  symbol: 'BNBUSDT',
  size: '0',
  orderId: stop.orderId,
  clientOid: '1352323490000000002',
  price: '634.59',
  executePrice: '640',
  callbackRatio: '',
  triggerPrice: '634.59',
  triggerType: 'fill_price',
  planStatus: 'live',
  side: 'buy',
  posSide: 'long',
  marginCoin: 'USDT',
  marginMode: '',
  enterPointSource: 'ios',
  tradeSide: 'close',
  posMode: 'hedge_mode',
  orderType: 'limit',
  stopSurplusTriggerPrice: '',
  stopLossTriggerPrice: '',
  cTime: '1757415555000',
  uTime: '1757415555000',
};
const nothing = ok({ entrustedList: null, endId: null });
const lists = [
  get('mix/order/orders-pending', payload('bitget', 'bitget.rest.fetchOpenOrders.7322-2848'), 'productType=USDT-FUTURES'),
  get('mix/order/orders-pending', nothing),
  {
    ...get('mix/order/orders-plan-pending', ok({ entrustedList: [planRow], endId: planRow.orderId })),
    when: ({ query }: WireRequest) => query.includes('USDT-FUTURES') && query.includes('profit_loss'),
  },
  get('mix/order/orders-plan-pending', nothing),
];
const [position] = (payload('bitget', 'bitget.rest.fetchPositions.9032-44') as { data: object[] }).data;
const positionsAre = (rows: readonly unknown[]) => [
  get('mix/position/all-position', ok(rows), 'productType=USDT-FUTURES'),
  get('mix/position/all-position', ok([])),
];
const detail = (payload('bitget', 'bitget.rest.fetchOrder.7048-920') as { data: object }).data;
const [accountRow] = (payload('bitget', 'bitget.rest.fetchBalance.5014-409') as { data: object[] }).data;
const cancelled = (orderId: string) => ok({ successList: [{ orderId, clientOid: '1' }], failureList: [] });

testVenue({
  profile: bitget,
  keys,
  markets: [
    contracts('USDT-FUTURES', ['BTCUSDT', 'BNBUSDT']),
    contracts('USDC-FUTURES', ['BTCPERP']),
    contracts('COIN-FUTURES', ['BTCUSD', 'BTCUSDZ25']),
  ],
  rules: [
    {
      symbol: 'BTC/USDT:USDT',
      nativeSymbol: 'BTCUSDT',
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      inverse: false,
      contractSize: '1',
      lotSize: '0.0001',
      minSize: '0.0001',
      maxMarketSize: '220',
      tickSize: '0.1',
      minNotional: '5',
      takerFee: '0.0006',
    },
    {
      symbol: 'BTC/USD:BTC',
      nativeSymbol: 'BTCUSD',
      base: 'BTC',
      quote: 'USD',
      settle: 'USD', // reckoned in dollars: its sizes are bitcoin
      inverse: false,
      contractSize: '1',
      lotSize: '0.0001',
      minSize: '0.0001',
      maxMarketSize: '20',
      tickSize: '0.1',
      minNotional: '5',
      takerFee: '0.0006',
    },
  ],
  clientOrderId: /^[.A-Za-z0-9:/_-]{1,50}$/,
  readRequest,
  without: {},
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a cross long is sold reduce-only',
      answers: [post('place-order', taken())],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.0120' }))]),
      asks: [
        asked('place-order', {
          symbol: 'BTCUSDT',
          productType: 'USDT-FUTURES',
          marginMode: 'crossed',
          marginCoin: 'USDT',
          size: '0.0120',
          side: 'sell',
          reduceOnly: 'YES',
          orderType: 'market',
          clientOid: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted', orderId: '1111465253393825792', filledSize: null }],
    },
    {
      topic: 'closeOneWay',
      name: 'without a number the order is not acknowledged: older reduce-only orders made room for it',
      answers: [post('place-order', ok({ orderId: null, clientOid: ownId(0) }))],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '1' }))]),
      gives: [{ kind: 'unknown' }],
    },
    {
      topic: 'closeHedge',
      name: 'an isolated short of two-way mode: side is the side of the position',
      hedged: true,
      answers: [post('place-order', taken())],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTCPERP'), { side: 'short', size: '7', hedged: true, marginMode: 'isolated' })),
        ]),
      asks: [
        asked('place-order', {
          symbol: 'BTCPERP',
          productType: 'USDC-FUTURES',
          marginMode: 'isolated',
          marginCoin: 'USDC',
          size: '7',
          side: 'sell',
          tradeSide: 'close',
          orderType: 'market',
          clientOid: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeHedge',
      name: 'a long of two-way mode, COIN-M, margined in the coin that its row names',
      hedged: true,
      answers: [
        get('mix/position/all-position', ok([{ ...position, symbol: 'BTCUSD', marginCoin: 'STETH' }]), 'COIN-FUTURES'),
        get('mix/position/all-position', ok([])),
        post('place-order', taken()),
      ],
      does: async (profile, context) => {
        const [held] = await profile.readPositions(context);
        if (held === undefined) throw new Error('no position');
        return profile.submitCloses(context, [closeOf(profile, held)]);
      },
      asks: [
        ...['USDT-FUTURES', 'USDC-FUTURES', 'COIN-FUTURES'].map((productType) => ({
          method: 'GET',
          path: '/api/v2/mix/position/all-position',
          fields: { productType },
        })),
        asked('place-order', {
          symbol: 'BTCUSD',
          productType: 'COIN-FUTURES',
          marginMode: 'crossed',
          marginCoin: 'STETH',
          size: '0.002',
          side: 'buy',
          tradeSide: 'close',
          orderType: 'market',
          clientOid: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeLimit',
      name: 'an immediate-or-cancel limit',
      answers: [post('place-order', taken())],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '1' }), 0, '99000.1'),
        ]),
      asks: [
        asked('place-order', {
          symbol: 'BTCUSDT',
          productType: 'USDT-FUTURES',
          marginMode: 'crossed',
          marginCoin: 'USDT',
          size: '1',
          side: 'sell',
          reduceOnly: 'YES',
          orderType: 'limit',
          price: '99000.1',
          force: 'ioc',
          clientOid: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeBatch',
      name: 'one symbol in one call: one taken, one refused (the recorded answer under these ids), one in neither list',
      answers: [
        {
          ...post('batch-place-order', null),
          answer: () => {
            const recorded = payload('bitget', 'bitget.rest.createOrders.6276-5') as {
              data: { successList: object[]; failureList: object[] };
            };
            return {
              ...recorded,
              data: {
                successList: recorded.data.successList.map((item) => ({ ...item, clientOid: ownId(1) })),
                failureList: recorded.data.failureList.map((item) => ({ ...item, clientOid: ownId(0) })),
              },
            };
          },
        },
      ],
      does: (profile, context, market) =>
        profile.submitCloses(
          context,
          [0, 1, 2].map((leg) => closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '1' }), leg)),
        ),
      asks: [
        asked('batch-place-order', {
          symbol: 'BTCUSDT',
          productType: 'USDT-FUTURES',
          marginMode: 'crossed',
          marginCoin: 'USDT',
          orderList: [0, 1, 2].map((leg) => ({
            size: '1',
            side: 'sell',
            reduceOnly: 'YES',
            orderType: 'market',
            clientOid: ownId(leg),
          })),
        }),
      ],
      gives: [
        { kind: 'refused', reason: 'belowMinimum', failure: { venueCode: '45110' } },
        { kind: 'accepted', orderId: '1111397214281175046' },
        { kind: 'unknown' },
      ],
    },
    {
      topic: 'cancel',
      name: 'plain orders of a symbol in one call',
      answers: [post('batch-cancel-orders', cancelled(resting.orderId))],
      does: (profile, context) => profile.cancelOrders(context, [resting]),
      asks: [
        asked('batch-cancel-orders', {
          symbol: 'BTCUSDT',
          productType: 'USDT-FUTURES',
          orderIdList: [{ orderId: resting.orderId }],
        }),
      ],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'under their exact kind; one that is gone is gone, although it fails without a code',
      answers: [
        post(
          'cancel-plan-order',
          ok({ successList: [], failureList: [{ orderId: stop.orderId, clientOid: '', errorMsg: 'notExistend' }] }),
        ),
      ],
      does: (profile, context) => profile.cancelOrders(context, [stop]),
      asks: [
        asked('cancel-plan-order', {
          symbol: 'BNBUSDT',
          productType: 'USDT-FUTURES',
          planType: 'pos_profit',
          orderIdList: [{ orderId: stop.orderId }],
        }),
      ],
      gives: [{ kind: 'gone' }],
    },
    {
      topic: 'sweep',
      name: 'each family by its own call, named order by order',
      answers: [post('batch-cancel-orders', cancelled(resting.orderId)), post('cancel-plan-order', cancelled(stop.orderId))],
      does: (profile, context) => profile.sweepOrders(context, [resting, stop]),
      gives: [{ kind: 'cancelled' }, { kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'the take-profit of a whole position comes back as it was listed',
      hedged: true,
      answers: [...lists, post('place-tpsl-order', ok({ orderId: '121212121212', clientOid: 'bg-restored-1' }))],
      does: async (profile, context) => {
        await profile.readOrders(context);
        return profile.restoreOrder(context, stop, 'bg-restored-1');
      },
      gives: { kind: 'accepted', orderId: '121212121212' },
    },
    {
      topic: 'lookUpFound',
      name: 'by client order id (the recorded order, filled)',
      answers: [get('mix/order/detail', ok({ ...detail, state: 'filled', baseVolume: '0.001', clientOid: ownId(0) }))],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.001' }))),
      asks: [
        {
          method: 'GET',
          path: '/api/v2/mix/order/detail',
          fields: { symbol: 'BTCUSDT', productType: 'USDT-FUTURES', clientOid: ownId(0) },
        },
      ],
      gives: { kind: 'found', orderId: '1111465253393825792', working: false, filledSize: '0.001' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'the venue never saw it (40109 [S, exceptions])',
      answers: [
        {
          ...get('mix/order/detail', {
            code: '40109',
            msg: 'The data of the order cannot be found, please confirm the order number',
            requestTime: 1,
            data: null,
          }),
          status: 400,
        },
      ],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '1' }))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'no list is not an empty list',
      answers: [
        {
          method: 'GET',
          path: '/api/v2/mix/position/all-position',
          answer: { code: '00000', msg: 'success', requestTime: 1, data: null },
        },
      ],
      does: (profile, context) =>
        profile.readPositions(context).catch((error: unknown) => (error instanceof VenueReadError ? error.failure : error)),
      gives: { kind: 'unreadable' },
    },
    {
      topic: 'positions',
      name: 'one-way mode: holdSide is the side',
      answers: positionsAre([{ ...position, posMode: 'one_way_mode', holdSide: 'short', marginMode: 'isolated' }]),
      does: (profile, context) => profile.readPositions(context),
      gives: [{ nativeSymbol: 'BTCUSDT', side: 'short', size: '0.002', hedged: false, marginMode: 'isolated' }],
    },
    {
      topic: 'positions',
      name: 'a contract that stays unlisted is told as beyond reach, and keeps no other from being closed',
      answers: positionsAre([{ ...position, symbol: 'GONEUSDT' }, position]),
      does: (profile, context) => meetTwice((told) => profile.readPositions({ ...context, setNotClosable: told })),
      gives: { first: 'unreadable', second: [{ nativeSymbol: 'BTCUSDT' }], told: [{ nativeSymbol: 'GONEUSDT' }] },
    },
    {
      topic: 'hedgePositions',
      name: 'the recorded long, digit for digit',
      hedged: true,
      answers: positionsAre([position]),
      does: (profile, context) => profile.readPositions(context),
      gives: [
        {
          side: 'long',
          size: '0.002',
          hedged: true,
          marginMode: 'cross',
          entryPrice: '37355.5',
          markPrice: '37370.5',
          liquidationPrice: '31725.023602417',
          unrealizedPnl: '0.03',
          leverage: '20',
        },
      ],
    },
    {
      topic: 'orders',
      name: 'the recorded limit order and a take-profit of a whole position; empty lists are null',
      hedged: true,
      answers: lists,
      does: (profile, context) => profile.readOrders(context),
      gives: {
        orders: [
          { family: 'plain', orderId: resting.orderId, orderSide: 'buy', positionSide: 'long', reduceOnly: false, size: '0.002' },
          {
            family: 'attached',
            orderId: stop.orderId,
            orderSide: 'sell',
            positionSide: 'long',
            reduceOnly: true,
            type: 'pos_profit',
            size: null,
            triggerPrice: '634.59',
          },
        ],
        unreadable: [],
      },
    },
    {
      topic: 'fills',
      name: 'a paid fee is negative at Bitget; one in another coin is unknown (classic/contract/trade/Get-Order-Fills)',
      answers: [
        get(
          'mix/order/fills',
          ok({
            fillList: ['USDT', 'BGB'].map((feeCoin, index) => ({
              tradeId: `123${index}`,
              symbol: 'BTCUSDT',
              orderId: '121212',
              price: '1900',
              baseVolume: '1',
              feeDetail: [{ deduction: 'no', feeCoin, totalDeductionFee: '', totalFee: '-1.14' }],
              side: 'buy',
              quoteVolume: '1902',
              profit: '102',
              enterPointSource: 'api',
              tradeSide: 'close',
              posMode: 'hedge_mode',
              tradeScope: 'taker',
              cTime: '1627293509612',
            })),
            endId: '1230',
          }),
        ),
      ],
      does: (profile, context, market) => profile.readFills(context, [{ symbol: market('BTCUSDT').symbol, orderId: '121212' }]),
      gives: [
        { orderId: '121212', price: '1900', size: '1', fee: '1.14', realizedPnl: '102' },
        { fee: null, realizedPnl: '102' },
      ],
    },
    {
      topic: 'equity',
      name: 'per coin, added up over the product types',
      answers: [
        get('mix/account/accounts', ok([{ ...accountRow, accountEquity: '26.14' }]), 'productType=USDT-FUTURES'),
        get('mix/account/accounts', ok([{ ...accountRow, marginCoin: 'USDC', accountEquity: '1' }])),
      ],
      does: (profile, context) => profile.readEquity(context),
      gives: { USDT: '26.14', USDC: '2' },
    },
    {
      topic: 'depth',
      name: 'levels are numbers, not strings (classic/contract/market/Get-Merge-Depth)',
      answers: [
        get(
          'mix/market/merge-depth',
          ok({
            asks: [
              [26_347.5, 0.25],
              [26_348, 0.16],
            ],
            bids: [
              [26_346.5, 0.16],
              [26_346, 0.32],
            ],
            ts: '1695870968804',
            scale: '0.1',
            precision: 'scale0',
            isMaxPrecision: 'NO',
          }),
        ),
      ],
      does: (profile, context, market) => profile.readDepth(context, market('BTCUSDT')),
      gives: {
        asks: [
          ['26347.5', '0.25'],
          ['26348', '0.16'],
        ],
        bids: [
          ['26346.5', '0.16'],
          ['26346', '0.32'],
        ],
      },
    },
    {
      topic: 'key',
      name: 'futures orders, no withdrawals, addresses listed (classic/spot/account/Get-Account-Info)',
      answers: [
        get(
          'spot/account/info',
          ok({
            userId: '1',
            inviterId: '1',
            channelCode: 'xxx',
            channel: 'xxx',
            ips: '127.0.0.1',
            authorities: ['coor', 'coow', 'stor'],
            parentId: 1,
            traderType: 'trader',
            regisTime: '1246566789345',
          }),
        ),
      ],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: true, canWithdraw: false, addressesListed: true, expiresAtEpochMs: null, notes: [] },
    },
  ],
  refusals: [
    {
      name: 'no position',
      status: 400,
      body: { code: '22002', msg: 'No position to close', requestTime: 1, data: null },
      means: { certainty: 'refused', reason: 'nothingToClose' },
    },
    {
      name: 'the position mode is another one (recorded in ccxt)',
      status: 400,
      body: {
        code: '40774',
        msg: 'The order type for unilateral position must also be the unilateral position type.',
        requestTime: 1758709764409,
        data: null,
      },
      means: { certainty: 'refused', reason: 'hedgeTag' },
    },
    {
      name: 'too small (recorded in ccxt)',
      status: 400,
      body: { code: '45110', msg: 'less than the minimum amount 5 USDT', requestTime: 1669911118932, data: null },
      means: { reason: 'belowMinimum' },
    },
    {
      name: 'the request timed out',
      status: 400,
      body: { code: '40010', msg: 'Request timed out', requestTime: 1, data: null },
      means: { certainty: 'unknown' },
    },
    {
      name: 'too many requests',
      status: 429,
      body: { code: '429', msg: 'Too Many Requests', requestTime: 1, data: null },
      means: { reason: 'rateLimited', retryAfterMs: 1_000 },
    },
    {
      name: 'a unified account',
      status: 400,
      body: {
        code: '40085',
        msg: 'You are in Unified account mode, and the Classic account API is not supported at this time',
        requestTime: 1,
        data: null,
      },
      means: { reason: 'credentials', remedy: expect.stringContaining('unified trading account') as string },
    },
    {
      name: 'a key of the other environment',
      status: 400,
      body: { code: '40099', msg: 'exchange environment is incorrect', requestTime: 1, data: null },
      means: { reason: 'credentials' },
    },
    {
      name: 'a timestamp that is too old',
      status: 400,
      body: { code: '40008', msg: 'Request timestamp expired', requestTime: 1, data: null },
      means: { certainty: 'refused', wrongTime: true },
    },
    { name: 'a page', status: 502, body: '<html></html>', means: { certainty: 'unknown' } },
    { name: 'success', status: 200, body: ok(null), means: null },
  ],
});

// OKX V5 (https://www.okx.com/docs-v5). Payloads: test/fixtures/okx, comments in ccxt 4.5.84 js/src/okx.js where named, and the
// venue's own market definitions as the practice exchange carries them.
import { createHmac } from 'node:crypto';
import { okx } from '../../../electron/venues/profiles/okx.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import instruments from '../../../electron/practice/instruments/okx.json' with { type: 'json' };
import { payload } from '../fixture.ts';
import type { ScriptedCall, WireRequest } from '../scriptedVenue.ts';
import { closeOf, positionOf, type Keys, type ReadRequest } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';

const keys: Keys = { apiKey: '985d5b66-57ce-40fb-b714-afc0b9787083', secret: 'F3E1A9C7D25B48609C1D', password: 'Pass-phrase-1' };

/** OK-ACCESS-SIGN: base64 HMAC-SHA256 of timestamp + method + path with query + body [docs-v5 #overview-rest-authentication]. */
function readRequest({ method, path, query, headers, body }: WireRequest, { secret }: Keys): ReadRequest {
  if (headers['ok-access-sign'] !== undefined) {
    const target = query === '' ? path : `${path}?${query}`;
    const signed = `${String(headers['ok-access-timestamp'])}${method}${target}${body}`;
    if (headers['ok-access-sign'] !== createHmac('sha256', secret).update(signed).digest('base64'))
      throw new Error(`${path}: bad signature`);
    if (headers['ok-access-passphrase'] !== keys.password) throw new Error(`${path}: no passphrase`);
  }
  const fields: unknown = method === 'GET' ? Object.fromEntries(new URLSearchParams(query)) : JSON.parse(body);
  return { method, path, fields };
}

const row = (symbol: string) => {
  const found = instruments.find((each) => each.symbol === symbol);
  if (found === undefined) throw new Error(symbol);
  const { lotSize: lotSz, minSize: minSz, tickSize: tickSz, maxMarketSize: maxMktSz, maxLimitSize: maxLmtSz } = found;
  return { lotSz, minSz, tickSz, maxMktSz, maxLmtSz, ...found.extra, instId: symbol };
};
/** As it is listed now: the recorded position is of a contract of 2021, whose definition is that of its kind. */
const april = { ...row('ETH-USD-SWAP'), instId: 'ETH-USD-210430', instType: 'FUTURES', expTime: '1619769600000' };

const ok = (data: readonly unknown[]) => ({ code: '0', msg: '', data });
const get = (path: string, answer: unknown, when = ''): ScriptedCall => ({
  method: 'GET',
  path: `/api/v5/${path}`,
  when: ({ query }) => query.includes(when),
  answer,
});
const post = (path: string, answer: unknown): ScriptedCall => ({ method: 'POST', path: `/api/v5/${path}`, answer });
const asked = (path: string, fields: unknown): ReadRequest => ({ method: 'POST', path: `/api/v5/${path}`, fields });
const taken = (item: object) => ok([{ sCode: '0', sMsg: 'Order placed', ordId: '636305438765568000', tag: '', ...item }]);
const ownId = (leg: number) => okx.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);

const resting: WorkingOrder = {
  accountId: 'account',
  venue: 'okx',
  symbol: 'BTC/USDT:USDT',
  nativeSymbol: 'BTC-USDT-SWAP',
  family: 'plain',
  orderId: '590909145319051111',
  clientOrderId: null,
  orderSide: 'sell',
  positionSide: null,
  type: 'limit',
  reduceOnly: false,
  size: '1',
  price: '120000',
  triggerPrice: null,
};
const trigger: WorkingOrder = {
  ...resting,
  family: 'trigger',
  orderId: '431375349042380800',
  orderSide: 'buy',
  positionSide: 'long',
  type: 'trigger',
  price: '50000',
  triggerPrice: '50000',
};
const algoLists = [
  get('trade/orders-pending', ok([])),
  get('trade/orders-algo-pending', payload('okx', 'okx.rest.fetchOpenOrders.4643-1186'), 'ordType=trigger'),
  get('trade/orders-algo-pending', ok([])),
];
const order = (payload('okx', 'okx.rest.fetchOrder.4473-20') as { data: object[] }).data[0];

testVenue({
  profile: okx,
  keys,
  markets: [
    get('public/instruments', ok([row('BTC-USDT-SWAP'), row('BTC-USD-SWAP')]), 'instType=SWAP'),
    get('public/instruments', ok([april]), 'instType=FUTURES'),
  ],
  rules: [
    {
      symbol: 'BTC/USDT:USDT',
      nativeSymbol: 'BTC-USDT-SWAP',
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      inverse: false,
      contractSize: '0.01',
      lotSize: '0.01',
      minSize: '0.01',
      maxMarketSize: '12000',
      tickSize: '0.1',
      minNotional: null,
      takerFee: '0.0005',
    },
  ],
  clientOrderId: /^[0-9A-Za-z]{1,32}$/, // clOrdId [docs-v5 #order-book-trading-trade-post-place-order]
  readRequest,
  without: {},
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a cross long is sold reduce-only, without a side',
      answers: [post('trade/order', taken({ clOrdId: ownId(0) }))],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('BTC-USDT-SWAP'), { side: 'long', size: '12.34' }))]),
      asks: [
        asked('trade/order', {
          instId: 'BTC-USDT-SWAP',
          tdMode: 'cross',
          side: 'sell',
          ordType: 'market',
          sz: '12.34',
          reduceOnly: true,
          clOrdId: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted', orderId: '636305438765568000' }],
    },
    {
      topic: 'closeHedge',
      name: 'an isolated short carries its side and its margin mode',
      hedged: true,
      answers: [post('trade/order', taken({ clOrdId: ownId(0) }))],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(
            profile,
            positionOf(market('BTC-USD-SWAP'), { side: 'short', size: '7', hedged: true, marginMode: 'isolated' }),
          ),
        ]),
      asks: [
        asked('trade/order', {
          instId: 'BTC-USD-SWAP',
          tdMode: 'isolated',
          side: 'buy',
          posSide: 'short',
          ordType: 'market',
          sz: '7',
          reduceOnly: true,
          clOrdId: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeLimit',
      name: 'an immediate-or-cancel limit',
      answers: [post('trade/order', taken({ clOrdId: ownId(0) }))],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTC-USDT-SWAP'), { side: 'long', size: '1' }), 0, '99000.1'),
        ]),
      asks: [
        asked('trade/order', {
          instId: 'BTC-USDT-SWAP',
          tdMode: 'cross',
          side: 'sell',
          ordType: 'ioc',
          px: '99000.1',
          sz: '1',
          reduceOnly: true,
          clOrdId: ownId(0),
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeBatch',
      name: 'code 2: one taken, one refused, each by its own id although they come in another order',
      answers: [
        post('trade/batch-orders', {
          code: '2',
          msg: 'Bulk operation partially succeeded.',
          data: [
            {
              clOrdId: ownId(1),
              ordId: '',
              sCode: '51169',
              sMsg: 'Order failed because you don’t have any positions in this direction',
              tag: '',
            },
            { clOrdId: ownId(0), ordId: '636305438765568001', sCode: '0', sMsg: 'Order placed', tag: '' },
          ],
        }),
      ],
      does: (profile, context, market) =>
        profile.submitCloses(
          context,
          [0, 1].map((leg) => closeOf(profile, positionOf(market('BTC-USDT-SWAP'), { side: 'long', size: '1' }), leg)),
        ),
      gives: [
        { kind: 'accepted', orderId: '636305438765568001' },
        { kind: 'refused', reason: 'nothingToClose' },
      ],
    },
    {
      topic: 'cancel',
      name: 'plain orders by the batch',
      answers: [post('trade/cancel-batch-orders', ok([{ ordId: resting.orderId, clOrdId: '', sCode: '0', sMsg: '' }]))],
      does: (profile, context) => profile.cancelOrders(context, [resting]),
      asks: [asked('trade/cancel-batch-orders', [{ instId: 'BTC-USDT-SWAP', ordId: resting.orderId }])],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'algo orders by their own call; one that is gone is gone',
      answers: [
        post('trade/cancel-algos', {
          code: '1',
          msg: '',
          data: [{ algoId: trigger.orderId, sCode: '51400', sMsg: 'Cancellation failed as the order does not exist.' }],
        }),
      ],
      does: (profile, context) => profile.cancelOrders(context, [trigger]),
      asks: [asked('trade/cancel-algos', [{ instId: 'BTC-USDT-SWAP', algoId: trigger.orderId }])],
      gives: [{ kind: 'gone' }],
    },
    {
      topic: 'sweep',
      name: 'there is no cancel-all for contracts: both families by their batches',
      answers: [
        post('trade/cancel-batch-orders', ok([{ ordId: resting.orderId, clOrdId: '', sCode: '0', sMsg: '' }])),
        post('trade/cancel-algos', ok([{ algoId: trigger.orderId, sCode: '0', sMsg: '' }])),
      ],
      does: (profile, context) => profile.sweepOrders(context, [resting, trigger]),
      gives: [{ kind: 'cancelled' }, { kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'a trigger order comes back reduce-only as it was listed',
      answers: [
        ...algoLists,
        post(
          'trade/order-algo',
          ok([{ algoId: '12345689', clOrdId: 'bgrestored1', algoClOrdId: 'bgrestored1', sCode: '0', sMsg: '', tag: '' }]),
        ),
      ],
      does: async (profile, context) => {
        await profile.readOrders(context);
        return profile.restoreOrder(context, trigger, 'bgrestored1');
      },
      gives: { kind: 'accepted', orderId: '12345689' },
    },
    {
      topic: 'lookUpFound',
      name: 'by client order id',
      answers: [
        get(
          'trade/order',
          ok([
            { ...order, instType: 'SWAP', instId: 'BTC-USDT-SWAP', state: 'filled', sz: '1', accFillSz: '1', clOrdId: ownId(0) },
          ]),
        ),
      ],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('BTC-USDT-SWAP'), { side: 'long', size: '1' }))),
      asks: [{ method: 'GET', path: '/api/v5/trade/order', fields: { instId: 'BTC-USDT-SWAP', clOrdId: ownId(0) } }],
      gives: { kind: 'found', orderId: '317251910906576896', working: false, filledSize: '1' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'the venue never saw it',
      answers: [get('trade/order', { code: '51603', msg: 'Order does not exist', data: [] })],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('BTC-USDT-SWAP'), { side: 'long', size: '1' }))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'net mode: the sign is the side',
      answers: [
        get(
          'account/positions',
          ok([
            { ...(payload('okx', 'okx.rest.fetchPositions.6254-5') as { data: object[] }).data[0], posSide: 'net', pos: '-1' },
          ]),
        ),
      ],
      does: (profile, context) => profile.readPositions(context),
      gives: [{ nativeSymbol: 'ETH-USD-210430', side: 'short', size: '1', hedged: false, marginMode: 'isolated' }],
    },
    {
      topic: 'hedgePositions',
      name: 'the recorded long side, digit for digit',
      hedged: true,
      answers: [get('account/positions', payload('okx', 'okx.rest.fetchPositions.6254-5'))],
      does: (profile, context) => profile.readPositions(context),
      gives: [
        { side: 'long', size: '1', hedged: true, entryPrice: '2566.31', liquidationPrice: '2352.8496681818233', leverage: '10' },
      ],
    },
    {
      topic: 'orders',
      name: 'the recorded trigger order',
      answers: algoLists,
      does: (profile, context) => profile.readOrders(context),
      gives: {
        orders: [
          {
            family: 'trigger',
            orderId: '431375349042380800',
            orderSide: 'buy',
            positionSide: 'long',
            size: '1',
            triggerPrice: '50000',
          },
        ],
        unreadable: [],
      },
    },
    {
      topic: 'fills',
      name: 'a paid fee is negative at OKX (a contract’s row of the documents’ shape)',
      answers: [
        get(
          'trade/fills',
          ok([
            {
              side: 'buy',
              fillSz: '2',
              fillPx: '2654.98',
              fillPnl: '1.5',
              fee: '-0.000007533',
              ordId: '317321390244397056',
              instType: 'SWAP',
              instId: 'BTC-USDT-SWAP',
              clOrdId: '',
              posSide: 'net',
              billId: '317321390265368576',
              tag: '0',
              execType: 'T',
              tradeId: '107601752',
              feeCcy: 'USDT',
              ts: '1621927314985',
            },
          ]),
        ),
      ],
      does: (profile, context, market) =>
        profile.readFills(context, [{ symbol: market('BTC-USDT-SWAP').symbol, orderId: '317321390244397056' }]),
      gives: [{ price: '2654.98', size: '2', fee: '0.000007533', realizedPnl: '1.5' }],
    },
    {
      topic: 'equity',
      name: 'per coin',
      answers: [get('account/balance', payload('okx', 'okx.rest.fetchBalance.3035-1399'))],
      does: (profile, context) => profile.readEquity(context),
      gives: { BTC: '0.049' },
    },
    {
      topic: 'key',
      name: 'permissions and addresses out of the account configuration (the documents’ example, as far as it is read)',
      answers: [
        get(
          'account/config',
          ok([
            {
              acctLv: '2',
              posMode: 'long_short_mode',
              perm: 'read_only,withdraw,trade',
              ip: '',
              uid: '44705892343619584',
              mainUid: '44705892343619584',
              label: 'v5 test',
            },
          ]),
        ),
      ],
      does: (profile, context) => profile.readKey(context),
      asks: [{ method: 'GET', path: '/api/v5/account/config', fields: {} }],
      gives: { canTrade: true, canWithdraw: true, addressesListed: false, expiresAtEpochMs: null },
    },
    {
      topic: 'depth',
      name: 'price and size of each level',
      answers: [
        get('market/books', {
          code: '0',
          msg: '',
          data: [
            {
              asks: [
                ['0.07228', '4.211619', '0', '2'],
                ['0.0723', '299.880364', '0', '2'],
              ],
              bids: [['0.07221', '18.5', '0', '1']],
              ts: '1621438475342',
            },
          ],
        }),
      ],
      does: (profile, context, market) => profile.readDepth(context, market('BTC-USDT-SWAP')),
      gives: {
        asks: [
          ['0.07228', '4.211619'],
          ['0.0723', '299.880364'],
        ],
        bids: [['0.07221', '18.5']],
      },
    },
  ],
  refusals: [
    {
      name: 'no position',
      status: 200,
      body: { code: '1', msg: '', data: [{ sCode: '51169', sMsg: 'no positions' }] },
      means: { certainty: 'refused', reason: 'nothingToClose' },
    },
    {
      name: 'closing orders hold the size',
      status: 200,
      body: { code: '1', msg: '', data: [{ sCode: '51112', sMsg: 'exceeds available' }] },
      means: { reason: 'restingOrdersHoldSize' },
    },
    {
      name: 'the endpoint timed out',
      status: 200,
      body: { code: '50004', msg: 'Endpoint request timeout', data: [] },
      means: { certainty: 'unknown' },
    },
    {
      name: 'too many requests',
      status: 429,
      body: { code: '50011', msg: 'Too Many Requests', data: [] },
      means: { reason: 'rateLimited' },
    },
    {
      name: 'key of the other environment',
      status: 401,
      body: { code: '50101', msg: 'APIKey does not match current environment.', data: [] },
      means: { reason: 'credentials' },
    },
    {
      name: 'a timestamp that is too old',
      status: 401,
      body: { code: '50102', msg: 'Timestamp request expired', data: [] },
      means: { certainty: 'refused', wrongTime: true },
    },
    { name: 'a page', status: 502, body: '<html></html>', means: { certainty: 'unknown' } },
  ],
});

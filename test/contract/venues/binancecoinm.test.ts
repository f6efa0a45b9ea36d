// Binance COIN-M futures (https://developers.binance.com/docs/derivatives/coin-margined-futures, and its "Important CM-UM
// Integration Notice" for what changed on 2026-06-30). Payloads: test/fixtures/binancecoinm, each with its source; those that
// name a contract of 2020 get the one that is listed today.
import { binancecoinm } from '../../../electron/venues/profiles/binancecoinm.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { keys, readRequest } from '../binanceRequests.ts';
import { payload } from '../fixture.ts';
import type { ScriptedCall } from '../scriptedVenue.ts';
import { closeOf, positionOf } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';

const recorded = (name: string) => payload('binancecoinm', `binancecoinm.rest.${name}`);
const listed = recorded('exchangeInfo.2026-09-26') as { symbols: object[] };

const call = (method: string, path: string, answer: unknown, status = 200): ScriptedCall => ({
  method,
  path: `/dapi/${path}`,
  answer,
  status,
});
const ownId = (leg: number) => binancecoinm.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);

const resting = recorded('parseOrder.6252-10784') as object;
const filled = recorded('parseOrder.6252-2740') as object;
/** Since the integration what is answered to a new order has neither avgPrice nor cumBase. */
const { avgPrice: _price, cumBase: _traded, ...placed } = filled as Record<string, unknown>;
const { positionSide: _side, ...withoutSide } = filled as Record<string, unknown>;
const held = (recorded('positionRisk') as object[]).map((row) => ({ ...row, symbol: 'BTCUSD_261225' }));

const limit: WorkingOrder = {
  accountId: 'account',
  venue: 'binancecoinm',
  symbol: 'BTC/USD:BTC',
  nativeSymbol: 'BTCUSD_PERP',
  family: 'plain',
  orderId: '597368542',
  clientOrderId: null,
  orderSide: 'buy',
  positionSide: null,
  type: 'LIMIT',
  reduceOnly: false,
  size: '1',
  price: '35000',
  triggerPrice: null,
};
const stop: WorkingOrder = {
  ...limit,
  family: 'algo',
  orderId: '3358',
  orderSide: 'sell',
  type: 'STOP_MARKET',
  reduceOnly: true,
  price: null,
  triggerPrice: '90000.0',
};
/** The notice gives COIN-M's service the rows of USDⓈ-M's. */
const conditional = {
  ...(payload('binanceusdm', 'binanceusdm.rest.parseOrder.6252-13410') as object),
  symbol: 'BTCUSD_PERP',
  quantity: '2',
};

testVenue({
  profile: binancecoinm,
  keys,
  markets: [call('GET', 'v1/exchangeInfo', { ...listed, symbols: [...listed.symbols, recorded('market.ETHUSD_PERP')] })],
  rules: [
    {
      symbol: 'BTC/USD:BTC',
      nativeSymbol: 'BTCUSD_PERP',
      base: 'BTC',
      quote: 'USD',
      settle: 'BTC',
      inverse: true,
      contractSize: '100',
      lotSize: '1',
      minSize: '1',
      maxMarketSize: '60000',
      tickSize: '0.1',
      minNotional: null,
      takerFee: '0.0005',
    },
    {
      symbol: 'ETH/USD:ETH',
      nativeSymbol: 'ETHUSD_PERP',
      base: 'ETH',
      quote: 'USD',
      settle: 'ETH',
      inverse: true,
      contractSize: '10',
      lotSize: '1',
      minSize: '1',
      maxMarketSize: '500000',
      tickSize: '0.01',
      minNotional: null,
      takerFee: '0.0005',
    },
    {
      symbol: 'BTC/USD:BTC-261225',
      nativeSymbol: 'BTCUSD_261225',
      base: 'BTC',
      quote: 'USD',
      settle: 'BTC',
      inverse: true,
      contractSize: '100',
      lotSize: '1',
      minSize: '1',
      maxMarketSize: '1000',
      tickSize: '0.1',
      minNotional: null,
      takerFee: '0.0005',
    },
  ],
  clientOrderId: /^[.A-Z:/a-z0-9_-]{1,36}$/, // newClientOrderId [docs, "New Order"]
  readRequest,
  without: {},
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a long of contracts is sold reduce-only',
      answers: [call('POST', 'v1/order', placed)],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('ETHUSD_PERP'), { side: 'long', size: '1' }))]),
      asks: [
        {
          method: 'POST',
          path: '/dapi/v1/order',
          fields: {
            symbol: 'ETHUSD_PERP',
            side: 'SELL',
            reduceOnly: 'true',
            type: 'MARKET',
            quantity: '1',
            newClientOrderId: ownId(0),
            newOrderRespType: 'RESULT',
          },
        },
      ],
      gives: [{ kind: 'accepted', orderId: '18742727411', filledSize: '1' }],
    },
    {
      topic: 'closeHedge',
      name: 'the short side of a delivery contract carries its tag, and no reduceOnly, which the venue forbids there',
      hedged: true,
      answers: [call('POST', 'v1/order', placed)],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTCUSD_261225'), { side: 'short', size: '7', hedged: true })),
        ]),
      asks: [
        {
          method: 'POST',
          path: '/dapi/v1/order',
          fields: {
            symbol: 'BTCUSD_261225',
            side: 'BUY',
            positionSide: 'SHORT',
            type: 'MARKET',
            quantity: '7',
            newClientOrderId: ownId(0),
            newOrderRespType: 'RESULT',
          },
        },
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeLimit',
      name: 'an immediate-or-cancel limit',
      answers: [call('POST', 'v1/order', { ...placed, status: 'EXPIRED', executedQty: '0' })],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTCUSD_PERP'), { side: 'long', size: '3' }), 0, '35000.1'),
        ]),
      asks: [
        {
          method: 'POST',
          path: '/dapi/v1/order',
          fields: {
            symbol: 'BTCUSD_PERP',
            side: 'SELL',
            reduceOnly: 'true',
            type: 'LIMIT',
            price: '35000.1',
            timeInForce: 'IOC',
            quantity: '3',
            newClientOrderId: ownId(0),
            newOrderRespType: 'RESULT',
          },
        },
      ],
      gives: [{ kind: 'accepted', filledSize: '0' }],
    },
    {
      topic: 'closeBatch',
      name: 'each order has its own answer, in its own place',
      answers: [call('POST', 'v1/batchOrders', [{ code: -2022, msg: 'ReduceOnly Order is rejected.' }, placed])],
      does: (profile, context, market) =>
        profile.submitCloses(
          context,
          [0, 1].map((leg) => closeOf(profile, positionOf(market('BTCUSD_PERP'), { side: 'long', size: '1' }), leg)),
        ),
      asks: [
        {
          method: 'POST',
          path: '/dapi/v1/batchOrders',
          fields: {
            batchOrders: JSON.stringify(
              [0, 1].map((leg) => ({
                symbol: 'BTCUSD_PERP',
                side: 'SELL',
                reduceOnly: 'true',
                type: 'MARKET',
                quantity: '1',
                newClientOrderId: ownId(leg),
                newOrderRespType: 'RESULT',
              })),
            ),
          },
        },
      ],
      gives: [
        { kind: 'refused', reason: 'nothingToClose' },
        { kind: 'accepted', orderId: '18742727411', filledSize: '1' },
      ],
    },
    {
      topic: 'cancel',
      name: 'by symbol and order id',
      answers: [call('DELETE', 'v1/order', { ...resting, status: 'CANCELED' })],
      does: (profile, context) => profile.cancelOrders(context, [limit]),
      asks: [{ method: 'DELETE', path: '/dapi/v1/order', fields: { symbol: 'BTCUSD_PERP', orderId: '597368542' } }],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancel',
      name: 'several of a symbol in one call, each with its own answer',
      answers: [
        call('DELETE', 'v1/batchOrders', [
          { ...resting, status: 'CANCELED' },
          { code: -2011, msg: 'Unknown order sent.' },
        ]),
      ],
      does: (profile, context) => profile.cancelOrders(context, [limit, { ...limit, orderId: '597368543' }]),
      asks: [
        {
          method: 'DELETE',
          path: '/dapi/v1/batchOrders',
          fields: { symbol: 'BTCUSD_PERP', orderidlist: '[597368542,597368543]' },
        },
      ],
      gives: [{ kind: 'cancelled' }, { kind: 'gone' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'conditional orders live in a service of their own; one that is gone is gone',
      answers: [call('DELETE', 'v1/algoOrder', { code: -2011, msg: 'Unknown order sent.' }, 400)],
      does: (profile, context) => profile.cancelOrders(context, [stop]),
      asks: [{ method: 'DELETE', path: '/dapi/v1/algoOrder', fields: { algoId: '3358' } }],
      gives: [{ kind: 'gone' }],
    },
    {
      topic: 'sweep',
      name: 'one cancel-all for the plain book of a symbol; conditional orders one by one',
      answers: [
        call('DELETE', 'v1/allOpenOrders', { code: 200, msg: 'The operation of cancel all open order is done.' }),
        call('DELETE', 'v1/algoOrder', payload('binanceusdm', 'binanceusdm.rest.parseOrder.6252-14211')),
      ],
      does: (profile, context) => profile.sweepOrders(context, [limit, stop, { ...stop, orderId: '3359' }]),
      asks: [
        { method: 'DELETE', path: '/dapi/v1/algoOrder', fields: { algoId: '3358' } },
        { method: 'DELETE', path: '/dapi/v1/algoOrder', fields: { algoId: '3359' } },
        { method: 'DELETE', path: '/dapi/v1/allOpenOrders', fields: { symbol: 'BTCUSD_PERP' } },
      ],
      gives: [{ kind: 'cancelled' }, { kind: 'cancelled' }, { kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'a stop comes back reduce-only, to the service of conditional orders',
      answers: [call('POST', 'v1/algoOrder', conditional)],
      does: (profile, context) => profile.restoreOrder(context, stop, 'bgrestored1'),
      asks: [
        {
          method: 'POST',
          path: '/dapi/v1/algoOrder',
          fields: {
            symbol: 'BTCUSD_PERP',
            side: 'SELL',
            reduceOnly: 'true',
            algoType: 'CONDITIONAL',
            type: 'STOP_MARKET',
            triggerPrice: '90000.0',
            quantity: '1',
            clientAlgoId: 'bgrestored1',
          },
        },
      ],
      gives: { kind: 'accepted', orderId: '3358' },
    },
    {
      topic: 'lookUpFound',
      name: 'by client order id',
      answers: [call('GET', 'v1/order', filled)],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('ETHUSD_PERP'), { side: 'long', size: '1' }))),
      asks: [{ method: 'GET', path: '/dapi/v1/order', fields: { symbol: 'ETHUSD_PERP', origClientOrderId: ownId(0) } }],
      gives: { kind: 'found', orderId: '18742727411', working: false, filledSize: '1' },
    },
    {
      topic: 'lookUpFound',
      name: 'as the documents showed it for years, without a position side',
      answers: [call('GET', 'v1/order', withoutSide)],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('ETHUSD_PERP'), { side: 'long', size: '1' }))),
      gives: { kind: 'found', orderId: '18742727411', working: false, filledSize: '1' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'the venue says that it does not exist',
      answers: [call('GET', 'v1/order', { code: -2013, msg: 'Order does not exist.' }, 400)],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('ETHUSD_PERP'), { side: 'long', size: '1' }))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'one-way: the sign is the side, what has no size is no position',
      answers: [
        call('GET', 'v1/positionRisk', [
          held[0],
          { ...held[1], positionAmt: '-1', positionSide: 'BOTH', marginType: 'isolated', isolatedMargin: '0.00008000' },
        ]),
      ],
      does: (profile, context) => profile.readPositions(context),
      asks: [{ method: 'GET', path: '/dapi/v1/positionRisk', fields: {} }],
      gives: [
        {
          symbol: 'BTC/USD:BTC-261225',
          side: 'short',
          size: '1',
          hedged: false,
          marginMode: 'isolated',
          leverage: '125',
          entryPrice: '11707.70000003',
          markPrice: '11788.66626667',
          liquidationPrice: '11667.63509587',
          unrealizedPnl: '0.00005866',
        },
      ],
    },
    {
      topic: 'hedgePositions',
      name: 'the answer of the documents, and a row of portfolio margin, which has no margin type',
      hedged: true,
      answers: [call('GET', 'v1/positionRisk', [...held, ...(recorded('fetchPositionsRisk.12407-1284') as object[])])],
      does: (profile, context) => profile.readPositions(context),
      gives: [
        { nativeSymbol: 'BTCUSD_261225', side: 'long', size: '1', hedged: true, marginMode: 'cross' },
        { nativeSymbol: 'ETHUSD_PERP', side: 'long', size: '1', hedged: true, marginMode: 'cross', leverage: '100' },
      ],
    },
    {
      topic: 'orders',
      name: 'both books',
      answers: [call('GET', 'v1/openOrders', [resting]), call('GET', 'v1/openAlgoOrders', [conditional])],
      does: (profile, context) => profile.readOrders(context),
      asks: [
        { method: 'GET', path: '/dapi/v1/openAlgoOrders', fields: {} },
        { method: 'GET', path: '/dapi/v1/openOrders', fields: {} },
      ],
      gives: {
        orders: [
          { family: 'plain', orderId: '597368542', size: '1', price: '35000', reduceOnly: false, symbol: 'BTC/USD:BTC' },
          { family: 'algo', orderId: '3358', size: '2', triggerPrice: '100000.00', reduceOnly: false },
        ],
        unreadable: [],
      },
    },
    {
      topic: 'fills',
      name: 'fee and profit in the coin',
      answers: [call('GET', 'v1/userTrades', recorded('fetchMyTrades.5455-1'))],
      does: (profile, context, market) =>
        profile.readFills(context, [{ symbol: market('ETHUSD_PERP').symbol, orderId: '71548909034' }]),
      asks: [
        { method: 'GET', path: '/dapi/v1/userTrades', fields: { symbol: 'ETHUSD_PERP', orderId: '71548909034', limit: '1000' } },
      ],
      gives: [{ orderId: '71548909034', price: '2498.15', size: '1', fee: '0.00000160', realizedPnl: '0.00012517' }],
    },
    {
      topic: 'equity',
      name: 'each coin that holds anything',
      answers: [call('GET', 'v1/account', recorded('account'))],
      does: (profile, context) => profile.readEquity(context),
      gives: { BTC: '0.00241969' },
    },
    {
      topic: 'depth',
      name: 'bids and asks, in contracts',
      answers: [call('GET', 'v1/depth', recorded('depth'))],
      does: (profile, context, market) => profile.readDepth(context, market('BTCUSD_PERP')),
      asks: [{ method: 'GET', path: '/dapi/v1/depth', fields: { symbol: 'BTCUSD_PERP', limit: '50' } }],
      gives: { bids: [['9638.0', '431']], asks: [['9638.2', '12']] },
    },
    {
      topic: 'key',
      name: 'what the wallet service tells [docs, wallet, "Get API Key Permission"]',
      answers: [
        {
          method: 'GET',
          path: '/sapi/v1/account/apiRestrictions',
          answer: {
            ipRestrict: false,
            createTime: 1698645219000,
            enableReading: true,
            enableWithdrawals: false,
            enableInternalTransfer: false,
            enableMargin: false,
            enableFutures: true,
            permitsUniversalTransfer: false,
            enableVanillaOptions: false,
            enableFixApiTrade: false,
            enableFixReadOnly: false,
            enableSpotAndMarginTrading: false,
            enablePortfolioMarginTrading: true,
          },
        },
      ],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: true, canWithdraw: false, addressesListed: false, expiresAtEpochMs: null, notes: [] },
    },
    {
      topic: 'key',
      name: 'a testnet has no such service: nothing is told',
      answers: [
        {
          method: 'GET',
          path: '/sapi/v1/account/apiRestrictions',
          status: 404,
          answer: '<html><body>404 Not Found</body></html>',
        },
      ],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: null, canWithdraw: null, addressesListed: null },
    },
  ],
  refusals: [
    {
      name: 'nothing to reduce',
      status: 400,
      body: { code: -2022, msg: 'ReduceOnly Order is rejected.' },
      means: { certainty: 'refused', reason: 'nothingToClose' },
    },
    {
      name: 'own orders hold the size',
      status: 400,
      body: { code: -4118, msg: 'ReduceOnly Order Failed. Please check your existing position and open orders' },
      means: { reason: 'restingOrdersHoldSize' },
    },
    {
      name: 'position side does not match',
      status: 400,
      body: { code: -4061, msg: "Order's position side does not match user's setting." },
      means: { reason: 'hedgeTag' },
    },
    {
      name: 'the contract is being delivered',
      status: 400,
      body: { code: -4108, msg: 'Symbol is on delivering or delivered or settling or closed or pre-trading.' },
      means: { reason: 'suspended' },
    },
    {
      name: 'execution status unknown',
      status: 408,
      body: {
        code: -1007,
        msg: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
      },
      means: { certainty: 'unknown' },
    },
    {
      name: 'banned',
      status: 418,
      headers: { 'retry-after': '120' },
      body: { code: -1003, msg: 'Way too many requests; IP banned until 1659146400000.' },
      means: { reason: 'rateLimited', wholeAddress: true, retryAfterMs: 120_000 },
    },
    {
      name: 'wrong time',
      status: 400,
      body: { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' },
      means: { certainty: 'refused', wrongTime: true },
    },
    { name: 'a page', status: 502, body: '<html></html>', means: { certainty: 'unknown' } },
  ],
});

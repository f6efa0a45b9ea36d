// Binance USDⓈ-M futures (https://developers.binance.com/docs/derivatives/usds-margined-futures). Payloads:
// test/fixtures/binanceusdm, comments in ccxt 4.5.84 js/src/binance.js where named.
import { binanceusdm } from '../../../electron/venues/profiles/binanceusdm.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { payload } from '../fixture.ts';
import { keys, readRequest } from '../binanceRequests.ts';
import type { ScriptedCall } from '../scriptedVenue.ts';
import { closeOf, positionOf } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';

const btc = (payload('binanceusdm', 'binanceusdm.rest.fetchMarkets.3504-2404') as { symbols: { filters: object[] }[] })
  .symbols[0];
/** The recorded row is of 2019: what was added since (contract, notional) as the documents show it today. */
const listed = (symbol: string) => ({
  ...btc,
  symbol,
  pair: symbol,
  baseAsset: symbol.replace('USDT', ''),
  contractType: 'PERPETUAL',
  marginAsset: 'USDT',
  deliveryDate: 4133404800000,
  filters: [...(btc?.filters ?? []), { notional: '5', filterType: 'MIN_NOTIONAL' }],
});

const call = (method: string, path: string, answer: unknown, status = 200): ScriptedCall => ({
  method,
  path: `/fapi/${path}`,
  answer,
  status,
});
const ownId = (leg: number) => binanceusdm.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);
const placed = {
  ...(payload('binanceusdm', 'binanceusdm.rest.parseOrder.6252-9976') as object),
  orderId: 22542179,
  status: 'FILLED',
  executedQty: '0.500',
};

const limit: WorkingOrder = {
  accountId: 'account',
  venue: 'binanceusdm',
  symbol: 'BTC/USDT:USDT',
  nativeSymbol: 'BTCUSDT',
  family: 'plain',
  orderId: '3697213934',
  clientOrderId: null,
  orderSide: 'buy',
  positionSide: null,
  type: 'LIMIT',
  reduceOnly: false,
  size: '0.010',
  price: '33000.00',
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
  triggerPrice: '90000.00',
};

testVenue({
  profile: binanceusdm,
  keys,
  markets: [
    call('GET', 'v1/exchangeInfo', {
      ...(payload('binanceusdm', 'binanceusdm.rest.fetchMarkets.3504-2404') as object),
      symbols: ['BTCUSDT', 'WLDUSDT'].map(listed),
    }),
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
      lotSize: '0.001',
      minSize: '0.001',
      maxMarketSize: '1000',
      tickSize: '0.01',
      minNotional: '5',
      takerFee: '0.0005',
    },
  ],
  clientOrderId: /^[.A-Z:/a-z0-9_-]{1,36}$/, // newClientOrderId [docs, "New Order"]
  readRequest,
  without: {},
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a long is sold reduce-only',
      answers: [call('POST', 'v1/order', placed)],
      does: (profile, context, market) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.500' }))]),
      asks: [
        {
          method: 'POST',
          path: '/fapi/v1/order',
          fields: {
            symbol: 'BTCUSDT',
            side: 'SELL',
            reduceOnly: 'true',
            type: 'MARKET',
            quantity: '0.500',
            newClientOrderId: ownId(0),
            newOrderRespType: 'RESULT',
          },
        },
      ],
      gives: [{ kind: 'accepted', orderId: '22542179', filledSize: '0.500' }],
    },
    {
      topic: 'closeHedge',
      name: 'the short side carries its tag, and no reduceOnly, which the venue forbids there',
      hedged: true,
      answers: [call('POST', 'v1/order', placed)],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTCUSDT'), { side: 'short', size: '0.500', hedged: true })),
        ]),
      asks: [
        {
          method: 'POST',
          path: '/fapi/v1/order',
          fields: {
            symbol: 'BTCUSDT',
            side: 'BUY',
            positionSide: 'SHORT',
            type: 'MARKET',
            quantity: '0.500',
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
      answers: [call('POST', 'v1/order', { ...placed, status: 'EXPIRED', executedQty: '0.000' })],
      does: (profile, context, market) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.500' }), 0, '33000.10'),
        ]),
      asks: [
        {
          method: 'POST',
          path: '/fapi/v1/order',
          fields: {
            symbol: 'BTCUSDT',
            side: 'SELL',
            reduceOnly: 'true',
            type: 'LIMIT',
            price: '33000.10',
            timeInForce: 'IOC',
            quantity: '0.500',
            newClientOrderId: ownId(0),
            newOrderRespType: 'RESULT',
          },
        },
      ],
      gives: [{ kind: 'accepted', filledSize: '0.000' }],
    },
    {
      topic: 'closeBatch',
      name: 'the recorded answer: the first above the maximum, the second placed',
      answers: [call('POST', 'v1/batchOrders', payload('binanceusdm', 'binanceusdm.rest.createOrders.6975-3'))],
      does: (profile, context, market) =>
        profile.submitCloses(
          context,
          [0, 1].map((leg) => closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.1' }), leg)),
        ),
      asks: [
        {
          method: 'POST',
          path: '/fapi/v1/batchOrders',
          fields: {
            batchOrders: JSON.stringify(
              [0, 1].map((leg) => ({
                symbol: 'BTCUSDT',
                side: 'SELL',
                reduceOnly: 'true',
                type: 'MARKET',
                quantity: '0.1',
                newClientOrderId: ownId(leg),
                newOrderRespType: 'RESULT',
              })),
            ),
          },
        },
      ],
      gives: [
        { kind: 'refused', reason: 'aboveMaximum' },
        { kind: 'accepted', orderId: '650640530', filledSize: '0.000' },
      ],
    },
    {
      topic: 'cancel',
      name: 'by symbol and order id',
      answers: [call('DELETE', 'v1/order', { ...placed, status: 'CANCELED' })],
      does: (profile, context) => profile.cancelOrders(context, [limit]),
      asks: [{ method: 'DELETE', path: '/fapi/v1/order', fields: { symbol: 'BTCUSDT', orderId: '3697213934' } }],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'conditional orders live in a service of their own; one that is gone is gone',
      answers: [call('DELETE', 'v1/algoOrder', { code: -2011, msg: 'Unknown order sent.' }, 400)],
      does: (profile, context) => profile.cancelOrders(context, [stop]),
      asks: [{ method: 'DELETE', path: '/fapi/v1/algoOrder', fields: { algoId: '3358' } }],
      gives: [{ kind: 'gone' }],
    },
    {
      topic: 'sweep',
      name: 'two calls a symbol: the books do not reach each other',
      answers: [
        call('DELETE', 'v1/allOpenOrders', { code: 200, msg: 'The operation of cancel all open order is done.' }),
        call('DELETE', 'v1/algoOpenOrders', payload('binanceusdm', 'binanceusdm.rest.cancelAllOrders.8803-4')),
      ],
      does: (profile, context) => profile.sweepOrders(context, [limit, stop]),
      asks: [
        { method: 'DELETE', path: '/fapi/v1/algoOpenOrders', fields: { symbol: 'BTCUSDT' } },
        { method: 'DELETE', path: '/fapi/v1/allOpenOrders', fields: { symbol: 'BTCUSDT' } },
      ],
      gives: [{ kind: 'cancelled' }, { kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'a stop comes back reduce-only',
      answers: [call('POST', 'v1/algoOrder', payload('binanceusdm', 'binanceusdm.rest.parseOrder.6252-13410'))],
      does: (profile, context) => profile.restoreOrder(context, stop, 'bgrestored1'),
      asks: [
        {
          method: 'POST',
          path: '/fapi/v1/algoOrder',
          fields: {
            symbol: 'BTCUSDT',
            side: 'SELL',
            reduceOnly: 'true',
            algoType: 'CONDITIONAL',
            type: 'STOP_MARKET',
            triggerPrice: '90000.00',
            quantity: '0.010',
            clientAlgoId: 'bgrestored1',
          },
        },
      ],
      gives: { kind: 'accepted', orderId: '3358' },
    },
    {
      topic: 'lookUpFound',
      name: 'by client order id',
      answers: [call('GET', 'v1/order', payload('binanceusdm', 'binanceusdm.rest.parseOrder.6252-9976'))],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.010' }))),
      asks: [{ method: 'GET', path: '/fapi/v1/order', fields: { symbol: 'BTCUSDT', origClientOrderId: ownId(0) } }],
      gives: { kind: 'found', orderId: '3697213934', working: true, filledSize: '0.000' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'the venue says that it does not exist',
      answers: [call('GET', 'v1/order', { code: -2013, msg: 'Order does not exist.' }, 400)],
      does: (profile, context, market) =>
        profile.lookUp(context, closeOf(profile, positionOf(market('BTCUSDT'), { side: 'long', size: '0.010' }))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'the recorded one-way position',
      answers: [call('GET', 'v3/positionRisk', payload('binanceusdm', 'binanceusdm.rest.fetchPositionsRisk.12368-1'))],
      does: (profile, context) => profile.readPositions(context),
      gives: [
        {
          nativeSymbol: 'WLDUSDT',
          side: 'long',
          size: '5',
          hedged: false,
          entryPrice: '2.3483',
          markPrice: '2.39560000',
          unrealizedPnl: '0.23650000',
        },
      ],
    },
    {
      topic: 'hedgePositions',
      name: 'the tag is the side, and a short is negative',
      hedged: true,
      answers: [
        call(
          'GET',
          'v3/positionRisk',
          (payload('binanceusdm', 'binanceusdm.rest.fetchPositionsRisk.12368-1') as object[]).map((row) => ({
            ...row,
            positionSide: 'SHORT',
            positionAmt: '-5',
          })),
        ),
      ],
      does: (profile, context) => profile.readPositions(context),
      gives: [{ side: 'short', size: '5', hedged: true }],
    },
    {
      topic: 'orders',
      name: 'both books',
      answers: [
        call('GET', 'v1/openOrders', [payload('binanceusdm', 'binanceusdm.rest.parseOrder.6252-9976')]),
        call('GET', 'v1/openAlgoOrders', [payload('binanceusdm', 'binanceusdm.rest.parseOrder.6252-13410')]),
      ],
      does: (profile, context) => profile.readOrders(context),
      gives: {
        orders: [
          { family: 'plain', orderId: '3697213934', size: '0.010', price: '33000.00', reduceOnly: false },
          { family: 'algo', orderId: '3358', size: '0.002', triggerPrice: '100000.00', reduceOnly: false },
        ],
        unreadable: [],
      },
    },
    {
      topic: 'fills',
      name: 'a row of the documents',
      answers: [
        call('GET', 'v1/userTrades', [
          {
            buyer: false,
            commission: '0.07819010',
            commissionAsset: 'USDT',
            id: 698759,
            maker: false,
            orderId: 25851813,
            price: '7819.01',
            qty: '0.002',
            quoteQty: '15.63802',
            realizedPnl: '-0.91539999',
            side: 'SELL',
            positionSide: 'BOTH',
            symbol: 'BTCUSDT',
            time: 1569514978020,
          },
        ]),
      ],
      does: (profile, context, market) => profile.readFills(context, [{ symbol: market('BTCUSDT').symbol, orderId: '25851813' }]),
      gives: [{ orderId: '25851813', price: '7819.01', size: '0.002', fee: '0.07819010', realizedPnl: '-0.91539999' }],
    },
    {
      topic: 'equity',
      name: 'wallet and unrealised profit of each asset',
      answers: [call('GET', 'v3/account', payload('binanceusdm', 'binanceusdm.rest.fetchBalance.4206-2700'))],
      does: (profile, context) => profile.readEquity(context),
      gives: { BNB: '0.01000000' },
    },
    {
      topic: 'key',
      name: 'from the wallet’s service (the documents’ example)',
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
            enableFixReadOnly: true,
            enableSpotAndMarginTrading: false,
            enablePortfolioMarginTrading: true,
          },
        },
      ],
      does: (profile, context) => profile.readKey(context),
      asks: [{ method: 'GET', path: '/sapi/v1/account/apiRestrictions', fields: {} }],
      gives: { canTrade: true, canWithdraw: false, addressesListed: false, expiresAtEpochMs: null, notes: [] },
    },
    {
      topic: 'depth',
      name: 'bids and asks',
      answers: [
        call('GET', 'v1/depth', {
          lastUpdateId: 333598053905,
          E: 1618631511986,
          T: 1618631511964,
          bids: [['2493.56', '20.189']],
          asks: [['2493.57', '0.877']],
        }),
      ],
      does: (profile, context, market) => profile.readDepth(context, market('BTCUSDT')),
      asks: [{ method: 'GET', path: '/fapi/v1/depth', fields: { symbol: 'BTCUSDT', limit: '50' } }],
      gives: { bids: [['2493.56', '20.189']], asks: [['2493.57', '0.877']] },
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
      name: 'execution status unknown',
      status: 408,
      body: {
        code: -1007,
        msg: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
      },
      means: { certainty: 'unknown' },
    },
    {
      name: '503: nobody knows',
      status: 503,
      body: { code: -1000, msg: 'Unknown error, please check your request or try again later.' },
      means: { certainty: 'unknown' },
    },
    {
      name: '503: not done',
      status: 503,
      body: { code: -1008, msg: 'Server is currently overloaded with other requests. Please try again in a few minutes.' },
      means: { certainty: 'refused', reason: 'rateLimited' },
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

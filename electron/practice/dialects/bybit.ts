// Bybit v5 as unmodified ccxt speaks it: REST under /v5, private and public streams, order entry by socket.
// Facts: Bybit's v5 documentation and ccxt's bybit.js. Errors come with HTTP 200 and a retCode; only the IP limit is a 403.
import type { Dialect, DialectFactory, VenueBehaviour, WireRequest, WireResponse } from '../exchange.ts';
import { accountInfo, coinInfo, feeRate, queryApi, setMarginMode, walletBalance } from './bybit/accountCalls.ts';
import { carryProtection } from './bybit/carriedProtection.ts';
import { badParameter, noPermission, tooManyVisits } from './bybit/codes.ts';
import { ipAllows, spend } from './bybit/limits.ts';
import { instrumentsInfo, orderBook, serverTime, tickers } from './bybit/marketData.ts';
import { amendOrder, cancelAll, cancelBatch, cancelOrder, createBatch, createOrder } from './bybit/orderCalls.ts';
import { OrderNames } from './bybit/orderNames.ts';
import { closedPnl, executions, orderHistory, realtimeOrders } from './bybit/orderReads.ts';
import { positionList, setLeverage, switchIsolated, switchMode, tradingStop } from './bybit/positionCalls.ts';
import { servePrivateStream } from './bybit/privateStream.ts';
import { servePublicStream } from './bybit/publicStream.ts';
import { refusals } from './bybit/refusals.ts';
import { checkSignature } from './bybit/signature.ts';
import { serveTradeStream } from './bybit/tradeStream.ts';
import { readFrame, refuse, type Answer, type Params, type PrivateCall, type PublicCall } from './bybit/wire.ts';

export const behaviour: VenueBehaviour = {
  // UUIDs, as v5 derivatives orders have; the sequence sits in front so that ids sort by age.
  newOrderId: (sequence) => `${sequence.toString(16).padStart(8, '0')}-7c1e-4a52-9d3f-b2e05a61c8d4`,
  takerFee: '0.00055',
  makerFee: '0.0002',
  onFlat: 'cancelReduceOnly',
  reduceOnlyExcess: 'cut',
  clientOrderIdUnique: 'always',
  marketBandPercent: '3',
  maxWorkingOrdersPerSymbol: 500,
  clientOrderIdPattern: /^[A-Za-z0-9_-]{1,36}$/,
};

const PUBLIC: Readonly<Record<string, (call: PublicCall) => Answer>> = {
  'GET /v5/market/time': serverTime,
  'GET /v5/market/instruments-info': instrumentsInfo,
  'GET /v5/market/tickers': tickers,
  'GET /v5/market/orderbook': orderBook,
};

const PRIVATE: Readonly<Record<string, (call: PrivateCall) => Answer>> = {
  'GET /v5/asset/coin/query-info': coinInfo,
  'GET /v5/user/query-api': queryApi,
  'GET /v5/account/info': accountInfo,
  'GET /v5/account/wallet-balance': walletBalance,
  'GET /v5/account/fee-rate': feeRate,
  'POST /v5/account/set-margin-mode': setMarginMode,
  'GET /v5/position/list': positionList,
  'GET /v5/position/closed-pnl': closedPnl,
  'POST /v5/position/switch-mode': switchMode,
  'POST /v5/position/set-leverage': setLeverage,
  'POST /v5/position/switch-isolated': switchIsolated,
  'POST /v5/position/trading-stop': tradingStop,
  'POST /v5/order/create': (call) => createOrder(call),
  'POST /v5/order/create-batch': createBatch,
  'POST /v5/order/amend': amendOrder,
  'POST /v5/order/cancel': (call) => cancelOrder(call),
  'POST /v5/order/cancel-batch': cancelBatch,
  'POST /v5/order/cancel-all': cancelAll,
  'GET /v5/order/realtime': realtimeOrders,
  'GET /v5/order/history': orderHistory,
  'GET /v5/execution/list': executions,
};

export const dialect: DialectFactory = (venue, rateLimits): Dialect => {
  const names = new OrderNames(venue);
  let connections = 0;
  carryProtection(venue);

  const answerWith = (answer: Answer, headers: Readonly<Record<string, string>> = {}): WireResponse => ({
    status: 200,
    headers,
    body: { ...answer, time: venue.now() },
  });

  return {
    venue: 'bybit',
    refusals,

    accountOf: (request) => venue.accountByKey(request.headers['x-bapi-api-key'] ?? '')?.id ?? null,

    http(request) {
      if (!ipAllows(rateLimits, request.ip)) return { status: 403, body: '403, access too frequent' };
      const route = `${request.method} ${request.path}`;
      const params = readParams(request);
      if (params === null) return answerWith(badParameter('the body is not a JSON object'));
      const open = PUBLIC[route];
      if (open !== undefined) return answerWith(open({ venue, params }));
      const run = PRIVATE[route];
      if (run === undefined) return { status: 404, body: { ...refuse(10404, 'Route not found.'), time: venue.now() } };
      const signer = checkSignature(venue, request);
      if (!signer.ok) return answerWith(signer.answer);
      const { account } = signer;
      if (request.method === 'POST' && !account.key.trade) return answerWith(noPermission);
      const spent = spend(rateLimits, account, request.path, venue.now());
      if (!spent.allowed) return answerWith(tooManyVisits, spent.headers);
      return answerWith(run({ venue, account, names, rateLimits, params }), spent.headers);
    },

    socket(socket) {
      connections += 1;
      const connectionId = `practice-${connections}`;
      const [, category] = /^\/v5\/public\/(linear|inverse|spot|option)$/.exec(socket.path) ?? [];
      if (socket.path === '/v5/private') servePrivateStream(venue, names, socket, connectionId);
      else if (socket.path === '/v5/trade') serveTradeStream(venue, names, rateLimits, socket, connectionId);
      else if (category !== undefined) servePublicStream(venue, socket, category, connectionId);
      else socket.close(1008);
    },
  };
};

function readParams(request: WireRequest): Params | null {
  if (request.method === 'GET') return Object.fromEntries(new URLSearchParams(request.query));
  if (request.body === '') return {};
  return readFrame(request.body);
}

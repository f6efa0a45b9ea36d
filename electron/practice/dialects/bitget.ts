// Bitget's classic account (API v2) as unmodified ccxt speaks it: REST under /api/v2, /v2/ws/public and /v2/ws/private.
// Facts: Bitget's classic reference and ccxt's bitget.js. COIN-M contracts are linear to the model, settled in dollars
// (render.ts): their sizes are base coin and their prices dollars, only the money is told in coin.
import type { Dialect, DialectFactory, VenueBehaviour, WireRequest, WireResponse } from '../exchange.ts';
import {
  accountOf,
  accounts,
  allPositions,
  keyInfo,
  setLeverage,
  setMarginMode,
  setPositionMode,
  singlePosition,
} from './bitget/accountCalls.ts';
import { addressAllows, publicAllows, userAllows } from './bitget/limits.ts';
import { cancelAll, cancelBatch, cancelOrder, closePositions, placeBatch, placeOrder } from './bitget/orderCalls.ts';
import { fills, orderDetail, orderHistory, pendingOrders } from './bitget/orderReads.ts';
import { cancelPlans, pendingPlans, placePlan, placePosTpsl, placeTpsl, planHistory } from './bitget/planCalls.ts';
import { servePrivateStream } from './bitget/privateStream.ts';
import { contracts, fundRate, mergeDepth, nothing, serverTime, ticker, tickers } from './bitget/publicCalls.ts';
import { servePublicStream } from './bitget/publicStream.ts';
import { refusals } from './bitget/refusals.ts';
import { checkSignature } from './bitget/signature.ts';
import {
  isRecord,
  readJson,
  refuse,
  tooFrequent,
  type Answer,
  type Params,
  type PrivateCall,
  type PublicCall,
} from './bitget/wire.ts';

export const behaviour: VenueBehaviour = {
  newOrderId: (sequence) => String(1_300_000_000_000_000_000n + BigInt(sequence) * 4_096n),
  takerFee: '0.0006',
  makerFee: '0.0002',
  onFlat: 'cancelReduceOnly',
  reduceOnlyExcess: 'cut',
  clientOrderIdUnique: 'always',
  marketBandPercent: '5',
  maxWorkingOrdersPerSymbol: 200,
  clientOrderIdPattern: /^[.A-Za-z0-9:/_-]{1,50}$/,
};

const PUBLIC: Readonly<Record<string, (call: PublicCall) => Answer>> = {
  '/api/v2/public/time': serverTime,
  '/api/v2/mix/market/contracts': contracts,
  '/api/v2/mix/market/tickers': tickers,
  '/api/v2/mix/market/ticker': ticker,
  '/api/v2/mix/market/merge-depth': mergeDepth,
  '/api/v2/mix/market/current-fund-rate': fundRate,
  '/api/v2/spot/public/symbols': nothing,
  '/api/v2/spot/public/coins': nothing,
  '/api/v2/margin/currencies': nothing,
};

const PRIVATE: Readonly<Record<string, (call: PrivateCall) => Answer>> = {
  'GET /api/v2/mix/account/account': accountOf,
  'GET /api/v2/mix/account/accounts': accounts,
  'POST /api/v2/mix/account/set-leverage': setLeverage,
  'POST /api/v2/mix/account/set-margin-mode': setMarginMode,
  'POST /api/v2/mix/account/set-position-mode': setPositionMode,
  'GET /api/v2/mix/position/all-position': allPositions,
  'GET /api/v2/mix/position/single-position': singlePosition,
  'POST /api/v2/mix/order/place-order': placeOrder,
  'POST /api/v2/mix/order/batch-place-order': placeBatch,
  'POST /api/v2/mix/order/cancel-order': cancelOrder,
  'POST /api/v2/mix/order/batch-cancel-orders': cancelBatch,
  'POST /api/v2/mix/order/cancel-all-orders': cancelAll,
  'POST /api/v2/mix/order/close-positions': closePositions,
  'GET /api/v2/mix/order/detail': orderDetail,
  'GET /api/v2/mix/order/orders-pending': pendingOrders,
  'GET /api/v2/mix/order/orders-history': orderHistory,
  'GET /api/v2/mix/order/fills': fills,
  'GET /api/v2/mix/order/fill-history': fills,
  'POST /api/v2/mix/order/place-plan-order': placePlan,
  'POST /api/v2/mix/order/place-tpsl-order': placeTpsl,
  'POST /api/v2/mix/order/place-pos-tpsl': placePosTpsl,
  'POST /api/v2/mix/order/cancel-plan-order': cancelPlans,
  'GET /api/v2/mix/order/orders-plan-pending': pendingPlans,
  'GET /api/v2/mix/order/orders-plan-history': planHistory,
  'GET /api/v2/spot/account/info': keyInfo,
  'GET /api/v2/spot/account/assets': nothing,
};

const noPermission = refuse({ code: '40014', msg: 'Incorrect permissions, need futures order write permissions' });
const noRoute = refuse({ code: '40404', msg: 'Request URL NOT FOUND' }, 404);
/** The practice account is a classic one: what is asked of a unified account is refused, as ccxt's detection expects. */
const notUnified = refuse({
  code: '40084',
  msg: 'You are in Classic Account mode, and the Unified Account API is not supported at this time',
});

export const dialect: DialectFactory = (venue, rateLimits): Dialect => {
  const send = ({ status, code, msg, data }: Answer): WireResponse => ({
    status,
    body: { code, msg, requestTime: venue.now(), data },
  });

  function runPrivate(request: WireRequest, params: Params): Answer {
    const run = PRIVATE[`${request.method} ${request.path}`];
    if (run === undefined && !request.path.startsWith('/api/v3/')) return noRoute;
    const signer = checkSignature(venue, request);
    if (!signer.ok) return signer.answer;
    if (run === undefined) return notUnified;
    const { account } = signer;
    if (request.method === 'POST' && !account.key.trade) return noPermission;
    if (!userAllows(rateLimits, account, request.path)) return tooFrequent;
    return run({ venue, account, rateLimits, params });
  }

  return {
    venue: 'bitget',
    refusals,

    accountOf: (request) => venue.accountByKey(request.headers['access-key'] ?? '')?.id ?? null,

    http(request) {
      if (!addressAllows(rateLimits, request.ip)) return send(tooFrequent);
      const query = Object.fromEntries(new URLSearchParams(request.query));
      const open = request.method === 'GET' ? PUBLIC[request.path] : undefined;
      if (open !== undefined) {
        if (!publicAllows(rateLimits, request.ip, request.path)) return send(tooFrequent);
        return send(open({ venue, params: query }));
      }
      if (request.method === 'GET') return send(runPrivate(request, query));
      const body = request.body === '' ? {} : readJson(request.body);
      if (!isRecord(body)) return send(refuse({ code: '40017', msg: 'Parameter verification failed' }));
      return send(runPrivate(request, body));
    },

    socket(socket) {
      if (socket.path === '/v2/ws/public') servePublicStream(venue, socket);
      else if (socket.path === '/v2/ws/private') servePrivateStream(venue, socket);
      else socket.close(1008);
    },
  };
};

// OKX v5 as unmodified ccxt speaks it: REST under /api/v5, /ws/v5/public, /private and /business, orders by socket.
// Facts: OKX's v5 reference and ccxt's okx.js. Orders that the engine refuses come with HTTP 200 and an sCode per item.
import type { Dialect, DialectFactory, PracticeAccount, VenueBehaviour, WireRequest, WireResponse } from '../exchange.ts';
import {
  assetBalances,
  balance,
  config,
  currencies,
  leverageInfo,
  positions,
  setLeverage,
  setPositionMode,
} from './okx/accountCalls.ts';
import { algoDetails, algoHistory, cancelAlgos, pendingAlgos, placeAlgo } from './okx/algoCalls.ts';
import { AlgoPairs } from './okx/algoPairs.ts';
import { carryAttached } from './okx/attachedOrders.ts';
import { Countdown } from './okx/countdown.ts';
import { ipAllows, userAllows } from './okx/limits.ts';
import { amendBatch, amendOrder, cancelBatch, cancelOrder, closePosition, placeBatch, placeOrder } from './okx/orderCalls.ts';
import { OrderNames } from './okx/orderNames.ts';
import { fills, fillsHistory, orderDetails, orderHistory, pendingOrders } from './okx/orderReads.ts';
import { servePrivateStream } from './okx/privateStream.ts';
import { books, fundingRate, instruments, markPrices, priceLimit, serverTime, ticker, tickers } from './okx/publicCalls.ts';
import { servePublicStream } from './okx/publicStream.ts';
import { refusals } from './okx/refusals.ts';
import { checkSignature } from './okx/signature.ts';
import {
  isRecord,
  readJson,
  records,
  refuse,
  text,
  tooFrequent,
  type Answer,
  type Params,
  type PrivateCall,
  type PublicCall,
  type Row,
} from './okx/wire.ts';

export const behaviour: VenueBehaviour = {
  newOrderId: (sequence) => String(2_600_000_000_000_000_000n + BigInt(sequence) * 1_024n),
  takerFee: '0.0005',
  makerFee: '0.0002',
  onFlat: 'cancelReduceOnly',
  // Net mode; in long/short mode the dialect refuses before the model sees the order.
  reduceOnlyExcess: 'cut',
  clientOrderIdUnique: 'always',
  marketBandPercent: '2',
  maxWorkingOrdersPerSymbol: 500,
  clientOrderIdPattern: /^[A-Za-z0-9]{1,32}$/,
};

const PUBLIC: Readonly<Record<string, (call: PublicCall) => Answer>> = {
  '/api/v5/public/time': serverTime,
  '/api/v5/public/instruments': instruments,
  '/api/v5/public/mark-price': markPrices,
  '/api/v5/public/price-limit': priceLimit(behaviour.marketBandPercent),
  '/api/v5/public/funding-rate': fundingRate,
  '/api/v5/market/tickers': tickers,
  '/api/v5/market/ticker': ticker,
  '/api/v5/market/books': books,
};

const PRIVATE: Readonly<Record<string, (call: PrivateCall) => Answer>> = {
  'GET /api/v5/account/balance': balance,
  'GET /api/v5/account/positions': positions,
  'GET /api/v5/account/config': config,
  'GET /api/v5/account/leverage-info': leverageInfo,
  'GET /api/v5/account/instruments': instruments,
  'POST /api/v5/account/set-leverage': setLeverage,
  'POST /api/v5/account/set-position-mode': setPositionMode,
  'GET /api/v5/asset/currencies': currencies,
  'GET /api/v5/asset/balances': assetBalances,
  'POST /api/v5/trade/order': placeOrder,
  'GET /api/v5/trade/order': orderDetails,
  'POST /api/v5/trade/batch-orders': placeBatch,
  'POST /api/v5/trade/amend-order': amendOrder,
  'POST /api/v5/trade/amend-batch-orders': amendBatch,
  'POST /api/v5/trade/cancel-order': cancelOrder,
  'POST /api/v5/trade/cancel-batch-orders': cancelBatch,
  'POST /api/v5/trade/close-position': closePosition,
  'GET /api/v5/trade/orders-pending': pendingOrders,
  'GET /api/v5/trade/orders-history': orderHistory,
  'GET /api/v5/trade/orders-history-archive': orderHistory,
  'GET /api/v5/trade/fills': fills,
  'GET /api/v5/trade/fills-history': fillsHistory,
  'POST /api/v5/trade/order-algo': placeAlgo,
  'GET /api/v5/trade/order-algo': algoDetails,
  'POST /api/v5/trade/cancel-algos': cancelAlgos,
  'GET /api/v5/trade/orders-algo-pending': pendingAlgos,
  'GET /api/v5/trade/orders-algo-history': algoHistory,
};

const OPERATIONS: Readonly<Record<string, (call: PrivateCall) => Answer>> = {
  order: placeBatch,
  'batch-orders': placeBatch,
  'amend-order': amendBatch,
  'batch-amend-orders': amendBatch,
  'cancel-order': cancelBatch,
  'batch-cancel-orders': cancelBatch,
};

const noPermission = refuse('50120', "This API key doesn't have permission to use this function", 401);

export const dialect: DialectFactory = (venue, rateLimits): Dialect => {
  const names = new OrderNames(venue);
  const pairs = new AlgoPairs(venue);
  const countdown = new Countdown(venue);
  let connections = 0;

  const callOf = (account: PracticeAccount) => ({ venue, account, rateLimits, names, pairs });
  carryAttached(venue, pairs, (accountId) => callOf(venue.account(accountId)));

  const micros = () => String(venue.now() * 1_000);
  const send = ({ status, code, msg, data }: Answer): WireResponse => ({
    status,
    body: { code, data, inTime: micros(), msg, outTime: micros() },
  });

  function runPrivate(request: WireRequest, params: Params, items: readonly Params[]): Answer {
    const route = `${request.method} ${request.path}`;
    const isCountdown = route === 'POST /api/v5/trade/cancel-all-after';
    const run = isCountdown ? (call: PrivateCall) => countdown.set(call) : PRIVATE[route];
    if (run === undefined) {
      const known = Object.keys(PRIVATE).some((other) => other.endsWith(` ${request.path}`));
      return known ? refuse('50115', 'Invalid request method', 405) : refuse('404', 'Requested resource not found', 404);
    }
    const signer = checkSignature(venue, request);
    if (!signer.ok) return signer.answer;
    const { account } = signer;
    if (request.method === 'POST' && !account.key.trade) return noPermission;
    if (!userAllows(rateLimits, account, request.method, request.path)) return tooFrequent;
    return run({ ...callOf(account), params, items });
  }

  function operate(account: PracticeAccount, op: string, frame: Params): Row {
    const id = text(frame, 'id') ?? '';
    const stamp = { inTime: micros(), outTime: micros() };
    const run = OPERATIONS[op];
    if (run === undefined)
      return { id, event: 'error', code: '60012', msg: `Illegal request: ${JSON.stringify(frame).slice(0, 500)}` };
    if (!account.key.trade) return { id, op, code: noPermission.code, msg: noPermission.msg, data: [], ...stamp };
    const { code, msg, data } = run({ ...callOf(account), params: {}, items: records(frame['args']) });
    return { id, op, code, msg, data, ...stamp };
  }

  return {
    venue: 'okx',
    refusals,

    accountOf: (request) => venue.accountByKey(request.headers['ok-access-key'] ?? '')?.id ?? null,

    http(request) {
      if (!ipAllows(rateLimits, request.ip, request.path)) return send(tooFrequent);
      const query = Object.fromEntries(new URLSearchParams(request.query));
      const open = request.method === 'GET' ? PUBLIC[request.path] : undefined;
      if (open !== undefined) return send(open({ venue, params: query }));
      if (request.method === 'GET') return send(runPrivate(request, query, []));
      const body = request.body === '' ? {} : readJson(request.body);
      if (body === null) return send(refuse('50002', 'JSON syntax error', 400));
      return send(
        runPrivate(request, isRecord(body) ? body : {}, Array.isArray(body) ? records(body) : isRecord(body) ? [body] : []),
      );
    },

    socket(socket) {
      connections += 1;
      const connectionId = connections.toString(16).padStart(8, '0');
      if (socket.path === '/ws/v5/public') servePublicStream(venue, socket, connectionId, behaviour.marketBandPercent);
      else if (socket.path === '/ws/v5/private' || socket.path === '/ws/v5/business') {
        servePrivateStream(venue, { names, pairs, operate }, socket, connectionId);
      } else socket.close(1008);
    },
  };
};

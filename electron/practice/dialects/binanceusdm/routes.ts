// Every REST call that the practice exchange answers: who may make it, what it weighs (vendor documents, "IP Weight" of
// each endpoint), whether it counts as an order, and what runs.
import * as accounts from './accountCalls.ts';
import type { createCountdowns } from './countdown.ts';
import { ONE_BATCH, ONE_ORDER, type OrderCost } from './limits.ts';
import * as market from './marketData.ts';
import * as orders from './orderCalls.ts';
import type { createPrivateStream } from './privateStream.ts';
import type { createPublicStreams } from './publicStreams.ts';
import * as settings from './settingCalls.ts';
import type { Security } from './signature.ts';
import { optional, optionalInteger, type AccountCall, type Call, type Params, type Row } from './wire.ts';

type Weight = number | ((params: Params) => number);
type Open = Readonly<{ security: 'none'; weight: Weight; run: (call: Call) => unknown }>;
type Closed = Readonly<{
  security: Exclude<Security, 'none'>;
  weight: Weight;
  orders?: OrderCost | undefined;
  run: (call: AccountCall) => unknown;
}>;
export type Route = Open | Closed;

type RouteWorld = Readonly<{
  publicStreams: ReturnType<typeof createPublicStreams>;
  privateStream: ReturnType<typeof createPrivateStream>;
  countdowns: ReturnType<typeof createCountdowns>;
}>;

const bySymbol =
  (one: number, all: number): Weight =>
  (params) =>
    optional(params, 'symbol') === undefined ? all : one;

const byDepth: Weight = (params) => {
  const limit = optionalInteger(params, 'limit') ?? 500;
  if (limit <= 50) return 2;
  if (limit <= 100) return 5;
  return limit <= 500 ? 10 : 20;
};

export function createRoutes({ publicStreams, privateStream, countdowns }: RouteWorld): ReadonlyMap<string, Route> {
  const open = (weight: Weight, run: Open['run']): Route => ({ security: 'none', weight, run });
  const read = (weight: Weight, run: Closed['run']): Route => ({ security: 'read', weight, run });
  const trade = (weight: Weight, run: Closed['run'], cost?: OrderCost): Route => ({
    security: 'trade',
    weight,
    run,
    orders: cost,
  });
  const key = (run: Closed['run']): Route => ({ security: 'key', weight: 1, run });
  const setLeverage = (call: AccountCall): Row => {
    const set = settings.setLeverage(call);
    const at = call.venue.now();
    privateStream.push(call.account.id, {
      e: 'ACCOUNT_CONFIG_UPDATE',
      E: at,
      T: at,
      ac: { s: set['symbol'], l: set['leverage'] },
    });
    return set;
  };

  return new Map<string, Route>([
    ['GET /fapi/v1/ping', open(1, () => ({}))],
    ['GET /fapi/v1/time', open(1, ({ venue }) => ({ serverTime: venue.now() }))],
    ['GET /fapi/v1/exchangeInfo', open(1, market.exchangeInfo)],
    ['GET /fapi/v1/depth', open(byDepth, (call) => market.depth(call, publicStreams.updateId))],
    ['GET /fapi/v1/premiumIndex', open(bySymbol(1, 10), market.premiumIndex)],
    ['GET /fapi/v1/ticker/24hr', open(bySymbol(1, 40), market.ticker24h)],
    ['GET /fapi/v1/ticker/price', open(bySymbol(1, 2), market.tickerPrice)],
    ['GET /fapi/v2/ticker/price', open(bySymbol(1, 2), market.tickerPrice)],
    ['GET /fapi/v1/ticker/bookTicker', open(bySymbol(2, 5), market.bookTicker)],
    ['GET /fapi/v1/fundingInfo', open(1, () => [])],

    ['GET /fapi/v3/account', read(5, (call) => accounts.account(call, 3))],
    ['GET /fapi/v2/account', read(5, (call) => accounts.account(call, 2))],
    ['GET /fapi/v3/balance', read(5, accounts.balances)],
    ['GET /fapi/v2/balance', read(5, accounts.balances)],
    ['GET /fapi/v3/positionRisk', read(5, (call) => accounts.positionRisk(call, 3))],
    ['GET /fapi/v2/positionRisk', read(5, (call) => accounts.positionRisk(call, 2))],
    ['GET /fapi/v1/leverageBracket', read(1, settings.leverageBrackets)],
    ['GET /fapi/v1/positionSide/dual', read(30, settings.positionMode)],
    ['POST /fapi/v1/positionSide/dual', trade(1, settings.setPositionMode)],
    ['POST /fapi/v1/leverage', trade(1, setLeverage)],
    ['POST /fapi/v1/marginType', trade(1, settings.setMarginType)],
    ['GET /fapi/v1/accountConfig', read(5, accounts.accountConfig)],
    ['GET /fapi/v1/symbolConfig', read(5, settings.symbolConfig)],
    ['GET /fapi/v1/commissionRate', read(20, accounts.commissionRate)],
    ['GET /fapi/v1/multiAssetsMargin', read(30, accounts.multiAssetsMargin)],
    ['GET /fapi/v1/income', read(30, accounts.income)],
    ['GET /sapi/v1/account/apiRestrictions', read(1, accounts.apiRestrictions)],
    ['GET /sapi/v1/capital/config/getall', read(10, accounts.coins)],
    ['GET /sapi/v1/margin/allPairs', read(1, () => [])],

    ['POST /fapi/v1/order', trade(0, orders.placeOrder, ONE_ORDER)],
    ['POST /fapi/v1/batchOrders', trade(5, orders.placeBatch, ONE_BATCH)],
    ['DELETE /fapi/v1/order', trade(1, orders.cancelOrder)],
    ['DELETE /fapi/v1/batchOrders', trade(1, orders.cancelBatch)],
    ['DELETE /fapi/v1/allOpenOrders', trade(1, (call) => orders.cancelAll(call, 'plain'))],
    ['POST /fapi/v1/countdownCancelAll', trade(10, (call) => countdowns.set(call))],
    ['GET /fapi/v1/order', read(1, orders.lookUpOrder)],
    ['GET /fapi/v1/openOrder', read(1, orders.lookUpOpenOrder)],
    ['GET /fapi/v1/openOrders', read(bySymbol(1, 40), (call) => orders.openOrders(call, 'plain'))],
    ['GET /fapi/v1/allOrders', read(5, (call) => orders.allOrders(call, 'plain'))],
    ['GET /fapi/v1/userTrades', read(5, orders.userTrades)],

    ['POST /fapi/v1/algoOrder', trade(0, orders.placeAlgoOrder, ONE_ORDER)],
    ['DELETE /fapi/v1/algoOrder', trade(1, orders.cancelAlgoOrder)],
    ['DELETE /fapi/v1/algoOpenOrders', trade(1, (call) => orders.cancelAll(call, 'algo'))],
    ['GET /fapi/v1/algoOrder', read(1, orders.lookUpAlgoOrder)],
    ['GET /fapi/v1/openAlgoOrders', read(bySymbol(1, 40), (call) => orders.openOrders(call, 'algo'))],
    ['GET /fapi/v1/allAlgoOrders', read(5, (call) => orders.allOrders(call, 'algo'))],

    ['POST /fapi/v1/listenKey', key(({ account }) => privateStream.openKey(account))],
    ['PUT /fapi/v1/listenKey', key(({ account }) => privateStream.keepKey(account))],
    ['DELETE /fapi/v1/listenKey', key(({ account }) => privateStream.closeKey(account))],
  ]);
}

/** Methods of the order-entry socket and the REST calls that they equal. */
export const SOCKET_METHODS: ReadonlyMap<string, string> = new Map([
  ['order.place', 'POST /fapi/v1/order'],
  ['order.cancel', 'DELETE /fapi/v1/order'],
  ['order.status', 'GET /fapi/v1/order'],
  ['algoOrder.place', 'POST /fapi/v1/algoOrder'],
  ['algoOrder.cancel', 'DELETE /fapi/v1/algoOrder'],
  ['account.balance', 'GET /fapi/v2/balance'],
  ['v2/account.balance', 'GET /fapi/v3/balance'],
  ['account.status', 'GET /fapi/v2/account'],
  ['v2/account.status', 'GET /fapi/v3/account'],
  ['account.position', 'GET /fapi/v2/positionRisk'],
  ['v2/account.position', 'GET /fapi/v3/positionRisk'],
  ['ticker.price', 'GET /fapi/v1/ticker/price'],
  ['ticker.book', 'GET /fapi/v1/ticker/bookTicker'],
  ['depth', 'GET /fapi/v1/depth'],
]);

// The REST calls that both futures exchanges answer, under their own prefixes: who may make a call, what it weighs (vendor
// documents, "IP Weight" of each endpoint), whether it counts as an order, and what runs.
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

export type Weight = number | ((params: Params) => number);
type Open = Readonly<{ security: 'none'; weight: Weight; run: (call: Call) => unknown }>;
type Closed = Readonly<{
  security: Exclude<Security, 'none'>;
  weight: Weight;
  orders?: OrderCost | undefined;
  run: (call: AccountCall) => unknown;
}>;
export type Route = Open | Closed;

export type RouteWorld = Readonly<{
  publicStreams: ReturnType<typeof createPublicStreams>;
  privateStream: ReturnType<typeof createPrivateStream>;
  countdowns: ReturnType<typeof createCountdowns>;
}>;

export const bySymbol =
  (one: number, all: number): Weight =>
  (params) =>
    optional(params, 'symbol') === undefined ? all : one;

const byDepth: Weight = (params) => {
  const limit = optionalInteger(params, 'limit') ?? 500;
  if (limit <= 50) return 2;
  if (limit <= 100) return 5;
  return limit <= 500 ? 10 : 20;
};

export const open = (weight: Weight, run: Open['run']): Route => ({ security: 'none', weight, run });
export const read = (weight: Weight, run: Closed['run']): Route => ({ security: 'read', weight, run });
const trade = (weight: Weight, run: Closed['run'], cost?: OrderCost): Route => ({ security: 'trade', weight, run, orders: cost });
const key = (run: Closed['run']): Route => ({ security: 'key', weight: 1, run });

export function sharedRoutes(
  prefix: '/fapi' | '/dapi',
  { publicStreams, privateStream, countdowns }: RouteWorld,
): readonly (readonly [string, Route])[] {
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
  const v1 = `${prefix}/v1`;
  return [
    [`GET ${v1}/ping`, open(1, () => ({}))],
    [`GET ${v1}/time`, open(1, ({ venue }) => ({ serverTime: venue.now() }))],
    [`GET ${v1}/depth`, open(byDepth, (call) => market.depth(call, publicStreams.updateId))],
    [`GET ${v1}/premiumIndex`, open(bySymbol(1, 10), market.premiumIndex)],
    [`GET ${v1}/ticker/24hr`, open(bySymbol(1, 40), market.ticker24h)],
    [`GET ${v1}/ticker/price`, open(bySymbol(1, 2), market.tickerPrice)],
    [`GET ${v1}/ticker/bookTicker`, open(bySymbol(2, 5), market.bookTicker)],
    [`GET ${v1}/fundingInfo`, open(1, () => [])],
    [`GET ${v1}/positionSide/dual`, read(30, settings.positionMode)],
    [`POST ${v1}/positionSide/dual`, trade(1, settings.setPositionMode)],
    [`POST ${v1}/leverage`, trade(1, setLeverage)],
    [`POST ${v1}/marginType`, trade(1, settings.setMarginType)],
    [`GET ${v1}/commissionRate`, read(20, accounts.commissionRate)],
    [`GET ${v1}/income`, read(30, accounts.income)],
    ['GET /sapi/v1/account/apiRestrictions', read(1, accounts.apiRestrictions)],
    ['GET /sapi/v1/capital/config/getall', read(10, accounts.coins)],
    ['GET /sapi/v1/margin/allPairs', read(1, () => [])],
    [`POST ${v1}/order`, trade(0, orders.placeOrder, ONE_ORDER)],
    [`POST ${v1}/batchOrders`, trade(5, orders.placeBatch, ONE_BATCH)],
    [`DELETE ${v1}/order`, trade(1, orders.cancelOrder)],
    [`DELETE ${v1}/batchOrders`, trade(1, orders.cancelBatch)],
    [`DELETE ${v1}/allOpenOrders`, trade(1, (call) => orders.cancelAll(call, 'plain'))],
    [`POST ${v1}/countdownCancelAll`, trade(10, (call) => countdowns.set(call))],
    [`GET ${v1}/order`, read(1, orders.lookUpOrder)],
    [`GET ${v1}/openOrder`, read(1, orders.lookUpOpenOrder)],
    [`GET ${v1}/openOrders`, read(bySymbol(1, 40), (call) => orders.openOrders(call, 'plain'))],
    [`GET ${v1}/allOrders`, read(5, (call) => orders.allOrders(call, 'plain'))],
    [`GET ${v1}/userTrades`, read(5, orders.userTrades)],
    [`POST ${v1}/algoOrder`, trade(0, orders.placeAlgoOrder, ONE_ORDER)],
    [`DELETE ${v1}/algoOrder`, trade(1, orders.cancelAlgoOrder)],
    [`DELETE ${v1}/algoOpenOrders`, trade(1, (call) => orders.cancelAll(call, 'algo'))],
    [`GET ${v1}/algoOrder`, read(1, orders.lookUpAlgoOrder)],
    [`GET ${v1}/openAlgoOrders`, read(bySymbol(1, 40), (call) => orders.openOrders(call, 'algo'))],
    [`GET ${v1}/allAlgoOrders`, read(5, (call) => orders.allOrders(call, 'algo'))],
    [`POST ${v1}/listenKey`, key(({ account }) => privateStream.openKey(account))],
    [`PUT ${v1}/listenKey`, key(({ account }) => privateStream.keepKey(account))],
    [`DELETE ${v1}/listenKey`, key(({ account }) => privateStream.closeKey(account))],
  ];
}

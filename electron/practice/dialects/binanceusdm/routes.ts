// What USDⓈ-M answers beside what both futures exchanges have.
import * as accounts from './accountCalls.ts';
import { exchangeInfo } from './exchangeInfo.ts';
import * as market from '../binance/marketData.ts';
import { bySymbol, open, read, sharedRoutes, type Route, type RouteWorld } from '../binance/routes.ts';
import * as settings from './settingReads.ts';

export const createRoutes = (world: RouteWorld): ReadonlyMap<string, Route> =>
  new Map<string, Route>([
    ...sharedRoutes('/fapi', world),
    ['GET /fapi/v1/exchangeInfo', open(1, exchangeInfo)],
    ['GET /fapi/v2/ticker/price', open(bySymbol(1, 2), market.tickerPrice)],
    ['GET /fapi/v3/account', read(5, (call) => accounts.account(call, 3))],
    ['GET /fapi/v2/account', read(5, (call) => accounts.account(call, 2))],
    ['GET /fapi/v3/balance', read(5, accounts.balances)],
    ['GET /fapi/v2/balance', read(5, accounts.balances)],
    ['GET /fapi/v3/positionRisk', read(5, (call) => accounts.positionRisk(call, 3))],
    ['GET /fapi/v2/positionRisk', read(5, (call) => accounts.positionRisk(call, 2))],
    ['GET /fapi/v1/leverageBracket', read(1, settings.leverageBrackets)],
    ['GET /fapi/v1/accountConfig', read(5, accounts.accountConfig)],
    ['GET /fapi/v1/symbolConfig', read(5, settings.symbolConfig)],
    ['GET /fapi/v1/multiAssetsMargin', read(30, accounts.multiAssetsMargin)],
  ]);

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

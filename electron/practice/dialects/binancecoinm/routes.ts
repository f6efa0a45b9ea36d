// What COIN-M answers beside what both futures exchanges have. No account configuration: the mode is asked for by itself.
import { open, read, sharedRoutes, type Route, type RouteWorld } from '../binance/routes.ts';
import { account, balances, positionRisk } from './accountCalls.ts';
import { leverageBrackets, pairBrackets } from './brackets.ts';
import { exchangeInfo } from './exchangeInfo.ts';

export const createRoutes = (world: RouteWorld): ReadonlyMap<string, Route> =>
  new Map<string, Route>([
    ...sharedRoutes('/dapi', world),
    ['GET /dapi/v1/exchangeInfo', open(1, exchangeInfo)],
    ['GET /dapi/v1/account', read(5, account)],
    ['GET /dapi/v1/balance', read(1, balances)],
    ['GET /dapi/v1/positionRisk', read(1, positionRisk)],
    ['GET /dapi/v1/leverageBracket', read(1, pairBrackets)],
    ['GET /dapi/v2/leverageBracket', read(1, leverageBrackets)],
  ]);

/** Methods of the order-entry socket and the REST calls that they equal. */
export const SOCKET_METHODS: ReadonlyMap<string, string> = new Map([
  ['order.place', 'POST /dapi/v1/order'],
  ['order.cancel', 'DELETE /dapi/v1/order'],
  ['order.status', 'GET /dapi/v1/order'],
  ['account.balance', 'GET /dapi/v1/balance'],
  ['account.status', 'GET /dapi/v1/account'],
  ['account.position', 'GET /dapi/v1/positionRisk'],
]);

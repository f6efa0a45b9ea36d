// [S] ccxt 4.5.84 has POST and DELETE /dapi/v1/algoOrder and GET /dapi/v1/openAlgoOrders. The notice of the integration and
// other clients name DELETE /dapi/v1/algoOpenOrders too, ccxt does not: conditional orders go one by one.
import type { Futures } from '../binance/futures.ts';

export const coinm: Futures = {
  venue: 'binancecoinm',
  calls: (client) => ({
    readTime: (params) => client.dapiPublicGetTime(params),
    readDepth: (params) => client.dapiPublicGetDepth(params),
    placeOrder: (params) => client.dapiPrivatePostOrder(params),
    placeOrders: (params) => client.dapiPrivatePostBatchOrders(params),
    cancelOrder: (params) => client.dapiPrivateDeleteOrder(params),
    cancelOrders: (params) => client.dapiPrivateDeleteBatchOrders(params),
    cancelAll: (params) => client.dapiPrivateDeleteAllOpenOrders(params),
    findOrder: (params) => client.dapiPrivateGetOrder(params),
    listOrders: (params) => client.dapiPrivateGetOpenOrders(params),
    listTrades: (params) => client.dapiPrivateGetUserTrades(params),
    placeConditional: (params) => client.dapiPrivatePostAlgoOrder(params),
    cancelConditional: (params) => client.dapiPrivateDeleteAlgoOrder(params),
    cancelAllConditional: null,
    listConditional: (params) => client.dapiPrivateGetOpenAlgoOrders(params),
    openStream: (params) => client.dapiPrivatePostListenKey(params),
    keepStream: (params) => client.dapiPrivatePutListenKey(params),
  }),
  sockets: 'delivery',
  privateUrl: (client, listenKey): string => client.getPrivateWsUrl('delivery', listenKey),
  marketUrl: (client): string => client.getWsUrl('delivery', 'market'),
};

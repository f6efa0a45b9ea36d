import type { Futures } from '../binance/futures.ts';

export const usdm: Futures = {
  venue: 'binanceusdm',
  calls: (client) => ({
    readTime: (params) => client.fapiPublicGetTime(params),
    readDepth: (params) => client.fapiPublicGetDepth(params),
    placeOrder: (params) => client.fapiPrivatePostOrder(params),
    placeOrders: (params) => client.fapiPrivatePostBatchOrders(params),
    cancelOrder: (params) => client.fapiPrivateDeleteOrder(params),
    cancelOrders: (params) => client.fapiPrivateDeleteBatchOrders(params),
    cancelAll: (params) => client.fapiPrivateDeleteAllOpenOrders(params),
    findOrder: (params) => client.fapiPrivateGetOrder(params),
    listOrders: (params) => client.fapiPrivateGetOpenOrders(params),
    listTrades: (params) => client.fapiPrivateGetUserTrades(params),
    placeConditional: (params) => client.fapiPrivatePostAlgoOrder(params),
    cancelConditional: (params) => client.fapiPrivateDeleteAlgoOrder(params),
    cancelAllConditional: (params) => client.fapiPrivateDeleteAlgoOpenOrders(params),
    listConditional: (params) => client.fapiPrivateGetOpenAlgoOrders(params),
    openStream: (params) => client.fapiPrivatePostListenKey(params),
    keepStream: (params) => client.fapiPrivatePutListenKey(params),
  }),
  sockets: 'future',
  privateUrl: (client, listenKey): string => client.getPrivateWsUrl('future', listenKey),
  marketUrl: (client): string => client.getWsUrl('future', 'market'),
};

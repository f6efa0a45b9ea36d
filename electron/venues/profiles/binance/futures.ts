// One of Binance's two futures exchanges, USDⓈ-M (fapi) or COIN-M (dapi): the same rules under other names. Since 2026-06-30
// they run on one architecture and share budgets, position mode and the Algo service ([D] "Important CM-UM Integration
// Notice", COIN-M documents); base urls, endpoints and streams stayed apart.
import type { VenueId } from '../../../../shared/account.ts';
import type { BinanceClient } from './client.ts';

type Call = (params: object) => Promise<unknown>;

export type FuturesCalls = Readonly<{
  readTime: Call;
  readDepth: Call;
  placeOrder: Call;
  placeOrders: Call;
  cancelOrder: Call;
  cancelOrders: Call;
  cancelAll: Call;
  findOrder: Call;
  listOrders: Call;
  listTrades: Call;
  placeConditional: Call;
  cancelConditional: Call;
  /** Null: ccxt has no such call, they are cancelled one by one. */
  cancelAllConditional: Call | null;
  listConditional: Call;
  openStream: Call;
  keepStream: Call;
}>;

export type Futures = Readonly<{
  venue: VenueId;
  calls: (client: BinanceClient) => FuturesCalls;
  /** ccxt's name of its sockets. */
  sockets: 'future' | 'delivery';
  privateUrl: (client: BinanceClient, listenKey: string) => string;
  /** Before a number for each connection. */
  marketUrl: (client: BinanceClient) => string;
}>;

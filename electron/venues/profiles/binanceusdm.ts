// Binance USDⓈ-M futures: USDT- and USDC-settled contracts, sizes in base coins, one-way or hedge mode per account.
// Two books of orders: plain ones, and conditional ones in the Algo service (family `algo`).
import { NOTHING_TOLD, type VenueProfile } from '../profile.ts';
import { createClient, RECEIVE_WINDOW_MS, type BinanceClient } from './binanceusdm/client.ts';
import { readDepth } from './binanceusdm/depth.ts';
import { limits, weight } from './binanceusdm/limits.ts';
import { marketRules } from './binanceusdm/nouns.ts';
import { lookUp, ping, prepare, readEquity, readFills, readOrders, readPositions } from './binanceusdm/reads.ts';
import { readRefusal } from './binanceusdm/refusals.ts';
import { watchAccount, watchMarks } from './binanceusdm/streams.ts';
import { cancelOrders, restoreOrder, submitCloses, sweepOrders } from './binanceusdm/writes.ts';

export const binanceusdm: VenueProfile<BinanceClient> = {
  venue: 'binanceusdm',
  traits: {
    closeBatchSize: 5,
    cancelBatchSize: 10,
    // newClientOrderId: ^[.A-Z:/a-z0-9_-]{1,36}$, unique among working orders only
    clientOrderId: (exitId, leg, attempt, slice) => `bg-${exitId}-${leg}-${attempt}-${slice}`,
    orderFamilies: ['plain', 'algo'],
    unsweepable: [],
    receiveWindowMs: RECEIVE_WINDOW_MS,
  },
  limits,
  auditSpend: weight(90), // positions 5, two lists of orders 40 each, equity 5
  createClient,
  marketRules,
  ping,
  connections: 8, // batches of five; three lists
  prepare,
  readKey: async () => NOTHING_TOLD,
  readPositions,
  readOrders,
  readEquity,
  readDepth,
  submitCloses,
  cancelOrders,
  sweepOrders,
  restoreOrder,
  lookUp,
  readFills,
  readRefusal,
  watchAccount,
  watchMarks,
};

// Kraken Futures (v3): multi-collateral contracts (PF_, FF_: sizes in coins) and inverse ones (PI_, FI_: sizes in dollars).
// One position a contract, no hedge mode. Limit, stop, take-profit and trailing orders stand in one list, and go by their id.
import type { VenueProfile } from '../profile.ts';
import { createClient, type KrakenFuturesClient } from './krakenfutures/client.ts';
import { clientOrderId } from './krakenfutures/clientOrderId.ts';
import { readDepth } from './krakenfutures/depth.ts';
import { readFills } from './krakenfutures/fills.ts';
import { limits } from './krakenfutures/limits.ts';
import { marketRules } from './krakenfutures/nouns.ts';
import { lookUp, ping, prepare, readEquity, readKey, readOrders, readPositions } from './krakenfutures/reads.ts';
import { readRefusal } from './krakenfutures/refusals.ts';
import { watchAccount, watchMarks } from './krakenfutures/streams.ts';
import { cancelOrders, MOST_CANCELS, restoreOrder, submitCloses, sweepOrders } from './krakenfutures/writes.ts';

export const krakenfutures: VenueProfile<KrakenFuturesClient> = {
  venue: 'krakenfutures',
  traits: {
    closeBatchSize: 10, // [D] names no maximum; 19 units of 500
    cancelBatchSize: MOST_CANCELS,
    clientOrderId,
    orderFamilies: ['plain', 'trigger'],
    unsweepable: [],
    // The documented processBefore is not sent (our clock is not corrected here): as long as a connection that hangs is waited for.
    receiveWindowMs: 30_000,
  },
  limits,
  createClient,
  marketRules,
  ping,
  connections: 4,
  prepare,
  readKey,
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

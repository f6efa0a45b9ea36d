// Deribit (v2): perpetuals and futures, inverse (amounts in dollars) and linear (amounts in coins). Options and combos are told
// as beyond reach. One position an instrument, no hedge mode, no batches. Plain and trigger orders stand in one list.
import type { VenueProfile } from '../profile.ts';
import { createClient, type DeribitClient } from './deribit/client.ts';
import { limits } from './deribit/limits.ts';
import { marketRules } from './deribit/nouns.ts';
import { lookUp, ping, prepare, readDepth, readEquity, readFills, readKey, readOrders, readPositions } from './deribit/reads.ts';
import { readRefusal } from './deribit/refusals.ts';
import { watchAccount, watchMarks } from './deribit/streams.ts';
import { cancelOrders, restoreOrder, submitCloses, sweepOrders } from './deribit/writes.ts';

export const deribit: VenueProfile<DeribitClient> = {
  venue: 'deribit',
  traits: {
    closeBatchSize: 1,
    cancelBatchSize: 1,
    // [D] label: at most 64 characters; the venue does not mind the same one twice.
    clientOrderId: (exitId, leg, attempt, slice) => `bg-${exitId}-${leg}-${attempt}-${slice}`,
    orderFamilies: ['plain', 'trigger'],
    unsweepable: [],
    receiveWindowMs: 60_000, // [D] "Deribit signature credentials": as long as a request's time is valid
  },
  limits,
  createClient,
  marketRules,
  ping,
  connections: 8, // [D] at most 32 at once from one address, for all accounts
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

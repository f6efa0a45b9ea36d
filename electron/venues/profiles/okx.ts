// OKX v5: swaps and futures of every settle currency in one account, sizes in contracts. An account is in net or in
// long/short mode; margin mode belongs to each position. Plain and algo orders have lists and cancels of their own.
import type { VenueProfile } from '../profile.ts';
import { createClient, type OkxClient } from './okx/client.ts';
import { readDepth } from './okx/depth.ts';
import { readKey } from './okx/key.ts';
import { limits } from './okx/limits.ts';
import { marketRules } from './okx/nouns.ts';
import { lookUp, ping, prepare, readEquity, readFills, readOrders, readPositions, warm } from './okx/reads.ts';
import { readRefusal } from './okx/refusals.ts';
import { watchAccount, watchMarks } from './okx/streams.ts';
import { cancelOrders, restoreOrder, submitCloses } from './okx/writes.ts';

export const okx: VenueProfile<OkxClient> = {
  venue: 'okx',
  traits: {
    closeBatchSize: 20,
    cancelBatchSize: 20,
    // clOrdId: letters and digits, at most 32. The letters keep the numbers apart.
    clientOrderId: (exitId, leg, attempt, slice) => `bg${exitId}l${leg}a${attempt}s${slice}`,
    orderFamilies: ['plain', 'trigger', 'algo', 'attached'],
    unsweepable: [],
    receiveWindowMs: 30_000, // the age at which OKX refuses a timestamp (50102)
  },
  limits,
  createClient,
  marketRules,
  ping,
  connections: 9, // one batch; eight lists
  warm,
  prepare,
  readKey,
  readPositions,
  readOrders,
  readEquity,
  readDepth,
  submitCloses,
  cancelOrders,
  sweepOrders: cancelOrders,
  restoreOrder,
  lookUp,
  readFills,
  readRefusal,
  watchAccount,
  watchMarks,
};

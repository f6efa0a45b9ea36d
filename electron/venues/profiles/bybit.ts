// Bybit, unified account (UTA 2.0): USDT, USDC and inverse contracts in one wallet.
// Positions carry their own mode (positionIdx); plain, conditional and position-bound orders come in one list.
import type { VenueProfile } from '../profile.ts';
import { cancelOrders, sweepOrders } from './bybit/cancels.ts';
import { createClient, type BybitClient } from './bybit/client.ts';
import { readDepth } from './bybit/depth.ts';
import { submitCloses } from './bybit/closes.ts';
import { readFills } from './bybit/fills.ts';
import { readKey } from './bybit/key.ts';
import { limits } from './bybit/limits.ts';
import { marketRules } from './bybit/nouns.ts';
import { lookUp, ping, prepare, readEquity, readOrders, readPositions } from './bybit/reads.ts';
import { readRefusal } from './bybit/refusals.ts';
import { restoreOrder } from './bybit/restore.ts';
import { watchAccount, watchMarks } from './bybit/streams.ts';

export const bybit: VenueProfile<BybitClient> = {
  venue: 'bybit',
  traits: {
    // The endpoint takes 20, its budget of a second 10.
    closeBatchSize: 10,
    cancelBatchSize: 10,
    // orderLinkId: letters, digits, dash and underscore, at most 36, never used twice.
    clientOrderId: (exitId, leg, attempt, slice) => `bg-${exitId}-${leg}-${attempt}-${slice}`,
    orderFamilies: ['plain', 'trigger', 'attached'],
    unsweepable: [],
    receiveWindowMs: 5_000, // ccxt's default recv_window, the venue's too
  },
  limits,
  createClient,
  marketRules,
  ping,
  connections: 12, // a batch of ten and ten single orders; six lists
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

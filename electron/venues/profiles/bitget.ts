// Bitget futures of the classic account (API v2): USDT-M, USDC-M and COIN-M in one account, sizes in base coin everywhere.
// Position mode is one setting per product type and printed on every position. Plain orders, trigger orders (trailing ones
// too) and take-profits and stops have lists of their own.
//  - A unified trading account (UTA, API v3) is not served: it answers every v2 call with 40085, and the account fails with
//    those words.
//  - Flash close (close-positions) is not used: one call a second, no size, no own id to look it up by.
import type { VenueProfile } from '../profile.ts';
import { cancelOrders } from './bitget/cancels.ts';
import { createClient, type BitgetClient } from './bitget/client.ts';
import { submitCloses } from './bitget/closes.ts';
import { readDepth } from './bitget/depth.ts';
import { readFills } from './bitget/fills.ts';
import { readKey } from './bitget/key.ts';
import { auditSpend, limits } from './bitget/limits.ts';
import { marketRules } from './bitget/nouns.ts';
import { lookUp, ping, prepare, readEquity, readOrders, readPositions } from './bitget/reads.ts';
import { readRefusal } from './bitget/refusals.ts';
import { restoreOrder } from './bitget/restore.ts';
import { watchAccount, watchMarks } from './bitget/streams.ts';

export const bitget: VenueProfile<BitgetClient> = {
  venue: 'bitget',
  traits: {
    closeBatchSize: 10,
    cancelBatchSize: 50,
    clientOrderId: (exitId, leg, attempt, slice) => `bg-${exitId}-${leg}-${attempt}-${slice}`,
    orderFamilies: ['plain', 'trigger', 'attached'],
    unsweepable: [],
    receiveWindowMs: 30_000, // the age at which Bitget refuses a timestamp (40008)
  },
  limits,
  auditSpend,
  createClient,
  marketRules,
  ping,
  connections: 15, // ten closes and five batches, or three positions lists and twelve lists of orders
  prepare,
  readKey,
  readPositions,
  readOrders,
  readEquity,
  readDepth,
  submitCloses,
  cancelOrders,
  // cancel-all exists for a whole product type only, never for a symbol.
  sweepOrders: cancelOrders,
  restoreOrder,
  lookUp,
  readFills,
  readRefusal,
  watchAccount,
  watchMarks,
};

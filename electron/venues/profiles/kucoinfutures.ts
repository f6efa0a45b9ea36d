// KuCoin Futures, classic accounts: perpetuals and dated futures settled in USDT, USDC or the coin, sizes in whole lots.
// The account is one-way or two-sided; each order says cross or isolated as its position is. Stops are a list of their own.
// Sources: KuCoin's API reference (kucoin.com/docs-new), its universal SDK (github.com/Kucoin/kucoin-universal-sdk), ccxt's
// kucoin.js. There is no sandbox: it was closed.
import type { VenueProfile } from '../profile.ts';
import { createClient, type KucoinClient } from './kucoinfutures/client.ts';
import { readDepth } from './kucoinfutures/depth.ts';
import { readKey } from './kucoinfutures/key.ts';
import { limits } from './kucoinfutures/limits.ts';
import { marketRules } from './kucoinfutures/nouns.ts';
import { lookUp, ping, prepare, readEquity, readFills, readOrders, readPositions } from './kucoinfutures/reads.ts';
import { readRefusal } from './kucoinfutures/refusals.ts';
import { restoreOrder } from './kucoinfutures/restore.ts';
import { watchAccount, watchMarks } from './kucoinfutures/streams.ts';
import { cancelOrders, submitCloses, sweepOrders } from './kucoinfutures/writes.ts';

export const kucoinfutures: VenueProfile<KucoinClient> = {
  venue: 'kucoinfutures',
  traits: {
    closeBatchSize: 20, // [D] orders/multi
    cancelBatchSize: 20, // one by one, at once
    // clientOid: at most 40 letters, digits, dashes and underscores
    clientOrderId: (exitId, leg, attempt, slice) => `bg-${exitId}-${leg}-${attempt}-${slice}`,
    orderFamilies: ['plain', 'trigger'],
    unsweepable: [],
    receiveWindowMs: 5_000, // [S] KC-API-TIMESTAMP, code 400002
  },
  limits,
  createClient,
  marketRules,
  ping,
  connections: 8,
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

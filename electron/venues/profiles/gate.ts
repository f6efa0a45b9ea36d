// Gate (APIv4): perpetuals settled in USDT, BTC and USD1, each an account of its own under one key, sizes in signed contracts.
// An account is one-way or two-sided. Plain, price-triggered, trailing and chasing orders have lists and cancels of their own.
// Sources: APIv4 reference 4.106 and futures WebSocket v4 (gate.com/docs/developers), the official SDKs' model pages
// (github.com/gate/gateapi-java/docs), ccxt's gate.js.
import type { VenueProfile } from '../profile.ts';
import { createClient, RECEIVE_WINDOW_MS, type GateClient } from './gate/client.ts';
import { readDepth } from './gate/depth.ts';
import { readKey } from './gate/key.ts';
import { limits } from './gate/limits.ts';
import { marketRules } from './gate/nouns.ts';
import { lookUp, ping, prepare, readEquity, readFills, readOrders, readPositions } from './gate/reads.ts';
import { readRefusal } from './gate/refusals.ts';
import { restoreOrder } from './gate/restore.ts';
import { watchAccount, watchMarks } from './gate/streams.ts';
import { cancelOrders, submitCloses, sweepOrders } from './gate/writes.ts';

export const gate: VenueProfile<GateClient> = {
  venue: 'gate',
  traits: {
    closeBatchSize: 10, // [D] batch_orders
    cancelBatchSize: 20, // [D] batch_cancel_orders
    // text: "t-" and at most 28 letters, digits, dots, dashes or underscores. The letters keep the numbers apart.
    clientOrderId: (exitId, leg, attempt, slice) => `t-bg${exitId}l${leg}a${attempt}s${slice}`,
    orderFamilies: ['plain', 'trigger', 'algo', 'attached'],
    unsweepable: [],
    receiveWindowMs: RECEIVE_WINDOW_MS,
  },
  limits,
  createClient,
  marketRules,
  ping,
  connections: 8, // two batches; five lists of positions; four of orders for the one currency that most have
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

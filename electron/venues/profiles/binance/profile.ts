// What the profiles of both exchanges have in common: an adapter's part of each is its markets, its own reads and its calls.
import type { VenueProfile } from '../../profile.ts';
import { RECEIVE_WINDOW_MS, type BinanceClient } from './client.ts';
import { readDepth } from './depth.ts';
import type { Futures } from './futures.ts';
import { readKey } from './key.ts';
import { limits, weight } from './limits.ts';
import { lookUp, ping, readFills, readOrders } from './reads.ts';
import { readRefusal } from './refusals.ts';
import { watchAccount, watchMarks } from './streams.ts';
import { cancelOrders, restoreOrder, submitCloses, sweepOrders } from './writes.ts';

type OwnPart = 'venue' | 'createClient' | 'marketRules' | 'prepare' | 'readPositions' | 'readEquity';

export const sharedProfile = (futures: Futures): Omit<VenueProfile<BinanceClient>, OwnPart> => ({
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
  sharesBudgetOf: 'binanceusdm',
  auditSpend: weight(90), // positions 5, two lists of orders 40 each, equity 5
  connections: 8, // batches of five; three lists
  readKey,
  ping: (context) => ping(futures, context),
  readOrders: (context) => readOrders(futures, context),
  readDepth: (context, market) => readDepth(futures, context, market),
  submitCloses: (context, orders) => submitCloses(futures, context, orders),
  cancelOrders: (context, orders) => cancelOrders(futures, context, orders),
  sweepOrders: (context, orders) => sweepOrders(futures, context, orders),
  restoreOrder: (context, order, clientOrderId) => restoreOrder(futures, context, order, clientOrderId),
  lookUp: (context, order) => lookUp(futures, context, order),
  readFills: (context, orders) => readFills(futures, context, orders),
  readRefusal,
  watchAccount: (context, emit, signal) => watchAccount(futures, context, emit, signal),
  watchMarks: (context, symbols, emit, signal) => watchMarks(futures, context, symbols, emit, signal),
});

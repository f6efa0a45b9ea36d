// Hyperliquid: perpetuals of the main dex and of builder-deployed ones (HIP-3, "xyz:TSLA"), one-way, sizes in the base coin.
// There is no market order: a close is an immediate-or-cancel limit beyond the mark. Nothing is signed but orders and cancels.
// [D] hyperliquid.gitbook.io/hyperliquid-docs: for-developers/api (exchange-endpoint, info-endpoint, error-responses, rate-limits,
// tick-and-lot-size, nonces-and-api-wallets, websocket) and trading/contract-specifications.
import { createHash } from 'node:crypto';
import type { VenueProfile } from '../profile.ts';
import { prepare, readKey } from './hyperliquid/account.ts';
import { createClient, EXPIRES_MS, type HyperliquidClient } from './hyperliquid/client.ts';
import { readDepth } from './hyperliquid/depth.ts';
import { limits } from './hyperliquid/limits.ts';
import { marketRules } from './hyperliquid/nouns.ts';
import { lookUp, ping, readEquity, readFills, readOrders, readPositions } from './hyperliquid/reads.ts';
import { readRefusal } from './hyperliquid/refusals.ts';
import { watchAccount, watchMarks } from './hyperliquid/streams.ts';
import { cancelOrders, restoreOrder, submitCloses } from './hyperliquid/writes.ts';

export const hyperliquid: VenueProfile<HyperliquidClient> = {
  venue: 'hyperliquid',
  traits: {
    closeBatchSize: 100,
    cancelBatchSize: 100,
    // cloid: 128 bits as 0x and 32 lower-case hex digits [D exchange-endpoint]
    clientOrderId: (exitId, leg, attempt, slice) =>
      `0x${createHash('sha256').update(`${exitId}|${leg}|${attempt}|${slice}`).digest('hex').slice(0, 32)}`,
    orderFamilies: ['plain', 'trigger', 'algo', 'attached'],
    unsweepable: [],
    receiveWindowMs: EXPIRES_MS,
  },
  limits,
  auditSpend: [{ bucket: 'weight', cost: 46 }], // positions and equity 2 each, orders 20, running TWAPs 20 and a little
  createClient,
  marketRules,
  ping,
  connections: 4, // one action; positions, orders, TWAPs
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

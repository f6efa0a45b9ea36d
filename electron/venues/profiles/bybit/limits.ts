// Documented limits (v5 "Rate Limit Rules", UTA 2.0, default tier): each endpoint has its own budget per UID and rolling
// second, batches have one apart from single orders and spend one unit an order; 600 requests in 5 s per IP.
import type { LimitRule, Spend } from '../../profile.ts';

// A little more than a second: requests may arrive closer together than they left.
const SECOND_MS = 1_050;
const perUid = (bucket: string, capacity: number): LimitRule => ({ bucket, capacity, windowMs: SECOND_MS, perIp: false });

export const limits: readonly LimitRule[] = [
  perUid('order/create', 10),
  perUid('order/create-batch', 10),
  perUid('order/cancel', 10),
  perUid('order/cancel-batch', 10),
  perUid('order/cancel-all', 10),
  perUid('position/trading-stop', 10),
  perUid('order/realtime', 50),
  perUid('order/history', 50),
  perUid('execution/list', 50),
  perUid('position/list', 50),
  perUid('position/closed-pnl', 50),
  perUid('account/wallet-balance', 50),
  perUid('account/info', 50),
  perUid('user/query-api', 10),
  // The user's other programs share the address: a tenth is left to them, since a breach stops it for ten minutes.
  { bucket: 'ip', capacity: 540, windowMs: 5_000, perIp: true },
];

/** Every request counts against the address; most against their endpoint. */
export const spend = (bucket: string | null, cost = 1): readonly Spend[] =>
  bucket === null
    ? [{ bucket: 'ip', cost: 1 }]
    : [
        { bucket, cost },
        { bucket: 'ip', cost: 1 },
      ];

// [D] docs.kraken.com "Derivatives Rate Limits": 500 units every 10 s for /derivatives, public calls are free. Of an account;
// the key check lives elsewhere and has no documented price, so it has a small budget of its own.
import type { LimitRule, Spend } from '../../profile.ts';

// A little more than ten seconds: requests may arrive closer together than they left.
const WINDOW_MS = 10_200;

export const limits: readonly LimitRule[] = [
  { bucket: 'derivatives', capacity: 500, windowMs: WINDOW_MS, perIp: false },
  { bucket: 'auth', capacity: 5, windowMs: WINDOW_MS, perIp: false },
  { bucket: 'public', capacity: 100, windowMs: WINDOW_MS, perIp: true },
];

const COSTS = {
  sendorder: 10,
  cancelorder: 10,
  cancelallorders: 25,
  openorders: 2,
  openpositions: 2,
  accounts: 2,
  'orders/status': 1,
  fills: 2,
  'fills before': 25, // with lastFillTime
} as const;

export const spend = (call: keyof typeof COSTS): readonly Spend[] => [{ bucket: 'derivatives', cost: COSTS[call] }];
export const spendBatch = (size: number): readonly Spend[] => [{ bucket: 'derivatives', cost: 9 + size }];
export const CANCEL_ALL_COST = COSTS.cancelallorders;
export const AUTH: readonly Spend[] = [{ bucket: 'auth', cost: 1 }];
export const PUBLIC: readonly Spend[] = [{ bucket: 'public', cost: 1 }];

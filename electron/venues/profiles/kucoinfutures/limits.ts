// Documented limits: weights out of pools that refill every 30 s, of the lowest level (VIP 0). Private ones per user.
// Source: KuCoin's API reference, "Rate Limit", and the weight on each call's page.
import type { LimitRule, Spend } from '../../profile.ts';

// A little more than the documented window: requests may arrive closer together than they left.
const WINDOW_MS = 30_300;

export const limits: readonly LimitRule[] = [
  { bucket: 'futures', capacity: 2_000, windowMs: WINDOW_MS, perIp: false },
  { bucket: 'management', capacity: 2_000, windowMs: WINDOW_MS, perIp: false },
  { bucket: 'public', capacity: 2_000, windowMs: WINDOW_MS, perIp: true },
];

export const spend = (bucket: 'futures' | 'management' | 'public', cost: number): readonly Spend[] => [{ bucket, cost }];

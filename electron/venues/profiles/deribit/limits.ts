// [D] docs.deribit.com "Rate Limits", the least tier, of each sub-account. Buckets that leak are told as windows that never
// allow more: a burst of 20 and 5 a second is 20 in any four seconds, a burst of 100 and 20 a second is 100 in any five.
// A breach ends the session.
import type { LimitRule, Spend } from '../../profile.ts';

export const limits: readonly LimitRule[] = [
  { bucket: 'matching', capacity: 20, windowMs: 4_100, perIp: false }, // orders and cancels
  { bucket: 'other', capacity: 100, windowMs: 5_100, perIp: false },
  { bucket: 'public', capacity: 20, windowMs: 1_050, perIp: true },
];

export const MATCHING: readonly Spend[] = [{ bucket: 'matching', cost: 1 }];
export const OTHER: readonly Spend[] = [{ bucket: 'other', cost: 1 }];
export const PUBLIC: readonly Spend[] = [{ bucket: 'public', cost: 1 }];

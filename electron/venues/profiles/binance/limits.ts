// Documented limits (exchangeInfo.rateLimits and the weight of each endpoint, USDⓈ-M documents). Since 2026-06-30 one budget
// serves USDⓈ-M and COIN-M: weight per IP, orders per account ([D] "Important CM-UM Integration Notice", A.3). Two accounts of
// the panel that are the two sides of one Binance account are not known to be one: each counts its own orders.
//  - Request weight counts per IP; past it come 429 and, when one goes on, a ban of the address. A tenth is left to the
//    user's other programs.
//  - Orders count per account in a short and a long window; a batch of any size counts 5 and 1. Cancels count nothing there.
import type { LimitRule, Spend } from '../../profile.ts';

export const limits: readonly LimitRule[] = [
  { bucket: 'weight', capacity: 2_160, windowMs: 60_500, perIp: true }, // 2,400 a minute
  { bucket: 'orders10s', capacity: 300, windowMs: 10_200, perIp: false },
  { bucket: 'orders1m', capacity: 1_200, windowMs: 60_500, perIp: false },
];

export const weight = (cost: number): readonly Spend[] => [{ bucket: 'weight', cost }];

export const ONE_ORDER: readonly Spend[] = [
  { bucket: 'orders10s', cost: 1 },
  { bucket: 'orders1m', cost: 1 },
];
export const ONE_BATCH: readonly Spend[] = [
  { bucket: 'orders10s', cost: 5 },
  { bucket: 'orders1m', cost: 1 },
  { bucket: 'weight', cost: 5 },
];
/** Another service (api.binance.com) with a budget of its own that one call never touches. */
export const ELSEWHERE: readonly Spend[] = [];

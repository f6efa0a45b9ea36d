// Documented limits [D rate-limits]: 1,200 of weight a minute for an address (IP), requests of all accounts together. An action
// on n orders weighs 1 + floor(n / 40). There is a second one for each account, 10,000 actions and one more for every dollar
// ever traded, then one in ten seconds: only the venue can count it, and its answer names it.
import type { LimitRule, Spend } from '../../profile.ts';

// A little more than a minute: requests may arrive closer together than they left.
const MINUTE_MS = 60_050;

export const limits: readonly LimitRule[] = [{ bucket: 'weight', capacity: 1_200, windowMs: MINUTE_MS, perIp: true }];

export const weight = (cost: number): readonly Spend[] => [{ bucket: 'weight', cost }];

/** l2Book, allMids, clearinghouseState, orderStatus, spotClearinghouseState, exchangeStatus. */
export const LIGHT = weight(2);
/** Every other question, and `more` for what grows with its answer. */
export const heavy = (more = 0): readonly Spend[] => weight(20 + more);
export const ROLE = weight(60);
export const actionOn = (orders: number): readonly Spend[] => weight(1 + Math.floor(orders / 40));

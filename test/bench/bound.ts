// What no program could beat under the venues' documented limits, with truth known and connections open:
//  - two round trips: the close order and its acknowledgement, then the read that proves the account flat;
//  - before them, the pause until a venue's budgets let the last order go. Orders of one account leave side by side, and
//    accounts and venues do not wait for each other, so the slowest venue counts and nothing is added up.
// The pauses come from the profiles' own limits, which are the documented ones with a small margin in the window.
import type { VenueId } from '../../shared/account.ts';
import type { LimitRule } from '../../electron/venues/profile.ts';
import { profiles } from '../../electron/venues/profiles.ts';

/** Milliseconds until the last of `orders` may leave when `perWindow` of them may leave at once and then each window. */
const pauseMs = (orders: number, perWindow: number, windowMs: number): number =>
  Math.max(0, Math.ceil(orders / perWindow) - 1) * windowMs;

function ruleOf(venue: VenueId, bucket: string): LimitRule {
  const rule = profiles[venue].limits.find((each) => each.bucket === bucket);
  if (rule === undefined) throw new Error(`${venue} has no limit named ${bucket}`);
  return rule;
}

/** For an account whose budgets are fresh; every order closes one position, each on its own symbol. */
const forcedPauseMs: Readonly<Record<VenueId, (orders: number) => number>> = {
  // An order counts 1 in both windows; a batch of five counts 5 in the short one and 1 in the long one.
  binanceusdm: (orders) => {
    const short = ruleOf('binanceusdm', 'orders10s');
    const long = ruleOf('binanceusdm', 'orders1m');
    return Math.max(pauseMs(orders, short.capacity, short.windowMs), pauseMs(orders, long.capacity * 5, long.windowMs));
  },
  // Batches and single orders have a budget each, counted order by order: both together leave in the same second.
  bybit: (orders) => {
    const single = ruleOf('bybit', 'order/create');
    const batch = ruleOf('bybit', 'order/create-batch');
    return pauseMs(orders, single.capacity + batch.capacity, batch.windowMs);
  },
  // The same two budgets, under one limit of the sub-account for both.
  okx: (orders) => {
    const single = ruleOf('okx', 'trade/order');
    const batch = ruleOf('okx', 'trade/batch-orders');
    const all = ruleOf('okx', 'orders');
    return pauseMs(orders, Math.min(single.capacity + batch.capacity, all.capacity), batch.windowMs);
  },
};

/** The proving reads themselves need no pause at these sizes: positions and orders are a handful of calls. */
export function boundMs(venues: readonly VenueId[], positionsPerAccount: number, rttMs: number): number {
  return 2 * rttMs + Math.max(0, ...venues.map((venue) => forcedPauseMs[venue](positionsPerAccount)));
}

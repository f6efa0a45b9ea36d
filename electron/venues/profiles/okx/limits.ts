// Documented limits (v5 reference, with each endpoint), per user ID and two seconds unless said otherwise. Batches spend one
// unit an order from a budget of their own. Order calls are counted per user and instrument; one budget for all instruments
// is more careful than that and wide enough, but for algo orders: their few go into shards by instrument.
import type { LimitRule, Spend } from '../../profile.ts';

// A little more than two seconds: requests may arrive closer together than they left.
const TWO_SECONDS_MS = 2_050;
const SHARDS = 24;

const perUser = (bucket: string, capacity: number): LimitRule => ({ bucket, capacity, windowMs: TWO_SECONDS_MS, perIp: false });

const shards = (bucket: string, capacity: number): readonly LimitRule[] =>
  Array.from({ length: SHARDS }, (_, index) => perUser(`${bucket}|${index}`, capacity));

export const limits: readonly LimitRule[] = [
  perUser('orders', 1_000), // new orders of a sub-account, batches counted order by order (50061)
  perUser('trade/order', 60),
  perUser('trade/batch-orders', 300),
  perUser('trade/cancel-batch-orders', 300),
  ...shards('trade/order-algo', 20),
  ...shards('trade/cancel-algos', 20), // orders, not calls
  perUser('trade/order (look-up)', 60),
  perUser('trade/orders-pending', 60),
  perUser('trade/orders-algo-pending', 20),
  perUser('trade/fills', 60),
  perUser('account/positions', 10),
  perUser('account/balance', 10),
  perUser('account/config', 5),
  { bucket: 'public/time', capacity: 10, windowMs: TWO_SECONDS_MS, perIp: true },
  { bucket: 'market/books', capacity: 40, windowMs: TWO_SECONDS_MS, perIp: true },
];

export const spend = (bucket: string, cost = 1): readonly Spend[] => [{ bucket, cost }];

/** Equal instruments share a shard, so that none gets more than the documented number. */
export function shardOf(bucket: string, instId: string): string {
  let sum = 0;
  for (const letter of instId) sum = (sum * 31 + letter.charCodeAt(0)) % 1_000_003;
  return `${bucket}|${sum % SHARDS}`;
}

// Documented limits (APIv4, "Frequency limit rule"), per user unless said otherwise. A batch is one request.
import type { LimitRule, Spend } from '../../profile.ts';

// A little more than the documented windows: requests may arrive closer together than they left.
const SECOND_MS = 1_050;
const TEN_SECONDS_MS = 10_100;

const perUser = (bucket: string, capacity: number, windowMs: number): LimitRule => ({ bucket, capacity, windowMs, perIp: false });

/** "The Others: 200r/10s per endpoint". */
const READS = [
  'futures/accounts',
  'futures/positions',
  'futures/orders',
  'futures/orders/{order_id}',
  'futures/price_orders',
  'futures/autoorder/trail',
  'futures/autoorder/chase',
  'futures/my_trades',
  'delivery/positions',
  'options/positions',
  'delivery/orders',
  'options/orders',
  'account',
] as const;

export const limits: readonly LimitRule[] = [
  perUser('place', 100, SECOND_MS), // new orders and batches of them
  perUser('cancel', 200, SECOND_MS), // one by one and in bulk
  ...READS.map((bucket) => perUser(bucket, 200, TEN_SECONDS_MS)),
  perUser('place trigger', 200, TEN_SECONDS_MS),
  { bucket: 'spot/time', capacity: 200, windowMs: TEN_SECONDS_MS, perIp: true },
  { bucket: 'futures/order_book', capacity: 200, windowMs: TEN_SECONDS_MS, perIp: true },
];

export const spend = (bucket: string, cost = 1): readonly Spend[] => [{ bucket, cost }];

// Documented limits (classic v2 reference, with each endpoint): calls per second and user, a batch counts as one call; and
// 6000 calls a minute for the whole address.
import type { LimitRule, Spend } from '../../profile.ts';

// A little more than documented: requests may arrive closer together than they left.
const SECOND_MS = 1_050;

const perUser = (bucket: string, capacity: number): LimitRule => ({ bucket, capacity, windowMs: SECOND_MS, perIp: false });
const perAddress = (bucket: string, capacity: number): LimitRule => ({ bucket, capacity, windowMs: SECOND_MS, perIp: true });

export const limits: readonly LimitRule[] = [
  perUser('order/place-order', 10),
  perUser('order/batch-place-order', 5),
  perUser('order/place-plan-order', 10),
  perUser('order/place-tpsl-order', 10),
  perUser('order/cancel-order', 10),
  perUser('order/batch-cancel-orders', 10),
  perUser('order/cancel-plan-order', 10),
  perUser('order/detail', 10),
  perUser('order/fills', 10),
  perUser('order/orders-pending', 10),
  perUser('order/orders-plan-pending', 10),
  perUser('position/all-position', 5),
  perUser('account/account', 10),
  perUser('account/accounts', 10),
  perUser('spot/account/info', 1),
  perAddress('public/time', 20),
  perAddress('market/merge-depth', 20),
  { bucket: 'address', capacity: 6_000, windowMs: 60_050, perIp: true },
];

export const spend = (bucket: string): readonly Spend[] => [
  { bucket, cost: 1 },
  { bucket: 'address', cost: 1 },
];

/** Each list of three product types: positions, orders, three kinds of trigger orders, equity. */
export const auditSpend: readonly Spend[] = [
  { bucket: 'position/all-position', cost: 3 },
  { bucket: 'order/orders-pending', cost: 3 },
  { bucket: 'order/orders-plan-pending', cost: 9 },
  { bucket: 'account/accounts', cost: 3 },
  { bucket: 'address', cost: 18 },
];

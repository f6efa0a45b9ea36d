// Documented limits (classic v2 reference): calls per second and user or address, and 6000 a minute for the address.
import type { PracticeAccount, RateLimits } from '../../exchange.ts';

const PER_USER: Readonly<Record<string, number>> = {
  '/api/v2/mix/account/account': 10,
  '/api/v2/mix/account/accounts': 10,
  '/api/v2/mix/account/set-leverage': 5,
  '/api/v2/mix/account/set-margin-mode': 5,
  '/api/v2/mix/account/set-position-mode': 5,
  '/api/v2/mix/position/all-position': 5,
  '/api/v2/mix/position/single-position': 10,
  '/api/v2/mix/order/place-order': 10,
  '/api/v2/mix/order/batch-place-order': 5,
  '/api/v2/mix/order/cancel-order': 10,
  '/api/v2/mix/order/batch-cancel-orders': 10,
  '/api/v2/mix/order/close-positions': 1,
  '/api/v2/mix/order/detail': 10,
  '/api/v2/mix/order/fills': 10,
  '/api/v2/mix/order/orders-pending': 10,
  '/api/v2/mix/order/orders-history': 10,
  '/api/v2/mix/order/place-plan-order': 10,
  '/api/v2/mix/order/place-tpsl-order': 10,
  '/api/v2/mix/order/place-pos-tpsl': 10,
  '/api/v2/mix/order/cancel-plan-order': 10,
  '/api/v2/mix/order/orders-plan-pending': 10,
  '/api/v2/mix/order/orders-plan-history': 10,
  '/api/v2/spot/account/info': 1,
  '/api/v2/spot/account/assets': 10,
};

const PUBLIC_PER_SECOND = 20;
const MINUTE_MS = 60_000;

export const userAllows = (rateLimits: RateLimits, account: PracticeAccount, path: string): boolean => {
  const capacity = PER_USER[path];
  return capacity === undefined || rateLimits.take(`bitget|${account.uid}|${path}`, 1, capacity, 1_000).allowed;
};

export const addressAllows = (rateLimits: RateLimits, ip: string): boolean =>
  rateLimits.take(`bitget|${ip}`, 1, 6_000, MINUTE_MS).allowed;

export const publicAllows = (rateLimits: RateLimits, ip: string, path: string): boolean =>
  rateLimits.take(`bitget|${ip}|${path}`, 1, PUBLIC_PER_SECOND, 1_000).allowed;

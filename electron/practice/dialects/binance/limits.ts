// Documented limits (exchangeInfo.rateLimits, header rules of "General Info"): 2,400 request weight a minute per IP;
// 300 orders in 10 s and 1,200 a minute per account. A batch counts 5 orders in the short window and 1 in the long one.
import type { PracticeAccount, RateLimits } from '../../exchange.ts';
import { VenueError } from './wire.ts';

export const WEIGHT_A_MINUTE = 2_400;
export const ORDERS_IN_10_S = 300;
export const ORDERS_A_MINUTE = 1_200;

export type OrderCost = Readonly<{ tenSeconds: number; minute: number }>;
export const ONE_ORDER: OrderCost = { tenSeconds: 1, minute: 1 };
export const ONE_BATCH: OrderCost = { tenSeconds: 5, minute: 1 };

const retryAfter = (resetInMs: number) => ({ 'Retry-After': String(Math.max(1, Math.ceil(resetInMs / 1_000))) });

/** Answers the usage header; throws -1003 with Retry-After. */
export function spendWeight(limits: RateLimits, ip: string, weight: number): Record<string, string> {
  const taken = limits.take(`binance|ip|${ip}`, weight, WEIGHT_A_MINUTE, 60_000);
  const headers = { 'X-MBX-USED-WEIGHT-1M': String(taken.used) };
  if (taken.allowed) return headers;
  throw new VenueError(
    -1003,
    `Too many requests; current limit of IP(${ip}) is ${WEIGHT_A_MINUTE} requests per minute. Please use the websocket for live updates to avoid polling the API.`,
    429,
    { ...headers, ...retryAfter(taken.resetInMs) },
  );
}

/** Answers the order count headers; throws -1015 with Retry-After. */
export function spendOrders(limits: RateLimits, account: PracticeAccount, cost: OrderCost): Record<string, string> {
  const short = limits.take(`binance|orders10s|${account.uid}`, cost.tenSeconds, ORDERS_IN_10_S, 10_000);
  const long = limits.take(`binance|orders1m|${account.uid}`, cost.minute, ORDERS_A_MINUTE, 60_000);
  const headers = { 'X-MBX-ORDER-COUNT-10S': String(short.used), 'X-MBX-ORDER-COUNT-1M': String(long.used) };
  if (short.allowed && long.allowed) return headers;
  const [most, window, resetInMs] = short.allowed
    ? [ORDERS_A_MINUTE, '1 MINUTE', long.resetInMs]
    : [ORDERS_IN_10_S, '10 SECOND', short.resetInMs];
  throw new VenueError(-1015, `Too many new orders; current limit is ${most} orders per ${window}.`, 429, {
    ...headers,
    ...retryAfter(resetInMs),
  });
}

// Documented limits (v5 "Rate Limit Rules", UTA 2.0 default tier): per UID, endpoint and second; 600 requests in 5 s per IP.
// A batch has a budget of its own and spends one unit an order; what does not fit is refused order by order.
import type { PracticeAccount, RateLimits } from '../../exchange.ts';

const PER_SECOND: Readonly<Record<string, number>> = {
  '/v5/order/create': 10,
  '/v5/order/amend': 10,
  '/v5/order/cancel': 10,
  '/v5/order/cancel-all': 10,
  '/v5/order/create-batch': 10,
  '/v5/order/cancel-batch': 10,
  '/v5/order/realtime': 50,
  '/v5/order/history': 50,
  '/v5/execution/list': 50,
  '/v5/position/list': 50,
  '/v5/position/closed-pnl': 50,
  '/v5/position/set-leverage': 10,
  '/v5/position/switch-mode': 10,
  '/v5/position/trading-stop': 10,
  '/v5/account/wallet-balance': 50,
  '/v5/account/info': 50,
  '/v5/account/set-margin-mode': 5,
  '/v5/account/fee-rate': 5,
  '/v5/asset/coin/query-info': 5,
  '/v5/user/query-api': 10,
};

export type Spent = Readonly<{ allowed: boolean; headers: Readonly<Record<string, string>> }>;

/** Takes one unit of the endpoint's budget; endpoints without a documented limit are free. */
export function spend(rateLimits: RateLimits, account: PracticeAccount, path: string, nowMs: number): Spent {
  const capacity = PER_SECOND[path];
  if (capacity === undefined) return { allowed: true, headers: {} };
  const taken = rateLimits.take(`bybit|${account.uid}|${path}`, 1, capacity, 1_000);
  return {
    allowed: taken.allowed,
    headers: {
      'X-Bapi-Limit': String(capacity),
      'X-Bapi-Limit-Status': String(Math.max(0, taken.remaining)),
      'X-Bapi-Limit-Reset-Timestamp': String(taken.allowed ? nowMs : nowMs + taken.resetInMs),
    },
  };
}

export const ipAllows = (rateLimits: RateLimits, ip: string): boolean => rateLimits.take(`bybit|ip|${ip}`, 1, 600, 5_000).allowed;

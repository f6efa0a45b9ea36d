// Documented limits (v5 reference, per endpoint): most per user ID, order calls per user and instrument, public ones per IP.
// Batches spend one unit an order from a budget of their own; a batch of one counts as a single order. On top of that a
// sub-account may send 1,000 new and amended orders in two seconds (50061).
import type { PracticeAccount, RateLimits } from '../../exchange.ts';

type Limit = readonly [capacity: number, windowMs: number];

const PER_USER: Readonly<Record<string, Limit>> = {
  '/api/v5/account/balance': [10, 2_000],
  '/api/v5/account/positions': [10, 2_000],
  '/api/v5/account/config': [5, 2_000],
  '/api/v5/account/leverage-info': [20, 2_000],
  '/api/v5/account/set-leverage': [20, 2_000],
  '/api/v5/account/set-position-mode': [5, 2_000],
  '/api/v5/asset/currencies': [6, 1_000],
  '/api/v5/asset/balances': [6, 1_000],
  '/api/v5/trade/order': [60, 2_000], // the look-up; placing is counted by instrument
  '/api/v5/trade/orders-pending': [60, 2_000],
  '/api/v5/trade/orders-history': [40, 2_000],
  '/api/v5/trade/orders-history-archive': [20, 2_000],
  '/api/v5/trade/fills': [60, 2_000],
  '/api/v5/trade/fills-history': [10, 2_000],
  '/api/v5/trade/close-position': [20, 2_000],
  '/api/v5/trade/order-algo': [20, 2_000], // the look-up
  '/api/v5/trade/orders-algo-pending': [20, 2_000],
  '/api/v5/trade/orders-algo-history': [20, 2_000],
  '/api/v5/trade/cancel-all-after': [1, 1_000],
};

const PER_IP: Readonly<Record<string, Limit>> = {
  '/api/v5/public/time': [10, 2_000],
  '/api/v5/public/instruments': [20, 2_000],
  '/api/v5/public/mark-price': [10, 2_000],
  '/api/v5/public/price-limit': [20, 2_000],
  '/api/v5/market/tickers': [20, 2_000],
  '/api/v5/market/ticker': [20, 2_000],
  '/api/v5/market/books': [40, 2_000],
};

/** Calls whose budget is counted order by order, per instrument. */
const PER_ORDER: Readonly<Record<string, Limit>> = {
  order: [60, 2_000],
  'batch-orders': [300, 2_000],
  'amend-order': [60, 2_000],
  'cancel-order': [60, 2_000],
  'cancel-batch-orders': [300, 2_000],
  'order-algo': [20, 2_000],
  'cancel-algos': [20, 2_000],
};

const allowed = (rateLimits: RateLimits, bucket: string, limit: Limit | undefined): boolean =>
  limit === undefined || rateLimits.take(bucket, 1, limit[0], limit[1]).allowed;

export const ipAllows = (rateLimits: RateLimits, ip: string, path: string): boolean =>
  allowed(rateLimits, `okx|${ip}|${path}`, PER_IP[path]);

export const userAllows = (rateLimits: RateLimits, account: PracticeAccount, method: string, path: string): boolean =>
  (method === 'POST' && /\/(order|order-algo)$/.test(path)) || allowed(rateLimits, `okx|${account.uid}|${path}`, PER_USER[path]);

export const orderAllows = (rateLimits: RateLimits, account: PracticeAccount, call: string, instId: string): boolean =>
  allowed(rateLimits, `okx|${account.uid}|${call}|${instId}`, PER_ORDER[call]);

export const subAccountAllows = (rateLimits: RateLimits, account: PracticeAccount): boolean =>
  allowed(rateLimits, `okx|${account.uid}|orders`, [1_000, 2_000]);

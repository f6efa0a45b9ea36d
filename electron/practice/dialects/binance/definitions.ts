// What both exchanges say of a contract and of their limits.
import type { Instrument } from '../../exchange.ts';
import { ORDERS_A_MINUTE, ORDERS_IN_10_S, WEIGHT_A_MINUTE } from './limits.ts';
import type { Row } from './wire.ts';

export const NEVER_DELIVERED_MS = 4_133_404_800_000;

/** Numbers of the filters that have no field of their own in the model. */
const FILTER_FIELDS = new Set([
  'minPrice',
  'maxPrice',
  'multiplierUp',
  'multiplierDown',
  'multiplierDecimal',
  'maxNumOrders',
  'maxNumAlgoOrders',
]);

export const filters = ({
  extra,
  kind,
  tickSize,
  lotSize,
  minSize,
  maxLimitSize,
  maxMarketSize,
  minNotional,
}: Instrument): Row[] => [
  { filterType: 'PRICE_FILTER', minPrice: extra['minPrice'] ?? tickSize, maxPrice: extra['maxPrice'] ?? '4529764', tickSize },
  { filterType: 'LOT_SIZE', stepSize: lotSize, maxQty: maxLimitSize, minQty: minSize },
  { filterType: 'MARKET_LOT_SIZE', stepSize: lotSize, maxQty: maxMarketSize, minQty: minSize },
  { filterType: 'MAX_NUM_ORDERS', limit: extra['maxNumOrders'] ?? 200 },
  { filterType: 'MAX_NUM_ALGO_ORDERS', limit: extra['maxNumAlgoOrders'] ?? 10 },
  ...(kind === 'inverse' ? [] : [{ filterType: 'MIN_NOTIONAL', notional: minNotional ?? '5' }]),
  {
    filterType: 'PERCENT_PRICE',
    multiplierUp: extra['multiplierUp'] ?? '1.0500',
    multiplierDown: extra['multiplierDown'] ?? '0.9500',
    multiplierDecimal: extra['multiplierDecimal'] ?? '4',
  },
];

/** What the definition on file has beside the fields of the model. */
export const otherFields = ({ extra }: Instrument): Row =>
  Object.fromEntries(Object.entries(extra).filter(([name]) => !FILTER_FIELDS.has(name)));

export const rateLimitRows: readonly Row[] = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: WEIGHT_A_MINUTE },
  { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: ORDERS_A_MINUTE },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: ORDERS_IN_10_S },
];

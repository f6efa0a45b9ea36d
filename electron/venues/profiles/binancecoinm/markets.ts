import { z } from 'zod';
import { isDecimal, isPositive } from '../../../../shared/decimal.ts';
import type { MarketRules } from '../../../../shared/position.ts';
import { ccxtMarket, filters, rulesOf } from '../binance/nouns.ts';

const inverseMarket = ccxtMarket.extend({
  inverse: z.literal(true),
  info: z.object({
    contractType: z.string(),
    contractSize: z.union([z.string(), z.number()]).transform(String).refine(isDecimal).refine(isPositive),
    filters,
  }),
});

/** Sizes are contracts of 100 (bitcoin) or 10 dollars, perpetual and delivery alike; there is no smallest value of an order. */
export function marketRules(market: unknown): MarketRules | null {
  const parsed = inverseMarket.safeParse(market);
  if (!parsed.success) return null;
  const { contractSize, filters: filtered } = parsed.data.info;
  return rulesOf(parsed.data, filtered, { inverse: true, contractSize });
}

import { z } from 'zod';
import type { MarketRules } from '../../../../shared/position.ts';
import { ccxtMarket, filters, rulesOf } from '../binance/nouns.ts';

const linearMarket = ccxtMarket.extend({
  linear: z.literal(true),
  info: z.object({ contractType: z.string(), filters }),
});

/** Sizes are base coins, so one size unit is one of them. */
export function marketRules(market: unknown): MarketRules | null {
  const parsed = linearMarket.safeParse(market);
  if (!parsed.success) return null;
  return rulesOf(parsed.data, parsed.data.info.filters, { inverse: false, contractSize: '1' });
}

import { z } from 'zod';
import { isDecimal } from '../../../../shared/decimal.ts';
import type { MarketRules } from '../../../../shared/position.ts';
import type { DepthLevels } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { productTypeOf } from './productType.ts';
import { dataOf } from './rows.ts';

/** Levels are numbers here, not strings [D merge-depth]. */
const number = z.union([z.string(), z.number()]).transform(String).refine(isDecimal);
const levels = z.array(
  z
    .tuple([number, number])
    .rest(z.unknown())
    .transform(([price, size]) => [price, size] as const),
);
const book = z.object({ bids: levels, asks: levels });

/** `GET /api/v2/mix/market/merge-depth`: sizes in base coin, unmerged by default. */
export async function readDepth(context: Context, market: MarketRules): Promise<DepthLevels> {
  const query = { symbol: market.nativeSymbol, productType: productTypeOf(market), limit: '50' };
  const call = () => context.client.publicMixGetV2MixMarketMergeDepth(query);
  return dataOf(book, answered(await context.send<unknown>(spend('market/merge-depth'), call)), 'order book');
}

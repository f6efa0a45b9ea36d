import { z } from 'zod';
import { isDecimal } from '../../../../shared/decimal.ts';
import type { MarketRules } from '../../../../shared/position.ts';
import type { DepthLevels } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { settleOf } from './nouns.ts';
import { understand } from './rows.ts';

const number = z.union([z.string(), z.number()]).transform(String).refine(isDecimal);
const levels = z.array(z.object({ p: number, s: number }).transform(({ p, s }) => [p, s] as const));
const bookRow = z.object({ bids: levels, asks: levels });

/** `GET /futures/{settle}/order_book`: sizes in contracts. */
export async function readDepth(context: Context, market: MarketRules): Promise<DepthLevels> {
  const query = { settle: settleOf(market), contract: market.nativeSymbol, limit: 50 };
  const call = () => context.client.publicFuturesGetSettleOrderBook(query);
  return understand(bookRow, answered(await context.send<unknown>(spend('futures/order_book'), call)), 'order book');
}

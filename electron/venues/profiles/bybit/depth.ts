import { z } from 'zod';
import { isDecimal } from '../../../../shared/decimal.ts';
import type { MarketRules } from '../../../../shared/position.ts';
import type { DepthLevels } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { categoryOf } from './nouns.ts';
import { understand } from './rows.ts';

const number = z.string().refine(isDecimal);
const levels = z.array(z.tuple([number, number]));
const depthAnswer = z.object({ result: z.object({ b: levels, a: levels }) });

/** `GET /v5/market/orderbook`: counts against the address only. */
export async function readDepth(context: Context, market: MarketRules): Promise<DepthLevels> {
  const query = { category: categoryOf(market), symbol: market.nativeSymbol, limit: 50 };
  const body: unknown = answered(
    await context.send<unknown>(spend(null), () => context.client.publicGetV5MarketOrderbook(query)),
  );
  const { result } = understand(depthAnswer, body, 'order book');
  return { bids: result.b, asks: result.a };
}

import { z } from 'zod';
import { isDecimal } from '../../../../shared/decimal.ts';
import type { MarketRules } from '../../../../shared/position.ts';
import type { DepthLevels } from '../../profile.ts';
import type { Futures } from './futures.ts';
import { weight } from './limits.ts';
import { answered, type Context } from './memory.ts';
import { understand } from './rows.ts';

const number = z.string().refine(isDecimal);
const levels = z.array(z.tuple([number, number]));
const depthAnswer = z.object({ bids: levels, asks: levels });

/** 50 levels weigh 2. */
export async function readDepth(futures: Futures, context: Context, { nativeSymbol }: MarketRules): Promise<DepthLevels> {
  const call = () => futures.calls(context.client).readDepth({ symbol: nativeSymbol, limit: 50 });
  const body: unknown = answered(await context.send<unknown>(weight(2), call));
  return understand(depthAnswer, body, 'order book');
}

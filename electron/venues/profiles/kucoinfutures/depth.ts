import { z } from 'zod';
import type { MarketRules } from '../../../../shared/position.ts';
import type { DepthLevels } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { answerOf, number } from './rows.ts';

const levels = z.array(z.tuple([number, number]));
const bookRow = z.object({ bids: levels, asks: levels });

/** `GET /api/v1/level2/depth100`: sizes in lots. */
export async function readDepth({ client, send }: Context, { nativeSymbol }: MarketRules): Promise<DepthLevels> {
  const call = () => client.futuresPublicGetLevel2Depth100({ symbol: nativeSymbol });
  return answerOf(bookRow, answered(await send<unknown>(spend('public', 10), call)), 'order book');
}

import type { MarketRules } from '../../../../shared/position.ts';
import type { DepthLevels } from '../../profile.ts';
import { LIGHT } from './limits.ts';
import type { Context } from './memory.ts';
import { answered, bookRow, understand } from './rows.ts';

/** `l2Book`: at most twenty levels a side, bids first [D info-endpoint]. */
export async function readDepth({ client, send }: Context, { nativeSymbol }: MarketRules): Promise<DepthLevels> {
  const question = { type: 'l2Book', coin: nativeSymbol };
  const body = answered(await send<unknown>(LIGHT, () => client.publicPostInfo(question)));
  const [bids, asks] = understand(bookRow, body, 'order book').levels;
  const levels = (side: typeof bids) => side.map(({ px, sz }) => [px, sz] as const);
  return { bids: levels(bids), asks: levels(asks) };
}

import type { MarketRules } from '../../../../shared/position.ts';
import type { DepthLevels } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { PUBLIC } from './limits.ts';
import { bookAnswer, understand } from './rows.ts';

const LEVELS = 50;

/** The whole book comes, best prices first; sizes in the contract's unit. */
export async function readDepth(context: Context, { nativeSymbol }: MarketRules): Promise<DepthLevels> {
  const call = () => context.client.publicGetOrderbook({ symbol: nativeSymbol });
  const body: unknown = answered(await context.send<unknown>(PUBLIC, call));
  const { bids, asks } = understand(bookAnswer, body, 'order book').orderBook;
  return {
    bids: bids.slice(0, LEVELS).map(([price, size]) => [price, size]),
    asks: asks.slice(0, LEVELS).map(([price, size]) => [price, size]),
  };
}

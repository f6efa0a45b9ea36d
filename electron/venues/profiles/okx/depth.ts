import { z } from 'zod';
import { isDecimal } from '../../../../shared/decimal.ts';
import type { MarketRules } from '../../../../shared/position.ts';
import type { DepthLevels } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { firstRow } from './rows.ts';

const number = z.string().refine(isDecimal);
// [price, size, a retired field, number of orders]
const levels = z.array(
  z
    .tuple([number, number])
    .rest(z.unknown())
    .transform(([price, size]) => [price, size] as const),
);
const bookRow = z.object({ bids: levels, asks: levels });

/** `GET /api/v5/market/books`: sizes in contracts. */
export async function readDepth(context: Context, { nativeSymbol }: MarketRules): Promise<DepthLevels> {
  const call = () => context.client.publicGetMarketBooks({ instId: nativeSymbol, sz: 50 });
  const body: unknown = answered(await context.send<unknown>(spend('market/books'), call));
  return firstRow(bookRow, body, 'order book');
}

import { z } from 'zod';
import { isDecimal } from '../../../../shared/decimal.ts';
import type { MarginMode } from '../../../../shared/position.ts';
import { shownAmount } from '../../shownAmounts.ts';
import { assetRows, given, heldFields, maybe, type PositionRow } from '../binance/rows.ts';

/** Portfolio margin leaves the type out: it has no isolated positions. */
const marginModeOf = (marginType: string | null, isolatedMargin: string | null): MarginMode =>
  marginType?.toLowerCase() === 'isolated' || given(isolatedMargin) !== null ? 'isolated' : 'cross';

/** `GET /dapi/v1/account`. */
export const accountAnswer = assetRows.extend({
  positions: z.array(z.object({ symbol: z.string(), positionAmt: z.string().refine(isDecimal) })).optional(),
});

/** `GET /dapi/v1/positionRisk`: every traded symbol, once or, in hedge mode, by side; leverage and margin type are told. */
export const positionRows = z.array(
  z.object({ ...heldFields, leverage: shownAmount, marginType: maybe, isolatedMargin: maybe }).transform((row): PositionRow => ({
    ...row,
    marginMode: marginModeOf(row.marginType, row.isolatedMargin),
    leverage: given(row.leverage),
  })),
);

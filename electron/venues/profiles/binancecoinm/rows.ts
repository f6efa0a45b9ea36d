import { z } from 'zod';
import type { MarginMode } from '../../../../shared/position.ts';
import { shownAmount } from '../../shownAmounts.ts';
import { given, heldFields, maybe, type PositionRow } from '../binance/rows.ts';

/** Portfolio margin leaves the type out: it has no isolated positions. */
const marginModeOf = (marginType: string | null, isolatedMargin: string | null): MarginMode =>
  marginType?.toLowerCase() === 'isolated' || given(isolatedMargin) !== null ? 'isolated' : 'cross';

/**
 * `GET /dapi/v1/positionRisk`: every listed symbol, once or, in hedge mode, by side; leverage and margin type are told. Without a
 * pair only contracts whose status is TRADING are listed ([D] "Position Information"): one that is being delivered is not.
 */
export const positionRows = z.array(
  z.object({ ...heldFields, leverage: shownAmount, marginType: maybe, isolatedMargin: maybe }).transform((row): PositionRow => ({
    ...row,
    marginMode: marginModeOf(row.marginType, row.isolatedMargin),
    leverage: given(row.leverage),
  })),
);

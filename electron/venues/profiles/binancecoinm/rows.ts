import { z } from 'zod';
import { shownAmount } from '../../shownAmounts.ts';
import { given, heldFields, type PositionRow } from '../binance/rows.ts';

/** `GET /dapi/v1/positionRisk`: leverage and margin type are told. */
export const positionRows = z.array(
  z.object({ ...heldFields, leverage: shownAmount, marginType: z.string() }).transform((row): PositionRow => ({
    ...row,
    marginMode: row.marginType.toLowerCase() === 'isolated' ? 'isolated' : 'cross',
    leverage: given(row.leverage),
  })),
);

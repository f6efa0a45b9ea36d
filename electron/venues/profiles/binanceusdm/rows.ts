import { z } from 'zod';
import { absolute, divide, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import { shownAmount } from '../../shownAmounts.ts';
import { given, heldFields, maybe, type PositionRow } from '../binance/rows.ts';

type Margins = Readonly<{ positionInitialMargin: Decimal | null; notional: Decimal | null }>;

/** Version 3 has no leverage: it is the notional over the margin that it takes, a whole number. */
function leverageOf({ positionInitialMargin, notional }: Margins): Decimal | null {
  const margin = given(positionInitialMargin);
  return margin === null || notional === null ? null : toPlaces(divide(absolute(notional), margin), 0);
}

/** `GET /fapi/v3/positionRisk`. */
export const positionRow = z
  .object({
    ...heldFields,
    isolatedMargin: maybe,
    isolatedWallet: maybe,
    notional: shownAmount,
    positionInitialMargin: shownAmount,
  })
  .transform((row): PositionRow => ({
    ...row,
    marginMode: given(row.isolatedWallet) === null && given(row.isolatedMargin) === null ? 'cross' : 'isolated',
    leverage: leverageOf(row),
  }));
export const positionRows = z.array(positionRow);

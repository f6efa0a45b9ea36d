// The amounts of a position that are only shown: entry, mark and profit. Closing needs none of them, so a row without them
// is still a position; what the venue leaves out comes from the next best truth at hand. "0": nobody says.
import { z } from 'zod';
import { divide, isDecimal, isPositive, multiply, negate, subtract, type Decimal } from '../../shared/decimal.ts';
import type { Position } from '../../shared/position.ts';

type Amounts = Pick<Position, 'entryPrice' | 'markPrice' | 'unrealizedPnl'>;

/** For rows: whatever is not a decimal number is not said. */
export const shownAmount = z
  .unknown()
  .optional()
  .transform((value): Decimal | null => {
    const printed = typeof value === 'number' ? String(value) : value;
    return isDecimal(printed) ? printed : null;
  });

const price = (value: Decimal | null | undefined): Decimal | null =>
  value !== null && value !== undefined && isPositive(value) ? value : null;

/** `feedMark`: the last mark of the price stream. */
export function shownAmounts(
  held: Pick<Position, 'market' | 'side' | 'size'>,
  told: Readonly<Record<keyof Amounts, Decimal | null>>,
  feedMark: Decimal | undefined,
): Amounts {
  const entry = price(told.entryPrice);
  const mark = price(told.markPrice) ?? price(feedMark) ?? entry;
  const entryPrice = entry ?? mark;
  if (entryPrice === null || mark === null) {
    return { entryPrice: '0', markPrice: '0', unrealizedPnl: told.unrealizedPnl ?? '0' };
  }
  return { entryPrice, markPrice: mark, unrealizedPnl: told.unrealizedPnl ?? profitAt(held, entryPrice, mark) };
}

function profitAt({ market, side, size }: Pick<Position, 'market' | 'side' | 'size'>, entry: Decimal, mark: Decimal): Decimal {
  const units = multiply(size, market.contractSize);
  const long = market.inverse ? subtract(divide(units, entry), divide(units, mark)) : multiply(units, subtract(mark, entry));
  return side === 'long' ? long : negate(long);
}

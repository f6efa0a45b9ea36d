// What a percentage means in lots, at once, until the preview of the main process arrives. Rounded down, never up.
import { ceilToStep, compare, divide, floorToStep, isZero, multiply, subtract, type Decimal } from '../../shared/decimal.ts';
import type { MarketRules } from '../../shared/position.ts';

export type PartialEstimate = Readonly<{
  closeSize: Decimal;
  remainingSize: Decimal;
  /** Set when the share is less than one lot: the smallest percentage that closes anything. */
  smallestPct: number | null;
  /** What would remain is below the venue's minimum. */
  leavesDust: boolean;
}>;

/** `exitPct` 1-100; 100 is all of it, not 100 % rounded. */
export function estimatePartial(size: Decimal, exitPct: number, market: MarketRules): PartialEstimate {
  if (exitPct >= 100) return { closeSize: size, remainingSize: '0', smallestPct: null, leavesDust: false };
  const share = divide(multiply(size, String(exitPct)), '100');
  const closeSize = floorToStep(share, market.lotSize);
  const remainingSize = subtract(size, closeSize);
  const zero = isZero(closeSize);
  const lots = Number(ceilToStep(divide(multiply(market.lotSize, '100'), size), '1'));
  return {
    closeSize,
    remainingSize,
    smallestPct: zero ? Math.min(100, Math.max(1, lots)) : null,
    leavesDust: !zero && compare(remainingSize, market.minSize) < 0,
  };
}

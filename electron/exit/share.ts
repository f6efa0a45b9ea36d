// Partial close: which part of a position `exitPct` means. Rounded down to the lot; 100 is the venue's own string.
import {
  ceilToStep,
  compare,
  divide,
  floorToStep,
  isZero,
  multiply,
  subtract,
  toPlaces,
  type Decimal,
} from '../../shared/decimal.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { Position } from '../../shared/position.ts';
import { notionalOf } from './money.ts';

export type Share = Readonly<{ closeSize: Decimal; remainingSize: Decimal; note: string | null }>;

const whole = (position: Position, note: string | null): Share => ({ closeSize: position.size, remainingSize: '0', note });

function isBelowMinimum(position: Position, size: Decimal): boolean {
  const { minSize, minNotional } = position.market;
  if (compare(size, minSize) < 0) return true;
  // Minimum notional is quoted in the quote currency; inverse sizes are already quote value.
  if (minNotional === null) return false;
  const value = position.market.inverse ? multiply(size, position.market.contractSize) : notionalOf(position, size);
  return compare(value, minNotional) < 0;
}

/** Smallest whole percentage that closes at least one lot. */
export function smallestPercent(position: Position): number {
  for (let percent = 1; percent < 100; percent += 1) {
    if (!isZero(floorShare(position, percent))) return percent;
  }
  return 100;
}

const floorShare = (position: Position, percent: number): Decimal =>
  floorToStep(divide(multiply(position.size, String(percent)), '100'), position.market.lotSize);

/** What to close. Refuses a share that rounds to zero, naming the smallest percentage that does not. */
export function shareOf(position: Position, exitPct: number): Result<Share> {
  if (exitPct >= 100) return succeed(whole(position, null));
  const closeSize = floorShare(position, exitPct);
  if (isZero(closeSize)) {
    const smallest = smallestPercent(position);
    return fail({
      kind: 'badRequest',
      message: `${exitPct} % of ${position.size} ${position.symbol} is less than one lot (${position.market.lotSize}).`,
      remedy: `The smallest share that can be closed is ${smallest} %.`,
    });
  }
  const remainingSize = subtract(position.size, closeSize);
  if (isZero(remainingSize)) return succeed(whole(position, null));
  if (isBelowMinimum(position, remainingSize)) {
    return succeed(
      whole(
        position,
        `Closes all of it: the rest of ${remainingSize} would be below the venue's minimum of ${minimumOf(position)}.`,
      ),
    );
  }
  const note = isBelowMinimum(position, closeSize)
    ? `${closeSize} is below the venue's minimum of ${minimumOf(position)}; the venue may refuse it.`
    : null;
  return succeed({ closeSize, remainingSize, note });
}

/**
 * The share as it was announced. Refused when the position has changed so that the percentage means another size;
 * 100 % means all of it whatever it holds by now.
 * @param announced  size that the preview named; null: there was none
 */
export function announcedShareOf(position: Position, exitPct: number, announced: Decimal | null): Result<Share> {
  const share = shareOf(position, exitPct);
  if (!share.ok || announced === null || exitPct >= 100 || compare(share.value.closeSize, announced) === 0) return share;
  return fail({
    kind: 'planExpired',
    message: `${position.symbol} holds ${position.size} by now: ${exitPct} % of it is ${share.value.closeSize}, not ${announced} as the preview said. Nothing was sent.`,
    remedy: 'Look at the new preview and confirm that one.',
  });
}

/** The smallest size that meets both of the venue's minima, in its size unit. */
export function minimumOf(position: Position): Decimal {
  const { minSize, minNotional, lotSize } = position.market;
  if (minNotional === null) return minSize;
  const one = position.market.inverse ? position.market.contractSize : notionalOf(position, '1');
  if (isZero(one)) return minSize;
  const byNotional = ceilToStep(divide(minNotional, one), lotSize);
  return compare(byNotional, minSize) > 0 ? byNotional : minSize;
}

/** For sentences: a settle amount with at most eight places. */
export const readable = (amount: Decimal): string => {
  const text = toPlaces(amount, 8);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

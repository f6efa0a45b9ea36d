// Positions in, ordered closes out. Pure.
//  - Nearest to liquidation first, then largest notional; the two legs of a hedge together.
//  - A size is the venue's own string when it is the whole position; slices never add up to more than the position.
import {
  absolute,
  add,
  compare,
  divide,
  floorToStep,
  isPositive,
  isZero,
  larger,
  multiply,
  smaller,
  subtract,
  toNumber,
  type Decimal,
} from '../../shared/decimal.ts';
import type { KeptPosition } from '../../shared/exit.ts';
import type { Position } from '../../shared/position.ts';
import type { Settings } from '../../shared/settings.ts';
import { notionalOf, takerFeeOf, toUsd, type Rates } from './money.ts';
import { readable } from './share.ts';

/** |mark - liquidation| / mark; null when the venue gives no liquidation price. */
function liquidationDistance(position: Position): number | null {
  const { liquidationPrice, markPrice } = position;
  if (liquidationPrice === null || !isPositive(liquidationPrice) || !isPositive(markPrice)) return null;
  const mark = toNumber(markPrice); // for the order of sending only
  return Math.abs(mark - toNumber(liquidationPrice)) / mark;
}

type Ranked<T> = Readonly<{ item: T; position: Position; distance: number | null; notional: Decimal }>;

function byUrgency<T>(a: Ranked<T>, b: Ranked<T>): number {
  if (a.distance !== null && b.distance !== null) {
    const nearer = a.distance - b.distance;
    if (nearer !== 0) return nearer;
  } else if (a.distance !== null || b.distance !== null) {
    return a.distance === null ? 1 : -1;
  }
  return compare(b.notional, a.notional);
}

/** Groups in the order of closing; a group is one position, or the two legs of a hedge on one symbol. */
export function groupByUrgency<T>(
  items: readonly T[],
  positionOf: (item: T) => Position,
  rates: Rates,
): readonly (readonly T[])[] {
  const ranked = items.map((item): Ranked<T> => {
    const position = positionOf(item);
    const notional = notionalOf(position, position.size);
    const usd = toUsd(notional, position.market.settle, rates);
    return { item, position, distance: liquidationDistance(position), notional: usd === null ? notional : usd };
  });
  ranked.sort(byUrgency);
  const groups = new Map<string, T[]>();
  for (const { item, position } of ranked) {
    const group = groups.get(position.symbol);
    if (group === undefined) groups.set(position.symbol, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/**
 * Cuts `size` into parts of at most `maximum`, as even as the lot allows; all but the last are whole lots and the last
 * is the exact rest, so that the parts add up to `size` digit for digit.
 */
export function slicesOf(size: Decimal, maximum: Decimal | null, lotSize: Decimal): readonly Decimal[] {
  if (maximum === null || compare(size, maximum) <= 0) return [size];
  const limit = floorToStep(maximum, lotSize);
  if (!isPositive(limit)) return [size];
  let count = Math.max(2, Math.ceil(toNumber(divide(size, limit))));
  while (compare(multiply(limit, String(count)), size) < 0) count += 1; // a number is not a decimal
  const part = floorToStep(divide(size, String(count)), lotSize);
  const rest = subtract(size, multiply(part, String(count - 1)));
  if (isPositive(part) && compare(part, limit) <= 0 && compare(rest, limit) <= 0) {
    return [...Array.from({ length: count - 1 }, () => part), rest];
  }
  // Uneven lots leave the rest above the limit: then full parts and a smaller last one.
  const full = Array.from({ length: count - 1 }, () => limit);
  const last = subtract(size, multiply(limit, String(count - 1)));
  return isPositive(last) ? [...full, last] : full;
}

/** Packs groups into chunks of at most `chunkSize`, keeping a group in one chunk when it fits into one at all. */
export function chunksOf<T>(groups: readonly (readonly T[])[], chunkSize: number): readonly (readonly T[])[] {
  const size = Math.max(1, chunkSize);
  const chunks: T[][] = [];
  for (const group of groups) {
    for (let start = 0; start < group.length; start += size) {
      const part = group.slice(start, start + size);
      const open = chunks.find((chunk) => chunk.length + part.length <= size);
      if (open === undefined) chunks.push([...part]);
      else open.push(...part);
    }
  }
  return chunks;
}

/**
 * What the next order of a leg may close: never more than the freshest size, minus what must remain.
 * @param limit  for a partial close: what was asked for minus what is filled; null for everything
 */
export function sizeToClose(position: Position, targetSize: Decimal, limit: Decimal | null): Decimal {
  if (limit === null && isZero(targetSize)) return position.size;
  const above = larger('0', subtract(position.size, targetSize));
  const wanted = limit === null ? above : smaller(above, larger('0', limit));
  if (compare(wanted, position.size) === 0) return position.size;
  return floorToStep(wanted, position.market.lotSize);
}

export type WinnersChoice = Readonly<{
  winners: readonly Position[];
  kept: readonly Readonly<{ position: Position; reason: string }>[];
}>;

/** Flatten Winners: profit at the mark above the taker fee of leaving, or any profit. */
export function chooseWinners(positions: readonly Position[], rule: Settings['winnersRule']): WinnersChoice {
  const winners: Position[] = [];
  const kept: { position: Position; reason: string }[] = [];
  for (const position of positions) {
    const { unrealizedPnl, market } = position;
    const fee = takerFeeOf(position, position.size);
    if (!isPositive(unrealizedPnl)) {
      const reason = isZero(unrealizedPnl) ? 'no profit' : `loses ${readable(absolute(unrealizedPnl))} ${market.settle}`;
      kept.push({ position, reason });
    } else if (rule === 'netOfFee' && compare(unrealizedPnl, fee) <= 0) {
      const reason = `its profit of ${readable(unrealizedPnl)} ${market.settle} does not pay the fee of leaving (${readable(fee)})`;
      kept.push({ position, reason });
    } else {
      winners.push(position);
    }
  }
  return { winners, kept };
}

export const keptOf = (position: Position, reason: string, rates: Rates): KeptPosition => ({
  position: position.key,
  accountId: position.accountId,
  venue: position.venue,
  nativeSymbol: position.nativeSymbol,
  symbol: position.symbol,
  side: position.side,
  unrealizedPnlUsd: toUsd(position.unrealizedPnl, position.market.settle, rates),
  reason,
});

export const totalOf = (sizes: readonly Decimal[]): Decimal => sizes.reduce(add, '0');

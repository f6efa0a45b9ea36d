import { absolute, subtract, sum, type Decimal } from '../../shared/decimal.ts';
import type { PositionView } from '../../shared/position.ts';

export type Totals = Readonly<{
  count: number;
  longs: number;
  shorts: number;
  longUsd: Decimal;
  shortUsd: Decimal;
  netUsd: Decimal;
  grossUsd: Decimal;
  pnlUsd: Decimal;
  /** Positions whose worth in USD is not known: the sums are without them, and the screen says so. */
  unpriced: number;
}>;

export function totalsOf(positions: readonly PositionView[]): Totals {
  const long: Decimal[] = [];
  const short: Decimal[] = [];
  const pnl: Decimal[] = [];
  let longs = 0;
  let unpriced = 0;
  for (const position of positions) {
    if (position.side === 'long') longs += 1;
    if (position.unrealizedPnlUsd !== null) pnl.push(position.unrealizedPnlUsd);
    if (position.notionalUsd === null) unpriced += 1;
    else (position.side === 'long' ? long : short).push(absolute(position.notionalUsd));
  }
  const longUsd = sum(long);
  const shortUsd = sum(short);
  return {
    count: positions.length,
    longs,
    shorts: positions.length - longs,
    longUsd,
    shortUsd,
    netUsd: subtract(longUsd, shortUsd),
    grossUsd: sum([longUsd, shortUsd]),
    pnlUsd: sum(pnl),
    unpriced,
  };
}

// What closing would cost against the venue's order book. Books are read for previews only, kept for seconds, and never
// waited for by an exit.
import type { VenueId } from '../../shared/account.ts';
import { compare, isPositive, subtract, sum, type Decimal } from '../../shared/decimal.ts';
import type { Result } from '../../shared/failure.ts';
import type { MarketRules, Position } from '../../shared/position.ts';
import { unrealizedPnlAt } from './positionView.ts';

/** [price, size in the venue's size unit], best first. */
export type DepthLevel = readonly [Decimal, Decimal];
export type Depth = Readonly<{ bids: readonly DepthLevel[]; asks: readonly DepthLevel[] }>;

/**
 * Settle currency, positive is a cost: what a market order for `size` loses against the mark by walking the book.
 * Null when the book that was read does not hold the size.
 */
export function slippageOf(position: Position, size: Decimal, depth: Depth): Decimal | null {
  const levels = position.side === 'long' ? depth.bids : depth.asks;
  let left = size;
  const costs: Decimal[] = [];
  for (const [price, available] of levels) {
    if (!isPositive(left)) break;
    const part = compare(available, left) < 0 ? available : left;
    const share: Position = { ...position, size: part };
    costs.push(subtract(unrealizedPnlAt(share, position.markPrice), unrealizedPnlAt(share, price)));
    left = subtract(left, part);
  }
  return isPositive(left) ? null : sum(costs);
}

export type DepthCache = Readonly<{
  /** Reads the books of these positions' markets; over when all have answered or `withinMs` has passed. Never fails. */
  refresh: (positions: readonly Position[], withinMs: number) => Promise<void>;
  /** From a book that is younger than ten seconds, otherwise null. */
  slippage: (position: Position, size: Decimal) => Decimal | null;
}>;

const KEPT_MS = 10_000;
const FRESH_MS = 1_000;
const MOST_BOOKS = 100; // a preview is not worth a venue's whole budget

export function createDepthCache(
  clock: Readonly<{ now(): number; sleep(ms: number): Promise<void> }>,
  readDepth: (accountId: string, market: MarketRules, deadlineMs: number) => Promise<Result<Depth>>,
): DepthCache {
  const books = new Map<string, Readonly<{ depth: Depth; atMs: number }>>();
  const keyOf = (venue: VenueId, nativeSymbol: string) => `${venue}|${nativeSymbol}`;

  return {
    refresh: async (positions, withinMs) => {
      const wanted = new Map(positions.map((position) => [keyOf(position.venue, position.nativeSymbol), position]));
      const old = [...wanted].filter(([key]) => clock.now() - (books.get(key)?.atMs ?? -Infinity) > FRESH_MS);
      const reads = old.slice(0, MOST_BOOKS).map(async ([key, { accountId, market }]) => {
        const read = await readDepth(accountId, market, clock.now() + withinMs);
        if (read.ok) books.set(key, { depth: read.value, atMs: clock.now() });
      });
      await Promise.race([Promise.all(reads), clock.sleep(withinMs)]);
    },
    slippage: (position, size) => {
      const book = books.get(keyOf(position.venue, position.nativeSymbol));
      if (book === undefined || clock.now() - book.atMs > KEPT_MS) return null;
      return slippageOf(position, size, book.depth);
    },
  };
}

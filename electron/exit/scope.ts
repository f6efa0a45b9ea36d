// What an exit is about. One scope per action; accounts and venues of a filter are resolved to a list of accounts
// before, so a scope speaks about symbols and sides inside one account only.
import type { Decimal } from '../../shared/decimal.ts';
import type { ExitRequest, FlattenFilter } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { closingOrderSide, type Position, type PositionKey, type Side, type WorkingOrder } from '../../shared/position.ts';

export type Scope = Readonly<
  | { kind: 'filter'; instrument: string | null; side: Side | null }
  | { kind: 'winners' } // its positions are chosen from a read that began after the press
  /** `closeSize`: what the preview announced for this share; a share that has become another one is refused. */
  | { kind: 'partial'; position: PositionKey; exitPct: number; closeSize: Decimal | null }
>;

/** @param closeSize  partial close only: what the preview announced; null before there is one */
export function scopeOf(request: ExitRequest, closeSize: Decimal | null = null): Scope {
  switch (request.action) {
    case 'emergencyExit':
      return { kind: 'filter', instrument: null, side: null };
    case 'flattenWinners':
      return { kind: 'winners' };
    case 'partialClose':
      return { kind: 'partial', position: request.position, exitPct: request.exitPct, closeSize };
    case 'flatten':
      return { kind: 'filter', instrument: request.filter.instrument ?? null, side: request.filter.marketPosition ?? null };
    default:
      return assertNever(request);
  }
}

export const matchesInstrument = (
  item: Readonly<{ symbol: string; nativeSymbol: string }>,
  instrument: string | null | undefined,
): boolean => {
  if (instrument === null || instrument === undefined) return true;
  const wanted = instrument.toLowerCase();
  return item.symbol.toLowerCase() === wanted || item.nativeSymbol.toLowerCase() === wanted;
};

export const matchesAccount = (
  account: Readonly<{ accountId: string; venue: string; label: string }>,
  filter: FlattenFilter,
): boolean =>
  (filter.account === undefined || account.accountId === filter.account) &&
  (filter.venue === undefined || account.venue === filter.venue);

/** Everything that `inner` means is meant by `outer` too (same account). */
export function scopeCovers(outer: Scope, inner: Scope): boolean {
  if (outer.kind === 'filter') {
    if (outer.instrument === null && outer.side === null) return true;
    if (inner.kind === 'partial') {
      const [, symbol, side] = inner.position.split('|');
      const sameSide = outer.side === null || outer.side === side;
      return sameSide && (outer.instrument === null || outer.instrument.toLowerCase() === symbol?.toLowerCase());
    }
    if (inner.kind !== 'filter') return false;
    const instrument = outer.instrument === null || outer.instrument.toLowerCase() === inner.instrument?.toLowerCase();
    return instrument && (outer.side === null || outer.side === inner.side);
  }
  if (outer.kind === 'winners') return inner.kind === 'winners';
  return inner.kind === 'partial' && inner.position === outer.position && inner.exitPct === outer.exitPct;
}

/** The order can not make any position larger: the venue guarantees it. */
export const isProtective = (order: WorkingOrder): boolean => order.reduceOnly || order.family === 'attached';

/**
 * The order works on this position. One-way: everything on the symbol, since whatever rests there would act on the
 * position or re-open it. Hedge mode: the order's own tag decides, and an untagged protective order its direction.
 */
export function belongsTo(order: WorkingOrder, position: Readonly<{ symbol: string; side: Side; hedged: boolean }>): boolean {
  if (order.symbol !== position.symbol) return false;
  if (order.positionSide !== null) return order.positionSide === position.side;
  if (!position.hedged) return true;
  return isProtective(order) && order.orderSide === closingOrderSide(position.side);
}

/**
 * Whether the exit must get rid of the order.
 * @param closed positions that this exit closes or closed
 */
export function orderInScope(scope: Scope, order: WorkingOrder, closed: readonly Position[]): boolean {
  if (scope.kind === 'partial') return false;
  if (scope.kind === 'winners') return closed.some((position) => belongsTo(order, position));
  if (!matchesInstrument(order, scope.instrument)) return false;
  if (scope.side === null) return true;
  return closed.some((position) => belongsTo(order, position));
}

/** Whatever the account holds. */
export const isEverything = (scope: Scope): boolean =>
  scope.kind === 'filter' && scope.instrument === null && scope.side === null;

/** Only meaningful for filters: winners and partial closes are lists of positions. */
export const positionInFilter = (scope: Scope, position: Position): boolean =>
  scope.kind === 'filter' &&
  matchesInstrument(position, scope.instrument) &&
  (scope.side === null || scope.side === position.side);

/** Every order on a symbol in scope has to go, so the venue's cancel-all may be used there. */
export const isWholeSymbol = (scope: Scope): boolean => scope.kind === 'filter' && scope.side === null;

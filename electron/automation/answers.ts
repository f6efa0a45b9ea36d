// Reports of exits and the live table as programs read them.
import type { z } from 'zod';
import type { AccountView } from '../../shared/account.ts';
import { add, isZero, multiply, subtract, toNumber, toPlaces, type Decimal } from '../../shared/decimal.ts';
import type { ExitPreview, ExitView, LegView } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { positionKey, sizeUnitOf, type PositionKey, type PositionView } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import type * as schemas from './schemas.ts';
import {
  accountOfLeg,
  askedByOf,
  directionOf,
  errorsOf,
  exchangeOf,
  instrumentTypeOf,
  labelOf,
  marketPositionOf,
  sideOf,
} from './words.ts';

type PartialCloseArgs = z.infer<typeof schemas.partialCloseArgs>;
type Answer<Name extends keyof typeof schemas> = z.infer<(typeof schemas)[Name]>;

const numberOf = (value: Decimal | null | undefined): number | null =>
  value === null || value === undefined ? null : toNumber(value);
/** Money has its cents; what a division left behind them is noise. */
const moneyOf = (value: Decimal | null): number | null => (value === null ? null : toNumber(toPlaces(value, 8)));

/** What was asked of this leg is read back. */
const isClosed = (leg: LegView): boolean => leg.state === 'proved';

function closedSizeOf({ startSize, remainingSize, targetSize }: LegView): Decimal {
  return subtract(startSize, remainingSize ?? targetSize); // proved without a size of its own: what was to remain
}

/** From the fills, net of the fee; null until they are read. */
function netPnlUsdOf(leg: LegView, view: ExitView): Decimal | null {
  const rate = view.rates[leg.settle];
  if (leg.realizedPnl === null || leg.fee === null || rate === undefined) return null;
  return multiply(subtract(leg.realizedPnl, leg.fee), rate);
}

function totalOf(amounts: readonly (Decimal | null)[]): Decimal | null {
  let total: Decimal = '0';
  for (const amount of amounts) {
    if (amount === null) return null;
    total = add(total, amount);
  }
  return total;
}

const isFlat = (view: ExitView): boolean => view.verdict === 'flat';

const ofExit = (view: ExitView, joined: boolean) => ({
  verdict: view.verdict,
  errors: [...errorsOf(view)],
  exitId: view.exitId,
  joined,
});

function closedPositionOf(leg: LegView, view: ExitView): Answer<'flattenAnswer'>['closedPositions'][number] {
  return {
    type: 'Breakglass.Position',
    account: accountOfLeg(leg, view),
    instrument: leg.atPress?.nativeSymbol ?? leg.symbol,
    instrumentType: instrumentTypeOf(leg.symbol),
    marketPosition: marketPositionOf(leg.side),
    quantity: toNumber(closedSizeOf(leg)),
    averagePrice: numberOf(leg.atPress?.entryPrice),
    marketPrice: numberOf(leg.atPress?.markPrice),
    unrealizedProfitLoss: numberOf(leg.atPress?.unrealizedPnl),
    accountId: leg.accountId,
    venue: leg.venue,
    symbol: leg.symbol,
    settle: leg.settle,
    sizeUnit: leg.sizeUnit,
  };
}

export const flattenAnswerOf = (view: ExitView, joined: boolean): Answer<'flattenAnswer'> => ({
  orderIds: view.legs.flatMap(({ orderIds }) => orderIds),
  closedPositions: view.legs.filter(isClosed).map((leg) => closedPositionOf(leg, view)),
  success: isFlat(view),
  ...ofExit(view, joined),
});

const closedRowOf = (leg: LegView, view: ExitView): Answer<'emergencyExitAnswer'>['closed_positions'][number] => ({
  symbol: leg.atPress?.nativeSymbol ?? leg.symbol,
  direction: directionOf(leg.side),
  exit_price: moneyOf(leg.averagePrice),
  realized_pnl_usd: moneyOf(netPnlUsdOf(leg, view)),
  exchange: exchangeOf(leg.venue),
  account: accountOfLeg(leg, view),
});

const totalPnlOf = (legs: readonly LegView[], view: ExitView): number | null =>
  moneyOf(totalOf(legs.map((leg) => netPnlUsdOf(leg, view))));

export function emergencyExitAnswerOf(view: ExitView, joined: boolean): Answer<'emergencyExitAnswer'> {
  const closed = view.legs.filter(isClosed);
  return {
    success: isFlat(view),
    positions_closed: closed.length,
    total_realized_pnl_usd: totalPnlOf(closed, view),
    closed_positions: closed.map((leg) => closedRowOf(leg, view)),
    ...ofExit(view, joined),
  };
}

export function flattenWinnersAnswerOf(view: ExitView, joined: boolean, snapshot: PanelSnapshot): Answer<'flattenWinnersAnswer'> {
  const closed = view.legs.filter(isClosed);
  return {
    success: isFlat(view),
    positions_closed: closed.length,
    total_profit_locked_usd: totalPnlOf(closed, view),
    closed: closed.map((leg) => closedRowOf(leg, view)),
    kept_open: view.kept.map((kept) => ({
      symbol: snapshot.positions[kept.position]?.nativeSymbol ?? kept.symbol,
      direction: directionOf(kept.side),
      unrealized_pnl_usd: moneyOf(kept.unrealizedPnlUsd),
      reason: kept.reason,
      account: labelOf(kept.accountId, snapshot),
    })),
    ...ofExit(view, joined),
  };
}

/** The position that was meant; an exit of more, which this one joined, has it among its legs. */
function positionMeant(view: ExitView, { symbol, account, direction }: PartialCloseArgs): PositionKey {
  if (view.request.action === 'partialClose') return view.request.position;
  const leg = view.legs.find(
    (each) =>
      [each.symbol, each.atPress?.nativeSymbol].some((name) => name?.toLowerCase() === symbol.toLowerCase()) &&
      (account === undefined || [each.accountId, accountOfLeg(each, view)].includes(account)) &&
      (direction === undefined || sideOf(direction) === each.side),
  );
  return leg === undefined ? `|${symbol}|` : positionKey(leg.accountId, leg.symbol, leg.side);
}

/** A rest below the venue's minimum is closed with the share: then all of it was. */
export function partialCloseAnswerOf(
  view: ExitView,
  joined: boolean,
  snapshot: PanelSnapshot,
  args: PartialCloseArgs,
): Answer<'partialCloseAnswer'> {
  const position = positionMeant(view, args);
  const [accountId = '', symbol = '', side] = position.split('|');
  const leg = view.legs.find((each) => each.accountId === accountId && each.symbol === symbol && each.side === side);
  const held = snapshot.positions[position];
  const remaining = leg?.remainingSize ?? null;
  const isGone = remaining !== null && isZero(remaining);
  const closed = leg === undefined || remaining === null ? '0' : closedSizeOf(leg);
  return {
    success: isFlat(view),
    symbol: leg?.atPress?.nativeSymbol ?? symbol,
    closed_pct: isZero(closed) ? 0 : isGone ? 100 : args.exit_pct,
    closed_qty: toNumber(closed),
    remaining_qty: numberOf(remaining),
    exit_price: leg === undefined ? null : moneyOf(leg.averagePrice),
    realized_pnl_usd: leg === undefined ? null : moneyOf(netPnlUsdOf(leg, view)),
    remaining_unrealized_pnl_usd: isGone ? 0 : moneyOf(held?.unrealizedPnlUsd ?? null),
    qty_unit: leg?.sizeUnit ?? (held === undefined ? '' : sizeUnitOf(held.market)),
    account: labelOf(accountId, snapshot),
    direction: directionOf(side === 'short' ? 'short' : 'long'),
    ...ofExit(view, joined),
  };
}

export const startedAnswerOf = (exitId: string, joined: boolean): Answer<'startedAnswer'> => ({
  success: false,
  running: true,
  verdict: null,
  errors: [],
  exitId,
  joined,
});

export const positionRowOf = (
  position: PositionView,
  snapshot: PanelSnapshot,
): Answer<'positionsAnswer'>['positions'][number] => ({
  type: 'Breakglass.Position',
  account: labelOf(position.accountId, snapshot),
  instrument: position.nativeSymbol,
  instrumentType: instrumentTypeOf(position.symbol),
  marketPosition: marketPositionOf(position.side),
  quantity: toNumber(position.size),
  averagePrice: numberOf(position.entryPrice),
  marketPrice: numberOf(position.markPrice),
  unrealizedProfitLoss: moneyOf(position.unrealizedPnl),
  accountId: position.accountId,
  venue: position.venue,
  symbol: position.symbol,
  settle: position.market.settle,
  sizeUnit: sizeUnitOf(position.market),
  position: position.key,
  size: position.size,
  unrealizedPnlUsd: moneyOf(position.unrealizedPnlUsd),
  notionalUsd: moneyOf(position.notionalUsd),
  leverage: numberOf(position.leverage),
  liquidationPrice: numberOf(position.liquidationPrice),
  marginMode: position.marginMode,
  updatedAtMs: Math.round(position.updatedAtMs),
});

/** Null: what is shown of it is of now. */
function troubleOf({ health }: AccountView): string | null {
  switch (health.kind) {
    case 'live':
      return null;
    case 'connecting':
      return 'is being connected';
    case 'stale':
      return health.reason;
    case 'failed':
      return health.failure.message;
    default:
      return assertNever(health);
  }
}

export const notFreshOf = (
  { accounts }: PanelSnapshot,
  isMine: (accountId: string) => boolean,
): Answer<'positionsAnswer'>['notFresh'] =>
  accounts
    .filter(({ id }) => isMine(id))
    .flatMap((account) => {
      const reason = troubleOf(account);
      return reason === null ? [] : [{ account: account.label, accountId: account.id, reason }];
    });

export const positionsAnswerOf = (
  snapshot: PanelSnapshot,
  isMine: (accountId: string) => boolean,
): Answer<'positionsAnswer'> => ({
  positions: Object.values(snapshot.positions)
    .filter(({ accountId }) => isMine(accountId))
    .map((position) => positionRowOf(position, snapshot)),
  notFresh: notFreshOf(snapshot, isMine),
});

export const accountsAnswerOf = (snapshot: PanelSnapshot, isMine: (accountId: string) => boolean): Answer<'accountsAnswer'> => ({
  environment: snapshot.environment,
  accounts: snapshot.accounts
    .filter(({ id }) => isMine(id))
    .map((account) => ({
      account: account.label,
      accountId: account.id,
      venue: account.venue,
      health: account.health.kind,
      reason: troubleOf(account),
      equityUsd: moneyOf(account.equityUsd),
      positions: Object.values(snapshot.positions).filter(({ accountId }) => accountId === account.id).length,
      workingOrders: (snapshot.orders[account.id] ?? []).length, // none were ever listed
      freshAtMs: account.freshAtMs === null ? null : Math.round(account.freshAtMs),
    })),
});

export const exitSummaryOf = (view: ExitView): Answer<'exitsAnswer'>['exits'][number] => ({
  exitId: view.exitId,
  action: view.request.action,
  environment: view.environment,
  pressedAtMs: Math.round(view.pressedAtMs),
  endedAtMs: view.endedAtMs === null ? null : Math.round(view.endedAtMs),
  running: view.endedAtMs === null,
  verdict: view.verdict,
  pressToFlatMs: view.pressToFlatMs,
  askedBy: askedByOf(view),
});

export function exitAnswerOf(view: ExitView): Answer<'exitAnswer'> {
  const { orderIds, closedPositions, errors } = flattenAnswerOf(view, false);
  return {
    ...exitSummaryOf(view),
    success: isFlat(view),
    report: {
      orderIds,
      closedPositions,
      errors,
      realizedPnlUsd: moneyOf(view.realizedPnlUsd),
      feeUsd: moneyOf(view.feeUsd),
      ordersCancelled: view.ordersCancelled,
      keptOpen: view.kept.map(keptRowOf),
      notes: [...view.notes],
    },
  };
}

const keptRowOf = (kept: ExitView['kept'][number]) => ({
  position: kept.position,
  unrealizedPnlUsd: moneyOf(kept.unrealizedPnlUsd),
  reason: kept.reason,
});

export const previewAnswerOf = (preview: ExitPreview, snapshot: PanelSnapshot): Answer<'previewAnswer'> => ({
  action: preview.request.action,
  environment: preview.environment,
  positions: preview.legs.map((leg) => ({
    account: labelOf(leg.accountId, snapshot),
    accountId: leg.accountId,
    venue: leg.venue,
    symbol: leg.symbol,
    marketPosition: marketPositionOf(leg.side),
    quantity: toNumber(leg.size),
    closeQuantity: toNumber(leg.closeSize),
    remainingQuantity: toNumber(leg.remainingSize),
    sizeUnit: leg.sizeUnit,
    notionalUsd: moneyOf(leg.notionalUsd),
    estimatedPnlUsd: moneyOf(leg.estimatedPnlUsd),
    estimatedFeeUsd: moneyOf(leg.estimatedFeeUsd),
    estimatedSlippageUsd: moneyOf(leg.estimatedSlippageUsd),
    note: leg.note,
  })),
  keptOpen: preview.kept.map(keptRowOf),
  ordersToCancel: preview.ordersToCancel,
  notionalUsd: toNumber(toPlaces(preview.notionalUsd, 8)),
  estimatedPnlUsd: moneyOf(preview.estimatedPnlUsd),
  estimatedFeeUsd: moneyOf(preview.estimatedFeeUsd),
  estimatedSlippageUsd: moneyOf(preview.estimatedSlippageUsd),
  warnings: [...preview.warnings],
});

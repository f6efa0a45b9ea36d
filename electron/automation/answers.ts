// Reports of exits and the live table as programs read them. One file, though long: fields that answers share are made here once.
import type { z } from 'zod';
import type { AccountView } from '../../shared/account.ts';
import { multiply, subtract, toNumber, toPlaces, type Decimal } from '../../shared/decimal.ts';
import type { ExitPreview, ExitView, LegView, TimelineEvent } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { sizeUnitOf, type PositionView } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import type * as schemas from './schemas.ts';
import {
  accountOfLeg,
  askedByOf,
  directionOf,
  errorsOf,
  exchangeOf,
  instrumentTypeOf,
  labelIn,
  labelOf,
  marketPositionOf,
  venueIn,
} from './words.ts';

export type Answer<Name extends keyof typeof schemas> = z.infer<(typeof schemas)[Name]>;

export const numberOf = (value: Decimal | null | undefined): number | null =>
  value === null || value === undefined ? null : toNumber(value);
/** Money has its cents; what a division left behind them is noise. */
export const moneyOf = (value: Decimal | null): number | null => (value === null ? null : toNumber(toPlaces(value, 8)));
/** A price has its digits, however small it is; what a division left behind the twelfth is noise. */
export const priceOf = (value: Decimal | null): number | null =>
  value === null ? null : Number(toNumber(value).toPrecision(12));

/** What was asked of this leg is read back. */
export const isClosed = (leg: LegView): boolean => leg.state === 'proved';

function closedSizeOf({ startSize, remainingSize, targetSize }: LegView): Decimal {
  return subtract(startSize, remainingSize ?? targetSize); // proved without a size of its own: what was to remain
}

/** From the fills, net of the fee; null until they are read. */
export function netPnlUsdOf(leg: LegView, view: ExitView): Decimal | null {
  const rate = view.rates[leg.settle];
  if (leg.realizedPnl === null || leg.fee === null || rate === undefined) return null;
  return multiply(subtract(leg.realizedPnl, leg.fee), rate);
}

export const isFlat = (view: ExitView): boolean => view.verdict === 'flat';

export const ofExit = (view: ExitView, joined: boolean) => ({
  verdict: view.verdict,
  errors: [...errorsOf(view)],
  notes: [...view.notes],
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
    size: closedSizeOf(leg),
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
  exit_price: priceOf(leg.averagePrice),
  realized_pnl_usd: moneyOf(netPnlUsdOf(leg, view)),
  exchange: exchangeOf(leg.venue),
  account: accountOfLeg(leg, view),
});

/** Of everything that was filled: a close that stopped half-way has realised something too. */
const totalPnlOf = ({ realizedPnlUsd, feeUsd }: ExitView): number | null =>
  realizedPnlUsd === null || feeUsd === null ? null : moneyOf(subtract(realizedPnlUsd, feeUsd));

export function emergencyExitAnswerOf(view: ExitView, joined: boolean): Answer<'emergencyExitAnswer'> {
  const closed = view.legs.filter(isClosed);
  return {
    success: isFlat(view),
    positions_closed: closed.length,
    total_realized_pnl_usd: totalPnlOf(view),
    closed_positions: closed.map((leg) => closedRowOf(leg, view)),
    ...ofExit(view, joined),
  };
}

export function flattenWinnersAnswerOf(view: ExitView, joined: boolean): Answer<'flattenWinnersAnswer'> {
  const closed = view.legs.filter(isClosed);
  return {
    success: isFlat(view),
    positions_closed: closed.length,
    total_profit_locked_usd: totalPnlOf(view),
    closed: closed.map((leg) => closedRowOf(leg, view)),
    kept_open: view.kept.map((kept) => ({
      symbol: kept.nativeSymbol ?? kept.symbol,
      direction: directionOf(kept.side),
      unrealized_pnl_usd: moneyOf(kept.unrealizedPnlUsd),
      reason: kept.reason,
      exchange: exchangeOf(kept.venue ?? venueIn(kept.accountId, view)),
      account: labelIn(kept.accountId, view),
    })),
    ...ofExit(view, joined),
  };
}

export const CUT_OFF = 'Breakglass stopped in the middle of this exit. It is taken up again when its accounts are connected.';

/** `view` null: an earlier session began it, and nothing works on it yet. */
export const startedAnswerOf = (exitId: string, joined: boolean, view: ExitView | null): Answer<'startedAnswer'> => ({
  success: false,
  running: true,
  verdict: null,
  errors: view === null ? [CUT_OFF] : [],
  notes: [],
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
  pressToFlatMs: view.pressToFlatMs === null ? null : Math.round(view.pressToFlatMs),
  askedBy: askedByOf(view),
});

export function exitAnswerOf(view: ExitView): Answer<'exitAnswer'> {
  const { orderIds, closedPositions, errors, notes } = flattenAnswerOf(view, false);
  return {
    ...exitSummaryOf(view),
    success: isFlat(view),
    report: {
      orderIds,
      closedPositions,
      errors,
      notes,
      accounts: view.accounts.map(({ accountId, label, venue, phase, verdict, ordersCancelled }) => ({
        account: label,
        accountId,
        venue,
        phase,
        verdict,
        ordersCancelled,
      })),
      legs: view.legs.map((leg) => legRowOf(leg, view)),
      realizedPnlUsd: moneyOf(view.realizedPnlUsd),
      feeUsd: moneyOf(view.feeUsd),
      ordersCancelled: view.ordersCancelled,
      keptOpen: view.kept.map(keptRowOf),
    },
  };
}

const legRowOf = (leg: LegView, view: ExitView): Answer<'exitAnswer'>['report']['legs'][number] => ({
  account: accountOfLeg(leg, view),
  accountId: leg.accountId,
  venue: leg.venue,
  symbol: leg.symbol,
  marketPosition: marketPositionOf(leg.side),
  state: leg.state,
  quantity: toNumber(leg.startSize),
  targetQuantity: toNumber(leg.targetSize),
  remainingQuantity: numberOf(leg.remainingSize),
  sizeUnit: leg.sizeUnit,
  attempts: leg.attempts,
  naked: leg.naked,
  exitPrice: priceOf(leg.averagePrice),
  realizedPnlUsd: moneyOf(netPnlUsdOf(leg, view)),
  failure: leg.failure === null ? null : (leg.failure.venueMessage ?? leg.failure.message),
});

/** Microseconds: what a clock has behind them is noise. */
export const timelineAnswerOf = (exitId: string, events: readonly TimelineEvent[]): Answer<'timelineAnswer'> => ({
  exitId,
  events: events.map((event) => ({ ...event, atMs: Math.round(event.atMs * 1_000) / 1_000 })),
});

const keptRowOf = (kept: ExitView['kept'][number]) => ({
  position: kept.position,
  unrealizedPnlUsd: moneyOf(kept.unrealizedPnlUsd),
  reason: kept.reason,
});

export const previewAnswerOf = (
  preview: ExitPreview,
  snapshot: PanelSnapshot,
  isMine: (accountId: string) => boolean,
): Answer<'previewAnswer'> => ({
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
  keptOpen: preview.kept.filter(({ accountId }) => isMine(accountId)).map(keptRowOf),
  ordersToCancel: preview.ordersToCancel,
  notionalUsd: toNumber(toPlaces(preview.notionalUsd, 8)),
  estimatedPnlUsd: moneyOf(preview.estimatedPnlUsd),
  estimatedFeeUsd: moneyOf(preview.estimatedFeeUsd),
  estimatedSlippageUsd: moneyOf(preview.estimatedSlippageUsd),
  warnings: [...preview.warnings],
});

// One exit as the desk keeps it, and the view of it that everybody else sees.
import { add } from '../../shared/decimal.ts';
import type {
  AccountExitView,
  Asked,
  ExitRequest,
  ExitView,
  KeptPosition,
  LeftOver,
  LegView,
  Verdict,
} from '../../shared/exit.ts';
import type { AccountId, Environment } from '../../shared/account.ts';
import { sizeUnitOf } from '../../shared/position.ts';
import type { AccountExit } from './accountExit.ts';
import { isNaked, isProving, ownOrders, type Demand, type Leg } from './accountState.ts';
import { legsOf } from './demand.ts';
import { isSettled } from './leg.ts';
import { sumKnown, toUsd, type Rates } from './money.ts';

/** Meant by the press, and not connected: nobody can read it. */
export type MissingAccount = Readonly<{ accountId: AccountId; reason: string }>;

export type ExitPart = Readonly<{ run: AccountExit; demand: Demand }>;

export type ExitRecord = {
  readonly exitId: string;
  readonly request: ExitRequest;
  readonly environment: Environment;
  readonly startedBy: ExitView['startedBy'];
  readonly asked: Asked | null;
  readonly resumedAtEpochMs: number | null;
  readonly missing: readonly MissingAccount[];
  readonly pressedAtMs: number; // monotonic
  readonly pressedAtEpochMs: number;
  readonly parts: readonly ExitPart[];
  readonly kept: readonly KeptPosition[];
  readonly notes: string[];
  /** How often it was asked for again while it ran. */
  joins: number;
  endedAtEpochMs: number | null;
  rates: Rates;
  /** False while realised PnL and fees may still be filled in. */
  fillsDone: boolean;
};

/**
 * What is left weighs more than what nobody knows: both are listed, the verdict names the worse. Without an account
 * nothing was read, and nothing is proved.
 */
function verdictOf({ parts, missing }: ExitRecord): Verdict | null {
  if (parts.length === 0) return 'unknown';
  const verdicts = parts.map((part) => part.demand.result?.verdict ?? null);
  if (verdicts.includes(null)) return null;
  if (verdicts.includes('notFlat')) return 'notFlat';
  return missing.length > 0 || verdicts.includes('unknown') ? 'unknown' : 'flat';
}

export function viewOf(record: ExitRecord): ExitView {
  const verdict = verdictOf(record);
  const results = record.parts.map((part) => part.demand.result);
  const legs = record.parts.flatMap((part) => legsOf(part.run.state, part.demand));
  const traded = legs.filter(mayHaveTraded);
  const ended = record.endedAtEpochMs !== null;
  const money = (amount: (leg: Leg) => string | null): string | null =>
    !ended || !record.fillsDone
      ? null
      : sumKnown(
          traded.map((leg) => {
            const value = amount(leg);
            return value === null ? null : toUsd(value, leg.position.market.settle, record.rates);
          }),
          add,
        );
  const proofs = results.map((result) => result?.provedAtMs ?? null).filter((atMs) => atMs !== null);
  return {
    exitId: record.exitId,
    request: record.request,
    environment: record.environment,
    startedBy: record.startedBy,
    ...(record.asked === null ? {} : { asked: record.asked }),
    pressedAtMs: record.pressedAtEpochMs,
    resumedAtMs: record.resumedAtEpochMs,
    endedAtMs: record.endedAtEpochMs,
    pressToFlatMs: verdict === 'flat' ? Math.max(0, ...proofs) - record.pressedAtMs : null,
    verdict,
    gaveUp: results.some((result) => result?.gaveUp === true),
    legs: legs.map((leg) => legView(record, leg)),
    accounts: record.parts.map((part) => accountView(record, part)),
    kept: [...record.kept, ...record.parts.flatMap((part) => part.demand.kept)],
    leftOver: [...results.flatMap((result) => (result === null ? [] : result.leftOver)), ...record.missing.map(missingAccount)],
    ordersCancelled: record.parts.reduce((count, part) => count + cancelledBy(part), 0),
    realizedPnlUsd: money((leg) => leg.realizedPnl),
    feeUsd: money((leg) => leg.fee),
    rates: usedRates(record, legs),
    notes: [...new Set([...record.notes, ...results.flatMap((result) => (result === null ? [] : result.notes))])],
  };
}

const missingAccount = (missing: MissingAccount): LeftOver => ({ kind: 'unreadable', ...missing });

/** Some order of it may have been executed: its fills count. */
export const mayHaveTraded = (leg: Leg): boolean =>
  ownOrders(leg).some(
    (sent) =>
      sent.filledSize !== '0' &&
      sent.outcome?.kind !== 'neverSent' &&
      (sent.outcome?.kind !== 'refused' || sent.outcome.reason === 'duplicate'),
  );

const cancelledBy = (part: ExitPart): number => {
  let count = 0;
  for (const run of part.run.state.orders.values()) if (run.cancelled) count += 1;
  return count;
};

function usedRates(record: ExitRecord, legs: readonly Leg[]): Rates {
  const used: Record<string, string> = {};
  for (const { position } of legs) {
    const rate = record.rates[position.market.settle];
    if (rate !== undefined) used[position.market.settle] = rate;
  }
  return used;
}

function accountView(record: ExitRecord, part: ExitPart): AccountExitView {
  const { venue, state } = part.run;
  const { result } = part.demand;
  const flat = result?.verdict === 'flat' && result.provedAtMs !== null;
  return {
    accountId: venue.accountId,
    venue: venue.venue,
    label: venue.label,
    phase: result === null ? phaseOf(part) : 'done',
    verdict: result === null ? null : result.verdict,
    ordersCancelled: cancelledBy(part),
    requests: state.requests,
    flatAtMs: flat && result.provedAtMs !== null ? result.provedAtMs - record.pressedAtMs : null,
  };
}

function phaseOf(part: ExitPart): AccountExitView['phase'] {
  const { state } = part.run;
  if (!part.demand.planned || legsOf(state, part.demand).some((leg) => !isSettled(leg.state))) return 'closing';
  const sweeping = state.writesInFlight > 0 || [...state.orders.values()].some((run) => run.inFlight);
  return sweeping && !isProving(state, state.truth.orders) ? 'sweeping' : 'proving';
}

function legView(record: ExitRecord, leg: Leg): LegView {
  const since = (atMs: number | null): number | null => (atMs === null ? null : Math.max(0, atMs - record.pressedAtMs));
  const { position } = leg;
  return {
    legId: leg.legId,
    accountId: position.accountId,
    venue: position.venue,
    symbol: position.symbol,
    side: position.side,
    atPress: leg.atPress,
    startSize: leg.startSize,
    targetSize: leg.targetSize,
    remainingSize: leg.remainingSize,
    sizeUnit: sizeUnitOf(position.market),
    state: leg.state,
    attempts: leg.attempts,
    naked: isNaked(leg),
    failure: leg.failure,
    queuedAtMs: since(leg.queuedAtMs),
    sentAtMs: since(leg.sentAtMs),
    acknowledgedAtMs: since(leg.acknowledgedAtMs),
    provedAtMs: since(leg.provedAtMs),
    averagePrice: leg.averagePrice,
    realizedPnl: leg.realizedPnl,
    fee: leg.fee,
    settle: position.market.settle,
    orderIds: ownOrders(leg).flatMap((sent) => (sent.orderId === null ? [] : [sent.orderId])),
  };
}

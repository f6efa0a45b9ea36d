// Everything that one account's exit knows while it runs. Changed by accountExit.ts and the pure steps beside it only.
// `seq` is a logical clock that moves with every event: "began later" means a larger seq, whatever the wall clock says.
import { isZero, type Decimal } from '../../shared/decimal.ts';
import type { KeptPosition, LeftOver, LegState, LegView, Verdict } from '../../shared/exit.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Position, PositionKey, WorkingOrder } from '../../shared/position.ts';
import { isSettled, moveLeg } from './leg.ts';
import type { ExitLimits } from './limits.ts';
import type { CloseOrder, OrdersRead, SubmitOutcome } from './ports.ts';
import type { Scope } from './scope.ts';

/** Attempt number of an order that an earlier exit left unresolved: waited for, but no part of this one. */
export const INHERITED = -1;

/** One close order that was sent. `open`: it may be working or may still arrive; nothing more is sent for its leg. */
export type SentClose = {
  readonly order: CloseOrder;
  readonly attempt: number;
  readonly sentSeq: number;
  readonly sentAtMs: number;
  progress: 'inFlight' | 'open' | 'ended';
  outcome: SubmitOutcome | null;
  answeredSeq: number | null;
  endedSeq: number | null;
  orderId: string | null;
  filledSize: Decimal | null;
  wantsLookUp: boolean;
  lookingUp: boolean;
  lookUpNotBeforeMs: number;
  lookUps: number;
};

/** Protection taken away for a close. It goes back at most once: only when it is certain that it is not there. */
export type RemovedOrder = {
  readonly order: WorkingOrder;
  afterSeq: number; // the cancel was answered; a listing that began later tells
  readonly sure: boolean; // the venue confirmed the cancel; otherwise a listing has to show that it is gone
  lateUntilMs: number | null; // nobody answered the cancel: until then the venue may still take it. Null: not any more
  listed: boolean; // by the last listing it works still
  due: boolean; // the close failed or left a rest: it has to go back
  readonly restoredAs: string | null; // an order that was sent to put it back before a crash
  tries: number; // restores that certainly did nothing
  notBeforeMs: number;
};

export type Leg = {
  readonly exitId: string;
  readonly index: number;
  readonly legId: string;
  readonly key: PositionKey;
  readonly startSize: Decimal;
  readonly atPress: NonNullable<LegView['atPress']>;
  position: Position; // as last seen
  targetSize: Decimal; // what has to remain
  closeLimit: Decimal | null; // partial: at most this much in all; null: everything
  remainingSize: Decimal | null;
  state: LegState;
  attempts: number; // counted; a certain non-event (never sent, rate limited) is not
  journalled: boolean; // its plan is written down
  sends: number; // numbers client order ids; never goes back
  sent: SentClose[];
  notBeforeMs: number;
  needsReadAfterSeq: number; // positions must have been read after this before the next order
  goneSeq: number; // newest evidence that it was gone; older reads say nothing about it
  seenInStream: boolean; // the live book showed it at or after the last submit
  waveSize: Decimal | null; // position size when the last wave left
  stalls: number; // waves in a row that changed nothing
  certainMisses: number; // never sent / rate limited in a row
  bandStep: number; // 0 market, 1 limit inside the band, 2.. smaller slices
  maxSlice: Decimal | null;
  wholeLots: boolean; // the venue takes no part of a lot: all whole ones first
  hold: 'none' | 'cancelling' | 'clearing' | 'cleared' | 'restoring';
  holdCycles: number;
  holdSeq: number; // orders have to be listed after this to know what holds the size
  removed: RemovedOrder[]; // to be put back if the close fails
  swept: RemovedOrder[]; // cancelled because it was proved closed: removed after all, should it turn out to be open
  unrestored: string[]; // client order ids of restores that failed or that nobody could tell about
  failure: Failure | null;
  queuedAtMs: number;
  sentAtMs: number | null;
  acknowledgedAtMs: number | null;
  provedAtMs: number | null;
  averagePrice: Decimal | null;
  realizedPnl: Decimal | null;
  fee: Decimal | null;
};

export type OrderRun = {
  order: WorkingOrder;
  tries: number;
  inFlight: boolean;
  notBeforeMs: number;
  answeredSeq: number; // only a listing that began later can show it again
  cancelled: boolean;
  failure: Failure | null;
};

/** When a read began, and whether any write could still change what it shows. */
export type ReadStart = Readonly<{ seq: number; writeSeq: number; quiet: boolean }>;

export type Truth = {
  positions: Readonly<{ list: readonly Position[]; start: ReadStart; arrivedAtMs: number; rest: boolean }> | null;
  orders: Readonly<{ read: OrdersRead; start: ReadStart; arrivedAtMs: number; rest: boolean }> | null;
};

export type AccountResult = Readonly<{
  verdict: Verdict;
  leftOver: readonly LeftOver[];
  notes: readonly string[];
  gaveUp: boolean;
  provedAtMs: number | null; // arrival of the last proving read
}>;

/** One exit's claim on this account. Several exits may share one run; each is judged by its own scope. */
export type Demand = {
  readonly exitId: string;
  readonly scope: Scope;
  readonly addedSeq: number;
  readonly pressedAtMs: number;
  readonly boundAtMs: number; // there is a result at the latest then
  planned: boolean;
  /** The winners that were chosen before a crash: they stay the choice. */
  readonly chosen: ReadonlySet<PositionKey> | null;
  closing: Set<PositionKey>;
  kept: KeptPosition[];
  notes: string[];
  /** Too old to mean anything any more: nothing is sent on its account. What others want they still send. */
  readonly looksOnly: boolean;
  /** The share could not be taken from the position as it was at the press. */
  refusal: Failure | null;
  result: AccountResult | null;
};

export type ReadTrack = { inFlight: ReadStart[]; failures: number; notBeforeMs: number; failure: Failure | null };

export type AccountState = {
  readonly accountId: string;
  readonly limits: ExitLimits;
  readonly receiveWindowMs: number;
  seq: number;
  boundAtMs: number;
  stopWritesAtMs: number;
  writeSeq: number;
  writesInFlight: number;
  lastAnswerAtMs: number;
  truth: Truth;
  legs: Leg[];
  nextLegIndex: number;
  orders: Map<string, OrderRun>;
  demands: Demand[];
  positionsRead: ReadTrack;
  ordersRead: ReadTrack;
  unreadableReads: number; // listings in a row with a family missing
  requests: number;
  /** Moves since the last drain, for the journal. */
  moves: Readonly<{ exitId: string; legId: string; from: LegState; to: LegState }>[];
  /** Unresolved orders of an earlier exit on this account, by position: looked up before anything is sent there. */
  inherited: Map<PositionKey, SentClose[]>;
};

/** Without those that an earlier exit left: their fills are in its report. */
export const ownOrders = (leg: Leg): readonly SentClose[] => leg.sent.filter((sent) => sent.attempt !== INHERITED);

/** All of it is gone, as far as anybody knows. */
export const isClosed = (leg: Leg): boolean => leg.state === 'proved' && isZero(leg.targetSize);

/** Protection was taken away, the position is open, and what protected it is not back. */
export const isNaked = (leg: Leg): boolean =>
  (leg.remainingSize === null || !isZero(leg.remainingSize)) &&
  (leg.unrestored.length > 0 || (leg.removed.some(({ listed }) => !listed) && isSettled(leg.state)));

/** The cancel did not take it, or not yet, or it is back already: a listing that began after it shows it. */
export function isListedAfter(state: AccountState, { order, afterSeq, restoredAs }: RemovedOrder): boolean {
  const truth = state.truth.orders;
  if (truth === null || truth.start.seq <= afterSeq) return false;
  return truth.read.orders.some(
    (listed) => orderKey(listed) === orderKey(order) || (restoredAs !== null && listed.clientOrderId === restoredAs),
  );
}

export function moveTo(state: AccountState, leg: Leg, to: LegState): void {
  const from = leg.state;
  leg.state = moveLeg(from, to);
  if (from !== to) state.moves.push({ exitId: leg.exitId, legId: leg.legId, from, to });
}

export const backOffMs = (baseMs: number, times: number, capMs: number): number =>
  Math.min(capMs, baseMs * 2 ** Math.min(20, Math.max(0, times)));

export const nextSeq = (state: AccountState): number => (state.seq += 1);

/** Family and id: venues number their books separately. */
export const orderKey = (order: WorkingOrder): string => `${order.family}|${order.symbol}|${order.orderId}`;

/** Truth that nothing can have changed since: read after the last write was answered, none on the wire. */
export const isProving = (state: AccountState, read: Readonly<{ start: ReadStart; rest: boolean }> | null): boolean =>
  read !== null && read.rest && read.start.quiet && read.start.writeSeq === state.writeSeq && state.writesInFlight === 0;

/**
 * Both lists of a proof tell of one time, as near as one call: while a listing is waited for and asked again, others trade
 * on, and what was read before says nothing about now.
 */
export const isRecent = (state: AccountState, read: Readonly<{ arrivedAtMs: number }>, nowMs: number): boolean =>
  nowMs - read.arrivedAtMs <= state.limits.callMs + state.limits.callGraceMs;

/**
 * Positions have to be read at or after this: the stream showed a leg gone that the last read, begun before, still lists.
 * A read that agrees with the stream needs no second one.
 */
export function newestEvidence(state: AccountState): number {
  const listed = new Set(state.truth.positions?.list.map((position) => position.key));
  return Math.max(-1, ...state.legs.filter((leg) => listed.has(leg.key)).map((leg) => leg.goneSeq));
}

/** What the exit did about this order so far. */
export function runOfOrder(state: AccountState, order: WorkingOrder): OrderRun {
  const key = orderKey(order);
  const present = state.orders.get(key);
  if (present !== undefined) {
    present.order = order;
    return present;
  }
  const created: OrderRun = {
    order,
    tries: 0,
    inFlight: false,
    notBeforeMs: 0,
    answeredSeq: -1,
    cancelled: false,
    failure: null,
  };
  state.orders.set(key, created);
  return created;
}

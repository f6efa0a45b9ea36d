// Exits that were cut off by a crash, rebuilt from what the journal holds. Pure.
//  - An order that was written down may have been sent: it is `unknown` until the venue says, and no order is sent for its
//    leg before. Only a recorded refusal, or that no byte of it left, ends an order.
//  - Stops that were cancelled for a close may be gone: a listing has to show that before they go back.
//  - Numbers of legs and attempts go on where they stood, so that no client order id is used twice.
import type { AccountId, Environment } from '../../shared/account.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { Asked, ExitRequest, ExitView, KeptPosition } from '../../shared/exit.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Position, PositionKey, WorkingOrder } from '../../shared/position.ts';
import { INHERITED, nextSeq, type AccountState, type Leg, type RemovedOrder, type SentClose } from './accountState.ts';
import { newLeg } from './demand.ts';
import type { JournalEntry, SubmitOutcome } from './ports.ts';
import { positionInFilter, scopeOf } from './scope.ts';

export type StoredEntry = Readonly<{ atEpochMs: number; entry: JournalEntry }>;

type Entry<Kind extends JournalEntry['kind']> = Extract<JournalEntry, { kind: Kind }>;
type At<Kind extends JournalEntry['kind']> = Readonly<{ atEpochMs: number; entry: Entry<Kind> }>;

type RecoveredOrder = Readonly<{ intended: At<'orderIntended'>; answered: At<'orderAnswered'> | null }>;

export type RecoveredLeg = Readonly<{
  plan: At<'legPlanned'>;
  closes: readonly RecoveredOrder[];
  /** Protection that was cancelled for a close and is not known to be back. `restoredAs`: on its way back as this order. */
  removed: readonly Readonly<{ order: WorkingOrder; restoredAs: string | null }>[];
  /** Highest number that one of its orders carries: closes, and stops that were put back. */
  sends: number;
  /** What an earlier run had sent for this position. */
  earlier: readonly RecoveredOrder[];
}>;

export type UnfinishedExit = Readonly<{
  exitId: string;
  pressedAtEpochMs: number;
  request: ExitRequest;
  environment: Environment;
  startedBy: ExitView['startedBy'];
  asked: Asked | null;
  closeSize: Decimal | null;
  accounts: readonly AccountId[];
  /** They had their result: what is open there now came after it, and nobody asked to close that. */
  ended: ReadonlySet<AccountId>;
  /** What winners had been chosen, by account. */
  planned: ReadonlyMap<AccountId, Readonly<{ closing: readonly PositionKey[]; kept: readonly KeptPosition[] }>>;
}>;

export type Recovery = Readonly<{ exits: readonly UnfinishedExit[]; legs: readonly RecoveredLeg[] }>;

/** @param stored  in order: at least every entry of the unfinished exits and of those that ended beside them */
export function recoverExits(stored: readonly StoredEntry[]): Recovery {
  const exits = new Map<
    string,
    UnfinishedExit & {
      ended: Set<AccountId>;
      planned: Map<AccountId, { closing: readonly PositionKey[]; kept: readonly KeptPosition[] }>;
    }
  >();
  const legs = new Map<
    string,
    {
      plan: At<'legPlanned'>;
      closes: Map<string, RecoveredOrder>;
      removed: Map<string, RecoveredLeg['removed'][number]>;
      sends: number;
    }
  >();
  const restores = new Map<string, { legId: string; orderId: string }>();
  for (const { atEpochMs, entry } of stored) {
    switch (entry.kind) {
      case 'exitIntended': {
        const { exitId, atEpochMs: pressedAtEpochMs, request, environment, startedBy, asked = null, closeSize, accounts } = entry;
        exits.set(exitId, {
          exitId,
          pressedAtEpochMs,
          request,
          environment,
          startedBy,
          asked,
          closeSize,
          accounts,
          ended: new Set(),
          planned: new Map(),
        });
        break;
      }
      case 'scopePlanned':
        exits.get(entry.exitId)?.planned.set(entry.accountId, { closing: entry.closing, kept: entry.kept });
        break;
      case 'legPlanned':
        legs.set(entry.legId, { plan: { atEpochMs, entry }, closes: new Map(), removed: new Map(), sends: 0 });
        break;
      case 'orderIntended': {
        const leg = legs.get(entry.legId);
        if (leg !== undefined) leg.sends = Math.max(leg.sends, entry.attempt);
        if (entry.restores === null) {
          leg?.closes.set(entry.clientOrderId, { intended: { atEpochMs, entry }, answered: null });
          break;
        }
        restores.set(entry.clientOrderId, { legId: entry.legId, orderId: entry.restores });
        const removed = leg?.removed.get(entry.restores);
        if (removed !== undefined) leg?.removed.set(entry.restores, { ...removed, restoredAs: entry.clientOrderId });
        break;
      }
      case 'orderAnswered': {
        const leg = legs.get(entry.legId);
        const close = leg?.closes.get(entry.clientOrderId);
        if (close !== undefined) leg?.closes.set(entry.clientOrderId, { ...close, answered: { atEpochMs, entry } });
        const restore = restores.get(entry.clientOrderId);
        if (restore !== undefined && entry.outcome === 'accepted') legs.get(restore.legId)?.removed.delete(restore.orderId);
        break;
      }
      case 'ordersCancelled':
        if (entry.legId === null) break;
        for (const order of entry.orders) {
          if (order.reduceOnly) legs.get(entry.legId)?.removed.set(order.orderId, { order, restoredAs: null });
        }
        break;
      case 'accountEnded':
        exits.get(entry.exitId)?.ended.add(entry.accountId);
        break;
      case 'exitEnded':
        exits.delete(entry.exitId);
        break;
      case 'legMoved':
      case 'exitJoined':
      case 'exitResumed':
        break;
      default:
        entry satisfies never; // a newer Breakglass may have written others: they are passed over
    }
  }
  return {
    exits: [...exits.values()],
    legs: [...legs.values()].map(({ plan, closes, removed, sends }) => ({
      plan,
      closes: [...closes.values()],
      removed: [...removed.values()],
      sends,
      earlier: [],
    })),
  };
}

/**
 * The legs of one account that an unfinished exit still wants, whichever exit had planned them. A position that two runs
 * had a leg for, one after the other, has one again: that of the later run, which waits for what the earlier one had sent.
 */
export function legsToResume(
  legs: readonly RecoveredLeg[],
  exits: readonly UnfinishedExit[],
  accountId: AccountId,
): readonly RecoveredLeg[] {
  const wants = (exit: UnfinishedExit, { exitId, position }: Entry<'legPlanned'>): boolean =>
    exit.accounts.includes(accountId) &&
    (exit.exitId === exitId ||
      positionInFilter(scopeOf(exit.request, exit.closeSize), position) ||
      exit.planned.get(accountId)?.closing.includes(position.key) === true);
  const wanted = new Map<PositionKey, RecoveredLeg>();
  for (const leg of legs) {
    const { position } = leg.plan.entry;
    if (position.accountId !== accountId || !exits.some((exit) => wants(exit, leg.plan.entry))) continue;
    const before = wanted.get(position.key);
    wanted.set(position.key, before === undefined ? leg : { ...leg, earlier: [...before.earlier, ...before.closes] });
  }
  return [...wanted.values()];
}

const STOPPED: Failure = { kind: 'unknownOutcome', message: 'Breakglass stopped before the answer to this order arrived.' };

/** The leg as it stood, for a run that goes on with it. Its orders are older than every read of that run. */
export function resumeLeg(state: AccountState, recovered: RecoveredLeg, nowMs: number, epochMs: number): Leg {
  const { entry, atEpochMs } = recovered.plan;
  /** The wall clock may have been set in between: nothing was sent in the future. */
  const onClock = (thenEpochMs: number): number => nowMs - Math.max(0, epochMs - thenEpochMs);
  const sent = recovered.closes.map(({ intended, answered }) => resumeOrder(state, entry.position, intended, answered, onClock));
  const inherited = recovered.earlier.map(({ intended, answered }): SentClose => ({
    ...resumeOrder(state, entry.position, intended, answered, onClock),
    attempt: INHERITED,
  }));
  const open = sent.filter((order) => order.progress === 'open');
  const accepted = recovered.closes.flatMap(({ answered }) =>
    answered?.entry.outcome === 'accepted' ? [onClock(answered.atEpochMs)] : [],
  );
  const [firstSent] = recovered.closes;
  return {
    ...newLeg(state, entry.exitId, entry.position, onClock(atEpochMs)),
    index: entry.index,
    legId: entry.legId,
    journalled: true,
    targetSize: entry.targetSize,
    closeLimit: entry.closeLimit,
    state: open.length === 0 ? (sent.length === 0 ? 'queued' : 'residual') : open.every(isAccepted) ? 'accepted' : 'unknown',
    sends: recovered.sends,
    sent: [...inherited, ...sent],
    needsReadAfterSeq: nextSeq(state),
    hold: recovered.removed.length > 0 ? 'cleared' : 'none',
    removed: recovered.removed.map(({ order, restoredAs }): RemovedOrder => ({
      order,
      restoredAs,
      sure: false,
      lateUntilMs: nowMs + state.receiveWindowMs,
      listed: false,
      afterSeq: nextSeq(state),
      due: false,
      tries: 0,
      notBeforeMs: 0,
    })),
    failure: open.every(isAccepted) ? null : STOPPED,
    sentAtMs: firstSent === undefined ? null : onClock(firstSent.intended.atEpochMs),
    acknowledgedAtMs: accepted.length === 0 ? null : Math.max(...accepted),
  };
}

const isAccepted = (sent: SentClose): boolean => sent.outcome?.kind === 'accepted';

function resumeOrder(
  state: AccountState,
  position: Position,
  { entry, atEpochMs }: At<'orderIntended'>,
  answered: At<'orderAnswered'> | null,
  onClock: (epochMs: number) => number,
): SentClose {
  const { clientOrderId, orderSide, size, limitPrice, attempt } = entry;
  const outcome = answered === null ? { kind: 'unknown' as const, failure: STOPPED } : outcomeOf(answered.entry);
  const nothing = outcome.kind === 'neverSent' || (outcome.kind === 'refused' && outcome.reason !== 'duplicate');
  return {
    order: { clientOrderId, position, orderSide, size, limitPrice },
    attempt,
    sentSeq: nextSeq(state),
    // Without an answer it counts from where one would have been waited for: it may still be on its way.
    sentAtMs: onClock(atEpochMs) + (answered === null ? state.limits.callMs : 0),
    progress: nothing ? 'ended' : 'open',
    outcome,
    answeredSeq: nextSeq(state),
    endedSeq: nothing ? nextSeq(state) : null,
    orderId: outcome.kind === 'accepted' ? outcome.orderId : null,
    filledSize: nothing ? '0' : null,
    wantsLookUp: !nothing && outcome.kind !== 'accepted',
    lookingUp: false,
    lookUpNotBeforeMs: 0,
    lookUps: 0,
  };
}

function outcomeOf({ outcome, reason, orderId, detail }: Entry<'orderAnswered'>): SubmitOutcome {
  const failure: Failure = { kind: 'refused', message: detail === null ? 'The venue gave no reason.' : detail };
  if (outcome === 'accepted' && orderId !== null) return { kind: 'accepted', orderId, filledSize: null };
  if (outcome === 'refused' && reason !== null) return { kind: 'refused', reason, failure };
  if (outcome === 'neverSent') return { kind: 'neverSent', failure };
  return { kind: 'unknown', failure: STOPPED };
}

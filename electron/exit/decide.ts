// The next actions of one account, from its state alone. Called after every event; calling it twice without an event
// gives nothing new, because performing an action marks it in the state.
// Order matters only inside a turn: closes leave first, then cancels, look-ups and reads, all without waiting.
import { assertNever } from '../../shared/failure.ts';
import { closingOrderSide } from '../../shared/position.ts';
import {
  isListedAfter,
  isProving,
  moveTo,
  nextSeq,
  runOfOrder,
  type AccountState,
  type Leg,
  type OrderRun,
  type RemovedOrder,
  type SentClose,
} from './accountState.ts';
import { decideCancels } from './decideCancels.ts';
import { decideReads, needOrders, needPositions, type ReadNeeds } from './decideReads.ts';
import { isSettled } from './leg.ts';
import { closeLimitLeft } from './observe.ts';
import { sizeToClose } from './plan.ts';
import { belongsTo, isProtective } from './scope.ts';
import { compare, isZero } from '../../shared/decimal.ts';

export type Action = Readonly<
  | { kind: 'submit'; legs: readonly Leg[] }
  | { kind: 'cancel'; orders: readonly OrderRun[]; sweep: boolean; hold: Leg | null; why: string }
  | { kind: 'restore'; leg: Leg; removed: readonly RemovedOrder[] }
  | { kind: 'lookUp'; leg: Leg; sent: SentClose }
  | { kind: 'readPositions' }
  | { kind: 'readOrders' }
>;

export type Decision = Readonly<{ actions: readonly Action[]; wakeAtMs: number }>;

export function decide(state: AccountState, nowMs: number): Decision {
  const actions: Action[] = [];
  const wakes: number[] = [state.boundAtMs];
  const later = (atMs: number): void => {
    if (atMs > nowMs) wakes.push(atMs);
  };
  later(state.stopWritesAtMs);
  for (const demand of state.demands) if (demand.result === null) later(demand.boundAtMs);
  const mayWrite = nowMs < state.stopWritesAtMs;

  for (const leg of state.legs) giveUpWhenUsedUp(state, leg, mayWrite && !isOnlyLookedAt(state, leg));
  const sending: Leg[] = [];
  const needs: ReadNeeds = { positionsAfter: null, ordersAfter: null };
  for (const leg of state.legs) {
    const step = nextStepOf(state, leg, nowMs);
    switch (step.kind) {
      case 'send':
        sending.push(leg);
        break;
      case 'hold': {
        const next = holdersOf(state, leg, nowMs);
        if (next.kind === 'list') needOrders(needs, next.afterSeq);
        else if (next.kind === 'wait') later(next.untilMs);
        else actions.push({ kind: 'cancel', orders: next.orders, sweep: false, hold: leg, why: 'holds the size' });
        break;
      }
      case 'prove':
        needPositions(needs, step.afterSeq);
        // Nothing else on the wire: listing the orders at the same time can make this read the proof. Not where nothing was
        // written since they were listed, nor where a rest was seen already: lists are dear (OKX: six calls, twenty in two
        // seconds; Binance: 80 of 2,400 a minute), and the proof would wait for them.
        if (state.writesInFlight === 0 && !isProving(state, state.truth.orders) && !hasSeenRest(leg)) {
          needOrders(needs, step.afterSeq);
        }
        break;
      case 'refresh':
        needPositions(needs, step.afterSeq);
        break;
      case 'wait':
        later(step.untilMs);
        break;
      case 'none':
        break;
      default:
        assertNever(step);
    }
    const restore = restoreOf(state, leg, needs, nowMs, later);
    if (restore !== null) actions.push(restore);
    actions.push(...lookUpsOf(leg, nowMs, later));
  }
  if (sending.length > 0) actions.unshift({ kind: 'submit', legs: sending });
  const cancels = mayWrite ? decideCancels(state, nowMs, later) : { actions: [], waiting: false };
  actions.push(...cancels.actions);
  const writing = actions.some((action) => action.kind !== 'lookUp');
  // Out of time for orders: whatever is still open, the report tells of now.
  const settled = !writing && (!mayWrite || (!cancels.waiting && state.legs.every((leg) => isSettled(leg.state))));
  actions.push(...decideReads(state, needs, { writing, settled, nowMs, later }));
  return { actions, wakeAtMs: Math.min(...wakes) };
}

function lookUpsOf(leg: Leg, nowMs: number, later: (atMs: number) => void): readonly Action[] {
  if (leg.state === 'proved') return [];
  const actions: Action[] = [];
  // A leg that would send again: whatever may still be working is all that holds it up.
  const idle = leg.state === 'queued' || leg.state === 'refused' || leg.state === 'residual';
  for (const sent of leg.sent) {
    if (sent.progress !== 'open' || !(sent.wantsLookUp || idle) || sent.lookingUp) continue;
    if (nowMs >= sent.lookUpNotBeforeMs) actions.push({ kind: 'lookUp', leg, sent });
    else later(sent.lookUpNotBeforeMs);
  }
  return actions;
}

type Step = Readonly<
  | { kind: 'send' }
  | { kind: 'hold' }
  | { kind: 'prove'; afterSeq: number } // an order was answered: see what it did
  | { kind: 'refresh'; afterSeq: number } // the next order needs younger truth
  | { kind: 'wait'; untilMs: number }
  | { kind: 'none' }
>;

function nextStepOf(state: AccountState, leg: Leg, nowMs: number): Step {
  if (isSettled(leg.state) || leg.sent.some((sent) => sent.progress === 'inFlight')) return { kind: 'none' };
  const truth = state.truth.positions;
  const open = leg.sent.filter((sent) => sent.progress === 'open');
  const answered = Math.max(-1, ...leg.sent.map((sent) => sent.answeredSeq ?? -1));
  if (leg.state === 'accepted' || leg.state === 'unknown') {
    const after = Math.max(answered, leg.needsReadAfterSeq);
    if (truth === null || truth.start.seq <= after) return { kind: 'prove', afterSeq: after };
    return { kind: 'none' }; // look-ups are under way
  }
  if (open.length > 0) return { kind: 'none' };
  if (leg.hold === 'cancelling') return { kind: 'hold' };
  if (leg.hold === 'restoring' || leg.hold === 'clearing') return { kind: 'none' };
  if (nowMs < leg.notBeforeMs) return { kind: 'wait', untilMs: leg.notBeforeMs };
  if (truth === null || truth.start.seq <= leg.needsReadAfterSeq || truth.start.seq < leg.goneSeq) {
    return { kind: 'refresh', afterSeq: Math.max(leg.needsReadAfterSeq, leg.goneSeq - 1) };
  }
  if (nowMs - truth.arrivedAtMs > state.limits.freshMs) return { kind: 'refresh', afterSeq: truth.start.seq };
  if (isZero(sizeToClose(leg.position, leg.targetSize, closeLimitLeft(leg))))
    return { kind: 'refresh', afterSeq: truth.start.seq };
  return { kind: 'send' };
}

/** A read after the last order showed another size, and not none. */
const hasSeenRest = ({ remainingSize, waveSize }: Leg): boolean =>
  remainingSize !== null && waveSize !== null && !isZero(remainingSize) && compare(remainingSize, waveSize) !== 0;

/** Every exit that wants it came too late to send anything. */
function isOnlyLookedAt(state: AccountState, leg: Leg): boolean {
  const wanting = state.demands.filter((demand) => demand.closing.has(leg.key));
  return wanting.length > 0 && wanting.every((demand) => demand.looksOnly);
}

function giveUpWhenUsedUp(state: AccountState, leg: Leg, mayWrite: boolean): void {
  const idle = leg.state === 'queued' || leg.state === 'refused' || leg.state === 'residual';
  if (!idle || leg.hold === 'restoring' || leg.hold === 'clearing' || leg.sent.some((sent) => sent.progress !== 'ended')) return;
  const usedUp = leg.attempts >= state.limits.attempts;
  if (mayWrite && !usedUp) return;
  if (leg.failure === null) {
    leg.failure = { kind: 'refused', message: usedUp ? 'All attempts are used up.' : 'The time of the exit is used up.' };
  }
  moveTo(state, leg, 'gaveUp');
}

/** Orders whose cancel nobody answered are listed this often. */
const LATE_CANCEL_LOOK_MS = 1_000;

/**
 * Protection that was taken away for a close goes back when the close failed, or when a partial close left a rest. Where
 * the cancel is not certain, a listing has to show first that the order is gone: it must never work twice.
 */
function restoreOf(state: AccountState, leg: Leg, needs: ReadNeeds, nowMs: number, later: (atMs: number) => void): Action | null {
  if (leg.sent.some((sent) => sent.progress === 'inFlight')) return null;
  if (leg.removed.length === 0) return leg.hold === 'restoring' ? { kind: 'restore', leg, removed: [] } : null;
  const failed = leg.hold === 'restoring' || leg.state === 'gaveUp' || leg.state === 'dust';
  if (failed || (leg.state === 'proved' && !isZero(leg.targetSize))) for (const item of leg.removed) item.due = true;
  const truth = state.truth.orders;
  const ready = leg.removed.filter((item) => {
    if (!item.due) return false;
    if (nowMs < item.notBeforeMs) {
      later(item.notBeforeMs);
      return false;
    }
    if (item.sure) return true;
    const readable = truth?.read.unreadable.every(({ family }) => family !== item.order.family) === true;
    if (truth !== null && truth.start.seq > item.afterSeq && readable) {
      item.listed = isListedAfter(state, item);
      if (!item.listed || item.lateUntilMs === null) return true;
      // Its cancel may have been held up on the way: that it works now says nothing until no cancel can arrive any more.
      item.afterSeq = nextSeq(state);
      if (nowMs < item.lateUntilMs) {
        item.notBeforeMs = Math.min(item.lateUntilMs, nowMs + LATE_CANCEL_LOOK_MS);
        later(item.notBeforeMs);
        return false;
      }
      item.lateUntilMs = null;
    }
    needOrders(needs, Math.max(item.afterSeq, truth === null ? -1 : truth.start.seq));
    return false;
  });
  return ready.length > 0 || leg.hold === 'restoring' ? { kind: 'restore', leg, removed: ready } : null;
}

type Holders = Readonly<
  | { kind: 'cancel'; orders: readonly OrderRun[] } // none: nothing of our own holds it any more
  | { kind: 'list'; afterSeq: number } // orders have to be listed anew, by a listing that begins after it
  | { kind: 'wait'; untilMs: number }
>;

/**
 * The own orders that hold the size of a leg: plain reduce-only ones first, stops only in a second round or when there
 * is nothing else.
 */
function holdersOf(state: AccountState, leg: Leg, nowMs: number): Holders {
  const truth = state.truth.orders;
  if (truth === null) return { kind: 'list', afterSeq: leg.holdSeq };
  // What was asked for since may be gone, restored, or back: an older listing does not know.
  if ((leg.holdCycles > 0 || leg.removed.length > 0) && truth.start.seq <= leg.holdSeq) {
    return { kind: 'list', afterSeq: leg.holdSeq };
  }
  const own = truth.read.orders.filter(
    (order) =>
      isProtective(order) &&
      order.family !== 'attached' &&
      order.orderSide === closingOrderSide(leg.position.side) &&
      belongsTo(order, leg.position),
  );
  const plain = own.filter((order) => order.family === 'plain');
  const firstRound = leg.holdCycles === 0 && (plain.length > 0 || leg.removed.length > 0);
  const runs = (firstRound ? plain : own).map((order) => runOfOrder(state, order));
  const newest = Math.max(-1, ...runs.map((run) => run.answeredSeq));
  if (newest >= truth.start.seq) return { kind: 'list', afterSeq: newest };
  const chosen = runs.filter((run) => run.tries < state.limits.cancelTries);
  if (chosen.length === 0 && truth.start.seq <= leg.holdSeq) return { kind: 'list', afterSeq: leg.holdSeq };
  const ready = chosen.filter((run) => !run.inFlight && run.notBeforeMs <= nowMs);
  if (ready.length > 0 || chosen.length === 0) return { kind: 'cancel', orders: ready };
  return { kind: 'wait', untilMs: Math.min(...chosen.map((run) => (run.inFlight ? Infinity : run.notBeforeMs))) };
}

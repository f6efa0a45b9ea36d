// What truth says about the legs: REST reads and the live stream. Pure steps on one account's state.
// A read says something about a leg only when it began after the leg's last order left and after the newest evidence.
import { compare, isZero, subtract, type Decimal } from '../../shared/decimal.ts';
import { assertNever } from '../../shared/failure.ts';
import type { Position } from '../../shared/position.ts';
import { backOffMs, INHERITED, moveTo, nextSeq, type AccountState, type Leg } from './accountState.ts';
import { isSettled } from './leg.ts';
import { sizeToClose, totalOf } from './plan.ts';
import type { KnownTruth } from './ports.ts';

/** Partial close: what is still to be closed of what was asked; null without such a limit or when fills are not known. */
export function closeLimitLeft(leg: Leg): Decimal | null {
  if (leg.closeLimit === null) return null;
  const fills: Decimal[] = [];
  for (const sent of leg.sent) {
    if (sent.attempt === INHERITED) continue;
    if (sent.filledSize !== null) fills.push(sent.filledSize);
    else if (sent.outcome !== null && sent.outcome.kind !== 'refused' && sent.outcome.kind !== 'neverSent') return null;
  }
  return subtract(leg.closeLimit, totalOf(fills));
}

const isDone = (leg: Leg, found: Position | undefined): boolean =>
  found === undefined ||
  compare(found.size, leg.targetSize) <= 0 ||
  (leg.closeLimit !== null && isZero(sizeToClose(found, leg.targetSize, closeLimitLeft(leg))));

/** Applies one positions read to one leg. `seq` is when the read began. */
export function observeLeg(state: AccountState, leg: Leg, found: Position | undefined, seq: number, nowMs: number): void {
  if (seq < leg.goneSeq || leg.sent.some((sent) => sent.sentSeq > seq)) return;
  const size = found === undefined ? '0' : found.size;
  leg.remainingSize = size;
  if (found !== undefined) leg.position = found;
  if (isDone(leg, found)) {
    leg.goneSeq = seq;
    if (leg.state !== 'proved') proveLeg(state, leg, nowMs);
    return;
  }
  askAboutOpen(leg, seq);
  switch (leg.state) {
    case 'proved':
      leg.provedAtMs = null;
      leg.removed.push(...leg.swept.splice(0));
      moveTo(state, leg, 'residual');
      return;
    case 'accepted':
    case 'unknown':
      if (leg.sent.every((sent) => sent.progress === 'ended') && leg.needsReadAfterSeq < seq) {
        leaveResidual(state, leg, size, nowMs);
      }
      return;
    case 'dust':
      if (leg.waveSize !== null && compare(size, leg.waveSize) !== 0) moveTo(state, leg, 'residual');
      return;
    case 'queued':
    case 'sending':
    case 'refused':
    case 'residual':
    case 'gaveUp':
      return; // the next decision uses the size; giving up is final unless it is gone or pressed again
    default:
      assertNever(leg.state);
  }
}

function askAboutOpen(leg: Leg, seq: number): void {
  for (const sent of leg.sent) {
    if (sent.progress === 'open' && sent.answeredSeq !== null && sent.answeredSeq < seq) sent.wantsLookUp = true;
  }
}

/** An attempt is over and something is left. Progress goes on at once, standing still backs off. */
function leaveResidual(state: AccountState, leg: Leg, size: Decimal, nowMs: number): void {
  const progress = leg.waveSize === null || compare(size, leg.waveSize) < 0;
  leg.stalls = progress ? 0 : leg.stalls + 1;
  if (leg.stalls > 0) leg.notBeforeMs = Math.max(leg.notBeforeMs, nowMs + backOffMs(100, leg.stalls - 1, 2_000));
  // Market orders that fill nothing are a book too thin for the venue's band: try inside it.
  if (leg.stalls >= 2) leg.bandStep = Math.max(leg.bandStep, leg.stalls - 1);
  moveTo(state, leg, 'residual');
}

function proveLeg(state: AccountState, leg: Leg, nowMs: number): void {
  moveTo(state, leg, 'proved');
  leg.provedAtMs = nowMs;
  leg.failure = null;
  if (!isZero(leg.targetSize)) return;
  if (leg.hold !== 'clearing') leg.hold = 'none';
  leg.removed = [];
  leg.unrestored = [];
}

/** Evidence out of the live book: a leg that it showed at or after its submit and that it no longer shows is closed. */
export function observeStream(state: AccountState, known: KnownTruth, nowMs: number): boolean {
  if (known.ageMs === null) {
    for (const leg of state.legs) leg.seenInStream = false;
    return false;
  }
  let changed = false;
  const held = new Set(known.positions.map((position) => position.key));
  for (const leg of state.legs) {
    if (leg.sent.length === 0 || isSettled(leg.state) || !isZero(leg.targetSize)) continue;
    if (held.has(leg.key)) {
      leg.seenInStream = true;
    } else if (leg.seenInStream) {
      leg.seenInStream = false;
      leg.goneSeq = nextSeq(state);
      leg.remainingSize = '0';
      proveLeg(state, leg, nowMs);
      changed = true;
    }
  }
  return changed;
}

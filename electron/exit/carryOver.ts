// What one run on an account leaves to the next: orders without a known end, and doubt about the live book.
import type { PositionKey } from '../../shared/position.ts';
import type { AccountExit } from './accountExit.ts';
import { INHERITED, isClosed, type SentClose } from './accountState.ts';

/** An order without a known end is looked up by the next exit too, as long as the venue could still take it, and longer. */
const CARRY_OVER_MS = 10_000;

/** A stream can look healthy and be late. */
const LATE_STREAM_MS = 30_000;

/** Right after an exit the live book may still show what it closed, or an older size: then the next one reads first. */
export function showsTheEndOf(run: AccountExit, sinceMs: number): boolean {
  if (sinceMs >= LATE_STREAM_MS) return true;
  const touched = new Set(run.state.legs.map((leg) => leg.key));
  return sinceMs >= run.state.limits.freshMs && !run.venue.known().positions.some((position) => touched.has(position.key));
}

export function unresolvedOf(run: AccountExit, nowMs: number): ReadonlyMap<PositionKey, readonly SentClose[]> {
  const unresolved = new Map<PositionKey, readonly SentClose[]>();
  for (const leg of run.state.legs) {
    // A share that is taken leaves a position on which its order could still work.
    if (isClosed(leg)) continue;
    const open = leg.sent.filter(
      (sent) => sent.progress !== 'ended' && nowMs - sent.sentAtMs < run.venue.traits.receiveWindowMs + CARRY_OVER_MS,
    );
    if (open.length === 0) continue;
    const carried = open.map((sent): SentClose => ({
      ...sent,
      attempt: INHERITED,
      sentSeq: 0,
      answeredSeq: 0,
      progress: 'open',
      wantsLookUp: true,
      lookingUp: false,
      lookUpNotBeforeMs: 0,
    }));
    unresolved.set(leg.key, carried);
  }
  return unresolved;
}

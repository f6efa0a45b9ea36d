// When to read. Two reasons: a leg needs positions younger than something, or everything is still and the proof is due.
// The proof is both lists, each begun after the last write was answered with none on the wire.
import { isProving, isRecent, newestEvidence, type AccountState, type ReadStart, type ReadTrack } from './accountState.ts';
import type { Action } from './decide.ts';

/** Reads must begin after these logical times; null: no need. */
export type ReadNeeds = { positionsAfter: number | null; ordersAfter: number | null };

const MOST_PARALLEL_READS = 3; // an obsolete read that hangs must not hold up the next one

export function needPositions(needs: ReadNeeds, afterSeq: number): void {
  needs.positionsAfter = needs.positionsAfter === null ? afterSeq : Math.max(needs.positionsAfter, afterSeq);
}

export function needOrders(needs: ReadNeeds, afterSeq: number): void {
  needs.ordersAfter = needs.ordersAfter === null ? afterSeq : Math.max(needs.ordersAfter, afterSeq);
}

type Turn = Readonly<{ writing: boolean; settled: boolean; nowMs: number; later: (atMs: number) => void }>;

export function decideReads(state: AccountState, needs: ReadNeeds, turn: Turn): readonly Action[] {
  const unplanned = state.demands.filter((demand) => demand.result === null && !demand.planned);
  const first = state.truth.positions === null || unplanned.length > 0;
  for (const demand of unplanned) needPositions(needs, demand.addedSeq);
  if (state.truth.positions === null) needPositions(needs, -1);
  if (state.truth.orders === null) needOrders(needs, -1);

  const quiet = state.writesInFlight === 0 && !turn.writing;
  const proofDue = quiet && turn.settled;
  const newestDemand = Math.max(-1, ...state.demands.map((demand) => (demand.result === null ? demand.addedSeq : -1)));
  const provesAlready = (truth: AccountState['truth']['positions'] | AccountState['truth']['orders']): boolean =>
    truth !== null && isProving(state, truth) && isRecent(state, truth, turn.nowMs) && truth.start.seq > newestDemand;
  const evidence = newestEvidence(state);
  const outdated = state.truth.positions !== null && state.truth.positions.start.seq < evidence;
  const positionsProof = proofDue && (outdated || !provesAlready(state.truth.positions));
  if (positionsProof && outdated) needPositions(needs, evidence - 1);
  const unreadable = state.truth.orders !== null && state.truth.orders.read.unreadable.length > 0;
  const ordersProof = proofDue && (!provesAlready(state.truth.orders) || unreadable);
  if (ordersProof && unreadable && state.truth.orders !== null) needOrders(needs, state.truth.orders.start.seq);

  if (!first && !quiet) {
    const patientUntilMs = state.lastAnswerAtMs + state.limits.patienceMs;
    if (turn.writing || turn.nowMs < patientUntilMs) {
      if (needs.positionsAfter !== null || needs.ordersAfter !== null) turn.later(Math.max(turn.nowMs + 1, patientUntilMs));
      return [];
    }
  }
  const serves = (start: ReadStart, afterSeq: number | null, proof: boolean): boolean => {
    if (afterSeq !== null && start.seq <= afterSeq) return false;
    return !proof || (start.quiet && start.writeSeq === state.writeSeq && start.seq > newestDemand);
  };
  const begin = (track: ReadTrack, present: { start: ReadStart } | null, afterSeq: number | null, proof: boolean): boolean => {
    if (afterSeq === null && !proof) return false;
    if (!proof && present !== null && afterSeq !== null && present.start.seq > afterSeq) return false; // known already
    if (track.inFlight.length >= MOST_PARALLEL_READS) return false;
    if (track.inFlight.some((start) => serves(start, afterSeq, proof))) return false;
    if (turn.nowMs >= track.notBeforeMs) return true;
    turn.later(track.notBeforeMs);
    return false;
  };
  const actions: Action[] = [];
  if (begin(state.positionsRead, state.truth.positions, needs.positionsAfter, positionsProof))
    actions.push({ kind: 'readPositions' });
  if (begin(state.ordersRead, state.truth.orders, needs.ordersAfter, ordersProof)) actions.push({ kind: 'readOrders' });
  return actions;
}

// What one exit wants of one account: which positions it closes and how much of them. Positions in scope that appear
// while the exit runs become legs too; nothing outside the scope ever does.
import { isZero } from '../../shared/decimal.ts';
import type { Failure } from '../../shared/failure.ts';
import { positionKey, type Position } from '../../shared/position.ts';
import type { Settings } from '../../shared/settings.ts';
import { isClosed, moveTo, type AccountState, type Demand, type Leg } from './accountState.ts';
import type { Rates } from './money.ts';
import { chooseWinners, keptOf } from './plan.ts';
import { positionInFilter } from './scope.ts';
import { announcedShareOf } from './share.ts';

export type PlanningInputs = Readonly<{ rates: Rates; winnersRule: Settings['winnersRule']; nowMs: number }>;

export const legsOf = (state: AccountState, demand: Demand): readonly Leg[] =>
  state.legs.filter((leg) => demand.closing.has(leg.key));

/** Also what another exit closed in this run, where the scope means it: orders that it left behind are this demand's too. */
export const closedPositions = (state: AccountState, demand: Demand): readonly Position[] =>
  state.legs
    .filter(
      (leg) =>
        demand.closing.has(leg.key) ||
        (isClosed(leg) && positionInFilter(demand.scope, leg.position) && mayBeLeftBehind(state, leg)),
    )
    .map((leg) => leg.position);

/** The exit that closed it wants its orders gone too, and has not proved that they are. What is there after that is new. */
const mayBeLeftBehind = (state: AccountState, leg: Leg): boolean =>
  state.demands.some(
    ({ closing, scope, result }) => closing.has(leg.key) && scope.kind !== 'partial' && result?.verdict !== 'flat',
  );

/** Winners and shares are taken from a read that began after the press; the other scopes from the freshest truth. */
function truthServes(state: AccountState, demand: Demand): boolean {
  const truth = state.truth.positions;
  if (truth === null) return false;
  if (demand.scope.kind === 'winners') return truth.rest && truth.start.seq > demand.addedSeq;
  return true;
}

/** Makes legs of what the demand wants, as far as truth says. Call after each positions read and each new demand. */
export function planDemand(state: AccountState, demand: Demand, inputs: PlanningInputs): void {
  const truth = state.truth.positions;
  if (demand.result !== null || truth === null || !truthServes(state, demand)) return;
  const { scope } = demand;
  if (scope.kind === 'filter') {
    for (const position of truth.list) {
      if (positionInFilter(scope, position)) closeAllOf(state, demand, position, inputs.nowMs);
    }
    demand.planned = true;
    return;
  }
  if (demand.planned) return;
  demand.planned = true;
  if (demand.chosen !== null) {
    for (const position of truth.list) {
      if (demand.chosen.has(position.key)) closeAllOf(state, demand, position, inputs.nowMs);
    }
    return;
  }
  if (scope.kind === 'winners') {
    const choice = chooseWinners(truth.list, inputs.winnersRule);
    for (const position of choice.winners) closeAllOf(state, demand, position, inputs.nowMs);
    demand.kept = choice.kept.map(({ position, reason }) => keptOf(position, reason, inputs.rates));
    return;
  }
  const position = truth.list.find((candidate) => candidate.key === scope.position);
  if (position === undefined) {
    demand.notes.push(`${scope.position}: the position was gone before anything was sent.`);
    return;
  }
  const share = announcedShareOf(position, scope.exitPct, scope.closeSize);
  if (!share.ok) {
    demand.refusal = share.failure;
    return;
  }
  // A share of what another exit closes or has closed here would mean something else than what was asked for.
  if (state.legs.some((leg) => leg.key === position.key)) {
    demand.refusal = closedAlready;
    return;
  }
  if (share.value.note !== null) demand.notes.push(share.value.note);
  const leg = closeAllOf(state, demand, position, inputs.nowMs);
  if (!isZero(share.value.remainingSize)) {
    leg.targetSize = share.value.remainingSize;
    leg.closeLimit = share.value.closeSize;
  }
}

export const closedAlready: Failure = {
  kind: 'busy',
  message: 'A running exit closes this position already.',
  remedy: 'Wait until that exit has ended.',
};

/** The leg of this position, a new one or the one that is there: one position never has two. */
function closeAllOf(state: AccountState, demand: Demand, position: Position, nowMs: number): Leg {
  const present = state.legs.find((leg) => leg.key === position.key);
  if (present === undefined) {
    const leg = newLeg(state, demand.exitId, position, nowMs);
    state.legs.push(leg);
    demand.closing.add(leg.key);
    return leg;
  }
  if (!demand.closing.has(present.key)) {
    demand.closing.add(present.key);
    if (demand.looksOnly) return present;
    const wasPartial = present.targetSize !== '0';
    present.targetSize = '0';
    present.closeLimit = null;
    present.attempts = 0;
    present.holdCycles = 0;
    // A proved close stays proved: this truth may be older than its proof, and a later read shows what came back.
    if (present.state === 'gaveUp' || present.state === 'dust' || (present.state === 'proved' && wasPartial)) {
      present.provedAtMs = null;
      moveTo(state, present, 'residual');
    }
  }
  return present;
}

export function newLeg(state: AccountState, exitId: string, position: Position, nowMs: number): Leg {
  const index = state.nextLegIndex;
  state.nextLegIndex += 1;
  const key = positionKey(position.accountId, position.symbol, position.side);
  const { nativeSymbol, entryPrice, markPrice, unrealizedPnl } = position;
  const inherited = state.inherited.get(key);
  state.inherited.delete(key);
  return {
    exitId,
    index,
    legId: `${exitId}:${position.accountId}:${index}`,
    key,
    startSize: position.size,
    atPress: { nativeSymbol, entryPrice, markPrice, unrealizedPnl },
    position,
    targetSize: '0',
    closeLimit: null,
    remainingSize: null,
    state: 'queued',
    attempts: 0,
    journalled: false,
    sends: 0,
    sent: inherited === undefined ? [] : inherited,
    notBeforeMs: 0,
    needsReadAfterSeq: -1,
    goneSeq: -1,
    seenInStream: false,
    waveSize: null,
    stalls: 0,
    certainMisses: 0,
    bandStep: 0,
    maxSlice: null,
    wholeLots: false,
    hold: 'none',
    holdCycles: 0,
    holdSeq: -1,
    removed: [],
    swept: [],
    unrestored: [],
    failure: null,
    queuedAtMs: nowMs,
    sentAtMs: null,
    acknowledgedAtMs: null,
    provedAtMs: null,
    averagePrice: null,
    realizedPnl: null,
    fee: null,
  };
}

// The plan against truth that was read back: one exit's verdict on one account. Pure.
//  flat      a read after the last write shows nothing in scope, and every family of orders could be listed
//  notFlat   the same read shows what is left, with the venue's own reason
//  unknown   nobody could read
import { compare, isZero } from '../../shared/decimal.ts';
import type { LeftOver } from '../../shared/exit.ts';
import { sizeUnitOf, type Position, type WorkingOrder } from '../../shared/position.ts';
import {
  isNaked,
  isProving,
  isRecent,
  newestEvidence,
  orderKey,
  type AccountResult,
  type AccountState,
  type Demand,
  type Leg,
} from './accountState.ts';
import { protects } from './decideCancels.ts';
import { closedPositions, legsOf } from './demand.ts';
import { isSettled } from './leg.ts';
import { notionalOf } from './money.ts';
import type { Venue, VenueTraits } from './ports.ts';
import { isEverything, isProtective, orderInScope, positionInFilter } from './scope.ts';
import { minimumOf, readable } from './share.ts';

/** A family that can not be listed is asked for this many times before the exit says so. */
const UNREADABLE_READS = 4;
/** A key that the venue refuses will not be accepted later in the same exit. */
const CREDENTIAL_FAILURES = 3;

type Judged = Pick<Venue, 'notClosable'> & Readonly<{ traits: Pick<VenueTraits, 'orderFamilies' | 'unsweepable'> }>;

/** The result, or null while there is something left to do or to prove. At the time bound there is always a result. */
export function judge(state: AccountState, demand: Demand, venue: Judged, nowMs: number): AccountResult | null {
  const outOfTime = nowMs >= demand.boundAtMs;
  const refusedKey = [state.positionsRead, state.ordersRead].some(
    (track) => track.failures >= CREDENTIAL_FAILURES && track.failure?.kind === 'credentials' && track.inFlight.length === 0,
  );
  const { positions, orders } = state.truth;
  const proved =
    demand.planned &&
    positions !== null &&
    orders !== null &&
    isProving(state, positions) &&
    isProving(state, orders) &&
    positions.start.seq > demand.addedSeq &&
    positions.start.seq >= newestEvidence(state) &&
    orders.start.seq > demand.addedSeq;
  if (!proved) return outOfTime || refusedKey ? unknownResult(state, demand) : null;
  if (!outOfTime && !isFinished(state, demand)) return null;

  const leftOver: LeftOver[] = [...positionsLeft(state, demand), ...ordersLeft(state, demand)];
  const notes = [...demand.notes, ...partialNotes(state, demand)];
  let readable = true;
  if (demand.scope.kind !== 'partial') {
    if (orders.read.unreadable.length > 0) {
      readable = false;
      if (!outOfTime && state.unreadableReads < UNREADABLE_READS) return null;
    }
    for (const { family, failure } of orders.read.unreadable) {
      leftOver.push({
        kind: 'unreadable',
        accountId: state.accountId,
        reason: `${family} orders could not be listed: ${failure.message}`,
      });
    }
    for (const family of venue.traits.unsweepable) {
      const listed = venue.traits.orderFamilies.includes(family);
      const present = leftOver.some((item) => item.kind === 'order' && item.family === family);
      if (listed && !present) continue; // listed and none in scope: nothing there to sweep
      if (!listed) readable = false;
      const reason = listed
        ? 'Breakglass can not cancel orders of this family: cancel them at the venue.'
        : 'Breakglass can neither list nor cancel orders of this family: check them at the venue.';
      leftOver.push({ kind: 'unsweepable', accountId: state.accountId, family, reason });
    }
  }
  if (isEverything(demand.scope)) {
    for (const what of venue.notClosable?.() ?? []) {
      leftOver.push({ kind: 'notClosable', accountId: state.accountId, what, reason: 'Close it at the venue.' });
    }
  }
  const isLeft = ({ kind }: LeftOver): boolean => kind === 'position' || kind === 'order' || kind === 'notClosable';
  const left = leftOver.some(isLeft) || demand.refusal !== null;
  if (demand.refusal !== null) notes.push([demand.refusal.message, demand.refusal.remedy].filter(Boolean).join(' '));
  // That nothing is left takes two lists of now. What was seen left is said, unless the account can not be read any more.
  const recent = isRecent(state, positions, nowMs) && isRecent(state, orders, nowMs);
  const failing = state.positionsRead.failure !== null || state.ordersRead.failure !== null;
  if (!recent && (!left || failing)) return outOfTime || refusedKey ? unknownResult(state, demand) : null;
  const verdict = left ? 'notFlat' : readable ? 'flat' : 'unknown';
  return {
    verdict,
    leftOver,
    notes,
    // Out of time with the fate of an order still open is giving up too.
    gaveUp: legsOf(state, demand).some((leg) => leg.state === 'gaveUp' || !isSettled(leg.state)),
    provedAtMs: Math.max(positions.arrivedAtMs, orders.arrivedAtMs),
  };
}

/** No leg moves any more and every order in scope is gone or was tried to the end. */
function isFinished(state: AccountState, demand: Demand): boolean {
  const legs = legsOf(state, demand);
  if (legs.some((leg) => !isSettled(leg.state) || leg.removed.length > 0)) return false;
  if (demand.looksOnly) return true;
  return ordersInScope(state, demand).every((order) => {
    const run = state.orders.get(orderKey(order));
    if (isProtective(order) && protects(state, order)) return true; // kept on purpose: its position could not be closed
    return run !== undefined && run.tries >= state.limits.cancelTries && !run.inFlight;
  });
}

function ordersInScope(state: AccountState, demand: Demand): readonly WorkingOrder[] {
  if (state.truth.orders === null) return [];
  const closed = closedPositions(state, demand);
  return state.truth.orders.read.orders.filter((order) => orderInScope(demand.scope, order, closed));
}

function positionsLeft(state: AccountState, demand: Demand): readonly LeftOver[] {
  const list = state.truth.positions === null ? [] : state.truth.positions.list;
  const left: LeftOver[] = [];
  for (const position of list) {
    const leg = state.legs.find((candidate) => candidate.key === position.key && demand.closing.has(candidate.key));
    if (leg === undefined && !positionInFilter(demand.scope, position)) continue;
    const rest = demand.scope.kind === 'partial' && leg?.state === 'proved' && !isZero(leg.targetSize);
    if (rest) continue; // kept on purpose
    const dust = leg?.state === 'dust';
    left.push({
      kind: 'position',
      accountId: state.accountId,
      symbol: position.symbol,
      side: position.side,
      size: position.size,
      dust,
      reason: leg === undefined ? 'It is still open.' : reasonOf(leg, position),
    });
  }
  return left;
}

function reasonOf(leg: Leg, position: Position): string {
  const { failure } = leg;
  const words = failure === null ? 'It is still open.' : (failure.venueMessage ?? failure.message);
  const dust = leg.state === 'dust' ? `${dustWords(position)} ` : '';
  const naked = isNaked(leg) ? 'NAKED, its stop was removed and could not be put back. ' : '';
  return `${naked}${dust}${words}`;
}

function dustWords(position: Position): string {
  const worth = `${readable(notionalOf(position, position.size))} ${position.market.settle}`;
  return `Dust: worth ${worth}, below the venue's minimum of ${minimumOf(position)} ${sizeUnitOf(position.market)}.`;
}

function ordersLeft(state: AccountState, demand: Demand): readonly LeftOver[] {
  return ordersInScope(state, demand).map((order) => {
    const failure = state.orders.get(orderKey(order))?.failure;
    const kept = isProtective(order) && protects(state, order);
    const reason = kept
      ? 'Kept: it protects a position that could not be closed.'
      : failure === null || failure === undefined
        ? 'It is still working.'
        : (failure.venueMessage ?? failure.message);
    return {
      kind: 'order',
      accountId: state.accountId,
      symbol: order.symbol,
      orderId: order.orderId,
      family: order.family,
      reason,
    };
  });
}

/** A reduce-only order that is larger than what a partial close left. */
function partialNotes(state: AccountState, demand: Demand): readonly string[] {
  if (demand.scope.kind !== 'partial' || state.truth.orders === null) return [];
  const notes = state.truth.orders.read.unreadable.map(
    ({ family }) => `${family} orders could not be listed: one that is larger than the rest would not be seen.`,
  );
  for (const leg of legsOf(state, demand)) {
    const rest = leg.remainingSize;
    if (rest === null) continue;
    for (const order of state.truth.orders.read.orders) {
      if (order.symbol !== leg.position.symbol || !isProtective(order) || order.size === null) continue;
      if (order.positionSide !== null && order.positionSide !== leg.position.side) continue;
      if (compare(order.size, rest) <= 0) continue;
      notes.push(
        `${order.symbol}: the ${order.type} order ${order.orderId} over ${order.size} is larger than the rest of ${rest}.`,
      );
    }
  }
  return notes;
}

/** Nothing proves anything: what was last seen is named, and that it could not be read. */
function unknownResult(state: AccountState, demand: Demand): AccountResult {
  const failure = state.positionsRead.failure ?? state.ordersRead.failure;
  const reason =
    failure === null
      ? 'Orders were still unresolved at the end of the time, so that no read could prove anything.'
      : `The account could not be read back: ${failure.message}`;
  const unproved = legsOf(state, demand).filter((leg) => leg.state !== 'proved');
  return {
    verdict: 'unknown',
    leftOver: [
      { kind: 'unreadable', accountId: state.accountId, reason },
      ...unproved.map((leg): LeftOver => ({
        kind: 'position',
        accountId: state.accountId,
        symbol: leg.position.symbol,
        side: leg.position.side,
        size: leg.remainingSize ?? leg.position.size,
        dust: leg.state === 'dust',
        reason: `Last seen, not read back. ${reasonOf(leg, leg.position)}`,
      })),
    ],
    notes: demand.notes,
    gaveUp: true,
    provedAtMs: null,
  };
}

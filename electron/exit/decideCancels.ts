// Which orders go now.
//  - Orders that could increase exposure: at once, by id.
//  - Protective orders: only when every position that they could protect is proved closed. A cancelled stop followed by
//    a refused close would leave the position naked.
//  - The venue's cancel-all only on symbols where every order is in scope and no position is left.
import { backOffMs, isClosed, runOfOrder, type AccountState, type Demand, type OrderRun } from './accountState.ts';
import type { Action } from './decide.ts';
import { closedPositions } from './demand.ts';
import { belongsTo, isProtective, isWholeSymbol, orderInScope } from './scope.ts';
import type { WorkingOrder } from '../../shared/position.ts';

/** The exit's own close order that may still be working; after this long it is stuck and is cancelled like any other. */
const OWN_ORDER_STUCK_MS = 2_000;

type Cancels = Readonly<{
  actions: readonly Action[];
  /** Some order in scope waits for its back-off or for a newer listing. */
  waiting: boolean;
}>;

export function decideCancels(state: AccountState, nowMs: number, later: (atMs: number) => void): Cancels {
  const truth = state.truth.orders;
  if (truth === null) return { actions: [], waiting: false };
  const sweep: OrderRun[] = [];
  const exact: OrderRun[] = [];
  let waiting = false;
  for (const order of truth.read.orders) {
    const demand = state.demands.find((candidate) => isPending(state, candidate, order));
    if (demand === undefined) continue;
    const run = runOfOrder(state, order);
    // Answered: only a listing that began later can say that it is still there.
    if (run.inFlight || run.answeredSeq >= truth.start.seq) continue;
    if (run.tries >= state.limits.cancelTries) continue;
    const notBeforeMs = Math.max(run.notBeforeMs, ownOrderUntilMs(state, order));
    if (nowMs < notBeforeMs) {
      later(notBeforeMs);
      waiting = true;
      continue;
    }
    (isWholeSymbol(demand.scope) && isSymbolClear(state, order.symbol) ? sweep : exact).push(run);
  }
  const actions: Action[] = [];
  if (exact.length > 0) actions.push({ kind: 'cancel', orders: exact, sweep: false, hold: null, why: 'in scope' });
  if (sweep.length > 0) actions.push({ kind: 'cancel', orders: sweep, sweep: true, hold: null, why: 'its position is closed' });
  return { actions, waiting };
}

/** The demand wants the order gone now. */
function isPending(state: AccountState, demand: Demand, order: WorkingOrder): boolean {
  if (demand.result !== null || !demand.planned || demand.looksOnly) return false;
  if (!orderInScope(demand.scope, order, closedPositions(state, demand))) return false;
  return !isProtective(order) || !protects(state, order);
}

/** Some position that is not proved closed may depend on this order. */
export function protects(state: AccountState, order: WorkingOrder): boolean {
  if (state.legs.some((leg) => !isClosed(leg) && belongsTo(order, leg.position))) return true;
  const truth = state.truth.positions;
  if (truth === null) return true;
  return truth.list.some((position) => {
    const leg = state.legs.find((candidate) => candidate.key === position.key);
    return leg === undefined && belongsTo(order, position);
  });
}

function isSymbolClear(state: AccountState, symbol: string): boolean {
  if (state.legs.some((leg) => leg.position.symbol === symbol && !isClosed(leg))) return false;
  const truth = state.truth.positions;
  if (truth === null) return false;
  return truth.list.every(
    (position) => position.symbol !== symbol || state.legs.some((leg) => leg.key === position.key && isClosed(leg)),
  );
}

function ownOrderUntilMs(state: AccountState, order: WorkingOrder): number {
  if (order.clientOrderId === null) return 0;
  for (const leg of state.legs) {
    const sent = leg.sent.find((candidate) => candidate.order.clientOrderId === order.clientOrderId);
    if (sent !== undefined) return sent.sentAtMs + OWN_ORDER_STUCK_MS;
  }
  return 0;
}

/** After an answer: the order is asked for again only when a later listing still shows it. */
export function bookCancelTry(run: OrderRun, nowMs: number): void {
  run.notBeforeMs = run.tries <= 1 ? nowMs : nowMs + backOffMs(100, run.tries - 2, 2_000);
}

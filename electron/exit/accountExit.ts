// One account's isolated run: asks decide() what is due, performs it without waiting, books each answer, and asks again.
// At most one run per account exists at a time; a second exit that needs this account adds its demand to it, so two
// exits can never have an order for the same position at once.
// Invariants: an order is written to the journal before it is sent; no call is awaited by another; whatever happens,
// every demand gets a result and the account's reservation is given back.
import { compare, floorToStep, isZero, smaller, type Decimal } from '../../shared/decimal.ts';
import type { Failure, Result } from '../../shared/failure.ts';
import { closingOrderSide, type Position, type PositionKey, type WorkingOrder } from '../../shared/position.ts';
import type { Settings } from '../../shared/settings.ts';
import {
  backOffMs,
  isClosed,
  isProving,
  moveTo,
  nextSeq,
  orderKey,
  type AccountResult,
  type AccountState,
  type Demand,
  type Leg,
  type OrderRun,
  type ReadStart,
  type ReadTrack,
  type RemovedOrder,
  type SentClose,
} from './accountState.ts';
import { bookLookUp, bookOutcome, digestWave } from './answers.ts';
import { callsOf, type VenueCalls } from './calls.ts';
import { decide, type Action, type Decision } from './decide.ts';
import { bookCancelTry } from './decideCancels.ts';
import { planDemand } from './demand.ts';
import { isSettled } from './leg.ts';
import type { ExitLimits } from './limits.ts';
import type { Rates } from './money.ts';
import { closeLimitLeft, observeLeg, observeStream } from './observe.ts';
import { chunksOf, groupByUrgency, sizeToClose, slicesOf } from './plan.ts';
import type { CancelOutcome, Clock, CloseOrder, Journal, JournalEntry, OrdersRead, SubmitOutcome, Venue } from './ports.ts';
import { judge } from './reconcile.ts';
import { belongsTo, isProtective, type Scope } from './scope.ts';

export type AccountExitInputs = Readonly<{
  venue: Venue;
  clock: Clock;
  journal: Journal;
  limits: ExitLimits;
  rates: () => Rates;
  winnersRule: () => Settings['winnersRule'];
  /** False: the live book may still show what an exit closed a moment ago, so this run reads first. */
  trustLiveBook: boolean;
  inherited: ReadonlyMap<PositionKey, readonly SentClose[]>;
  /** After each event; the exits that have a demand here look at the state then. */
  onProgress: () => void;
  onJournalFailure: (exitId: string, reason: string) => void;
}>;

export interface AccountExit {
  readonly venue: Venue;
  readonly calls: VenueCalls;
  readonly state: AccountState;
  readonly demands: readonly Demand[];
  /** Before start() it shapes the first wave; while running it widens the run. */
  addDemand(exitId: string, scope: Scope, pressedAtMs: number): Demand;
  /** Decides the first wave from the live book, when that is fresh, and says what it will send. Sends nothing. */
  firstIntents(): readonly JournalEntry[];
  start(): void;
  readonly running: boolean;
  /** Resolves when every demand has its result. Never rejects. */
  readonly ended: Promise<void>;
}

/** Orders of one leg in one wave; what is above goes in the next. */
const MOST_SLICES = 100;

/** A cancel took this order, or, not `sure`, may have. */
type Taken = Readonly<{ order: WorkingOrder; sure: boolean }>;

/** A restore that certainly did nothing is sent again this many times before the position is called naked. */
const RESTORE_TRIES = 6;

const emptyTrack = (): ReadTrack => ({ inFlight: [], failures: 0, notBeforeMs: 0, failure: null });

export function createAccountExit(inputs: AccountExitInputs): AccountExit {
  const { venue, clock, journal, limits } = inputs;
  const calls = callsOf(venue, clock, limits);
  const state: AccountState = {
    accountId: venue.accountId,
    limits,
    receiveWindowMs: venue.traits.receiveWindowMs,
    seq: 0,
    boundAtMs: 0,
    stopWritesAtMs: 0,
    writeSeq: 0,
    writesInFlight: 0,
    lastAnswerAtMs: Number.NEGATIVE_INFINITY,
    truth: { positions: null, orders: null },
    legs: [],
    orders: new Map(),
    demands: [],
    positionsRead: emptyTrack(),
    ordersRead: emptyTrack(),
    unreadableReads: 0,
    requests: 0,
    moves: [],
    inherited: new Map([...inputs.inherited].map(([key, sent]) => [key, [...sent]])),
  };
  let phase: 'new' | 'running' | 'ended' = 'new';
  let firstWave: Decision | null = null;
  let wake: () => void = () => undefined;
  let timerAtMs = Number.POSITIVE_INFINITY;
  let defect: unknown = null;
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const planning = () => ({ rates: inputs.rates(), winnersRule: inputs.winnersRule() });
  const isOpen = (): boolean => state.demands.some((demand) => demand.result === null);

  // ---- demands ------------------------------------------------------------------------------------------------------

  function addDemand(exitId: string, scope: Scope, pressedAtMs: number): Demand {
    const demand: Demand = {
      exitId,
      scope,
      addedSeq: nextSeq(state),
      pressedAtMs,
      planned: false,
      closing: new Set(),
      kept: [],
      notes: [],
      refusal: null,
      result: null,
    };
    state.demands.push(demand);
    state.boundAtMs = Math.max(state.boundAtMs, pressedAtMs + limits.boundMs);
    state.stopWritesAtMs = Math.max(state.boundAtMs - 2 * (limits.callMs + limits.callGraceMs), pressedAtMs + limits.boundMs / 2);
    // One account's defect must not stop the press for the others: it ends this account's run.
    try {
      if (phase === 'new') trustLiveBook();
      const truth = state.truth.positions;
      if (truth !== null && clock.now() - truth.arrivedAtMs < limits.freshMs) planDemand(state, demand, planning());
    } catch (error) {
      defect = error;
    }
    if (phase === 'running') wake();
    return demand;
  }

  function trustLiveBook(): void {
    if (!inputs.trustLiveBook || state.truth.positions !== null) return;
    const known = venue.known();
    if (known.ageMs === null || known.ageMs >= limits.freshMs) return;
    const start: ReadStart = { seq: nextSeq(state), writeSeq: state.writeSeq, quiet: true };
    const arrivedAtMs = clock.now();
    state.truth.positions = { list: known.positions, start, arrivedAtMs, rest: false };
    state.truth.orders = { read: { orders: known.orders, unreadable: [] }, start, arrivedAtMs, rest: false };
  }

  // ---- the loop -----------------------------------------------------------------------------------------------------

  function firstIntents(): readonly JournalEntry[] {
    if (defect !== null) return [];
    try {
      const decision = decide(state, clock.now());
      firstWave = { ...decision, actions: decision.actions.map(prepareSubmit) };
      return firstWave.actions.flatMap((action) => (action.kind === 'submit' ? intentsOf(action.legs) : []));
    } catch (error) {
      defect = error;
      return [];
    }
  }

  function start(): void {
    phase = 'running';
    void run();
  }

  async function run(): Promise<void> {
    let stopListening = (): void => undefined;
    try {
      if (defect !== null) throw defect;
      venue.reserveForExit(true);
      if (firstWave !== null) for (const action of firstWave.actions) perform(action, true);
      stopListening = venue.onTruth(onTruth);
      while (isOpen()) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (defect !== null) throw defect;
        const nowMs = clock.now();
        const { actions, wakeAtMs } = decide(state, nowMs);
        for (const action of actions) perform(prepareSubmit(action), false);
        for (const demand of state.demands) {
          if (demand.result === null) demand.result = judge(state, demand, venue.traits, nowMs);
        }
        if (!isOpen()) settleLegs();
        report();
        if (!isOpen()) break;
        wakeAt(wakeAtMs);
        await woken;
      }
    } catch (error) {
      endUnknown(error);
    } finally {
      phase = 'ended';
      settleLegs();
      try {
        stopListening();
        venue.reserveForExit(false);
      } catch (error) {
        for (const demand of state.demands) demand.notes.push(`${venue.label}: ${String(error)}`);
      }
      report();
      finish();
    }
  }

  function settleLegs(): void {
    for (const leg of state.legs) if (!isSettled(leg.state)) moveTo(state, leg, 'gaveUp');
  }

  function endUnknown(error: unknown): void {
    const message = `Unexpected: ${error instanceof Error ? error.message : String(error)}`;
    const failure: Failure = { kind: 'internal', message };
    for (const leg of state.legs) if (leg.state !== 'proved') leg.failure = failure;
    const result: AccountResult = {
      verdict: 'unknown',
      leftOver: [{ kind: 'unreadable', accountId: venue.accountId, reason: message }],
      notes: [],
      gaveUp: true,
      provedAtMs: null,
    };
    for (const demand of state.demands) if (demand.result === null) demand.result = result;
  }

  /** One timer at a time: the nearest. A timer that fires early only makes one more, empty turn. */
  function wakeAt(atMs: number): void {
    if (atMs >= timerAtMs) return;
    timerAtMs = atMs;
    const fire = (): void => {
      if (timerAtMs === atMs) timerAtMs = Number.POSITIVE_INFINITY;
      wake();
    };
    clock.sleep(Math.max(0, atMs - clock.now())).then(fire, fire);
  }

  function report(): void {
    for (const move of state.moves.splice(0)) {
      journal.note({ kind: 'legMoved', exitId: move.exitId, legId: move.legId, from: move.from, to: move.to });
    }
    // Telling others is not worth an exit.
    try {
      inputs.onProgress();
    } catch (error) {
      for (const demand of state.demands) demand.notes.push(`${venue.label}: ${String(error)}`);
    }
  }

  function onTruth(): void {
    try {
      if (phase === 'running' && observeStream(state, venue.known(), clock.now())) wake();
    } catch (error) {
      defect = error;
      wake();
    }
  }

  /** Books an answer; an unexpected throw ends this account as unknown, not the process. */
  async function book<T>(answer: Promise<T>, apply: (value: T) => void): Promise<void> {
    try {
      const value = await answer;
      if (phase === 'running') apply(value);
    } catch (error) {
      defect = error;
    }
    wake();
  }

  // ---- actions ------------------------------------------------------------------------------------------------------

  function perform(action: Action, committed: boolean): void {
    switch (action.kind) {
      case 'submit':
        submit(action.legs, committed);
        return;
      case 'cancel':
        cancel(action.orders, action.sweep, action.hold, action.why);
        return;
      case 'restore':
        restore(action.leg, action.removed);
        return;
      case 'lookUp': {
        const { leg, sent } = action;
        sent.lookingUp = true;
        state.requests += 1;
        void book(calls.lookUp(sent.order), (result) => bookLookUp(state, leg, sent, result, clock.now()));
        return;
      }
      case 'readPositions':
        readPositions();
        return;
      case 'readOrders':
        readOrders();
        return;
      default:
        action satisfies never;
    }
  }

  /** Fixes sizes and client order ids of a wave and books it as sent. Nothing else may size an order. */
  function prepareSubmit(action: Action): Action {
    if (action.kind !== 'submit') return action;
    const known = venue.known();
    for (const leg of action.legs) {
      leg.attempts += 1;
      leg.sends += 1;
      leg.waveSize = leg.position.size;
      moveTo(state, leg, 'sending');
      const size = sizeToClose(leg.position, leg.targetSize, closeLimitLeft(leg));
      const limitPrice = leg.bandStep > 0 ? venue.closingPrice(leg.position) : null;
      const { maxMarketSize, lotSize } = leg.position.market;
      const maximum =
        leg.maxSlice === null || maxMarketSize === null ? (leg.maxSlice ?? maxMarketSize) : smaller(leg.maxSlice, maxMarketSize);
      const slices = slicesOf(size, maximum, lotSize).slice(0, MOST_SLICES);
      slices.forEach((slice, index) => {
        const order: CloseOrder = {
          clientOrderId: venue.traits.clientOrderId(leg.exitId, leg.index, leg.sends, index),
          position: leg.position,
          orderSide: closingOrderSide(leg.position.side),
          size: slice,
          limitPrice,
        };
        leg.sent.push(newSent(order, leg.sends));
      });
      leg.seenInStream = known.ageMs !== null && known.positions.some((position) => position.key === leg.key);
    }
    return action;
  }

  const newSent = (order: CloseOrder, attempt: number): SentClose => ({
    order,
    attempt,
    sentSeq: nextSeq(state),
    sentAtMs: clock.now(),
    progress: 'inFlight',
    outcome: null,
    answeredSeq: null,
    endedSeq: null,
    orderId: null,
    filledSize: null,
    wantsLookUp: false,
    lookingUp: false,
    lookUpNotBeforeMs: 0,
    lookUps: 0,
  });

  const waveOf = (leg: Leg): readonly SentClose[] => leg.sent.filter((sent) => sent.attempt === leg.sends);

  const intentsOf = (legs: readonly Leg[]): readonly JournalEntry[] =>
    legs.flatMap((leg) => waveOf(leg).map((sent) => intentOf(leg, sent.order.clientOrderId, sent.order.size, sent.attempt)));

  const intentOf = (leg: Leg, clientOrderId: string, size: string, attempt: number): JournalEntry => ({
    kind: 'orderIntended',
    exitId: leg.exitId,
    legId: leg.legId,
    attempt,
    clientOrderId,
    accountId: venue.accountId,
    symbol: leg.position.symbol,
    side: leg.position.side,
    orderSide: closingOrderSide(leg.position.side),
    size,
  });

  /** The journal must never block the exit that it records: a failure is reported and the order goes out. */
  function commit(exitId: string, entries: readonly JournalEntry[]): void {
    try {
      journal.commit(entries);
    } catch (error) {
      inputs.onJournalFailure(exitId, error instanceof Error ? error.message : String(error));
    }
  }

  function submit(legs: readonly Leg[], committed: boolean): void {
    const [first] = legs;
    if (first === undefined) return;
    if (!committed) commit(first.exitId, intentsOf(legs));
    const groups = groupByUrgency(legs, (leg) => leg.position, inputs.rates());
    const orders = groups.map((group) => group.flatMap((leg) => waveOf(leg).map((sent) => ({ leg, sent }))));
    for (const chunk of chunksOf(orders, venue.traits.closeBatchSize)) {
      for (const { leg } of chunk) leg.sentAtMs ??= clock.now();
      beginWrite();
      void book(calls.submitCloses(chunk.map(({ sent }) => sent.order)), (outcomes) => {
        endWrite();
        chunk.forEach(({ leg, sent }, index) => {
          const outcome = outcomes[index];
          if (outcome === undefined) throw new Error('an order has no outcome');
          bookOutcome(state, leg, sent, outcome, clock.now());
          noteAnswer(leg, sent.order.clientOrderId, outcome);
        });
        for (const leg of new Set(chunk.map(({ leg }) => leg))) digestWave(state, leg, clock.now());
      });
    }
  }

  function noteAnswer(leg: Leg, clientOrderId: string, outcome: SubmitOutcome): void {
    const detail = outcome.kind === 'accepted' ? outcome.orderId : (outcome.failure.venueMessage ?? outcome.failure.message);
    journal.note({ kind: 'orderAnswered', exitId: leg.exitId, clientOrderId, outcome: outcome.kind, detail });
  }

  function cancel(runs: readonly OrderRun[], sweep: boolean, hold: Leg | null, why: string): void {
    if (hold !== null && runs.length === 0) {
      holdersGone(hold, 0);
      return;
    }
    if (hold !== null) hold.hold = 'clearing';
    const waiting = runs.filter((run) => !run.inFlight);
    for (const run of waiting) {
      run.inFlight = true;
      run.tries += 1;
    }
    let open = 0;
    const taken: Taken[] = [];
    const settle = (part: readonly OrderRun[], outcomes: readonly CancelOutcome[]): void => {
      endWrite();
      const seq = nextSeq(state);
      part.forEach((run, index) => {
        const outcome = outcomes[index];
        bookCancel(run, outcome, seq);
        if (outcome?.kind === 'cancelled' || outcome?.kind === 'unknown') {
          taken.push({ order: run.order, sure: outcome.kind === 'cancelled' });
        }
      });
      open -= 1;
      if (hold === null) rememberSwept(taken.splice(0));
      else if (open === 0) holdersAnswered(hold, taken, waiting);
    };
    const parts = sweep ? [waiting] : cancelParts(waiting);
    open = parts.length;
    for (const part of parts) {
      const orders = part.map((run) => run.order);
      const orderIds = orders.map((order) => order.orderId);
      const exitId = state.demands.find((demand) => demand.result === null)?.exitId;
      if (exitId !== undefined) {
        const entry: JournalEntry = { kind: 'ordersCancelled', exitId, accountId: venue.accountId, orderIds, why };
        // Protection of an open position goes: a crash right after must find that on disk.
        if (hold === null) journal.note(entry);
        else commit(exitId, [entry]);
      }
      beginWrite();
      void book(sweep ? calls.sweepOrders(orders) : calls.cancelOrders(orders), (outcomes) => settle(part, outcomes));
    }
  }

  function cancelParts(runs: readonly OrderRun[]): readonly (readonly OrderRun[])[] {
    const byFamily = new Map<string, OrderRun[]>();
    for (const run of runs) {
      const list = byFamily.get(run.order.family);
      if (list === undefined) byFamily.set(run.order.family, [run]);
      else list.push(run);
    }
    return [...byFamily.values()].flatMap((list) =>
      chunksOf(
        list.map((run) => [run]),
        venue.traits.cancelBatchSize,
      ),
    );
  }

  function bookCancel(run: OrderRun, outcome: CancelOutcome | undefined, seq: number): void {
    run.inFlight = false;
    run.answeredSeq = seq;
    run.failure = outcome?.kind === 'refused' || outcome?.kind === 'unknown' ? outcome.failure : null;
    bookCancelTry(run, clock.now());
    if (outcome?.kind === 'cancelled') run.cancelled = true;
  }

  const removedNow = ({ order, sure }: Taken): RemovedOrder => ({
    order,
    sure,
    afterSeq: state.seq,
    due: false,
    tries: 0,
    notBeforeMs: 0,
  });

  /** A read that called a position closed may have been wrong: what protected it is known until the end. */
  function rememberSwept(taken: readonly Taken[]): void {
    for (const each of taken) {
      const { order } = each;
      if (!isProtective(order) || order.family === 'attached') continue;
      const leg = state.legs.find(
        ({ position }) => belongsTo(order, position) && order.orderSide === closingOrderSide(position.side),
      );
      if (leg !== undefined) (isClosed(leg) ? leg.swept : leg.removed).push(removedNow(each));
    }
  }

  /** The orders that held the size are answered. What may be gone is remembered; what is not certain is listed again. */
  function holdersAnswered(leg: Leg, taken: readonly Taken[], asked: readonly OrderRun[]): void {
    leg.hold = 'none';
    if (isClosed(leg)) {
      leg.swept.push(...taken.map(removedNow));
      return;
    }
    const keys = new Set(taken.map(({ order }) => orderKey(order)));
    const before = leg.removed.filter(({ order }) => !keys.has(orderKey(order)));
    leg.removed = [...before, ...taken.map(removedNow)];
    if (isSettled(leg.state)) return;
    if (asked.every((run) => run.failure === null)) {
      holdersGone(leg, asked.length);
      return;
    }
    leg.hold = 'cancelling';
    leg.holdSeq = state.seq;
  }

  /** Nothing of our own holds the size any more: the close goes again, at once where an order went for it. */
  function holdersGone(leg: Leg, asked: number): void {
    leg.holdCycles += 1;
    leg.hold = leg.removed.length > 0 ? 'cleared' : 'none';
    leg.notBeforeMs = leg.hold === 'cleared' || asked > 0 ? 0 : clock.now() + backOffMs(250, leg.attempts - 1, 5_000);
    wake();
  }

  function restore(leg: Leg, removed: readonly RemovedOrder[]): void {
    if (leg.hold === 'restoring') {
      leg.hold = 'none';
      wake();
    }
    leg.removed = leg.removed.filter((item) => !removed.includes(item));
    const rest = leg.remainingSize ?? leg.position.size;
    if (isZero(rest)) return;
    for (const item of removed) if (!isStillListed(item)) restoreOne(leg, item, rest);
  }

  /** The cancel did not take it after all. */
  function isStillListed({ order, afterSeq }: RemovedOrder): boolean {
    const truth = state.truth.orders;
    if (truth === null || truth.start.seq <= afterSeq) return false;
    return truth.read.orders.some((listed) => orderKey(listed) === orderKey(order));
  }

  function restoreOne(leg: Leg, item: RemovedOrder, rest: Decimal): void {
    const { order } = item;
    leg.sends += 1;
    const clientOrderId = venue.traits.clientOrderId(leg.exitId, leg.index, leg.sends, 0);
    const size =
      order.size !== null && compare(order.size, rest) > 0 ? floorToStep(rest, leg.position.market.lotSize) : order.size;
    commit(leg.exitId, [intentOf(leg, clientOrderId, size ?? rest, leg.sends)]);
    beginWrite();
    leg.unrestored.push(clientOrderId); // until it is answered nobody knows
    void book(calls.restoreOrder({ ...order, size }, clientOrderId), (outcome) => {
      endWrite();
      noteAnswer(leg, clientOrderId, outcome);
      const before = leg.unrestored;
      leg.unrestored = before.filter((id) => id !== clientOrderId);
      if (outcome.kind === 'accepted' || isClosed(leg)) return;
      const nothing = outcome.kind === 'neverSent' || (outcome.kind === 'refused' && outcome.reason === 'rateLimited');
      if (nothing && item.tries < RESTORE_TRIES) {
        const waitMs = outcome.retryAfterMs ?? backOffMs(100, item.tries, 2_000);
        leg.removed.push({ ...item, sure: true, due: true, tries: item.tries + 1, notBeforeMs: clock.now() + waitMs });
        return;
      }
      if (outcome.kind === 'refused' && (outcome.reason === 'nothingToClose' || outcome.reason === 'duplicate')) return;
      leg.unrestored = before;
    });
  }

  function beginWrite(): void {
    state.writeSeq += 1;
    state.writesInFlight += 1;
    state.requests += 1;
  }

  function endWrite(): void {
    state.writeSeq += 1;
    state.writesInFlight -= 1;
    state.lastAnswerAtMs = clock.now();
  }

  // ---- reads --------------------------------------------------------------------------------------------------------

  function beginRead(track: ReadTrack): ReadStart {
    const start = { seq: nextSeq(state), writeSeq: state.writeSeq, quiet: state.writesInFlight === 0 };
    track.inFlight.push(start);
    state.requests += 1;
    return start;
  }

  /** Books success or failure of a read; true when its content is newer than what is there. */
  function endRead(track: ReadTrack, start: ReadStart, result: Result<unknown>, present: { start: ReadStart } | null): boolean {
    track.inFlight = track.inFlight.filter((other) => other !== start);
    if (result.ok) {
      track.failures = 0;
      track.failure = null;
      track.notBeforeMs = 0;
      return present === null || present.start.seq < start.seq;
    }
    track.failures += 1;
    track.failure = result.failure;
    const base = result.failure.kind === 'rateLimited' ? 500 : 100;
    track.notBeforeMs = clock.now() + backOffMs(base, track.failures - 1, 2_000);
    return false;
  }

  function readPositions(): void {
    const start = beginRead(state.positionsRead);
    void book(calls.readPositions(), (result) => {
      if (!endRead(state.positionsRead, start, result, state.truth.positions) || !result.ok) return;
      applyPositions(result.value, start);
    });
  }

  function applyPositions(list: readonly Position[], start: ReadStart): void {
    const nowMs = clock.now();
    state.truth.positions = { list, start, arrivedAtMs: nowMs, rest: true };
    for (const leg of state.legs) {
      observeLeg(
        state,
        leg,
        list.find((position) => position.key === leg.key),
        start.seq,
        nowMs,
      );
    }
    for (const demand of state.demands) planDemand(state, demand, planning());
  }

  function readOrders(): void {
    const start = beginRead(state.ordersRead);
    void book(calls.readOrders(), (result) => {
      if (!endRead(state.ordersRead, start, result, state.truth.orders) || !result.ok) return;
      const read: OrdersRead = result.value;
      state.truth.orders = { read, start, arrivedAtMs: clock.now(), rest: true };
      if (read.unreadable.length === 0) {
        state.unreadableReads = 0;
      } else if (isProving(state, state.truth.orders)) {
        state.unreadableReads += 1;
        state.ordersRead.notBeforeMs = clock.now() + backOffMs(100, state.unreadableReads - 1, 2_000);
      }
      rememberRestored(read);
    });
  }

  /** A restored stop whose submit got no answer, and that is listed after all, protects its position again. */
  function rememberRestored(read: OrdersRead): void {
    const listed = new Set(read.orders.map((order) => order.clientOrderId));
    for (const leg of state.legs) leg.unrestored = leg.unrestored.filter((clientOrderId) => !listed.has(clientOrderId));
  }

  return {
    venue,
    calls,
    state,
    demands: state.demands,
    addDemand,
    firstIntents,
    start,
    get running() {
      return phase !== 'ended' && isOpen();
    },
    ended,
  };
}

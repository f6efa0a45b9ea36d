// One account's isolated run: asks decide() what is due, performs it without waiting, books each answer, and asks again.
// At most one run per account exists at a time; a second exit that needs this account adds its demand to it, so two
// exits can never have an order for the same position at once.
// Invariants: an order is written to the journal before it is sent; no call is awaited by another; whatever happens,
// every demand gets a result and the account's reservation is given back.
// One file: demands, the loop and its end change the same state in turns, and the invariants hold across them.
import type { KeptPosition } from '../../shared/exit.ts';
import type { Failure } from '../../shared/failure.ts';
import type { PositionKey } from '../../shared/position.ts';
import type { Settings } from '../../shared/settings.ts';
import { createAccountReads } from './accountReads.ts';
import {
  moveTo,
  nextSeq,
  type AccountResult,
  type AccountState,
  type Demand,
  type ReadStart,
  type ReadTrack,
  type SentClose,
} from './accountState.ts';
import { createAccountWire } from './accountWire.ts';
import { bookLookUp } from './answers.ts';
import type { VenueCalls } from './calls.ts';
import { decide, type Action, type Decision } from './decide.ts';
import { planDemand } from './demand.ts';
import { isSettled } from './leg.ts';
import type { ExitLimits } from './limits.ts';
import type { Rates } from './money.ts';
import { observeStream } from './observe.ts';
import type { Clock, Journal, JournalEntry, Venue } from './ports.ts';
import { createProtection } from './protection.ts';
import { judge } from './reconcile.ts';
import { resumeLeg, type RecoveredLeg } from './recovery.ts';
import { positionInFilter, type Scope } from './scope.ts';
import { createCloseSender, type Wave } from './sendCloses.ts';

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
  /** Legs of exits that a crash cut off on this account. */
  recovered: readonly RecoveredLeg[];
  /** After each event; the exits that have a demand here look at the state then. */
  onProgress: () => void;
  onJournalFailure: (exitId: string, reason: string) => void;
}>;

export interface AccountExit {
  readonly venue: Venue;
  readonly calls: VenueCalls;
  readonly state: AccountState;
  readonly demands: readonly Demand[];
  /** Before firstIntents() it shapes the first wave; while running it widens the run. */
  addDemand(wish: DemandWish): Demand;
  /** Plans the first wave from the live book, when that is fresh, and says what it will send; `alone`: only what leaves at once. Sends nothing. */
  firstIntents(alone: boolean): readonly JournalEntry[];
  start(): void;
  /** Instead of start(): sends nothing and ends unknown. */
  abandon(reason: string): void;
  readonly running: boolean;
  /** Resolves when every demand has its result. Never rejects. */
  readonly ended: Promise<void>;
}

export type DemandWish = Readonly<{
  exitId: string;
  scope: Scope;
  pressedAtMs: number;
  /** Null: a press of now. */
  resumed: Readonly<{
    boundAtMs: number;
    mayWrite: boolean; // false: only looks and proves
    planned: Readonly<{ closing: readonly PositionKey[]; kept: readonly KeptPosition[] }> | null;
  }> | null;
}>;

/** The first wave: its orders in chunks, and how many of these are on the disk. */
type Prepared = Readonly<{ decision: Decision; wave: Wave | null; written: number }>;

const emptyTrack = (): ReadTrack => ({ inFlight: [], failures: 0, notBeforeMs: 0, failure: null });

export function createAccountExit(inputs: AccountExitInputs): AccountExit {
  const { venue, clock, journal, limits } = inputs;
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
    nextLegIndex: Math.max(-1, ...inputs.recovered.map(({ plan }) => plan.entry.index)) + 1,
    orders: new Map(),
    demands: [],
    positionsRead: emptyTrack(),
    ordersRead: emptyTrack(),
    unreadableReads: 0,
    requests: 0,
    moves: [],
    inherited: new Map([...inputs.inherited].map(([key, sent]) => [key, [...sent]])),
  };
  state.legs = inputs.recovered.map((leg) => resumeLeg(state, leg, clock.now(), clock.epoch()));
  let phase: 'new' | 'running' | 'ended' = 'new';
  let first: Prepared | null = null;
  let wake: () => void = () => undefined;
  let timerAtMs = Number.POSITIVE_INFINITY;
  let defect: unknown = null;
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  function plan(demand: Demand): void {
    const before = demand.planned;
    planDemand(state, demand, { rates: inputs.rates(), winnersRule: inputs.winnersRule(), nowMs: clock.now() });
    if (before || !demand.planned || demand.scope.kind !== 'winners') return;
    const { exitId, kept } = demand;
    journal.note({ kind: 'scopePlanned', exitId, accountId: venue.accountId, closing: [...demand.closing], kept });
  }
  const wire = createAccountWire({
    venue,
    clock,
    state,
    journal,
    book,
    wake: () => wake(),
    onJournalFailure: inputs.onJournalFailure,
  });
  const closes = createCloseSender(wire, inputs.rates);
  const protection = createProtection(wire);
  const reads = createAccountReads(wire, plan, protection.rememberRestored);
  const isOpen = (): boolean => state.demands.some((demand) => demand.result === null);

  // ---- demands ------------------------------------------------------------------------------------------------------

  function addDemand({ exitId, scope, pressedAtMs, resumed }: DemandWish): Demand {
    const boundAtMs = resumed === null ? pressedAtMs + limits.boundMs : resumed.boundAtMs;
    const demand: Demand = {
      exitId,
      scope,
      addedSeq: nextSeq(state),
      pressedAtMs,
      boundAtMs,
      planned: false,
      chosen: resumed?.planned === undefined || resumed.planned === null ? null : new Set(resumed.planned.closing),
      closing: new Set(),
      kept: [],
      notes: [],
      refusal: null,
      result: null,
      looksOnly: resumed?.mayWrite === false,
    };
    if (resumed !== null) takeUp(demand, resumed.planned);
    state.demands.push(demand);
    state.boundAtMs = Math.max(state.boundAtMs, boundAtMs);
    if (resumed?.mayWrite !== false) {
      const lastWriteAtMs = state.boundAtMs - 2 * (limits.callMs + limits.callGraceMs);
      state.stopWritesAtMs = Math.max(state.stopWritesAtMs, lastWriteAtMs, boundAtMs - limits.boundMs / 2);
    }
    // One account's defect must not stop the press for the others: it ends this account's run.
    try {
      if (phase === 'new') trustLiveBook();
      else planFromTruth([demand]);
    } catch (error) {
      defect = error;
    }
    if (phase === 'running') wake();
    return demand;
  }

  function planFromTruth(demands: readonly Demand[]): void {
    const truth = state.truth.positions;
    if (truth === null || clock.now() - truth.arrivedAtMs >= limits.freshMs) return;
    for (const demand of demands) plan(demand);
  }

  /** What the exit had chosen before it was cut off stays chosen. */
  function takeUp(demand: Demand, planned: NonNullable<DemandWish['resumed']>['planned']): void {
    const { exitId, scope } = demand;
    for (const leg of state.legs) {
      if (leg.exitId !== exitId && !positionInFilter(scope, leg.position)) continue;
      demand.closing.add(leg.key);
      if (scope.kind === 'partial' || demand.looksOnly) continue;
      // Another exit may have planned a share of it: this one wants all of it.
      leg.targetSize = '0';
      leg.closeLimit = null;
    }
    if (planned !== null) demand.kept = [...planned.kept];
    demand.planned = scope.kind === 'partial' && demand.closing.size > 0;
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

  function firstIntents(alone: boolean): readonly JournalEntry[] {
    if (defect !== null) return [];
    try {
      planFromTruth(state.demands);
      const decision = decide(state, clock.now());
      const wave = closes.prepare(decision.actions.flatMap((action) => (action.kind === 'submit' ? action.legs : [])));
      const written = wave === null ? 0 : alone ? 1 : wave.chunks.length;
      first = { decision, wave, written };
      return wave === null ? [] : closes.intentsOf(wave, written);
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
    let unproved: string | null = null;
    try {
      if (defect !== null) throw defect;
      venue.reserveForExit(true);
      if (first !== null) for (const action of first.decision.actions) perform(action, first);
      stopListening = venue.onTruth(onTruth);
      while (isOpen()) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (defect !== null) throw defect;
        const nowMs = clock.now();
        const { actions, wakeAtMs } = decide(state, nowMs);
        for (const action of actions) perform(action, null);
        for (const demand of state.demands) {
          if (demand.result === null) demand.result = judge(state, demand, venue, nowMs);
        }
        if (!isOpen()) settleLegs();
        report();
        if (!isOpen()) break;
        wakeAt(wakeAtMs);
        await woken;
      }
    } catch (error) {
      unproved = `Unexpected: ${error instanceof Error ? error.message : String(error)}`;
    }
    try {
      stopListening();
      venue.reserveForExit(false);
    } catch (error) {
      for (const demand of state.demands) demand.notes.push(`${venue.label}: ${String(error)}`);
    }
    end(unproved);
  }

  function end(unproved: string | null): void {
    if (unproved !== null) endUnknown(unproved);
    phase = 'ended';
    settleLegs();
    report();
    finish();
  }

  function settleLegs(): void {
    for (const leg of state.legs) if (!isSettled(leg.state)) moveTo(state, leg, 'gaveUp');
  }

  function endUnknown(message: string): void {
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

  function perform(action: Action, prepared: Prepared | null): void {
    switch (action.kind) {
      case 'submit': {
        const wave = prepared === null ? closes.prepare(action.legs) : prepared.wave;
        if (wave !== null) closes.submit(wave, prepared === null ? 0 : prepared.written);
        return;
      }
      case 'cancel':
        protection.cancel(action.orders, action.sweep, action.hold, action.why);
        return;
      case 'restore':
        protection.restore(action.leg, action.removed);
        return;
      case 'lookUp': {
        const { leg, sent } = action;
        sent.lookingUp = true;
        state.requests += 1;
        void wire.book(wire.calls.lookUp(sent.order), (result) => bookLookUp(state, leg, sent, result, clock.now()));
        return;
      }
      case 'readPositions':
        reads.readPositions();
        return;
      case 'readOrders':
        reads.readOrders();
        return;
      default:
        action satisfies never;
    }
  }

  return {
    venue,
    calls: wire.calls,
    state,
    demands: state.demands,
    addDemand,
    firstIntents,
    start,
    abandon: end,
    get running() {
      return phase !== 'ended' && isOpen();
    },
    ended,
  };
}

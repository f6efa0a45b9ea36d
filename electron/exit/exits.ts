// The desk: previews, confirmations, running and ended exits.
//  - A plan id is good for one confirmation and expires. Scope actions are planned again from truth at the press.
//  - A press whose scope a running exit still covers on every account joins it. Any other press starts a new exit; on an
//    account that is already being closed it adds its scope to that account's run, so one position never has two closes.
//  - Presses, exits that a crash cut off and Stay flat share accounts' runs, and so this file.
//  - Nothing here can stay busy: an exit is over when its accounts are, and each account is over by its time bound.
import type { AccountId, Environment } from '../../shared/account.ts';
import type { Decimal } from '../../shared/decimal.ts';
import { askedWords, type Asked, type ExitPreview, type ExitRequest, type ExitView } from '../../shared/exit.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { Position, PositionKey } from '../../shared/position.ts';
import type { Settings } from '../../shared/settings.ts';
import { venueName, type VenueId } from '../../shared/venue.ts';
import { createAccountExit, type AccountExit } from './accountExit.ts';
import { showsTheEndOf, unresolvedOf } from './carryOver.ts';
import { viewOf, type ExitPart, type ExitRecord, type MissingAccount } from './exitRecord.ts';
import { createExitRecords } from './exitRecords.ts';
import { defaultExitLimits, type ExitLimits } from './limits.ts';
import type { Rates } from './money.ts';
import type { Clock, Ids, Journal, JournalEntry, Venue } from './ports.ts';
import { keptOf } from './plan.ts';
import { previewExit, venuesOf } from './preview.ts';
import { firstWavesOf } from './firstWaves.ts';
import { joinable } from './join.ts';
import { createRehearsal } from './rehearse.ts';
import { legsToResume, type RecoveredLeg, type Recovery } from './recovery.ts';
import { matchesAccount, positionInFilter, scopeOf, type Scope } from './scope.ts';
import { announcedShareOf } from './share.ts';
import { closedAlready } from './demand.ts';
import { createStayFlat } from './stayFlat.ts';
import type { ExitAlarm } from './watch.ts';
import { createWatches } from './watches.ts';

export type ExitVenue = Readonly<{ venue: Venue; environment: Environment }>;

/** An account that ought to be connected and is not: its client is being loaded, or it can not be dialled at all. */
export type UnreachedAccount = Readonly<{ accountId: AccountId; venue: VenueId; label: string }>;

export type ExitsInputs = Readonly<{
  /** Every connected account, of both environments. Asked at each preview and press. */
  venues: () => readonly ExitVenue[];
  /** Of the environment on screen. What an exit means and does not reach keeps it from being flat. */
  unreached?: (() => readonly UnreachedAccount[]) | undefined;
  /** The environment on screen: practice and live never run in one action. */
  environment: () => Environment;
  clock: Clock;
  journal: Journal;
  ids: Ids;
  rates: () => Rates;
  settings: () => Pick<Settings, 'winnersRule' | 'watchMinutes' | 'stayFlat'>;
  /**
   * After each transition, not coalesced: `view` costs something for every leg, so ask for it once a frame and not each time.
   * It tells the state of the moment when it is asked. Must not throw; a throw is ignored.
   */
  onChange: (exitId: string, view: () => ExitView) => void;
  /** @param closesAgain  Stay flat is closing what came back */
  onAlarm: (alarm: ExitAlarm, closesAgain: boolean) => void;
  estimateSlippage?: ((position: Position, size: Decimal) => Decimal | null) | undefined;
  limits?: Partial<ExitLimits> | undefined;
}>;

export interface Exits {
  preview(request: ExitRequest): Promise<Result<ExitPreview>>;
  /**
   * A plan id without looking first, for a press that waits for nothing. A partial close needs a preview: it announces its size.
   */
  plan(request: Exclude<ExitRequest, { action: 'partialClose' }>): Result<string>;
  discard(planId: string): void;
  /**
   * Takes up the exits that a crash cut off: what may have been sent is looked up by its client order id, then they go on
   * as any exit does. Call once, when the accounts are connected (they need not be reachable yet). Answers the exit ids.
   */
  resume(recovery: Recovery): readonly string[];
  /**
   * Runs a plan: the most endangered accounts' orders are on their way when it returns, the others' a few ms later.
   * @param asked  the automation call that means it; null: a person
   * @param pressedAtMs  Clock.now() when the gesture arrived; default: now
   */
  confirm(planId: string, asked?: Asked | null, pressedAtMs?: number): Result<Readonly<{ exitId: string; joined: boolean }>>;
  /** Newest first. */
  list(): readonly ExitView[];
  view(exitId: string): ExitView | null;
  /** Whether any account is still being closed. */
  isRunning(): boolean;
  /** Resolves with the verdict; fills may still be missing. Rejects for an exit that was never here. */
  decided(exitId: string): Promise<ExitView>;
  /** Resolves with the final report, fills included. Rejects for an exit that was never here. */
  ended(exitId: string): Promise<ExitView>;
  /** Ends the watches that follow flat exits. Running exits go on. */
  stopWatching(): void;
  /** The same for an account that was disconnected. Answers whether it was still watched. */
  stopWatchingAccount(accountId: AccountId): boolean;
}

type Plan = Readonly<{
  request: ExitRequest;
  environment: Environment;
  startedBy: ExitView['startedBy'];
  closeSize: Decimal | null; // partial close: what the preview announced
}>;

const MOST_JOINS_TOLD = 20;

type PartialScope = Extract<Scope, { kind: 'partial' }>;

export function createExits(inputs: ExitsInputs): Exits {
  const { clock } = inputs;
  /** A journal that can not be written is reported with the exit; it never stops one. */
  const journal: Journal = {
    commit: (entries) => inputs.journal.commit(entries),
    note: (entry) => {
      try {
        inputs.journal.note(entry);
      } catch (error) {
        records.journalFailed(entry.exitId, words(error));
      }
    },
  };
  const limits: ExitLimits = { ...defaultExitLimits, ...inputs.limits };
  const plans = new Map<string, Plan & Readonly<{ expiresAtMs: number }>>();
  const runs = new Map<AccountId, AccountExit>(); // the latest of each account
  const endedAtMs = new Map<AccountId, number>();
  const stayFlat = createStayFlat({
    clock,
    isOn: () => inputs.settings().stayFlat,
    close: (request, venue, environment) => {
      const plan: Plan = { request, environment, startedBy: 'stayFlat', closeSize: null };
      if (joinable(records.all(), scopeOf(request), [venue], limits) === null) begin(plan, [venue], clock.now(), null);
    },
  });
  const watches = createWatches({
    clock,
    watchMinutes: () => inputs.settings().watchMinutes,
    onAlarm: (alarm, record, venue) => inputs.onAlarm(alarm, stayFlat.onAlarm(record, venue, alarm)),
  });
  const records = createExitRecords({
    clock,
    journal,
    limits,
    rates: inputs.rates,
    onChange: inputs.onChange,
    onPartEnded: (record, part) => watches.start(record, part),
  });

  const isRunning = (): boolean => records.all().some((record) => record.endedAtEpochMs === null);
  const rehearse = createRehearsal({ clock, journal: inputs.journal, limits, rates: inputs.rates, isBusy: isRunning });

  const venuesIn = (environment: Environment): readonly Venue[] =>
    inputs
      .venues()
      .filter((candidate) => candidate.environment === environment)
      .map((candidate) => candidate.venue);

  async function preview(request: ExitRequest): Promise<Result<ExitPreview>> {
    const environment = inputs.environment();
    const none = noneReached(request, environment);
    if (none !== null) return none;
    const result = await previewExit(request, {
      environment,
      venues: venuesIn(environment),
      clock,
      limits,
      rates: inputs.rates(),
      winnersRule: inputs.settings().winnersRule,
      estimateSlippage: inputs.estimateSlippage ?? (() => null),
    });
    if (!result.ok) return result;
    void rehearse(venuesIn(environment), scopeOf(result.value.preview.request));
    const planId = inputs.ids.planId();
    for (const [id, plan] of plans) if (plan.expiresAtMs <= clock.now()) plans.delete(id);
    const { preview: shown } = result.value;
    const notReached = unreachedBy(shown.request).map(({ reason }) => reason);
    const [leg] = shown.legs;
    const closeSize = shown.request.action === 'partialClose' && leg !== undefined ? leg.closeSize : null;
    const expiresAtMs = clock.now() + limits.planTtlMs;
    plans.set(planId, { request: shown.request, environment, startedBy: 'person', closeSize, expiresAtMs });
    return succeed({
      ...shown,
      warnings: [...notReached, ...shown.warnings],
      planId,
      expiresAtMs: clock.epoch() + limits.planTtlMs,
    });
  }

  function plan(request: Exclude<ExitRequest, { action: 'partialClose' }>): Result<string> {
    const environment = inputs.environment();
    const none = noneReached(request, environment);
    if (none !== null) return none;
    const chosen = venuesOf(request, venuesIn(environment));
    if (!chosen.ok) return chosen;
    const planId = inputs.ids.planId();
    plans.set(planId, {
      request,
      environment,
      startedBy: 'person',
      closeSize: null,
      expiresAtMs: clock.now() + limits.planTtlMs,
    });
    return succeed(planId);
  }

  function confirm(
    planId: string,
    asked: Asked | null = null,
    pressedAtMs = clock.now(),
  ): Result<Readonly<{ exitId: string; joined: boolean }>> {
    const plan = plans.get(planId);
    plans.delete(planId);
    if (plan === undefined || plan.expiresAtMs <= clock.now()) {
      return fail({
        kind: 'planExpired',
        message: 'This preview is too old or was already used.',
        remedy: 'Look at a new preview and confirm that one.',
      });
    }
    const chosen = venuesOf(plan.request, venuesIn(plan.environment));
    if (!chosen.ok) return chosen;
    const venues = plan.request.action === 'partialClose' ? ofPosition(plan.request.position, chosen.value) : chosen.value;
    if (venues.length === 0)
      return fail({ kind: 'notFound', message: 'The account of this position is not connected any more.' });
    const scope = scopeOf(plan.request, plan.closeSize);
    const running = joinable(records.all(), scope, venues, limits);
    if (running !== null) {
      tellJoined(running, asked, pressedAtMs);
      return succeed({ exitId: running.exitId, joined: true });
    }
    if (scope.kind === 'partial') {
      for (const venue of venues) {
        const refused = refusePartial(scope, venue);
        if (refused !== null) return refused;
      }
    }
    return succeed({ exitId: begin(plan, venues, pressedAtMs, asked), joined: false });
  }

  /** A program that hammers neither lets what is told of the exit grow without end, nor keeps its orders waiting for the disk. */
  function tellJoined(running: ExitRecord, asked: Asked | null, pressedAtMs: number): void {
    running.joins += 1;
    const isTold = running.joins <= MOST_JOINS_TOLD;
    if (asked !== null) noteJoined(running.exitId, asked, isTold);
    if (!isTold) return;
    const who = asked === null ? 'Pressed again' : `Asked for by ${askedWords(asked)}`;
    running.notes.push(`${who} after ${Math.round(pressedAtMs - running.pressedAtMs)} ms: joined.`);
    records.publish(running);
  }

  /** A named one is on the disk before it is answered: the same call, asked again after a crash, must find the same exit. */
  function noteJoined(exitId: string, asked: Asked, isTold: boolean): void {
    const entry: JournalEntry = { kind: 'exitJoined', exitId, atEpochMs: clock.epoch(), asked };
    try {
      if (asked.idempotencyKey !== null) journal.commit([entry]);
      else if (isTold) journal.note(entry);
    } catch (error) {
      records.journalFailed(exitId, words(error));
    }
  }

  function noneReached(request: ExitRequest, environment: Environment): Result<never> | null {
    const [first] = unreachedBy(request);
    const filter = request.action === 'flatten' ? request.filter : {};
    const isReached = venuesIn(environment).some((venue) => matchesAccount(venue, filter));
    if (first === undefined || isReached) return null;
    return fail({ kind: 'unreachable', message: first.reason, remedy: 'No other account that is meant is connected either.' });
  }

  function unreachedBy(request: ExitRequest): readonly MissingAccount[] {
    if (request.action === 'partialClose') return [];
    const filter = request.action === 'flatten' ? request.filter : {};
    return (inputs.unreached?.() ?? [])
      .filter((account) => matchesAccount(account, filter))
      .map(({ accountId, label, venue }) => ({
        accountId,
        reason: `${label} (${venueName(venue)}) is not connected: no exit reaches it. Press again when it is, or close it at the venue.`,
      }));
  }

  const ofPosition = (key: PositionKey, venues: readonly Venue[]): readonly Venue[] =>
    venues.filter((venue) => key.startsWith(`${venue.accountId}|`));

  /** A share is not a kill switch: it is refused when it would mean something else than what was previewed. */
  function refusePartial(scope: PartialScope, venue: Venue): Result<never> | null {
    const { position: key, exitPct, closeSize } = scope;
    const run = runs.get(venue.accountId);
    if (run !== undefined && serves(run, venue) && closes(run, key)) return fail(closedAlready);
    const known = venue.known();
    if (known.ageMs === null || known.ageMs >= limits.freshMs) return null; // the run reads first
    const position = known.positions.find((candidate) => candidate.key === key);
    if (position === undefined) return fail({ kind: 'notFound', message: `The position ${key} is gone. Nothing was sent.` });
    const share = announcedShareOf(position, exitPct, closeSize);
    return share.ok ? null : share;
  }

  /** A leg has it, or a demand means it that is planned when its wave comes. */
  function closes({ state, venue }: AccountExit, key: PositionKey): boolean {
    if (state.legs.some((leg) => leg.key === key)) return true;
    const position = venue.known().positions.find((candidate) => candidate.key === key);
    return state.demands.some(({ planned, result, scope }) => {
      if (planned || result !== null) return false;
      if (scope.kind === 'partial') return scope.position === key;
      return position !== undefined && positionInFilter(scope, position);
    });
  }

  /** Not when the account was connected anew since: the run speaks to a connection that is gone. */
  const serves = (run: AccountExit, venue: Venue): boolean => run.running && run.venue === venue;

  /** Starts the most endangered accounts in this turn. */
  function begin(plan: Plan, venues: readonly Venue[], pressedAtMs: number, asked: Asked | null): string {
    const exitId = inputs.ids.exitId();
    const scope = scopeOf(plan.request, plan.closeSize);
    const fresh: AccountExit[] = [];
    const parts = venues.map((venue): ExitPart => {
      if (plan.startedBy === 'person') watches.endCovered(venue, scope);
      const present = runs.get(venue.accountId);
      const run = present !== undefined && serves(present, venue) ? present : openRun(venue, []);
      if (run !== present) fresh.push(run);
      return { run, demand: run.addDemand({ exitId, scope, pressedAtMs, resumed: null }) };
    });
    const { request, environment, startedBy, closeSize } = plan;
    const pressedAtEpochMs = clock.epoch() - (clock.now() - pressedAtMs);
    const missing = unreachedBy(request);
    const record = records.open({
      exitId,
      request,
      environment,
      startedBy,
      asked,
      resumedAtEpochMs: null,
      missing,
      pressedAtMs,
      pressedAtEpochMs,
      parts,
      kept: request.action === 'flatten' ? keptByFilter(plan, venues) : [],
    });
    const accounts = [...venues, ...missing].map(({ accountId }) => accountId);
    const about = { exitId, atEpochMs: pressedAtEpochMs, request, environment, startedBy, closeSize, accounts };
    start([record], [{ kind: 'exitIntended', ...about, ...(asked === null ? {} : { asked }) }], fresh);
    return exitId;
  }

  /** The intention and the first orders are on the disk before the first byte of them leaves. */
  function start(opened: readonly ExitRecord[], intended: readonly JournalEntry[], fresh: readonly AccountExit[]): void {
    const [first = [], ...later] = firstWavesOf(fresh);
    startWave(opened, intended, first);
    for (const record of opened) records.advance(record);
    if (clock.nextTurn === undefined) for (const wave of later) startWave(opened, [], wave);
    else void startLater(opened, later, clock.nextTurn);
  }

  function startWave(opened: readonly ExitRecord[], intended: readonly JournalEntry[], runsOfWave: readonly AccountExit[]): void {
    // Connected anew in the turns since the press: a later press has its own run there.
    const isReplaced = (run: AccountExit): boolean => runs.get(run.venue.accountId) !== run;
    const wave = runsOfWave.filter((run) => !isReplaced(run));
    for (const run of runsOfWave)
      if (isReplaced(run)) run.abandon('The account was connected anew before anything was sent. Press again.');
    try {
      // Nothing but the most endangered account: its first orders need not wait for its last to be on the disk.
      const alone = intended.length > 0 && wave.length === 1;
      journal.commit([...intended, ...wave.flatMap((run) => run.firstIntents(alone))]);
    } catch (error) {
      for (const { exitId } of opened) records.journalFailed(exitId, words(error));
    }
    for (const run of wave) run.start();
  }

  async function startLater(
    opened: readonly ExitRecord[],
    waves: readonly (readonly AccountExit[])[],
    nextTurn: () => Promise<void>,
  ): Promise<void> {
    for (const wave of waves) {
      await nextTurn();
      startWave(opened, [], wave);
    }
  }

  function resume({ exits: unfinished, legs }: Recovery): readonly string[] {
    const fresh = new Map<AccountId, AccountExit>();
    const opened = unfinished.map((exit): ExitRecord => {
      const scope = scopeOf(exit.request, exit.closeSize);
      const venues = venuesIn(exit.environment).filter(({ accountId }) => exit.accounts.includes(accountId));
      const sinceMs = clock.epoch() - exit.pressedAtEpochMs; // negative: the wall clock was set back
      const stoppedForMs = Math.max(0, sinceMs);
      const pressedAtMs = clock.now() - stoppedForMs;
      const wanted = exit.startedBy === 'person' || inputs.settings().stayFlat; // it may have been switched off since
      const mayWrite = wanted && Math.abs(sinceMs) <= limits.resumeWithinMs;
      const parts = venues.map((venue): ExitPart => {
        const { accountId } = venue;
        const present = fresh.get(accountId) ?? runs.get(accountId);
        const run = present?.running === true || fresh.has(accountId) ? present : undefined;
        const own = run ?? openRun(venue, legsToResume(legs, unfinished, accountId));
        if (run === undefined) fresh.set(accountId, own);
        const planned = exit.planned.get(accountId) ?? null;
        const mayWriteHere = mayWrite && !exit.ended.has(accountId);
        const boundAtMs = clock.now() + (mayWriteHere ? limits.boundMs : limits.proveMs);
        const resumed = { boundAtMs, mayWrite: mayWriteHere, planned };
        return { run: own, demand: own.addDemand({ exitId: exit.exitId, scope, pressedAtMs, resumed }) };
      });
      const { exitId, request, environment, startedBy, asked, pressedAtEpochMs } = exit;
      const seconds = Math.round(stoppedForMs / 1_000);
      const when = sinceMs < 0 ? "nobody knows when, because the computer's clock was set back" : `${seconds} s after the press`;
      return records.open({
        exitId,
        request,
        environment,
        startedBy,
        asked,
        resumedAtEpochMs: clock.epoch(),
        missing: exit.accounts
          .filter((accountId) => !venues.some((venue) => venue.accountId === accountId))
          .map((accountId) => ({ accountId, reason: 'This account is not connected any more: look at the venue itself.' })),
        pressedAtMs,
        pressedAtEpochMs,
        parts,
        kept: [],
        notes: [
          mayWrite
            ? `Breakglass had stopped in the middle of this exit and took it up again ${seconds} s after the press. Every order that may have been sent was looked up first.`
            : `Breakglass had stopped in the middle of this exit and started again ${when}: ${wanted ? 'too late to close anything unasked' : 'Stay flat has been switched off since'}. What is open was only read; press again to close it.`,
        ],
      });
    });
    const resumed = opened.map(({ exitId }): JournalEntry => ({ kind: 'exitResumed', exitId, atEpochMs: clock.epoch() }));
    if (opened.length > 0) start(opened, resumed, [...fresh.values()]);
    return opened.map(({ exitId }) => exitId);
  }

  function keptByFilter(plan: Plan, venues: readonly Venue[]): ExitRecord['kept'] {
    const scope = scopeOf(plan.request);
    return venuesIn(plan.environment).flatMap((venue) => {
      try {
        return venue
          .known()
          .positions.filter((position) => !venues.includes(venue) || !positionInFilter(scope, position))
          .map((position) => keptOf(position, 'does not match the filter', inputs.rates()));
      } catch {
        return []; // one account's defect must not stop the press for the others: its own run tells of it
      }
    });
  }

  function openRun(venue: Venue, recovered: readonly RecoveredLeg[]): AccountExit {
    const before = runs.get(venue.accountId);
    const sinceEndMs = clock.now() - (endedAtMs.get(venue.accountId) ?? Number.NEGATIVE_INFINITY);
    const run = createAccountExit({
      venue,
      clock,
      journal,
      limits,
      rates: inputs.rates,
      winnersRule: () => inputs.settings().winnersRule,
      trustLiveBook: recovered.length === 0 && (before === undefined || showsTheEndOf(before, sinceEndMs)),
      inherited: before === undefined ? new Map() : unresolvedOf(before, clock.now()),
      recovered,
      onProgress: () => {
        if (!run.running) endedAtMs.set(venue.accountId, clock.now());
        records.progress(run);
      },
      onJournalFailure: records.journalFailed,
    });
    runs.set(venue.accountId, run);
    return run;
  }

  return {
    preview,
    plan,
    discard: (planId) => {
      plans.delete(planId);
    },
    confirm,
    resume,
    list: () => records.all().map(viewOf),
    view: (exitId) => {
      const record = records.find(exitId);
      return record === undefined ? null : viewOf(record);
    },
    isRunning,
    decided: records.decided,
    ended: records.ended,
    stopWatchingAccount: (accountId) => watches.endAccount(accountId),
    stopWatching: () => {
      watches.stop();
      stayFlat.stop();
    },
  };
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

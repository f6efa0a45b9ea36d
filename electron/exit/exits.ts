// The desk: previews, confirmations, running and ended exits.
//  - A plan id is good for one confirmation and expires. Scope actions are planned again from truth at the press.
//  - A press whose scope a running exit still covers on every account joins it. Any other press starts a new exit; on an
//    account that is already being closed it adds its scope to that account's run, so one position never has two closes.
//  - Nothing here can stay busy: an exit is over when its accounts are, and each account is over by its time bound.
import type { AccountId, Environment } from '../../shared/account.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { ExitPreview, ExitRequest, ExitView } from '../../shared/exit.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { Position, PositionKey } from '../../shared/position.ts';
import type { Settings } from '../../shared/settings.ts';
import { createAccountExit, type AccountExit } from './accountExit.ts';
import { showsTheEndOf, unresolvedOf } from './carryOver.ts';
import { viewOf, type ExitPart, type ExitRecord } from './exitRecord.ts';
import { fillIn } from './fills.ts';
import { defaultExitLimits, type ExitLimits } from './limits.ts';
import type { Rates } from './money.ts';
import type { Clock, Ids, Journal, JournalEntry, Venue } from './ports.ts';
import { keptOf, previewExit, venuesOf } from './preview.ts';
import { joinable } from './join.ts';
import { positionInFilter, scopeOf, type Scope } from './scope.ts';
import { announcedShareOf } from './share.ts';
import { closedAlready } from './demand.ts';
import type { ExitAlarm } from './watch.ts';
import { createWatches } from './watches.ts';

export type ExitVenue = Readonly<{ venue: Venue; environment: Environment }>;

export type ExitsInputs = Readonly<{
  /** Every connected account, of both environments. Asked at each preview and press. */
  venues: () => readonly ExitVenue[];
  /** The environment on screen: practice and live never run in one action. */
  environment: () => Environment;
  clock: Clock;
  journal: Journal;
  ids: Ids;
  rates: () => Rates;
  settings: () => Pick<Settings, 'winnersRule' | 'watchMinutes'>;
  /** After each transition, not coalesced. Must not throw; a throw is ignored. */
  onChange: (view: ExitView) => void;
  onAlarm: (alarm: ExitAlarm) => void;
  estimateSlippage?: ((position: Position, size: Decimal) => Decimal | null) | undefined;
  limits?: Partial<ExitLimits> | undefined;
}>;

export interface Exits {
  preview(request: ExitRequest): Promise<Result<ExitPreview>>;
  discard(planId: string): void;
  /**
   * Runs a plan, in the same turn: the first orders are on their way when it returns.
   * @param pressedAtMs  Clock.now() when the gesture arrived; default: now
   */
  confirm(planId: string, pressedAtMs?: number): Result<Readonly<{ exitId: string; joined: boolean }>>;
  /** Newest first. */
  list(): readonly ExitView[];
  view(exitId: string): ExitView | null;
  /** Whether any account is still being closed. */
  isRunning(): boolean;
  /** Resolves with the final report, fills included. Rejects for an exit that was never here. */
  ended(exitId: string): Promise<ExitView>;
  /** Ends the watches that follow flat exits. Running exits go on. */
  stopWatching(): void;
}

type Plan = Readonly<{
  request: ExitRequest;
  environment: Environment;
  expiresAtMs: number;
  closeSize: Decimal | null; // partial close: what the preview announced
}>;

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
        journalFailed(entry.exitId, error instanceof Error ? error.message : String(error));
      }
    },
  };
  const limits: ExitLimits = { ...defaultExitLimits, ...inputs.limits };
  const plans = new Map<string, Plan>();
  const records: ExitRecord[] = [];
  const finals = new Map<string, { promise: Promise<ExitView>; resolve: (view: ExitView) => void }>();
  const runs = new Map<AccountId, AccountExit>(); // the latest of each account
  const endedAtMs = new Map<AccountId, number>();
  const watches = createWatches({ clock, watchMinutes: () => inputs.settings().watchMinutes, onAlarm: inputs.onAlarm });

  const venuesIn = (environment: Environment): readonly Venue[] =>
    inputs
      .venues()
      .filter((candidate) => candidate.environment === environment)
      .map((candidate) => candidate.venue);

  async function preview(request: ExitRequest): Promise<Result<ExitPreview>> {
    const environment = inputs.environment();
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
    const planId = inputs.ids.planId();
    for (const [id, plan] of plans) if (plan.expiresAtMs <= clock.now()) plans.delete(id);
    const { preview: shown } = result.value;
    const [leg] = shown.legs;
    const closeSize = shown.request.action === 'partialClose' && leg !== undefined ? leg.closeSize : null;
    plans.set(planId, { request: shown.request, environment, expiresAtMs: clock.now() + limits.planTtlMs, closeSize });
    return succeed({ ...shown, planId, expiresAtMs: clock.epoch() + limits.planTtlMs });
  }

  function confirm(planId: string, pressedAtMs = clock.now()): Result<Readonly<{ exitId: string; joined: boolean }>> {
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
    const running = joinable(records, scope, venues, limits);
    if (running !== null) {
      running.notes.push(`Pressed again after ${Math.round(pressedAtMs - running.pressedAtMs)} ms: joined.`);
      publish(running);
      return succeed({ exitId: running.exitId, joined: true });
    }
    if (scope.kind === 'partial') {
      for (const venue of venues) {
        const refused = refusePartial(scope, venue);
        if (refused !== null) return refused;
      }
    }
    return succeed({ exitId: begin(plan, venues, pressedAtMs), joined: false });
  }

  const ofPosition = (key: PositionKey, venues: readonly Venue[]): readonly Venue[] =>
    venues.filter((venue) => key.startsWith(`${venue.accountId}|`));

  /** A share is not a kill switch: it is refused when it would mean something else than what was previewed. */
  function refusePartial(scope: PartialScope, venue: Venue): Result<never> | null {
    const { position: key, exitPct, closeSize } = scope;
    const run = runs.get(venue.accountId);
    if (run?.running === true && run.state.legs.some((leg) => leg.key === key)) return fail(closedAlready);
    const known = venue.known();
    if (known.ageMs === null || known.ageMs >= limits.freshMs) return null; // the run reads first
    const position = known.positions.find((candidate) => candidate.key === key);
    if (position === undefined) return fail({ kind: 'notFound', message: `The position ${key} is gone. Nothing was sent.` });
    const share = announcedShareOf(position, exitPct, closeSize);
    return share.ok ? null : share;
  }

  /** Everything in one turn: plan, journal, send. */
  function begin(plan: Plan, venues: readonly Venue[], pressedAtMs: number): string {
    const exitId = inputs.ids.exitId();
    const scope = scopeOf(plan.request, plan.closeSize);
    const fresh: AccountExit[] = [];
    const parts = venues.map((venue): ExitPart => {
      watches.endCovered(venue, scope);
      const present = runs.get(venue.accountId);
      const run = present?.running === true ? present : openRun(venue);
      if (run !== present) fresh.push(run);
      return { run, demand: run.addDemand(exitId, scope, pressedAtMs) };
    });
    const record: ExitRecord = {
      exitId,
      request: plan.request,
      environment: plan.environment,
      pressedAtMs,
      pressedAtEpochMs: clock.epoch() - (clock.now() - pressedAtMs),
      parts,
      kept: plan.request.action === 'flatten' ? keptByFilter(plan, venues) : [],
      notes: [],
      endedAtEpochMs: null,
      rates: inputs.rates(),
      fillsDone: false,
    };
    records.unshift(record);
    let resolve: (view: ExitView) => void = () => undefined;
    const promise = new Promise<ExitView>((settle) => {
      resolve = settle;
    });
    finals.set(exitId, { promise, resolve });
    commitFirst(record, venues, fresh);
    for (const run of fresh) run.start();
    advance(record);
    return exitId;
  }

  function commitFirst(record: ExitRecord, venues: readonly Venue[], fresh: readonly AccountExit[]): void {
    const intended: JournalEntry = {
      kind: 'exitIntended',
      exitId: record.exitId,
      atEpochMs: record.pressedAtEpochMs,
      request: record.request,
      accounts: venues.map((venue) => venue.accountId),
    };
    const first = fresh.flatMap((run) => run.firstIntents());
    try {
      journal.commit([intended, ...first]);
    } catch (error) {
      journalFailed(record.exitId, error instanceof Error ? error.message : String(error));
    }
  }

  function keptByFilter(plan: Plan, venues: readonly Venue[]): ExitRecord['kept'] {
    const scope = scopeOf(plan.request);
    return venuesIn(plan.environment).flatMap((venue) =>
      venue
        .known()
        .positions.filter((position) => !venues.includes(venue) || !positionInFilter(scope, position))
        .map((position) => keptOf(position, 'does not match the filter', inputs.rates())),
    );
  }

  function openRun(venue: Venue): AccountExit {
    const before = runs.get(venue.accountId);
    const run = createAccountExit({
      venue,
      clock,
      journal,
      limits,
      rates: inputs.rates,
      winnersRule: () => inputs.settings().winnersRule,
      trustLiveBook:
        before === undefined || showsTheEndOf(before, clock.now() - (endedAtMs.get(venue.accountId) ?? Number.NEGATIVE_INFINITY)),
      inherited: before === undefined ? new Map() : unresolvedOf(before, clock.now()),
      onProgress: () => progress(run),
      onJournalFailure: journalFailed,
    });
    runs.set(venue.accountId, run);
    return run;
  }

  function journalFailed(exitId: string, reason: string): void {
    const record = records.find((candidate) => candidate.exitId === exitId);
    const note = `The journal could not be written (${reason}). The exit went on without it.`;
    if (record !== undefined && !record.notes.includes(note)) record.notes.push(note);
  }

  function progress(run: AccountExit): void {
    if (!run.running) endedAtMs.set(run.venue.accountId, clock.now());
    for (const record of records) {
      if (record.endedAtEpochMs === null && record.parts.some((part) => part.run === run)) advance(record);
    }
  }

  function publish(record: ExitRecord): ExitView {
    const view = viewOf(record);
    try {
      inputs.onChange(view);
    } catch (error) {
      record.notes.push(`The screen could not be told: ${String(error)}`);
    }
    return view;
  }

  function advance(record: ExitRecord): void {
    const over = record.parts.every((part) => part.demand.result !== null);
    if (!over) {
      publish(record);
      return;
    }
    if (record.endedAtEpochMs !== null) return;
    record.endedAtEpochMs = clock.epoch();
    record.rates = inputs.rates();
    noteEnd(publish(record));
    watches.start(record);
    void report(record);
  }

  const noteEnd = (view: ExitView): void =>
    journal.note({
      kind: 'exitEnded',
      exitId: view.exitId,
      atEpochMs: clock.epoch(),
      verdict: String(view.verdict),
      report: view,
    });

  /** Fills arrive after the verdict and never hold it up. */
  async function report(record: ExitRecord): Promise<void> {
    try {
      await Promise.all(record.parts.map((part) => fillIn(part, clock, limits)));
    } catch (error) {
      record.notes.push(`Fills could not be read: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      record.fillsDone = true;
      const view = publish(record);
      noteEnd(view);
      finals.get(record.exitId)?.resolve(view);
    }
  }

  const find = (exitId: string): ExitRecord | undefined => records.find((record) => record.exitId === exitId);

  return {
    preview,
    discard: (planId) => {
      plans.delete(planId);
    },
    confirm,
    list: () => records.map(viewOf),
    view: (exitId) => {
      const record = find(exitId);
      return record === undefined ? null : viewOf(record);
    },
    isRunning: () => records.some((record) => record.endedAtEpochMs === null),
    ended: (exitId) => {
      const final = finals.get(exitId);
      return final === undefined ? Promise.reject(new Error(`there is no exit ${exitId}`)) : final.promise;
    },
    stopWatching: () => watches.stop(),
  };
}

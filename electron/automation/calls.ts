// The one way in behind REST, WebSocket and MCP: who calls, whether the key may, what exactly is meant, then the exit or the
// reading, then one line in the audit log. Nothing is started before every check has passed.
import { describeIssues } from '../../shared/issues.ts';
import type { ApiKeyView } from '../../shared/automation.ts';
import type { AutomationWay, ExitView } from '../../shared/exit.ts';
import { startedAnswerOf } from './answers.ts';
import { TOKEN_PREFIX, type ApiKeys } from './apiKeys.ts';
import type { ExitRuns, StartedExit } from './exitRuns.ts';
import type { CallLog } from './callLog.ts';
import type { Door } from './door.ts';
import { exitSeen } from './exitSeen.ts';
import { notOn } from './keyEnvironment.ts';
import { beyondLimits, mayReach } from './keyLimits.ts';
import type { Pace } from './pace.ts';
import type { AutomationClock, AutomationDesk } from './ports.ts';
import { refusalOf, refuse, type Refusal } from './refusals.ts';
import { takenBy, verbs, type ExitVerb, type ReadVerb, type VerbName } from './verbs.ts';

export type Call = Readonly<{
  via: AutomationWay;
  verb: VerbName;
  args: unknown;
  /** The caller's own name for this call; null: none. */
  idempotencyKey: string | null;
  /** An exit answers as soon as it runs. */
  respondAsync: boolean;
}>;

export type CallAnswer =
  Readonly<{ ok: true; status: 200 | 202; body: object; exitId: string | null }> | Readonly<{ ok: false; refusal: Refusal }>;

/** A key that was recognised; what it may is asked anew with each call. */
export type Caller = Readonly<{ keyId: string }>;

/** `keyId` of a key that does not work any more; null: it is nobody's. */
export type Identified = Readonly<{ ok: true; caller: Caller }> | Readonly<{ ok: false; refusal: Refusal; keyId: string | null }>;

export interface Calls {
  /** Null: the token is nobody's, or its key does not work any more; `refusal` says which. */
  identify(token: string | null, via: AutomationWay): Identified;
  run(caller: Caller, call: Call): Promise<CallAnswer>;
  /** The key of now, or why it does not work any more. */
  keyOf(caller: Caller): Readonly<{ ok: true; key: ApiKeyView } | { ok: false; refusal: Refusal }>;
  /** A call that is answered again and again, by whoever asked: checked and written down as one. Null: it may. */
  listen(caller: Caller, via: AutomationWay, verb: string): Refusal | null;
  /** Whoever shows no key that works asks for what is told to anybody. Null: it may. */
  paceStrangers(): Refusal | null;
  /** A call that got no further than the door. Resolves when its caller may be told: later with each wrong key. */
  turnedAway(via: AutomationWay, verb: string, refusal: Refusal, keyId: string | null): Promise<void>;
  /** The ways in close: who waits for an exit is told in this turn what is known of it. The exit runs on. */
  answerWaiting(): void;
}

type CallsInputs = Readonly<{
  desk: AutomationDesk;
  keys: ApiKeys;
  runs: ExitRuns;
  callLog: CallLog;
  door: Door;
  pace: Pace;
  clock: AutomationClock;
  log: (message: string) => void;
}>;

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/; // printable, so that it can be read in a log

type Done = Readonly<{ answer: CallAnswer; view: ExitView | null }>;
const refused = (refusal: Refusal): Done => ({ answer: { ok: false, refusal }, view: null });

export function createCalls({ desk, keys, runs, callLog, door, pace, clock, log }: CallsInputs): Calls {
  const waiting = new Set<() => void>();

  /** Null: it works. */
  function troubleOf(key: ApiKeyView | null): Refusal | null {
    if (key === null) return unknownKey;
    if (key.revokedAtMs !== null) return refuse(401, 'This key was revoked.', 'Create a new one in Settings > Automation.');
    if (key.expiresAtMs !== null && key.expiresAtMs <= clock.epoch())
      return refuse(401, 'This key has expired.', 'Create a new one in Settings > Automation.');
    return null;
  }

  function keyOf({ keyId }: Caller): ReturnType<Calls['keyOf']> {
    const key = keys.get(keyId);
    const trouble = troubleOf(key);
    return key === null || trouble !== null ? { ok: false, refusal: trouble ?? unknownKey } : { ok: true, key };
  }

  /** Why a key that was let in may not act any more; null: it may. */
  function shutOut({ keyId }: ApiKeyView): Refusal | null {
    const found = keyOf({ keyId });
    if (!found.ok) return found.refusal;
    const { environment, settings } = desk.snapshot();
    return settings.automation ? notOn(found.key, environment) : switchedOff;
  }

  async function dispatch(key: ApiKeyView, call: Call): Promise<Done> {
    const elsewhere = notOn(key, desk.snapshot().environment);
    if (elsewhere !== null) return refused(elsewhere);
    const verb = verbs[call.verb];
    return verb.kind === 'exit' ? runExit(key, call, verb as ExitVerb<unknown>) : runRead(key, call, verb as ReadVerb<unknown>);
  }

  async function runRead(key: ApiKeyView, call: Call, verb: ReadVerb<unknown>): Promise<Done> {
    const tooOften = pace(key.keyId, call.verb === 'preview' ? 'preview' : 'read');
    if (tooOften !== null) return refused(tooOften);
    const args = verb.args.safeParse(call.args);
    if (!args.success) return refused(refuse(400, `${describeIssues(args.error)}.`, ...takenBy(verb)));
    const answer = await verb.run(args.data, key, desk);
    if (!answer.ok) return refused(answer.refusal);
    return { answer: { ok: true, status: 200, body: answer.body, exitId: null }, view: null };
  }

  async function runExit(key: ApiKeyView, call: Call, verb: ExitVerb<unknown>): Promise<Done> {
    if (key.scope !== 'trade') return refused(refuse(403, 'This key may only read. Nothing was sent.'));
    const { idempotencyKey, via } = call;
    if (idempotencyKey !== null && !IDEMPOTENCY_KEY.test(idempotencyKey))
      return refused(refuse(400, 'An Idempotency-Key is 1 to 200 printable ASCII characters without spaces.'));
    if (idempotencyKey?.includes(TOKEN_PREFIX) === true)
      // it is kept with the exit, and shown
      return refused(refuse(400, 'An Idempotency-Key is a name for one call, never the key itself. Nothing was sent.'));
    const args = verb.args.safeParse(call.args);
    if (!args.success) return refused(refuse(400, `${describeIssues(args.error)}.`, 'Nothing was sent.', ...takenBy(verb)));
    const said = { verb: call.verb, args: args.data };
    // What it named before is found again though the position it named is gone.
    let started = runs.before(key, idempotencyKey, said);
    if (started === null) {
      const request = verb.request(args.data, key, desk);
      if (!request.ok) return refused(refusalOf(request.failure));
      const limit = beyondLimits(key, request.value);
      if (limit !== null) return refused(limit);
      const endedMeanwhile = (): Refusal | null => shutOut(key);
      started = runs.start({ key, via, said, request: request.value, idempotencyKey, endedMeanwhile });
    }
    return followed(await started, key, call, verb, args.data);
  }

  async function followed(
    started: StartedExit,
    key: ApiKeyView,
    call: Call,
    verb: ExitVerb<unknown>,
    args: unknown,
  ): Promise<Done> {
    if (!started.ok) return refused(started.refusal);
    const { exitId, joined, position } = started;
    const running = (): Done => {
      const view = desk.exit(exitId);
      return { answer: { ok: true, status: 202, body: startedAnswerOf(exitId, joined, view), exitId }, view };
    };
    if (call.respondAsync) return running();
    const ending = verb.needsFills ? desk.ended(exitId) : desk.decided(exitId);
    const whole = await endOf(exitId, ending);
    const view = whole === null ? null : exitSeen(whole, mayReach(key)); // it may have joined an exit of more
    if (view === null || view.endedAtMs === null) return running();
    return { answer: { ok: true, status: 200, body: verb.read(view, joined, args, position), exitId }, view };
  }

  /** As it is when `ending` resolves, or as far as it is when the ways in close before. */
  function endOf(exitId: string, ending: Promise<ExitView>): Promise<ExitView | null> {
    return new Promise((resolve, reject) => {
      const answer = (): void => resolve(desk.exit(exitId));
      waiting.add(answer);
      void ending
        .catch(() => desk.exit(exitId)) // one of an earlier session
        .then(resolve, reject)
        .finally(() => waiting.delete(answer));
    });
  }

  const audit = (
    call: Readonly<{ via: AutomationWay; verb: string }>,
    key: ApiKeyView,
    beganMs: number,
    { answer, view }: Done,
  ): void => {
    callLog.add({
      atMs: clock.epoch(),
      tookMs: Math.round(clock.now() - beganMs),
      via: call.via,
      keyId: key.keyId,
      keyName: key.name,
      verb: call.verb,
      accountIds: view === null ? [] : view.accounts.map(({ accountId }) => accountId),
      exitId: answer.ok ? answer.exitId : null,
      status: answer.ok ? answer.status : answer.refusal.status,
      outcome: outcomeOf(answer, view),
      detail: answer.ok ? null : answer.refusal.errors.join(' '),
    });
  };

  async function turnedAway(via: AutomationWay, verb: string, refusal: Refusal, keyId: string | null): Promise<void> {
    const key = keyId === null ? null : keys.get(keyId);
    callLog.add({
      atMs: clock.epoch(),
      tookMs: 0,
      via,
      keyId,
      keyName: key?.name ?? null,
      verb,
      accountIds: [],
      exitId: null,
      status: refusal.status,
      outcome: 'refused',
      detail: refusal.errors.join(' '),
    });
    const trouble = key === null ? null : troubleOf(key);
    if (key !== null && trouble === null) return; // whoever has a key that works never waits here
    if (key !== null && trouble !== null) door.oldKey(key, trouble);
    await (refusal === unknownKey ? door.wrongKey() : door.stranger());
  }

  return {
    identify: (token) => {
      const key = token === null ? null : keys.find(token);
      const trouble = token === null ? noKey : troubleOf(key);
      return trouble === null && key !== null
        ? { ok: true, caller: { keyId: key.keyId } }
        : { ok: false, refusal: trouble ?? unknownKey, keyId: key?.keyId ?? null };
    },
    run: async ({ keyId }, call) => {
      const beganMs = clock.now();
      const key = keys.get(keyId);
      const trouble = troubleOf(key);
      if (trouble !== null || key === null) {
        const refusal = trouble ?? unknownKey; // since it was identified
        await turnedAway(call.via, call.verb, refusal, key === null ? null : keyId);
        return { ok: false, refusal };
      }
      let done: Done;
      try {
        done = await dispatch(key, call);
      } catch (error) {
        log(
          `defect while a program called ${call.verb}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
        done = refused(
          refuse(
            500,
            'This failed inside Breakglass.',
            'Nothing is assumed about your positions: look at the panel, then try again.',
          ),
        );
      }
      keys.used(keyId, call.via, call.verb);
      audit(call, key, beganMs, done);
      return done.answer;
    },
    keyOf,
    listen: (caller, via, verb) => {
      const beganMs = clock.now();
      const found = keyOf(caller);
      if (!found.ok) return found.refusal;
      const refusal = notOn(found.key, desk.snapshot().environment) ?? pace(found.key.keyId, 'read');
      keys.used(caller.keyId, via, verb);
      const answer: CallAnswer = refusal === null ? { ok: true, status: 200, body: {}, exitId: null } : { ok: false, refusal };
      audit({ via, verb }, found.key, beganMs, { answer, view: null });
      return refusal;
    },
    paceStrangers: () => pace('anybody', 'stranger'),
    turnedAway,
    answerWaiting: () => {
      for (const answer of waiting) answer();
    },
  };
}

function outcomeOf(answer: CallAnswer, view: ExitView | null): string {
  if (!answer.ok) return 'refused';
  if (answer.exitId === null) return 'done';
  return view?.verdict ?? 'running';
}

const noKey = refuse(401, 'No key was given.', 'Send it as "Authorization: Bearer bst_…".');
const switchedOff = refuse(503, 'Automation was switched off. Nothing was sent.');
const unknownKey = refuse(401, 'This is no key of this Breakglass.', 'Settings > Automation lists the keys.');

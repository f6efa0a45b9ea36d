// From a checked call to a running exit, once.
//  - The same Idempotency-Key of the same key means the same exit, after a crash too: the journal has it beside the exit.
//  - A key that has to ask is asked for on screen; nothing is sent before a person has said yes.
//  - Nothing here waits before the first order of a key that may act unattended.
import { createHash } from 'node:crypto';
import type { ApiKeyView } from '../../shared/automation.ts';
import type { Asked, AutomationWay, ExitRequest } from '../../shared/exit.ts';
import { fail, type Result } from '../../shared/failure.ts';
import type { ApiKeys } from './apiKeys.ts';
import type { AutomationClock, AutomationDesk, FiredExit } from './ports.ts';
import { refusalOf, refuse, type Refusal } from './refusals.ts';

export type ExitCall = Readonly<{
  key: ApiKeyView;
  via: AutomationWay;
  /** The verb and its arguments as they were given: what the fingerprint is taken of. */
  said: unknown;
  request: ExitRequest;
  idempotencyKey: string | null;
  /** Why the key may not act any more; null: it may. */
  endedMeanwhile: () => Refusal | null;
}>;

/** `position`: that a partial close means; null: it was none. */
export type StartedExit =
  Readonly<{ ok: true; exitId: string; joined: boolean; position: string | null }> | Readonly<{ ok: false; refusal: Refusal }>;

export interface ExitRuns {
  /** Reads the names of the last day out of the journal: before anybody is let in, for no exit may wait for that. */
  recall(): void;
  /** The exit that this call started before; null: none. Refused when its name was given to another call. */
  before(key: ApiKeyView, idempotencyKey: string | null, said: unknown): Promise<StartedExit> | null;
  start(call: ExitCall): Promise<StartedExit>;
}

const MOST_NAMED = 10_000;
/** As long as the journal is asked for: a name means the same exit for a day, a restart between or not. */
const NAMED_FOR_MS = 24 * 3_600_000;
/** After a no on screen the same key does not ask again for so long: nobody should be worn down into a yes. */
const ASK_AGAIN_MS = 10_000;

/** `untilMs`: Clock.now() from which the name is free again. */
type Named = Readonly<{ fingerprint: string; started: Promise<StartedExit>; untilMs: number }>;

export function createExitRuns(desk: AutomationDesk, keys: ApiKeys, clock: AutomationClock): ExitRuns {
  const named = new Map<string, Named>();
  let recalled = false;
  const declinedAtMs = new Map<string, number>();
  const nameOf = (keyId: string, idempotencyKey: string): string => `${keyId} ${idempotencyKey}`;

  function recall(): void {
    if (recalled) return;
    recalled = true;
    for (const { exitId, asked, atEpochMs, joined } of desk.askedBefore()) {
      const { fingerprint, idempotencyKey, keyId, position = null } = asked;
      if (idempotencyKey === null) continue;
      const started = Promise.resolve<StartedExit>({ ok: true, exitId, joined, position });
      const untilMs = clock.now() + NAMED_FOR_MS - Math.max(0, clock.epoch() - atEpochMs);
      named.set(nameOf(keyId, idempotencyKey), { fingerprint, started, untilMs });
    }
  }

  function before(key: ApiKeyView, idempotencyKey: string | null, said: unknown): Promise<StartedExit> | null {
    const known = idempotencyKey === null ? undefined : named.get(nameOf(key.keyId, idempotencyKey));
    if (known === undefined || known.untilMs <= clock.now()) return null;
    return known.fingerprint === fingerprintOf(said) ? known.started : Promise.resolve({ ok: false, refusal: otherCall });
  }

  async function run({ key, request, via, idempotencyKey, said, endedMeanwhile }: ExitCall): Promise<StartedExit> {
    const position = positionOf(request);
    const asked: Asked = {
      keyId: key.keyId,
      keyName: key.name,
      via,
      idempotencyKey,
      fingerprint: fingerprintOf(said),
      ...(position === null ? {} : { position }),
    };
    const startedOf = (fired: Result<FiredExit>): StartedExit =>
      fired.ok ? { ok: true, ...fired.value, position } : { ok: false, refusal: refusalOf(fired.failure) };
    const mustAsk = key.approval === 'everyTime' || (key.approval === 'firstTime' && key.approvedAtMs === null);
    if (mustAsk) return startedOf(await ask(request, asked));
    if (request.action !== 'partialClose') return startedOf(desk.fire(request, asked));
    const planned = await desk.planShare(request);
    if (!planned.ok) return startedOf(planned);
    const ended = endedMeanwhile(); // a venue may take its time to tell of the position
    if (ended === null) return startedOf(desk.confirm(planned.value, asked));
    desk.discard(planned.value);
    return { ok: false, refusal: ended };
  }

  async function ask(request: ExitRequest, asked: Asked): Promise<Result<FiredExit>> {
    const sinceMs = clock.now() - (declinedAtMs.get(asked.keyId) ?? Number.NEGATIVE_INFINITY);
    if (sinceMs < ASK_AGAIN_MS)
      return fail({
        kind: 'declined',
        message: 'A person has just declined this key on screen. Nothing was sent.',
        remedy: `It may ask again in ${Math.ceil((ASK_AGAIN_MS - sinceMs) / 1_000)} s.`,
      });
    const answer = await desk.askFor(request, asked);
    if (answer.ok) keys.approved(asked.keyId);
    else if (answer.failure.kind === 'declined') declinedAtMs.set(asked.keyId, clock.now());
    return answer;
  }

  function start(call: ExitCall): Promise<StartedExit> {
    const { key, idempotencyKey, said } = call;
    const known = before(key, idempotencyKey, said);
    if (known !== null) return known;
    const started = run(call);
    if (idempotencyKey === null) return started;
    const name = nameOf(key.keyId, idempotencyKey);
    named.delete(name); // the oldest are the first of the map
    named.set(name, { fingerprint: fingerprintOf(said), started, untilMs: clock.now() + NAMED_FOR_MS });
    // What started nothing may be tried again under the same name.
    const forget = (): void => void named.delete(name);
    started.then((answer) => (answer.ok ? undefined : forget()), forget);
    if (named.size > MOST_NAMED) {
      // Its own oldest: whoever names many calls makes no other program's names forgotten.
      const own = nameOf(key.keyId, '');
      const oldest = [...named.keys()].find((each) => each.startsWith(own) && each !== name);
      if (oldest !== undefined) named.delete(oldest);
    }
    return started;
  }

  return { recall, before, start };
}

const positionOf = (request: ExitRequest): string | null => (request.action === 'partialClose' ? request.position : null);

/** JSON with its keys in order: the same call reads the same however its fields were ordered. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const fingerprintOf = (said: unknown): string => createHash('sha256').update(canonical(said)).digest('hex').slice(0, 32);

const otherCall = refuse(
  422,
  'This Idempotency-Key was used for another call within the last day. Nothing was sent.',
  'Use a new one for each call.',
);

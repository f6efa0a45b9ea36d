// One venue request and what became of it, decided by fact:
//   answered    the venue's answer, parsed
//   refused     the venue's own error body said no
//   neverSent   no byte of it reached a socket
//   unknown     it left, and nobody can say (deadline, reset, 5xx, unreadable answer): look before anything is re-sent
import type { Failure } from '../../shared/failure.ts';
import type { HideKeys } from './hideKeys.ts';
import type { Lane, Pacer } from './pacing.ts';
import type { RefusalReading, Sent, Spend } from './profile.ts';
import { newWireRecord, recordWire, type WireRecord } from './transport.ts';
import { createTurns } from './turns.ts';

export type SendOptions = Readonly<{
  venueName: string;
  /** The proxy that it goes through, without its password. */
  via?: string | undefined;
  /** Takes the account's key out of what the venue says. */
  hide: HideKeys;
  lane: Lane;
  /** On the clock below. Asked for once the request may go. */
  deadlineMs: () => number;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  pacer: Pacer;
  /** Resolves when routine requests may go (an exit holds them back). */
  mayGo: () => Promise<void>;
  onRequest: () => void;
  /** The venue refused the time that the request carried. */
  onWrongTime?: (() => void) | undefined;
  readRefusal: (httpStatus: number, body: unknown, headers: Readonly<Record<string, string>>) => RefusalReading | null;
}>;

/** All accounts sign on one thread. */
const turns = createTurns();

/** Kept of every deadline for the answer: what leaves at the last moment ends unknown. */
const ANSWER_MS = 500;

/** What an error says, for a person. ccxt puts whole addresses there: what they carry (signatures, listen keys) is left out. */
export const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\b(?:https?|wss?):\/\/\S+/g, (address) =>
    address.replace(/\?.*$/, '').replaceAll(/\/[A-Za-z0-9]{40,}/g, '/…'),
  );
const excerpt = (text: string): string => (text.length > 160 ? `${text.slice(0, 160)}…` : text);

export async function send<T>(options: SendOptions, spend: readonly Spend[], request: () => Promise<T>): Promise<Sent<T>> {
  const { lane, now, pacer, sleep, venueName } = options;
  if (lane !== 'exit') await options.mayGo();
  const deadlineMs = options.deadlineMs();
  do {
    const leftMs = deadlineMs - now();
    const patienceMs = Math.max(0, leftMs - ANSWER_MS);
    const waitMs = pacer.book(spend, lane, patienceMs);
    if (waitMs > patienceMs) {
      const message =
        pacer.heldMs(spend) > patienceMs
          ? `${venueName} takes no requests for ${Math.ceil(pacer.heldMs(spend) / 1_000)} s more`
          : `${venueName}'s documented rate limit leaves no room for this request in time`;
      return { kind: 'neverSent', failure: { kind: 'rateLimited', message }, retryAfterMs: waitMs };
    }
    if (waitMs > 0) await sleep(Math.ceil(waitMs)); // timers drop fractions
  } while (pacer.heldMs(spend) > 0); // the venue said no in the meantime
  const turn = lane === 'exit' ? turns() : null;
  if (turn !== null) await turn;
  options.onRequest();
  const record = newWireRecord();
  const settled = recordWire(record, request).then(
    (body) => ({ kind: 'body', body }) as const,
    (error: unknown) => ({ kind: 'error', error }) as const,
  );
  const outcome = await Promise.race([settled, sleep(Math.max(0, deadlineMs - now())).then(() => ({ kind: 'late' }) as const)]);
  if (outcome.kind === 'late') {
    record.abort.abort();
    const message = record.written
      ? `${venueName} did not answer in time`
      : `${venueName} could not be reached in time${through(options)}`;
    return record.written ? unknown(message) : { kind: 'neverSent', failure: { kind: 'unreachable', message } };
  }
  if (outcome.kind === 'body') {
    // ccxt hands the raw text over when it is not JSON.
    if (typeof outcome.body === 'string') return unreadable(options, record, outcome.body);
    return { kind: 'answered', body: outcome.body, headers: record.headers };
  }
  return readError(options, spend, record, outcome.error);
}

const through = ({ via }: SendOptions): string => (via === undefined ? '' : ` through the proxy ${via}`);

function readError(options: SendOptions, spend: readonly Spend[], record: WireRecord, error: unknown): Sent<never> {
  const { hide, pacer, readRefusal, venueName } = options;
  if (record.status === null || record.bodyText === null) {
    if (record.written)
      return unknown(`the connection to ${venueName} broke before its answer arrived (${hide(wordsOf(error))})`);
    const failure: Failure = {
      kind: 'unreachable',
      message: `${venueName} could not be reached${through(options)}: ${hide(wordsOf(error))}`,
      remedy: `Check the network${options.via === undefined ? '' : ', the proxy of this account,'} and that the venue is up.`,
    };
    return { kind: 'neverSent', failure };
  }
  const body = parse(record.bodyText);
  const reading = readRefusal(record.status, body ?? record.bodyText, record.headers);
  if (reading === null) return unreadable(options, record, record.bodyText);
  const { code } = reading;
  const message = hide(reading.message);
  const said = `${venueName} says: ${message} (${code})`;
  if (reading.certainty === 'unknown') {
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message: said, venueCode: code, venueMessage: message } };
  }
  const { reason, retryAfterMs } = reading;
  if (reading.wrongTime === true) options.onWrongTime?.();
  if (reason === 'rateLimited' && retryAfterMs !== undefined) {
    if (reading.wholeAddress === true) pacer.blockAddress(retryAfterMs);
    else pacer.block(spend, retryAfterMs);
  }
  const failure: Failure = {
    kind: reason === 'credentials' ? 'credentials' : reason === 'rateLimited' ? 'rateLimited' : 'refused',
    message: said,
    venueCode: code,
    venueMessage: message,
    ...(reading.remedy === undefined ? {} : { remedy: reading.remedy }),
  };
  return { kind: 'refused', reason, failure, retryAfterMs, body };
}

const unknown = (message: string): Sent<never> => ({
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message, remedy: 'Nothing is assumed: Breakglass looks it up.' },
});

function unreadable({ hide, venueName }: SendOptions, record: WireRecord, text: string): Sent<never> {
  const message = `${venueName} answered something unreadable (HTTP ${record.status ?? '?'}): ${excerpt(hide(text))}`;
  return {
    kind: 'unknown',
    failure: { kind: 'unreadable', message, remedy: 'Breakglass keeps asking; check the venue’s status page.' },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

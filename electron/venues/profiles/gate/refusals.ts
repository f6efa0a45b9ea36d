// What Gate's labels mean for a write. Source: APIv4 reference, "Label list". Only labels that say "not taken" count as
// refused; errors of the server leave open whether the order exists.
import type { RefusalReason, SubmitOutcome } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

/** The server failed or gave up waiting: the order may exist. */
const UNKNOWN = new Set(['INTERNAL', 'SERVER_ERROR', 'INTERNAL_SERVER_ERROR', 'SERVER_TIMEOUT', 'TOO_BUSY']);

const REASONS: Readonly<Record<string, RefusalReason>> = {
  INVALID_CREDENTIALS: 'credentials',
  AUTHENTICATION_FAILED: 'credentials',
  INVALID_KEY: 'credentials',
  INVALID_SIGNATURE: 'credentials',
  MISSING_REQUIRED_HEADER: 'credentials',
  IP_FORBIDDEN: 'credentials',
  READ_ONLY: 'credentials',
  FORBIDDEN: 'credentials',
  REQUEST_FORBIDDEN: 'credentials',
  ACCOUNT_LOCKED: 'credentials',
  SUB_ACCOUNT_LOCKED: 'credentials',
  TOO_MANY_REQUESTS: 'rateLimited',
  TOO_FAST: 'rateLimited',
  POSITION_EMPTY: 'nothingToClose',
  POSITION_NOT_FOUND: 'nothingToClose',
  INCREASE_POSITION: 'nothingToClose', // a reduce-only order that would increase it
  REDUCE_EXCEEDED: 'restingOrdersHoldSize', // two-sided: with the resting ones it would exceed the position
  POSITION_IN_CLOSE: 'restingOrdersHoldSize', // a closing order rests
  PRICE_TOO_DEVIATED: 'priceBand',
  PRICE_OVER_LIQUIDATION: 'priceBand',
  PRICE_OVER_BANKRUPT: 'priceBand',
  PRICE_THRESHOLD_EXCEEDED: 'priceBand',
  CONTRACT_NO_COUNTER: 'priceBand', // nobody on the other side
  ORDER_BOOK_NOT_FOUND: 'priceBand', // "insufficient market depth"
  SIZE_TOO_SMALL: 'belowMinimum',
  AMOUNT_TOO_LITTLE: 'belowMinimum',
  INVALID_PRECISION: 'belowMinimum',
  SIZE_TOO_LARGE: 'aboveMaximum',
  AMOUNT_TOO_MUCH: 'aboveMaximum',
  POSITION_DUAL_MODE: 'hedgeTag',
  ORDER_EXISTS: 'duplicate',
  DUPLICATE_REQUEST: 'duplicate',
  REPEATED_CREATION: 'duplicate',
  REPEATED_CLIENT_ID: 'duplicate',
  POSITION_IN_LIQUIDATION: 'suspended',
};

const REMEDIES: Readonly<Record<string, string>> = {
  INVALID_KEY: 'Check the API key of this account in the settings. Keys of the testnet and of Gate itself are different ones.',
  INVALID_SIGNATURE: 'Check the API secret of this account in the settings.',
  IP_FORBIDDEN: "Add this computer's address to the key's list of addresses, or remove the list.",
  READ_ONLY: 'Give the key Perpetual Futures with read and write.',
  FORBIDDEN: 'Give the key Perpetual Futures with read and write.',
  REQUEST_EXPIRED: 'Set the clock of this computer: Gate refuses requests of another minute.',
  USER_NOT_FOUND: 'Transfer something into the futures account at Gate once: it exists from then on.',
};

const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10_000;

/** Until the budget is whole again, by Gate's own clock; both times come with every answer. */
function retryAfterMs(headers: Readonly<Record<string, string>>): number {
  const reset = Number(headers['x-gate-ratelimit-reset-timestamp']);
  const leftMs = Number(headers['x-out-time']) / 1_000;
  const resetMs = reset < 1e12 ? reset * 1_000 : reset;
  const ms = Math.ceil(resetMs - leftMs);
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_MS) : RETRY_MS;
}

/** Meaning of one label, of a whole answer or of one item. */
export function readLabel(label: string, message: string, headers: Readonly<Record<string, string>> = {}): RefusalReading {
  if (UNKNOWN.has(label)) return { certainty: 'unknown', code: label, message };
  const empty = label === 'REDUCE_EXCEEDED' && /empty/i.test(message);
  const reason = empty ? 'nothingToClose' : (REASONS[label] ?? 'other');
  return {
    certainty: 'refused',
    reason,
    code: label,
    message,
    remedy: REMEDIES[label],
    wrongTime: label === 'REQUEST_EXPIRED',
    ...(reason === 'rateLimited' ? { retryAfterMs: retryAfterMs(headers) } : {}),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export function readRefusal(httpStatus: number, body: unknown, headers: Readonly<Record<string, string>>): RefusalReading | null {
  if (typeof body === 'object' && body !== null && 'label' in body) {
    const label = textOf(body.label);
    const message = ('message' in body ? textOf(body.message) : '') || ('detail' in body ? textOf(body.detail) : '');
    // A label that the list does not have, from a server in trouble: nothing says that the order was not taken.
    if (httpStatus >= 500 && REASONS[label] === undefined) return { certainty: 'unknown', code: label, message };
    return label === '' ? null : readLabel(label, message, headers);
  }
  const message = typeof body === 'string' ? body.slice(0, 200) : '';
  if (httpStatus === 429)
    return { certainty: 'refused', reason: 'rateLimited', code: 'HTTP 429', message, retryAfterMs: retryAfterMs(headers) };
  if (httpStatus === 401) return { certainty: 'refused', reason: 'credentials', code: 'HTTP 401', message };
  return httpStatus >= 500 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message } : null;
}

/** Outcome of one item that the venue did not take. */
export function toOutcome(reading: RefusalReading): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  const words = { venueCode: reading.code, venueMessage: reading.message };
  if (reading.certainty === 'unknown') {
    const message = `Gate answered with an error of its own (${reading.code}): the order may exist.`;
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message, ...words } };
  }
  const kind = reading.reason === 'rateLimited' || reading.reason === 'credentials' ? reading.reason : 'refused';
  const message = `Gate says: ${reading.message} (${reading.code})`;
  return {
    kind: 'refused',
    reason: reading.reason,
    failure: { kind, message, remedy: reading.remedy, ...words },
    retryAfterMs: reading.retryAfterMs,
  };
}

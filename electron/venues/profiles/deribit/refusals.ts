// What Deribit's codes mean for a write. [D] docs.deribit.com "RPC Error Codes"; [S] ccxt has the same table. Every error is a
// JSON-RPC error, whatever the HTTP status; its data.reason tells more.
import type { RefusalReason } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

/** The server failed: the order may exist. */
const UNKNOWN = new Set([
  '10001', // general failure
  '11094', // internal server error
  '13008', // "invalid input or internal failure"
  '11031', // other_error
  '13028', // temporarily_unavailable: a service did not answer in time
  '13503', // unavailable
  '13888', // timed_out: the server gave up waiting
]);

const REASONS: Readonly<Record<string, RefusalReason>> = {
  '9999': 'credentials', // API not enabled
  '10000': 'credentials', // authorization required
  '11042': 'credentials', // permission denied
  '12005': 'credentials', // country
  '13001': 'credentials',
  '13002': 'credentials', // account blocked
  '13004': 'credentials',
  '13009': 'credentials', // unauthorized: key or signature
  '13012': 'credentials', // not in a sub-account
  '13021': 'credentials', // forbidden: scope
  '10028': 'rateLimited',
  '10040': 'rateLimited', // can't be processed right now
  '10047': 'rateLimited', // the matching engine's queue is full
  '10066': 'rateLimited', // too many concurrent requests
  '10002': 'belowMinimum',
  '10032': 'belowMinimum', // total cost too low
  '10005': 'priceBand',
  '10006': 'priceBand',
  '10007': 'priceBand',
  '10008': 'priceBand',
  '10011': 'priceBand',
  '10012': 'suspended', // book closed
  '10019': 'suspended', // locked by admin
  '10041': 'suspended', // daily settlement, several seconds
  '11051': 'suspended', // maintenance
  '13019': 'suspended',
  '13025': 'suspended', // method switched off
};

/** Words of `message` or `data.reason` that say more than their code. */
const WORDS: readonly (readonly [code: string, pattern: RegExp, reason: RefusalReason])[] = [
  ['11030', /reduce_only/i, 'nothingToClose'], // seen: "other_reject invalid_reduce_only_order" without a position
  ['-32602', /minimum order size|amount/i, 'belowMinimum'], // seen: "must be a multiple of the minimum order size"
];

const REMEDIES: Readonly<Record<string, string>> = {
  '13004': 'Check the client ID and the client secret of this account in the settings.',
  '13009': 'Check the client ID and the client secret, and that the clock of this computer is right.',
  '13021': 'Give the key the scopes account:read, trade:read_write and wallet:read.',
};

/** [D] a session that breached the limit has to wait for credits. */
const RETRY_MS = 1_000;

export const GONE = new Set([
  '10004', // order not found
  '10010', // already closed
  '11008', // already filled
  '11044', // not an open order
]);

function errorOf(body: unknown): Readonly<{ code: string; message: string }> | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const message = 'message' in error ? String(error.message) : '';
  const data: unknown = 'data' in error ? error.data : null;
  const reason = typeof data === 'object' && data !== null && 'reason' in data ? `: ${String(data.reason)}` : '';
  return { code: String(error.code), message: `${message}${reason}` };
}

export function readRefusal(
  httpStatus: number,
  body: unknown,
  _headers: Readonly<Record<string, string>>,
): RefusalReading | null {
  const error = errorOf(body);
  if (error === null) {
    const message = typeof body === 'string' ? body.slice(0, 200) : '';
    if (httpStatus === 429)
      return { certainty: 'refused', reason: 'rateLimited', code: 'HTTP 429', message, retryAfterMs: RETRY_MS };
    return httpStatus >= 500 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message } : null;
  }
  const { code, message } = error;
  if (UNKNOWN.has(code)) return { certainty: 'unknown', code, message };
  // A code that is not known, from a server in trouble: nothing says that the order was not taken.
  if (httpStatus >= 500 && REASONS[code] === undefined) return { certainty: 'unknown', code, message };
  const byWords = WORDS.find(([own, pattern]) => own === code && pattern.test(message))?.[2];
  const reason = byWords ?? REASONS[code] ?? 'other';
  return {
    certainty: 'refused',
    reason,
    code,
    message,
    remedy: REMEDIES[code],
    wrongTime: code === '13009' && /time|expired|nonce/i.test(message),
    ...(reason === 'rateLimited' ? { retryAfterMs: RETRY_MS } : {}),
  };
}

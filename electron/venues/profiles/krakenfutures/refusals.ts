// What Kraken Futures' words mean for a write.
//  - A status stands in an answer that is otherwise a success: one for each order. [D] docs.kraken.com "Send order", "Batch
//    order management", "Cancel order"; some more from public clients of the venue. One that nobody knows leaves it open
//    whether the order exists.
//  - An error stands for the whole call: {"result":"error","error":"apiLimitExceeded"}, or a list of {code, message}.
import type { RefusalReason, SubmitOutcome } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

/** `mkt` is an immediate-or-cancel order with 1 % price protection: the last three of the band are its ways to miss. */
const STATUSES: Readonly<Record<string, RefusalReason>> = {
  wouldNotReducePosition: 'nothingToClose',
  reduceOnlyWouldIncreasePosition: 'nothingToClose',
  iocWouldNotExecute: 'priceBand',
  outsidePriceCollar: 'priceBand',
  wouldIncreasePriceDislocation: 'priceBand',
  wouldCauseLiquidation: 'priceBand', // it would fill at a worse price than the mark
  clientOrderIdAlreadyExist: 'duplicate',
  marketSuspended: 'suspended',
  marketInactive: 'suspended',
  marketIsPostOnly: 'suspended',
  invalidOrderType: 'other',
  invalidSide: 'other',
  invalidPrice: 'other',
  InvalidPrice: 'other',
  insufficientAvailableFunds: 'other',
  selfFill: 'other',
  tooManySmallOrders: 'other',
  tooManyOrders: 'other',
  maxPositionViolation: 'other',
  fixedLeverageTooHigh: 'other',
  postWouldExecute: 'other',
  requiredArgumentMissing: 'other',
  clientOrderIdTooBig: 'other',
  clientOrderIdTooLong: 'other',
  clientOrderIdInvalid: 'other',
};

const ERRORS: Readonly<Record<string, RefusalReason>> = {
  apiLimitExceeded: 'rateLimited',
  authenticationError: 'credentials',
  invalidAccount: 'credentials',
  nonceBelowThreshold: 'credentials', // of a key that another program uses with nonces
  nonceDuplicate: 'credentials',
  marketUnavailable: 'suspended',
};

/** The server failed: the order may exist. */
const UNKNOWN = new Set(['Server Error', 'unknownError', 'Unavailable', 'unavailable', 'INTERNAL_SERVER_ERROR']);

const REMEDIES: Readonly<Record<string, string>> = {
  authenticationError:
    'Check key and secret. Keys of the spot exchange do not work: make one under Futures, with general access "full".',
  invalidAccount: 'Check that this account has a wallet for derivatives.',
};

/** [D] the budget is 500 units in ten seconds. */
const RETRY_MS = 2_000;

const words = (code: string, message: string) => ({ venueCode: code, venueMessage: message });

/** `tooLarge`: whether the size of this order is above what the venue takes. */
export function readStatus(status: string, tooLarge: boolean): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  const reason = status === 'invalidSize' ? (tooLarge ? 'aboveMaximum' : 'belowMinimum') : STATUSES[status];
  if (reason === undefined) {
    const message = `Kraken Futures answered "${status}", which says nothing known: the order may exist.`;
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message, ...words(status, status) } };
  }
  const message = `Kraken Futures says: ${status}`;
  return { kind: 'refused', reason, failure: { kind: 'refused', message, ...words(status, status) } };
}

function firstError(body: object): string | null {
  if ('error' in body && typeof body.error === 'string') return body.error;
  if (!('errors' in body) || !Array.isArray(body.errors)) return null;
  const [first]: readonly unknown[] = body.errors;
  return typeof first === 'object' && first !== null && 'message' in first ? String(first.message) : null;
}

export function readRefusal(
  httpStatus: number,
  body: unknown,
  _headers: Readonly<Record<string, string>>,
): RefusalReading | null {
  if (httpStatus === 429) {
    return {
      certainty: 'refused',
      reason: 'rateLimited',
      code: 'HTTP 429',
      message: 'too many requests',
      retryAfterMs: RETRY_MS,
    };
  }
  if (typeof body !== 'object' || body === null) {
    const message = typeof body === 'string' ? body.slice(0, 200) : '';
    if (httpStatus === 401) return { certainty: 'refused', reason: 'credentials', code: 'HTTP 401', message };
    return httpStatus >= 500 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message } : null;
  }
  const error = firstError(body);
  if (error === null) return httpStatus >= 500 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message: '' } : null;
  if (httpStatus === 401) return { certainty: 'refused', reason: 'credentials', code: error, message: error };
  // [S] ccxt issue 19896: an empty margin comes as HTTP 500 and is a plain no.
  const isPlainNo = error === 'INSUFFICIENT_MARGIN';
  if (UNKNOWN.has(error) || (httpStatus >= 500 && !isPlainNo)) return { certainty: 'unknown', code: error, message: error };
  const reason = ERRORS[error] ?? 'other';
  return {
    certainty: 'refused',
    reason,
    code: error,
    message: error,
    remedy: REMEDIES[error],
    ...(reason === 'rateLimited' ? { retryAfterMs: RETRY_MS } : {}),
  };
}

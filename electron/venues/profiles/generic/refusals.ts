// What an error answer of an uncertified venue means: as ccxt reads it. Only what ccxt knows to be a no is one; a code that it
// does not know leaves it open whether the order exists.
import type { Exchange } from 'ccxt';
import {
  ArgumentsRequired,
  AuthenticationError,
  BadRequest,
  BaseError,
  ContractUnavailable,
  DDoSProtection,
  DuplicateOrderId,
  InsufficientFunds,
  InvalidNonce,
  InvalidOrder,
  NotSupported,
  OnMaintenance,
  OperationRejected,
  RateLimitExceeded,
} from 'ccxt-base/errors.js';
import type { RefusalReason } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

export const ORDER_NOT_FOUND = 'OrderNotFound';

const RETRY_MS = 2_000;

/** Narrow ones first: ccxt's classes inherit. */
const CLASSES: readonly (readonly [type: new (message: string) => Error, reason: RefusalReason])[] = [
  [DuplicateOrderId, 'duplicate'],
  [RateLimitExceeded, 'rateLimited'],
  [DDoSProtection, 'rateLimited'],
  [AuthenticationError, 'credentials'],
  [InvalidNonce, 'other'],
  [OnMaintenance, 'suspended'],
  [ContractUnavailable, 'suspended'],
  [InsufficientFunds, 'other'],
  [InvalidOrder, 'other'],
  [OperationRejected, 'other'],
  [BadRequest, 'other'],
  [ArgumentsRequired, 'other'],
  [NotSupported, 'other'],
];

const WORDS: readonly (readonly [pattern: RegExp, reason: RefusalReason])[] = [
  [/reduce.?only|position (is zero|not exist|does not exist|is closed)|no position/i, 'nothingToClose'],
  [/position ?(idx|side|mode)/i, 'hedgeTag'],
  [/minimum|too small|at least|min(imum)? (qty|quantity|amount|size)/i, 'belowMinimum'],
  [/maximum|too large|exceeds? (the )?max/i, 'aboveMaximum'],
  [/price (limit|band|range)|price is too (high|low)/i, 'priceBand'],
];

/** The class that ccxt gives this answer. Null: no error to ccxt. */
function classify(client: Exchange, httpStatus: number, text: string, body: unknown): BaseError | null {
  try {
    client.handleErrors(httpStatus, '', '', '', {}, text, body, {}, '');
    return null;
  } catch (error) {
    // A reading of the answer, as a throw. Whatever else it throws at an answer of this form says nothing.
    return error instanceof BaseError ? error : null;
  }
}

const excerpt = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

export function readRefusalWith(client: Exchange, httpStatus: number, body: unknown): RefusalReading | null {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const message = excerpt(text);
  if (httpStatus === 429 || httpStatus === 418) {
    return { certainty: 'refused', reason: 'rateLimited', code: `HTTP ${httpStatus}`, message, retryAfterMs: RETRY_MS };
  }
  const error = typeof body === 'object' && body !== null ? classify(client, httpStatus, text, body) : null;
  if (error !== null) {
    const code = error.constructor.name;
    const reason = CLASSES.find(([type]) => error instanceof type)?.[1];
    if (reason === undefined) return { certainty: 'unknown', code, message };
    const byWords = reason === 'other' ? WORDS.find(([pattern]) => pattern.test(text))?.[1] : undefined;
    return {
      certainty: 'refused',
      reason: byWords ?? reason,
      code,
      message,
      wrongTime: error instanceof InvalidNonce,
      ...(reason === 'rateLimited' ? { retryAfterMs: RETRY_MS } : {}),
    };
  }
  if (httpStatus === 401) return { certainty: 'refused', reason: 'credentials', code: 'HTTP 401', message };
  return httpStatus >= 500 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message } : null;
}

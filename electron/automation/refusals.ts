// How a call is refused: the same words and numbers over REST, WebSocket and MCP. The numbers are HTTP's.
import type { z } from 'zod';
import type { Failure, FailureKind } from '../../shared/failure.ts';
import type { refusalAnswer } from './schemas.ts';

export type Refusal = Readonly<{
  status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503;
  /** A short constant; "Invalid request" is the documented one of 400. */
  error: string;
  /** What is wrong and what to do, one sentence or more each. */
  errors: readonly string[];
  /** Where a name fits several things or none: what it may have meant. */
  candidates?: readonly string[] | undefined;
  /** Seconds after which it makes sense to try again. */
  retryAfter?: number | undefined;
}>;

export const ERROR_WORDS: Readonly<Record<Refusal['status'], string>> = {
  400: 'Invalid request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  422: 'Idempotency-Key reused',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

export const refuse = (status: Refusal['status'], ...errors: readonly string[]): Refusal => ({
  status,
  error: ERROR_WORDS[status],
  errors,
});

const STATUS_OF: Readonly<Record<FailureKind, Refusal['status']>> = {
  badRequest: 400,
  notFound: 404,
  ambiguous: 409,
  planExpired: 409,
  busy: 409,
  declined: 403,
  refused: 503,
  credentials: 503,
  rateLimited: 503,
  unreachable: 503,
  unknownOutcome: 503,
  unreadable: 503,
  settings: 500,
  vault: 503,
  portBusy: 503,
  internal: 500,
};

/** What a refused call is answered, by each way in. */
export const refusalBodyOf = ({ error, errors, candidates }: Refusal): z.infer<typeof refusalAnswer> => ({
  success: false,
  error,
  errors: [...errors],
  ...(candidates === undefined ? {} : { candidates: [...candidates] }),
});

export function refusalOf({ kind, message, remedy, candidates }: Failure): Refusal {
  return {
    ...refuse(STATUS_OF[kind], [message, remedy].filter((words) => words !== undefined).join(' ')),
    ...(candidates === undefined ? {} : { candidates }),
  };
}

// Answers of Hyperliquid to a whole call. Its server says little beyond the HTTP status.
import type { CallRefusal } from '../../exchange.ts';
import { forbiddenPage, gatewayPages } from '../gatewayPages.ts';
import { err, tooMany } from './wire.ts';

export const EXPIRED = 'Action expired.';

export const refusals = {
  ...gatewayPages,
  unknownError: () => ({ status: 500, body: 'Internal Server Error' }),
  serviceUnavailable: () => ({ status: 503, body: 'Service Unavailable' }),
  rateLimited: () => tooMany,
  overloaded: () => ({
    status: 200,
    body: err('Too many cumulative requests sent (37986 > 10436) for cumulative volume traded $437.92.'),
  }),
  forbidden: () => ({ status: 403, body: forbiddenPage }),
  timestamp: () => ({ status: 200, body: err(EXPIRED) }),
} as const satisfies Record<string, CallRefusal>;

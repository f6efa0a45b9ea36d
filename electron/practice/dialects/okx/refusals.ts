// Answers of OKX to a whole call (v5 error code table, general class).
import type { CallRefusal, WireResponse } from '../../exchange.ts';
import { forbiddenPage, gatewayPages } from '../gatewayPages.ts';
import { tooFrequent } from './wire.ts';

const error = (status: number, code: string, msg: string): WireResponse => ({ status, body: { code, msg, data: [] } });

export const refusals = {
  ...gatewayPages,
  unknownError: () =>
    error(
      400,
      '50004',
      'API endpoint request timeout (does not mean that the request was successful or failed, please check the request result)',
    ),
  overloaded: () => error(429, '50013', 'Systems are busy. Please try again later.'),
  rateLimited: () => error(tooFrequent.status, tooFrequent.code, tooFrequent.msg),
  forbidden: () => ({ status: 403, body: forbiddenPage }), // the content delivery network in front of it
  maintenance: () => error(503, '50001', 'Service temporarily unavailable. Try again later'),
  timestamp: () => error(401, '50102', 'Timestamp request expired'),
} as const satisfies Record<string, CallRefusal>;

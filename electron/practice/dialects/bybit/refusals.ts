// Answers of Bybit to a whole call (v5 error code table, "Rate Limit Rules"): HTTP 200 with a retCode, but for the stop of an
// address, which is a bare 403 and lasts ten minutes.
import type { CallRefusal, WireResponse } from '../../exchange.ts';
import { gatewayPages } from '../gatewayPages.ts';
import { staleTimestamp, tooManyVisits } from './codes.ts';
import { refuse, type Answer } from './wire.ts';

const say = (answer: Answer, nowMs: number, headers: Readonly<Record<string, string>> = {}): WireResponse => ({
  status: 200,
  headers,
  body: { ...answer, time: nowMs },
});

export const refusals = {
  ...gatewayPages,
  unknownError: ({ nowMs }) => say(refuse(10000, 'Server Timeout'), nowMs),
  overloaded: ({ nowMs }) => say(refuse(10429, 'System level frequency protection'), nowMs),
  rateLimited: ({ nowMs, waitMs }) =>
    say(tooManyVisits, nowMs, {
      'X-Bapi-Limit': '10',
      'X-Bapi-Limit-Status': '0',
      'X-Bapi-Limit-Reset-Timestamp': String(nowMs + (waitMs ?? 1_000)),
    }),
  ipBanned: () => ({ status: 403, body: '403, access too frequent' }),
  maintenance: ({ nowMs }) => say(refuse(10016, 'Service is restarting.'), nowMs),
  timestamp: ({ request, nowMs }) =>
    say(staleTimestamp(request.headers['x-bapi-timestamp'] ?? '', nowMs, request.headers['x-bapi-recv-window'] ?? '5000'), nowMs),
} as const satisfies Record<string, CallRefusal>;

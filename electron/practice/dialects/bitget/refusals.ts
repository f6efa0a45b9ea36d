// Answers of Bitget to a whole call (classic error code table, and the gateway in front of it).
import type { CallRefusal, WireResponse } from '../../exchange.ts';
import { forbiddenPage, gatewayPages } from '../gatewayPages.ts';

const error = (nowMs: number, status: number, code: string, msg: string): WireResponse => ({
  status,
  body: { code, msg, requestTime: nowMs, data: null },
});

export const refusals = {
  ...gatewayPages,
  unknownError: ({ nowMs }) => error(nowMs, 400, '40010', 'Request timed out'),
  overloaded: ({ nowMs }) => error(nowMs, 400, '45001', 'Unknown error'),
  rateLimited: ({ nowMs }) => error(nowMs, 429, '429', 'Too Many Requests'),
  forbidden: () => ({ status: 403, body: forbiddenPage }),
  maintenance: ({ nowMs }) => error(nowMs, 400, '40015', 'System is abnormal, please try again later'),
  timestamp: ({ nowMs }) => error(nowMs, 400, '40008', 'Request timestamp expired'),
} as const satisfies Record<string, CallRefusal>;

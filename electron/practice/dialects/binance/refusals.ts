// Answers of Binance to a whole call ("HTTP Return Codes" and "Error Codes" of USDⓈ-M futures). A 503 has three meanings:
// only "Unknown error" leaves open what became of an order.
import type { CallRefusal } from '../../exchange.ts';
import { forbiddenPage, gatewayPages } from '../gatewayPages.ts';

const BAN_MS = 120_000; // two minutes at least, three days at most

const error = (status: number, code: number, msg: string, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers,
  body: { code, msg },
});
const retryAfter = (ms: number) => ({ 'Retry-After': String(Math.max(1, Math.ceil(ms / 1_000))) });

export const refusals = {
  ...gatewayPages,
  unknownError: () => ({
    status: 503,
    body: { msg: 'Unknown error, please check your request or try again later.' },
  }),
  serviceUnavailable: () => ({ status: 503, body: { msg: 'Service Unavailable.' } }),
  overloaded: () =>
    error(
      503,
      -1008,
      'Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.',
    ),
  rateLimited: ({ request, waitMs }) =>
    error(
      429,
      -1003,
      `Too many requests; current limit of IP(${request.ip}) is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API.`,
      retryAfter(waitMs ?? 1_000),
    ),
  ipBanned: ({ request, nowMs, waitMs }) =>
    error(
      418,
      -1003,
      `Way too many requests; IP(${request.ip}) banned until ${nowMs + (waitMs ?? BAN_MS)}. Please use the websocket for live updates to avoid bans.`,
      retryAfter(waitMs ?? BAN_MS),
    ),
  forbidden: () => ({ status: 403, body: forbiddenPage }), // the web application firewall
  maintenance: () => error(503, -1016, 'This service is no longer available.'),
  timestamp: () => error(400, -1021, 'Timestamp for this request is outside of the recvWindow.'),
} as const satisfies Record<string, CallRefusal>;

// Bitget's envelope: {code, msg, requestTime, data}; "00000" is success, refusals mostly come with HTTP 400. GET parameters in
// the query, POST parameters as JSON.
import type { PracticeAccount, PracticeVenue, RateLimits } from '../../exchange.ts';

export type Params = Readonly<Record<string, unknown>>;
export type Row = Readonly<Record<string, unknown>>;

export type Answer = Readonly<{ status: number; code: string; msg: string; data: unknown }>;

export type PublicCall = Readonly<{ venue: PracticeVenue; params: Params }>;
export type PrivateCall = PublicCall & Readonly<{ account: PracticeAccount; rateLimits: RateLimits }>;

export type WireError = Readonly<{ code: string; msg: string }>;
export type Read<T> = Readonly<{ ok: true; value: T } | { ok: false; error: WireError }>;
export const accept = <T>(value: T): Read<T> => ({ ok: true, value });
export const reject = (code: string, msg: string): Read<never> => ({ ok: false, error: { code, msg } });

export const succeed = (data: unknown): Answer => ({ status: 200, code: '00000', msg: 'success', data });
export const refuse = ({ code, msg }: WireError, status = 400): Answer => ({ status, code, msg, data: null });

export const parameterError = (name: string): WireError => ({ code: '40020', msg: `Parameter ${name} error` });
export const missing = (name: string): WireError => ({ code: '40019', msg: `Parameter ${name} cannot be empty` });
export const tooFrequent = refuse({ code: '429', msg: 'Too Many Requests' }, 429);

/** A parameter as text; numbers and booleans as they print. Undefined when absent, null or empty. */
export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const records = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** JSON, or null when it is none. */
export function readJson(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Newest-first rows behind the one that `idLessThan` names, at most a hundred; an empty list is null [D orders-pending]. */
export function page(params: Params, rows: readonly Row[], listName: string, idName: string): Answer {
  const asked = Number(text(params, 'limit') ?? 100);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 100) : 100;
  const before = text(params, 'idLessThan');
  const start = before === undefined ? 0 : rows.findIndex((row) => row[idName] === before) + 1;
  const shown = rows.slice(start, start + size);
  return succeed({ [listName]: shown.length === 0 ? null : shown, endId: shown.at(-1)?.[idName] ?? null });
}

// OKX's envelope: {code, msg, data[]}. Writes answer an item per order with sCode and sMsg; code "1" means that none of
// them was taken, "2" that some were. GET parameters in the query, POST parameters as JSON (an object or a list).
import type { PracticeAccount, PracticeVenue, RateLimits } from '../../exchange.ts';
import type { AlgoPairs } from './algoPairs.ts';
import type { OrderNames } from './orderNames.ts';

export type Params = Readonly<Record<string, unknown>>;
export type Row = Readonly<Record<string, unknown>>;

export type Answer = Readonly<{ status: number; code: string; msg: string; data: readonly unknown[] }>;

export type PublicCall = Readonly<{ venue: PracticeVenue; params: Params }>;
/** One signed request, by REST or by socket. `items` are the parameters of a call that takes a list. */
export type PrivateCall = PublicCall &
  Readonly<{ account: PracticeAccount; rateLimits: RateLimits; names: OrderNames; pairs: AlgoPairs; items: readonly Params[] }>;

/** What one item of a write met. */
export type ItemError = Readonly<{ sCode: string; sMsg: string }>;
export type Read<T> = Readonly<{ ok: true; value: T } | { ok: false; error: ItemError }>;
export const accept = <T>(value: T): Read<T> => ({ ok: true, value });
export const reject = (sCode: string, sMsg: string): Read<never> => ({ ok: false, error: { sCode, sMsg } });

export const succeed = (data: readonly unknown[]): Answer => ({ status: 200, code: '0', msg: '', data });
export const refuse = (code: string, msg: string, status = 200): Answer => ({ status, code, msg, data: [] });
export const badParameter = (name: string): Answer => refuse('51000', `Parameter ${name} error`, 400);

export const TOO_FREQUENT = '50011';
export const tooFrequent = refuse(TOO_FREQUENT, 'Too Many Requests', 429);

/** Sums up the items of a write as the venue does. */
export function answerItems(items: readonly Row[]): Answer {
  const failed = items.filter((item) => item['sCode'] !== '0');
  if (failed.length === 0) return succeed(items);
  if (failed.length === items.length && failed.every((item) => item['sCode'] === TOO_FREQUENT)) return tooFrequent;
  return failed.length === items.length
    ? { status: 200, code: '1', msg: 'All operations failed', data: items }
    : { status: 200, code: '2', msg: 'Bulk operation partially succeeded', data: items };
}

/** A parameter as text; numbers and booleans as they print. Undefined when absent, null or empty. */
export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export const flag = (params: Params, name: string): boolean => text(params, name) === 'true';

export function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const records = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** Newest-first rows after the one that `after` names (older) or before the one that `before` names (newer). */
export function page<T>(params: Params, rows: readonly T[], idOf: (row: T) => string): readonly T[] {
  const asked = Number(text(params, 'limit') ?? 100);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 100) : 100;
  const after = text(params, 'after');
  const before = text(params, 'before');
  const start = after === undefined ? 0 : rows.findIndex((row) => idOf(row) === after) + 1;
  const end = before === undefined ? rows.length : rows.findIndex((row) => idOf(row) === before);
  return rows.slice(start, end < 0 ? rows.length : end).slice(0, size);
}

/** JSON, or null when it is none. */
export function readJson(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

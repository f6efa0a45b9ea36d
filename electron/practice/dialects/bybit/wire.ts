// Bybit's envelope: HTTP 200 with retCode; GET parameters in the query, POST parameters as JSON.
import type { PracticeAccount, PracticeVenue, RateLimits } from '../../exchange.ts';
import type { OrderNames } from './orderNames.ts';

export type Params = Readonly<Record<string, unknown>>;
export type Row = Readonly<Record<string, unknown>>;

export type Answer = Readonly<{
  retCode: number;
  retMsg: string;
  result: unknown;
  retExtInfo: unknown;
}>;

export type PublicCall = Readonly<{ venue: PracticeVenue; params: Params }>;
/** One signed request, by REST or over the order-entry socket. */
export type PrivateCall = PublicCall & Readonly<{ account: PracticeAccount; names: OrderNames; rateLimits: RateLimits }>;

export const succeed = (result: unknown, retExtInfo: unknown = {}): Answer => ({ retCode: 0, retMsg: 'OK', result, retExtInfo });
export const refuse = (retCode: number, retMsg: string): Answer => ({ retCode, retMsg, result: {}, retExtInfo: {} });

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

/** The parameter's rows; anything that is not an object is dropped. */
export function rows(params: Params, name: string): readonly Row[] {
  const value = params[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** One page; the cursor ends in the offset of the next one, and is empty on the last page. */
export function page<T>(
  params: Params,
  all: readonly T[],
  limits: Readonly<{ standard: number; most: number }>,
): Readonly<{ list: readonly T[]; nextPageCursor: string }> {
  const asked = Number(text(params, 'limit') ?? limits.standard);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, limits.most) : limits.standard;
  const start = Number(/(\d+)$/.exec(text(params, 'cursor') ?? '')?.[1] ?? 0);
  const end = start + size;
  return { list: all.slice(start, end), nextPageCursor: end < all.length ? encodeURIComponent(`page:${end}`) : '' };
}

/** A socket frame; null when it is not a JSON object, which the venue answers as an invalid op. */
export function readFrame(raw: string): Row | null {
  try {
    const frame: unknown = JSON.parse(raw);
    return isRecord(frame) ? frame : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

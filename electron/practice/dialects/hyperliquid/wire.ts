// Hyperliquid's envelope. Questions go to /info and are answered bare; actions go to /exchange and are answered {status: "ok",
// response: {type, data}} or {status: "err", response: words}.
import type { PracticeAccount, PracticeVenue, RateLimits, WireResponse } from '../../exchange.ts';

export type Row = Readonly<Record<string, unknown>>;

export type Call = Readonly<{ venue: PracticeVenue; rateLimits: RateLimits }>;
export type AccountCall = Call & Readonly<{ account: PracticeAccount }>;

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

export const text = (row: Row, name: string): string | undefined => {
  const value = row[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const whole = (row: Row, name: string): number | undefined => {
  const value = row[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
};

export const ok = (type: string, data?: unknown): Row => ({
  status: 'ok',
  response: data === undefined ? { type } : { type, data },
});
export const err = (words: string): Row => ({ status: 'err', response: words });

export const unknownWallet = (address: string): Row => err(`User or API Wallet ${address} does not exist.`);

/** What the server says of a body that it can not read [D: HTTP 422]. */
export const unreadable: WireResponse = { status: 422, body: 'Failed to deserialize the JSON body into the target type' };
export const tooMany: WireResponse = { status: 429, body: 'null' };

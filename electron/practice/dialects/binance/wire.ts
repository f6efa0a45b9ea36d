// Parameters in, JSON out. Order ids have 19 digits, more than a double holds, and go out as bare JSON numbers all the
// same, as the venue prints them.
import type { PracticeAccount, PracticeVenue, RateLimits } from '../../exchange.ts';
import { isDecimal, type Decimal } from '../../../../shared/decimal.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Params = ReadonlyMap<string, string>;

/** One call, by REST or over the order-entry socket. */
export type Call = Readonly<{ venue: PracticeVenue; rateLimits: RateLimits; params: Params; apiKey: string; ip: string }>;
export type AccountCall = Call & Readonly<{ account: PracticeAccount }>;

/** An error answer of the venue. */
export class VenueError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly status = 400,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
  get body(): Row {
    return { code: this.code, msg: this.message };
  }
}

const unescape = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
};

export function readParams(...parts: readonly string[]): Params {
  const params = new Map<string, string>();
  for (const pair of parts.join('&').split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    params.set(unescape(at < 0 ? pair : pair.slice(0, at)), at < 0 ? '' : unescape(pair.slice(at + 1)));
  }
  return params;
}

/** Parameters that came as JSON: an order of a batch, or a socket frame. */
export function paramsOf(row: Row): Params {
  const params = new Map<string, string>();
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') params.set(name, String(value));
  }
  return params;
}

export const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const missing = (name: string) =>
  new VenueError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);

/** Undefined when absent or empty. */
export function optional(params: Params, name: string): string | undefined {
  const value = params.get(name);
  return value === undefined || value === '' ? undefined : value;
}

export function required(params: Params, name: string): string {
  const value = optional(params, name);
  if (value === undefined) throw missing(name);
  return value;
}

export function optionalDecimal(params: Params, name: string): Decimal | undefined {
  const value = optional(params, name);
  if (value === undefined) return undefined;
  if (/^\d{1,20}(\.\d{1,20})?$/.test(value) && isDecimal(value)) return value;
  throw new VenueError(
    -1100,
    `Illegal characters found in parameter '${name}'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.`,
  );
}

export function requiredDecimal(params: Params, name: string): Decimal {
  const value = optionalDecimal(params, name);
  if (value === undefined) throw missing(name);
  return value;
}

export function optionalInteger(params: Params, name: string): number | undefined {
  const value = optional(params, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw missing(name);
}

export const flag = (params: Params, name: string): boolean => optional(params, name)?.toLowerCase() === 'true';

export function jsonList(params: Params, name: string): readonly unknown[] {
  const text = required(params, name);
  let parsed: unknown;
  try {
    // ids of an orderidlist are longer than a double: quoted before they are parsed
    parsed = JSON.parse(text.replaceAll(/(?<=[[,])\s*(\d{15,})\s*(?=[\],])/g, '"$1"'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!Array.isArray(parsed)) throw new VenueError(-1130, `Data sent for parameter '${name}' is not valid.`);
  return parsed;
}

const MARK = '\u0002';
const MARKED = /"\\u0002(\d+)"/g;

/** A whole number of any length; printed bare by `toJson`. */
export const integer = (digits: string): string => MARK + digits;
export const toJson = (body: unknown): string => JSON.stringify(body).replaceAll(MARKED, '$1');

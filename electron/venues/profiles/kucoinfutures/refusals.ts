// What KuCoin's codes mean for a write. Sources: the reference's error codes and ccxt's kucoin.js, exceptions, where the words
// stand beside some. Every code but those of a server in trouble says that the order was not taken.
import type { Failure } from '../../../../shared/failure.ts';
import type { RefusalReason, SubmitOutcome } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

export const SUCCESS = new Set(['200000', '200']);

/** The server failed or gave up waiting: the order may exist. */
const UNKNOWN = new Set(['230005', '408000', '500000']);

const REASONS: Readonly<Record<string, RefusalReason>> = {
  '400001': 'credentials', // headers missing
  '400003': 'credentials', // no such key
  '400004': 'credentials', // passphrase
  '400005': 'credentials', // signature
  '400006': 'credentials', // address
  '400007': 'credentials', // permission
  '400303': 'credentials',
  '411100': 'credentials', // user frozen
  '200002': 'rateLimited',
  '429000': 'rateLimited',
  '300009': 'nothingToClose', // "No open positions to close."
  '330005': 'hedgeTag', // margin mode of the order and of the symbol differ: the position is not what we thought
  '330011': 'hedgeTag',
  '330012': 'hedgeTag', // one-way order in a two-sided account
};

/** Codes of parameters carry the rule in their words. */
const WORDS: readonly (readonly [words: RegExp, reason: RefusalReason])[] = [
  [/clientOid.*(duplicat|repeat|exist)/i, 'duplicate'],
  [/price.*(higher|lower|limit|deviat|range)/i, 'priceBand'],
];

const REMEDIES: Readonly<Record<string, string>> = {
  '400002': 'Set the clock of this computer: KuCoin refuses requests that are more than five seconds off.',
  '400003': 'Check the API key of this account in the settings.',
  '400004': 'Check the passphrase of this account in the settings: it is the one of the key, not of the user.',
  '400005': 'Check the API secret of this account in the settings.',
  '400006': "Add this computer's address to the key's list of addresses, or remove the list.",
  '400007': 'Give the key the permissions General and Futures.',
};

const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** [D] ms until the budget is whole again. */
function retryAfterMs(headers: Readonly<Record<string, string>>): number {
  const ms = Number(headers['gw-ratelimit-reset']);
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_MS) : RETRY_MS;
}

/** Meaning of one code, of a whole answer or of one item. */
export function readCode(code: string, message: string, headers: Readonly<Record<string, string>> = {}): RefusalReading {
  if (UNKNOWN.has(code)) return { certainty: 'unknown', code, message };
  const reason = REASONS[code] ?? WORDS.find(([words]) => words.test(message))?.[1] ?? 'other';
  return {
    certainty: 'refused',
    reason,
    code,
    message,
    remedy: REMEDIES[code],
    wrongTime: code === '400002',
    ...(reason === 'rateLimited' ? { retryAfterMs: retryAfterMs(headers) } : {}),
  };
}

/** 100001 stands for parameters of every kind: the words tell. "error.getOrder.orderNotExist" */
export const isUnknownOrder = ({ venueCode, venueMessage }: Pick<Failure, 'venueCode' | 'venueMessage'>): boolean =>
  venueCode === '100001' && /not ?exist/i.test(venueMessage ?? '');

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export function readRefusal(httpStatus: number, body: unknown, headers: Readonly<Record<string, string>>): RefusalReading | null {
  if (typeof body === 'object' && body !== null && 'code' in body) {
    const code = textOf(body.code);
    const message = 'msg' in body ? textOf(body.msg) : '';
    if (code === '' || SUCCESS.has(code)) return null;
    // A code that is not known, from a server in trouble: nothing says that the order was not taken.
    if (httpStatus >= 500 && REASONS[code] === undefined) return { certainty: 'unknown', code, message };
    return readCode(code, message, headers);
  }
  const message = typeof body === 'string' ? body.slice(0, 200) : '';
  if (httpStatus === 429)
    return { certainty: 'refused', reason: 'rateLimited', code: 'HTTP 429', message, retryAfterMs: retryAfterMs(headers) };
  if (httpStatus === 401) return { certainty: 'refused', reason: 'credentials', code: 'HTTP 401', message };
  return httpStatus >= 500 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message } : null;
}

/** Outcome of one item that the venue did not take. */
export function toOutcome(reading: RefusalReading): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  const words = { venueCode: reading.code, venueMessage: reading.message };
  if (reading.certainty === 'unknown') {
    const message = `KuCoin answered with an error of its own (${reading.code}): the order may exist.`;
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message, ...words } };
  }
  const kind = reading.reason === 'rateLimited' || reading.reason === 'credentials' ? reading.reason : 'refused';
  const message = `KuCoin says: ${reading.message} (${reading.code})`;
  return {
    kind: 'refused',
    reason: reading.reason,
    failure: { kind, message, remedy: reading.remedy, ...words },
    retryAfterMs: reading.retryAfterMs,
  };
}

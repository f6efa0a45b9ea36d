// What Hyperliquid's words mean for a write: it has no codes. Texts: [D error-responses]; those of keys, nonces and limits are the
// venue's own as ccxt and public issue threads quote them. A text that nobody knows is a no all the same, since the venue answers
// "err" for what it did not take, unless it speaks of a failure of the venue itself.
import type { RefusalReason, SubmitOutcome } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

type Meaning = Readonly<{
  code: string;
  text: RegExp;
  reason: RefusalReason;
  remedy?: string;
  retryAfterMs?: number;
  wrongTime?: boolean;
}>;

const NEW_WALLET = 'Make an API wallet under More > API at Hyperliquid, approve it, and enter its private key here.';
/** An account that has used up its actions may send one in ten seconds [D rate-limits]. */
const USED_UP_MS = 10_000;
/** How long a stopped address waits is not told; its budget is by the minute. */
const ADDRESS_MS = 5_000;

const MEANINGS: readonly Meaning[] = [
  { code: 'MinTradeNtl', text: /minimum value of/i, reason: 'belowMinimum' },
  { code: 'ReduceOnly', text: /reduce only order would increase/i, reason: 'nothingToClose' },
  { code: 'IocCancel', text: /could not immediately match/i, reason: 'priceBand' },
  { code: 'MarketOrderNoLiquidity', text: /no liquidity available/i, reason: 'priceBand' },
  { code: 'Oracle', text: /too far from oracle|more than \d+% away from the reference/i, reason: 'priceBand' },
  { code: 'TooAggressiveAtOpenInterestCap', text: /more aggressive than oracle/i, reason: 'priceBand' },
  { code: 'Size', text: /invalid size|zero size/i, reason: 'belowMinimum' },
  { code: 'Duplicate', text: /cloid.*(already|duplicate)|duplicate.*cloid/i, reason: 'duplicate' },
  { code: 'Halted', text: /trading is halted|delisted|market is (closed|halted)/i, reason: 'suspended' },
  {
    code: 'UnknownWallet',
    text: /user or api wallet .*does not exist|must deposit before/i,
    reason: 'credentials',
    remedy: NEW_WALLET,
  },
  {
    code: 'VaultNotRegistered',
    text: /vault not registered|not authorized|unauthorized/i,
    reason: 'credentials',
    remedy: NEW_WALLET,
  },
  {
    code: 'TooManyActions',
    text: /too many cumulative requests/i,
    reason: 'rateLimited',
    retryAfterMs: USED_UP_MS,
    remedy: 'The account has used up its actions. Each dollar traded allows one more; Hyperliquid also sells them.',
  },
  {
    code: 'Expired',
    text: /expire/i,
    reason: 'other',
    wrongTime: true,
    remedy: 'Set the clock of this computer: Hyperliquid refuses actions that are more than ten seconds old.',
  },
  { code: 'Nonce', text: /nonce/i, reason: 'other', wrongTime: true, remedy: 'Set the clock of this computer.' },
];

/** The server gave up or failed: what it was asked to do may have been done. */
const OWN_FAILURE = /timed? ?out|internal|unavailable|overload|try again/i;

/** Also without the words " asset=4" that the venue puts behind most of them. */
export function readText(message: string): RefusalReading {
  const meaning = MEANINGS.find(({ text }) => text.test(message));
  if (meaning !== undefined) {
    const { code, reason, remedy, retryAfterMs, wrongTime } = meaning;
    return { certainty: 'refused', reason, code, message, remedy, wrongTime, retryAfterMs };
  }
  if (OWN_FAILURE.test(message)) return { certainty: 'unknown', code: 'err', message };
  return { certainty: 'refused', reason: 'other', code: 'err', message };
}

export function readRefusal(
  httpStatus: number,
  body: unknown,
  _headers: Readonly<Record<string, string>>,
): RefusalReading | null {
  if (typeof body === 'object' && body !== null && 'status' in body && body.status === 'err') {
    return readText('response' in body && typeof body.response === 'string' ? body.response : JSON.stringify(body));
  }
  const message = typeof body === 'string' ? body.slice(0, 200) : '';
  const code = `HTTP ${httpStatus}`;
  if (httpStatus === 429) {
    return { certainty: 'refused', reason: 'rateLimited', code, message, retryAfterMs: ADDRESS_MS, wholeAddress: true };
  }
  // The words could not be read as a question or an action: nothing was done.
  if (httpStatus === 422 || httpStatus === 400) return { certainty: 'refused', reason: 'other', code, message };
  if (httpStatus === 403) {
    const remedy = 'Hyperliquid does not serve this address (network or country). Use its own site from elsewhere.';
    return { certainty: 'refused', reason: 'other', code, message, remedy };
  }
  return httpStatus >= 500 ? { certainty: 'unknown', code, message } : null;
}

/** Outcome of one item that the venue did not take. */
export function toOutcome(text: string): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  const reading = readText(text);
  const words = { message: `Hyperliquid says: ${text} (${reading.code})`, venueCode: reading.code, venueMessage: text };
  if (reading.certainty === 'unknown') return { kind: 'unknown', failure: { kind: 'unknownOutcome', ...words } };
  const { reason, remedy, retryAfterMs } = reading;
  const kind = reason === 'rateLimited' || reason === 'credentials' ? reason : 'refused';
  return { kind: 'refused', reason, failure: { kind, remedy, ...words }, retryAfterMs };
}

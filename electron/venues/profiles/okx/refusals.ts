// What OKX's codes mean for a write. Source: v5 error code table. Only codes that say "not taken" count as refused; server
// errors and timeouts leave open whether the order exists.
import type { RefusalReason, SubmitOutcome } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

/** The server failed or gave up waiting: the order may exist. */
const UNKNOWN = new Set([
  '50001', // matching engine upgrading
  '50004', // endpoint timeout, "does not indicate success or failure"
  '50005', // API offline
  '50013', // system busy
  '50026', // system error
  '51054', // request timed out
  '51149', // order timed out
  '63999', // internal error
]);

const REASONS: Readonly<Record<string, RefusalReason>> = {
  '50007': 'credentials', // account blocked
  '50008': 'credentials', // user does not exist
  '50027': 'credentials', // account may not trade
  '50030': 'credentials',
  '50035': 'credentials',
  '50100': 'credentials',
  '50101': 'credentials', // key of another environment (demo or live)
  '50103': 'credentials',
  '50104': 'credentials',
  '50105': 'credentials', // passphrase
  '50106': 'credentials',
  '50107': 'credentials',
  '50110': 'credentials', // IP
  '50111': 'credentials', // key
  '50113': 'credentials', // signature
  '50114': 'credentials',
  '50119': 'credentials', // key does not exist
  '50120': 'credentials', // permission
  '50011': 'rateLimited',
  '50040': 'rateLimited',
  '50061': 'rateLimited',
  '51112': 'restingOrdersHoldSize', // above what is available
  '51115': 'restingOrdersHoldSize', // closing orders pending
  '51023': 'nothingToClose',
  '51169': 'nothingToClose',
  '51170': 'nothingToClose', // reduce-only in the position's own direction
  '51016': 'duplicate',
  '51065': 'duplicate',
  '51006': 'priceBand',
  '51031': 'priceBand',
  '51137': 'priceBand',
  '51138': 'priceBand',
  '51007': 'belowMinimum',
  '51020': 'belowMinimum',
  '51100': 'belowMinimum',
  '51120': 'belowMinimum',
  '51121': 'belowMinimum', // not a multiple of the lot
  '51005': 'aboveMaximum',
  '51101': 'aboveMaximum',
  '51105': 'aboveMaximum',
  '51108': 'aboveMaximum',
  '51201': 'aboveMaximum',
  '51202': 'aboveMaximum',
  '51203': 'aboveMaximum',
  '51021': 'suspended',
  '51022': 'suspended',
  '51027': 'suspended',
  '51028': 'suspended',
  '51029': 'suspended',
  '51030': 'suspended',
  '54072': 'suspended',
};

const REMEDIES: Readonly<Record<string, string>> = {
  '50101': 'This key belongs to the other environment (demo or live): make one for this one.',
  '50102': 'Set the clock of this computer: OKX accepts requests that are at most thirty seconds old.',
  '50105': 'Check the passphrase of this account in the settings.',
  '50110': "Add this computer's address to the key's IP list, or remove the list.",
  '50111': 'Check the API key of this account in the settings.',
  '50113': 'Check the API secret of this account in the settings.',
  '50119': 'The key does not exist (any more): make a new one at OKX.',
  '50120': 'Give the key the permission to trade.',
  '51010': 'Switch the account to futures mode or above at OKX: its mode does not allow contracts.',
};

/** Both limits are windows of two seconds. */
const RETRY_MS = 2_000;

/** Meaning of one code, of a whole answer or of one item. */
export function readCode(code: string, message: string): RefusalReading {
  if (UNKNOWN.has(code)) return { certainty: 'unknown', code, message };
  const reason = code === '51000' && /posSide/i.test(message) ? 'hedgeTag' : (REASONS[code] ?? 'other');
  return {
    certainty: 'refused',
    reason,
    code,
    message,
    remedy: REMEDIES[code],
    wrongTime: code === '50102',
    ...(reason === 'rateLimited' ? { retryAfterMs: RETRY_MS } : {}),
  };
}

const field = (row: object, name: string): string => {
  const value: unknown = Object.entries(row).find(([own]) => own === name)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** The first item that was not taken speaks for an answer as a whole; batches are read item by item. */
function failedItem(body: object): object | undefined {
  if (!('data' in body) || !Array.isArray(body.data)) return undefined;
  const rows: readonly unknown[] = body.data;
  return rows.find((row): row is object => typeof row === 'object' && row !== null && !['', '0'].includes(field(row, 'sCode')));
}

export function readRefusal(
  httpStatus: number,
  body: unknown,
  _headers: Readonly<Record<string, string>>,
): RefusalReading | null {
  if (typeof body === 'object' && body !== null && 'code' in body) {
    const code = field(body, 'code');
    if (code === '0') return null;
    const item = failedItem(body);
    if (item !== undefined) return readCode(field(item, 'sCode'), field(item, 'sMsg'));
    if (/^\d{5}$/.test(code)) return readCode(code, field(body, 'msg'));
    // Codes of the gateway in front of the venue ("500", "1"): nothing says that the order was not taken.
    return { certainty: 'unknown', code: `code ${code}`, message: field(body, 'msg') };
  }
  const message = typeof body === 'string' ? body.slice(0, 200) : '';
  if (httpStatus === 429)
    return { certainty: 'refused', reason: 'rateLimited', code: 'HTTP 429', message, retryAfterMs: RETRY_MS };
  if (httpStatus === 401) return { certainty: 'refused', reason: 'credentials', code: 'HTTP 401', message };
  return httpStatus >= 500 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message } : null;
}

/** Outcome of one item that the venue did not take. */
export function toOutcome(reading: RefusalReading): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  const words = { venueCode: reading.code, venueMessage: reading.message };
  if (reading.certainty === 'unknown') {
    const message = `OKX answered with an error of its own (${reading.code}): the order may exist.`;
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message, ...words } };
  }
  const kind = reading.reason === 'rateLimited' || reading.reason === 'credentials' ? reading.reason : 'refused';
  const message = `OKX says: ${reading.message} (${reading.code})`;
  return {
    kind: 'refused',
    reason: reading.reason,
    failure: { kind, message, remedy: reading.remedy, ...words },
    retryAfterMs: reading.retryAfterMs,
  };
}

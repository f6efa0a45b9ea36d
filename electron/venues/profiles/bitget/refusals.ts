// What Bitget's codes mean. Source: classic v2 error code table [D]. Only codes that say "not taken" count as refused; server
// errors and timeouts leave open whether the order exists. Tables by reason, because the codes come in no order.
import type { RefusalReason, SubmitOutcome } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

/** The server failed, gave up waiting or is still at it: the order may exist. */
const UNKNOWN = new Set(['40010', '40015', '40725', '45001', '40910', '40908', '40604', '50031', '40200', '43059', '80002']);

const CODES: Readonly<Partial<Record<RefusalReason, string>>> = {
  nothingToClose: '22002 43043 45014 40717 40804 45003 45006 40765 45012',
  restingOrdersHoldSize: '40939 40746 40867 40755 40757 45005 43029',
  hedgeTag: '40774 45021 45018 45020 43075 45109 45026',
  priceBand:
    '22006 22007 22008 22009 22045 40718 40719 40720 40721 40722 40748 40815 40816 40820 40821 40824 40825 43008 43009 43039 43040 70220',
  belowMinimum: '22034 22038 43006 43010 43027 43037 43042 45110 45111 45114',
  aboveMaximum: '43007 45112 45113 43038 43041 45103 45104 40887 40888 40921 45120 40762',
  duplicate: '45034 43118 40786 50060',
  rateLimited: '429 45129 30006',
  credentials:
    '40001 40002 40003 40006 40009 40011 40012 40013 40014 40016 40018 40022 40023 40024 40025 40026 40031 40036 40037 40038 40041 40085 40099 40199 40301 40710 40752 40753 40760 40916 45108 22010',
  suspended: '40308 40309 40844 40845 45043 22004 22039 22040 22041 22043 22044 22067 41114 43115 40931 40102',
};
const REASONS: ReadonlyMap<string, RefusalReason> = new Map(
  Object.entries(CODES).flatMap(([reason, codes]) => codes.split(' ').map((code) => [code, reason as RefusalReason])),
);

/** Timestamp missing, malformed, too old or ahead. */
const WRONG_TIME = new Set(['40004', '40005', '40008', '40078']);

const CLOCK = 'Set the clock of this computer: Bitget accepts requests that are at most thirty seconds old.';
const REMEDIES: Readonly<Record<string, string>> = {
  '40004': CLOCK,
  '40005': CLOCK,
  '40008': CLOCK,
  '40006': 'Check the API key of this account in the settings.',
  '40009': 'Check the API secret of this account in the settings.',
  '40011': 'Check the passphrase of this account in the settings.',
  '40012': 'Check the API key and the passphrase of this account in the settings.',
  '40014': 'Give the key the permission to trade futures (read-write).',
  '40018': "Add this computer's address to the key's IP list, or remove the list.",
  '40037': 'The key does not exist (any more): make a new one at Bitget.',
  '40085':
    'This is a unified trading account (UTA), which Breakglass does not serve at Bitget: use a key of a classic account, or switch the account back at Bitget.',
  '40099': 'This key belongs to the other environment (demo or live): make one for this one.',
};

/** The venue has no such order. */
const UNKNOWN_ORDER = new Set(['40109', '43001', '40768', '45057']);
export const isUnknownOrder = (code: string | undefined): boolean => code !== undefined && UNKNOWN_ORDER.has(code);

/** Filled, cancelled, fired or never there. */
const GONE = new Set('22001 43004 43020 43021 43025 43026 43033 45031 45055 31007'.split(' ').concat([...UNKNOWN_ORDER]));
export const isGone = (code: string): boolean => GONE.has(code);

/** All limits are windows of one second. */
const RETRY_MS = 1_000;

/** Meaning of one code, of a whole answer or of one item. */
export function readCode(code: string, message: string): RefusalReading {
  if (UNKNOWN.has(code)) return { certainty: 'unknown', code, message };
  const reason = REASONS.get(code) ?? 'other';
  return {
    certainty: 'refused',
    reason,
    code,
    message,
    remedy: REMEDIES[code],
    wrongTime: WRONG_TIME.has(code),
    ...(reason === 'rateLimited' ? { retryAfterMs: RETRY_MS } : {}),
  };
}

const field = (row: object, name: string): string => {
  const value: unknown = Object.entries(row).find(([own]) => own === name)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const DONE = '00000';

export function readRefusal(
  httpStatus: number,
  body: unknown,
  _headers: Readonly<Record<string, string>>,
): RefusalReading | null {
  if (typeof body === 'object' && body !== null && 'code' in body) {
    const code = field(body, 'code');
    const message = field(body, 'msg');
    if (code === DONE) return null;
    // A code of the venue's own is what counts, whatever the status; but an error of the server names no fate.
    if (httpStatus >= 500) return { certainty: 'unknown', code, message };
    if (/^\d{5}$/.test(code) || code === '429') return readCode(code, message);
    return { certainty: 'unknown', code: `code ${code}`, message };
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
    const message = `Bitget answered with an error of its own (${reading.code}): the order may exist.`;
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message, ...words } };
  }
  const kind = reading.reason === 'rateLimited' || reading.reason === 'credentials' ? reading.reason : 'refused';
  const message = `Bitget says: ${reading.message} (${reading.code})`;
  return {
    kind: 'refused',
    reason: reading.reason,
    failure: { kind, message, remedy: reading.remedy, ...words },
    retryAfterMs: reading.retryAfterMs,
  };
}

// What Bybit's error codes mean for a write. Source: v5 error code table. Only codes that say "rejected" count as refused;
// server errors and timeouts leave open whether the order exists.
import type { RefusalReason, SubmitOutcome } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

/** The server failed or gave up waiting: the order may exist. 10429 too: nothing says on which side of the engine. */
const UNKNOWN = new Set(['10000', '10016', '10019', '10429', '5004', '170001', '170007', '170032', '170146', '170147', '131200']);

const REASONS: Readonly<Record<string, RefusalReason>> = {
  '10003': 'credentials', // key unknown
  '10004': 'credentials', // wrong signature
  '10005': 'credentials', // permission missing
  '10007': 'credentials',
  '10008': 'credentials', // user banned
  '10009': 'credentials', // IP banned
  '10010': 'credentials', // IP not on the key's list
  '10024': 'credentials', // compliance rules
  '10027': 'credentials', // trading banned
  '10028': 'credentials', // unified accounts only
  '10029': 'credentials', // symbol not on the key's list
  '33004': 'credentials', // key expired
  '10006': 'rateLimited',
  '10018': 'rateLimited',
  '170222': 'rateLimited',
  '10014': 'duplicate',
  '110030': 'duplicate',
  '110072': 'duplicate',
  '110034': 'nothingToClose',
  '110094': 'belowMinimum',
  '110003': 'priceBand',
  '170192': 'priceBand',
  '170193': 'priceBand',
  '170194': 'priceBand',
  '170371': 'priceBand',
  '170372': 'priceBand',
  '30208': 'priceBand',
  '30209': 'priceBand',
  '110063': 'suspended', // settlement in progress
  '110066': 'suspended', // no trading at the current time
  '30228': 'suspended', // delisting
};

/** 10001 and 110017 stand for several things that only the sentence tells apart. */
const SENTENCES: readonly (readonly [code: string, pattern: RegExp, reason: RefusalReason])[] = [
  ['10001', /position ?idx/i, 'hedgeTag'],
  ['10001', /minimum limit|qty invalid/i, 'belowMinimum'],
  ['10001', /maximum limit/i, 'aboveMaximum'],
  ['110017', /truncated to zero/i, 'restingOrdersHoldSize'],
  ['110017', /./, 'nothingToClose'],
];

const REMEDIES: Readonly<Record<string, string>> = {
  '10002': 'Set the clock of this computer: Bybit accepts requests that are at most five seconds old.',
  '10003': 'Check the API key of this account in the settings.',
  '10004': 'Check the API secret of this account in the settings.',
  '10005': 'Give the key the permission to trade derivatives (orders and positions).',
  '10010': "Add this computer's address to the key's IP list, or remove the list.",
  '33004': 'The key has expired: make a new one at Bybit.',
};

/** Meaning of one retCode, of a whole answer or of one item of a batch. */
export function readCode(code: string, message: string, retryAfterMs?: number): RefusalReading {
  if (UNKNOWN.has(code)) return { certainty: 'unknown', code, message };
  const bySentence = SENTENCES.find(([own, pattern]) => own === code && pattern.test(message))?.[2];
  const reason = bySentence ?? REASONS[code] ?? 'other';
  return {
    certainty: 'refused',
    reason,
    code,
    message,
    remedy: REMEDIES[code],
    wrongTime: code === '10002',
    ...(reason === 'rateLimited' ? { retryAfterMs: retryAfterMs ?? 1_000 } : {}),
  };
}

export function readRefusal(httpStatus: number, body: unknown, headers: Readonly<Record<string, string>>): RefusalReading | null {
  if (typeof body === 'object' && body !== null && 'retCode' in body) {
    const code = String(body.retCode);
    if (code === '0') return null;
    const message = 'retMsg' in body ? String(body.retMsg) : '';
    return readCode(code, message, untilReset(body, headers));
  }
  const message = typeof body === 'string' ? body.slice(0, 200) : '';
  if (httpStatus === 403) {
    return {
      certainty: 'refused',
      reason: 'rateLimited',
      code: 'HTTP 403',
      message: message || 'access too frequent',
      remedy: 'Bybit has stopped this address: it lifts the stop ten minutes after the last request.',
      retryAfterMs: 600_000,
      wholeAddress: true,
    };
  }
  if (httpStatus === 429) return { certainty: 'refused', reason: 'rateLimited', code: 'HTTP 429', message, retryAfterMs: 1_000 };
  if (httpStatus === 401) return { certainty: 'refused', reason: 'credentials', code: 'HTTP 401', message };
  return httpStatus >= 500 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message } : null;
}

/** Reset time less the time of the answer: both are the venue's clock. */
function untilReset(body: object, headers: Readonly<Record<string, string>>): number | undefined {
  const reset = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-bapi-limit-reset-timestamp')?.[1];
  const now = 'time' in body ? Number(body.time) : Number.NaN;
  const left = Number(reset) - now;
  return Number.isFinite(left) && left > 0 ? Math.min(left, 60_000) : undefined;
}

/** Outcome of one item of a batch that the venue did not take. */
export function toOutcome(reading: RefusalReading): SubmitOutcome {
  const words = { venueCode: reading.code, venueMessage: reading.message };
  if (reading.certainty === 'unknown') {
    const message = 'Bybit answered with an error of its own: the order may exist.';
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message, ...words } };
  }
  const kind = reading.reason === 'rateLimited' || reading.reason === 'credentials' ? reading.reason : 'refused';
  return {
    kind: 'refused',
    reason: reading.reason,
    failure: { kind, message: `Bybit refused: ${reading.message}`, remedy: reading.remedy, ...words },
    retryAfterMs: reading.retryAfterMs,
  };
}

// What Binance's error codes mean for a write ("Error Codes" of USDⓈ-M and COIN-M: the same numbers in all that is
// read here; 503 has three meanings and only "Unknown error" is unknown). What is not listed as unknown and comes as the venue's own JSON was refused.
import type { FailureKind } from '../../../../shared/failure.ts';
import type { RefusalReason, SubmitOutcome } from '../../../exit/ports.ts';
import type { RefusalReading } from '../../profile.ts';

/** Internal error, disconnected, unexpected answer of the bus, timeout of the backend: the order may exist. */
const UNKNOWN = new Set(['-1000', '-1001', '-1006', '-1007']);

const REASONS: Readonly<Record<string, RefusalReason>> = {
  '-2022': 'nothingToClose',
  '-4118': 'restingOrdersHoldSize',
  '-4131': 'priceBand',
  '-4016': 'priceBand',
  '-4024': 'priceBand',
  '-4183': 'priceBand',
  '-4184': 'priceBand',
  '-4003': 'belowMinimum',
  '-4004': 'belowMinimum',
  '-4164': 'belowMinimum',
  '-4005': 'aboveMaximum',
  '-4061': 'hedgeTag',
  '-4060': 'hedgeTag',
  '-1106': 'hedgeTag', // reduceOnly sent in hedge mode
  '-4062': 'hedgeTag',
  '-4116': 'duplicate',
  '-1003': 'rateLimited',
  '-1008': 'rateLimited', // overload protection; reduce-only and close orders are exempt
  '-1015': 'rateLimited',
  '-1002': 'credentials',
  '-1022': 'credentials',
  '-2008': 'credentials',
  '-2014': 'credentials',
  '-2015': 'credentials',
  '-4087': 'other', // the account may only reduce
  '-4088': 'credentials', // the account may not place orders
  '-1099': 'credentials',
  '-4108': 'suspended',
  '-4140': 'suspended',
  '-4141': 'suspended',
};

const REMEDIES: Readonly<Record<string, string>> = {
  '-1021': 'Set the clock of this computer: Binance refuses requests whose time is off by more than a few seconds.',
  '-1022': 'Check the API secret of this account in the settings.',
  '-2014': 'Check the API key of this account in the settings.',
  '-2015': "Check that the key exists, that it may trade futures, and that this computer's address is on its IP list.",
  '-4118': 'Cancel the own orders on the closing side that hold the size.',
  '-1111': 'The size or price has more decimals than the market allows.',
};

const headerOf = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1];

function retryAfterMs(httpStatus: number, headers: Readonly<Record<string, string>>): number {
  const seconds = Number(headerOf(headers, 'retry-after'));
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1_000;
  return httpStatus === 418 ? 120_000 : 1_000; // a ban lasts two minutes at least
}

/** Meaning of one code, of a whole answer or of one item of a batch. */
export function readCode(code: string, message: string, waitMs?: number): RefusalReading {
  if (UNKNOWN.has(code)) return { certainty: 'unknown', code, message };
  const reason = REASONS[code] ?? 'other';
  return {
    certainty: 'refused',
    reason,
    code,
    message,
    remedy: REMEDIES[code],
    wrongTime: code === '-1021',
    ...(reason === 'rateLimited' ? { retryAfterMs: waitMs ?? 1_000 } : {}),
  };
}

const limited = (code: string, message: string, waitMs: number): RefusalReading => ({
  certainty: 'refused',
  reason: 'rateLimited',
  code,
  message,
  retryAfterMs: waitMs,
});

/** Binance answers nobody at this address: every further request would lengthen it. */
const banned = (code: string, message: string, waitMs: number, remedy: string): RefusalReading => ({
  certainty: 'refused',
  reason: 'rateLimited',
  code,
  message,
  remedy,
  retryAfterMs: waitMs,
  wholeAddress: true,
});

export function readRefusal(httpStatus: number, body: unknown, headers: Readonly<Record<string, string>>): RefusalReading | null {
  const waitMs = retryAfterMs(httpStatus, headers);
  const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : null;
  const message = fields !== null && 'msg' in fields ? String(fields.msg) : typeof body === 'string' ? body.slice(0, 200) : '';
  const code = fields !== null && 'code' in fields ? String(fields.code) : null;
  if (httpStatus === 418) return banned(code ?? 'HTTP 418', message, waitMs, 'Binance has banned this address for a while.');
  if (httpStatus === 429) return limited(code ?? 'HTTP 429', message, waitMs);
  if (httpStatus === 403) {
    return banned(code ?? 'HTTP 403', message, 60_000, 'Binance blocks this address: wait, or use another connection.');
  }
  if (httpStatus === 503) return readUnavailable(code, message);
  if (code !== null && code !== '200' && code !== '0') return readCode(code, message, waitMs);
  if (httpStatus === 401) return { certainty: 'refused', reason: 'credentials', code: 'HTTP 401', message };
  return httpStatus >= 500 || httpStatus === 408 ? { certainty: 'unknown', code: `HTTP ${httpStatus}`, message } : null;
}

/** "Service Unavailable." and -1008 mean that nothing was done; everything else that comes as 503 leaves it open. */
function readUnavailable(code: string | null, message: string): RefusalReading {
  const name = code ?? 'HTTP 503';
  if (code === '-1008' || /^"?service unavailable\.?"?$/i.test(message.trim())) return limited(name, message, 200);
  return { certainty: 'unknown', code: name, message };
}

const kindOf = (reason: RefusalReason): FailureKind =>
  reason === 'rateLimited' || reason === 'credentials' ? reason : 'refused';

/** Outcome of one item of a batch that the venue did not take. */
export function toOutcome(reading: RefusalReading): Extract<SubmitOutcome, { kind: 'refused' | 'unknown' }> {
  const words = { venueCode: reading.code, venueMessage: reading.message };
  if (reading.certainty === 'unknown') {
    const message = 'Binance answered with an error of its own: the order may exist.';
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message, ...words } };
  }
  return {
    kind: 'refused',
    reason: reading.reason,
    failure: { kind: kindOf(reading.reason), message: `Binance refused: ${reading.message}`, remedy: reading.remedy, ...words },
    retryAfterMs: reading.retryAfterMs,
  };
}

// Who signed a request: base64 HMAC-SHA256 of milliseconds + METHOD + path + raw query + body, with a passphrase beside it.
// A socket signs seconds + GET/user/verify.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PracticeAccount, PracticeVenue, WireRequest } from '../../exchange.ts';
import { refuse, text, type Answer, type Params } from './wire.ts';

/** A request may be at most this old, or this far ahead. */
const WINDOW_MS = 30_000;

const sign = (secret: string, payload: string): string => createHmac('sha256', secret).update(payload).digest('base64');

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

type Signer = Readonly<{ ok: true; account: PracticeAccount } | { ok: false; answer: Answer }>;

const HEADERS: readonly (readonly [name: string, code: string, msg: string])[] = [
  ['access-key', '40001', 'ACCESS_KEY cannot be empty'],
  ['access-sign', '40003', 'Signature cannot be empty'],
  ['access-timestamp', '40005', 'Invalid ACCESS_TIMESTAMP'],
  ['access-passphrase', '40011', 'ACCESS_PASSPHRASE cannot be empty'],
];

const no = (code: string, msg: string): Signer => ({ ok: false, answer: refuse({ code, msg }) });

export function checkSignature(venue: PracticeVenue, request: WireRequest): Signer {
  const { headers } = request;
  for (const [name, code, msg] of HEADERS) if (headers[name] === undefined || headers[name] === '') return no(code, msg);
  const timestamp = headers['access-timestamp'] ?? '';
  if (!/^\d+$/.test(timestamp)) return no('40005', 'Invalid ACCESS_TIMESTAMP');
  if (Math.abs(venue.now() - Number(timestamp)) > WINDOW_MS) return no('40008', 'Request timestamp expired');
  const account = venue.accountByKey(headers['access-key'] ?? '');
  if (account === undefined) return no('40006', 'Invalid ACCESS_KEY');
  if (account.key.revoked) return no('40037', 'Apikey does not exist');
  // The query is signed as it reads, not as it is escaped.
  const target = request.query === '' ? request.path : `${request.path}?${decodeURIComponent(request.query)}`;
  const payload = `${timestamp}${request.method}${target}${request.method === 'GET' ? '' : request.body}`;
  if (!sameText(sign(account.secret, payload), headers['access-sign'] ?? '')) return no('40009', 'sign signature error');
  if (headers['access-passphrase'] !== account.passphrase) return no('40012', 'apikey/password is incorrect');
  if (!account.key.ipAllowed) return no('40018', 'Invalid IP');
  return { ok: true, account };
}

type LoginRefusal = Readonly<{ code: number; msg: string }>;

/** Args of a login frame: key, passphrase, seconds and sign. */
export function checkLogin(venue: PracticeVenue, args: Params): PracticeAccount | LoginRefusal {
  const account = venue.accountByKey(text(args, 'apiKey') ?? '');
  const timestamp = text(args, 'timestamp') ?? '';
  if (account === undefined || account.key.revoked) return { code: 30_011, msg: 'Invalid ACCESS_KEY' };
  if (text(args, 'passphrase') !== account.passphrase) return { code: 30_012, msg: 'Invalid ACCESS_PASSPHRASE' };
  if (!/^\d+$/.test(timestamp)) return { code: 30_013, msg: 'Invalid ACCESS_TIMESTAMP' };
  // Milliseconds are taken as well as seconds.
  const sentAtMs = timestamp.length > 10 ? Number(timestamp) : Number(timestamp) * 1_000;
  if (Math.abs(venue.now() - sentAtMs) > WINDOW_MS) return { code: 30_014, msg: 'Request timestamp expired' };
  if (!sameText(sign(account.secret, `${timestamp}GET/user/verify`), text(args, 'sign') ?? '')) {
    return { code: 30_015, msg: 'Invalid sign' };
  }
  return account.key.ipAllowed ? account : { code: 30_005, msg: 'Invalid IP' };
}

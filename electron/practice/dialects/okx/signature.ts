// Who signed a request, by v5's header scheme: base64 HMAC-SHA256 of timestamp + METHOD + path (with query) + body, with a
// passphrase beside it. Every refusal is HTTP 401 with a code of its own.
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

const HEADERS: readonly (readonly [name: string, code: string, label: string])[] = [
  ['ok-access-key', '50103', 'OK-ACCESS-KEY'],
  ['ok-access-passphrase', '50104', 'OK-ACCESS-PASSPHRASE'],
  ['ok-access-sign', '50106', 'OK-ACCESS-SIGN'],
  ['ok-access-timestamp', '50107', 'OK-ACCESS-TIMESTAMP'],
];

const no = (code: string, msg: string): Signer => ({ ok: false, answer: refuse(code, msg, 401) });

export function checkSignature(venue: PracticeVenue, request: WireRequest): Signer {
  const { headers } = request;
  for (const [name, code, label] of HEADERS) {
    if (headers[name] === undefined || headers[name] === '') return no(code, `Request header "${label}" can not be empty`);
  }
  const timestamp = headers['ok-access-timestamp'] ?? '';
  const sentAtMs = /^\d+(\.\d+)?$/.test(timestamp) ? Number(timestamp) * 1_000 : Date.parse(timestamp);
  if (!Number.isFinite(sentAtMs)) return no('50112', 'Invalid OK-ACCESS-TIMESTAMP');
  if (Math.abs(venue.now() - sentAtMs) > WINDOW_MS) return no('50102', 'Timestamp request expired');
  const account = venue.accountByKey(headers['ok-access-key'] ?? '');
  if (account === undefined) return no('50111', 'Invalid OK-ACCESS-KEY');
  if (account.key.revoked) return no('50119', "API key doesn't exist");
  const target = request.query === '' ? request.path : `${request.path}?${request.query}`;
  const payload = `${timestamp}${request.method}${target}${request.method === 'GET' ? '' : request.body}`;
  if (!sameText(sign(account.secret, payload), headers['ok-access-sign'] ?? '')) return no('50113', 'Invalid Sign');
  if (headers['ok-access-passphrase'] !== account.passphrase) {
    return no('50105', 'Request header "OK-ACCESS-PASSPHRASE" incorrect');
  }
  if (!account.key.ipAllowed) {
    return no('50110', `Your IP ${request.ip} is not included in your API key's IP whitelist.`);
  }
  return { ok: true, account };
}

/** Checks the args of a login frame: key, passphrase, seconds, HMAC of seconds + GET/users/self/verify. */
export function checkLogin(venue: PracticeVenue, args: Params): PracticeAccount | Readonly<{ code: string; msg: string }> {
  const [key, passphrase, timestamp, given] = ['apiKey', 'passphrase', 'timestamp', 'sign'].map((name) => text(args, name) ?? '');
  const account = venue.accountByKey(key ?? '');
  if (account === undefined || account.key.revoked) return { code: '60005', msg: 'Invalid apiKey' };
  if (!(Math.abs(venue.now() / 1_000 - Number(timestamp)) <= WINDOW_MS / 1_000)) {
    return { code: '60006', msg: 'Timestamp request expired' };
  }
  if (!sameText(sign(account.secret, `${timestamp}GET/users/self/verify`), given ?? ''))
    return { code: '60007', msg: 'Invalid sign' };
  if (passphrase !== account.passphrase) return { code: '60024', msg: 'Wrong passphrase' };
  if (!account.key.ipAllowed) return { code: '60009', msg: 'Login failed: IP is not on the list of the key' };
  return account;
}

// Who signed a request, by v5's header scheme: hex HMAC-SHA256 of timestamp + key + window + (query | body).
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PracticeAccount, PracticeVenue, WireRequest } from '../../exchange.ts';
import { badKey, badParameter, badSign, staleTimestamp, wrongIp } from './codes.ts';
import type { Answer } from './wire.ts';

/** A request may be at most this far ahead of the server's clock. */
const AHEAD_MS = 1_000;

export const hmacHex = (secret: string, payload: string): string => createHmac('sha256', secret).update(payload).digest('hex');

export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

export type Signer = Readonly<{ ok: true; account: PracticeAccount } | { ok: false; answer: Answer }>;

export function checkSignature(venue: PracticeVenue, request: WireRequest): Signer {
  const key = request.headers['x-bapi-api-key'];
  const sign = request.headers['x-bapi-sign'];
  const timestamp = request.headers['x-bapi-timestamp'];
  if (key === undefined || sign === undefined || timestamp === undefined) {
    return { ok: false, answer: badParameter('X-BAPI-API-KEY, X-BAPI-SIGN and X-BAPI-TIMESTAMP are required') };
  }
  const account = venue.accountByKey(key);
  if (account === undefined || account.key.revoked) return { ok: false, answer: badKey };
  const recvWindow = request.headers['x-bapi-recv-window'] ?? '5000';
  const now = venue.now();
  const late = now - Number(timestamp);
  if (!(late <= Number(recvWindow) && late > -AHEAD_MS)) {
    return { ok: false, answer: staleTimestamp(timestamp, now, recvWindow) };
  }
  const payload = timestamp + key + recvWindow + (request.method === 'GET' ? request.query : request.body);
  if (!sameText(hmacHex(account.secret, payload), sign)) return { ok: false, answer: badSign(payload) };
  if (!account.key.ipAllowed) return { ok: false, answer: wrongIp };
  return { ok: true, account };
}

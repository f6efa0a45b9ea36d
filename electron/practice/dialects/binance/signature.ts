// Who signed a request: hex HMAC-SHA256 of everything that was sent, query and body, without the signature itself.
// Order of the checks as the venue makes them: key, timestamp, signature, IP, permission.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PracticeAccount, PracticeVenue } from '../../exchange.ts';
import { rejectedKey } from './codes.ts';
import { optional, required, VenueError, type Params } from './wire.ts';

/** `key`: the key alone (listen keys); `read` and `trade`: signed, `trade` with the right to trade. */
export type Security = 'none' | 'key' | 'read' | 'trade';

const AHEAD_MS = 1_000;
const USUAL_WINDOW_MS = 5_000;
const LONGEST_WINDOW_MS = 60_000;

const hmacHex = (secret: string, payload: string): string => createHmac('sha256', secret).update(payload).digest('hex');

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

export const withoutSignature = (encoded: string): string => encoded.replace(/(^|&)signature=[^&]*/, '');

/** What a socket frame's signature covers: its parameters in alphabetical order. */
export const sortedPayload = (params: Params): string =>
  [...params]
    .filter(([name]) => name !== 'signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

type Signed = Readonly<{ apiKey: string | undefined; params: Params; payload: string; ip: string }>;

/** The account that may make this call. Throws what the venue answers otherwise. */
export function authenticate(venue: PracticeVenue, signed: Signed, security: Exclude<Security, 'none'>): PracticeAccount {
  const { apiKey, params, ip } = signed;
  if (apiKey === undefined || !/^[\w.-]{1,128}$/.test(apiKey)) throw new VenueError(-2014, 'API-key format invalid.', 401);
  const account = venue.accountByKey(apiKey);
  if (account === undefined || account.key.revoked) throw rejectedKey(ip);
  if (security !== 'key') {
    const timestamp = Number(required(params, 'timestamp'));
    const windowMs = Number(optional(params, 'recvWindow') ?? USUAL_WINDOW_MS);
    if (windowMs > LONGEST_WINDOW_MS) throw new VenueError(-1131, 'recvWindow must be less than 60000');
    const late = venue.now() - timestamp;
    if (late < -AHEAD_MS) throw new VenueError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
    if (!(late <= windowMs)) throw new VenueError(-1021, 'Timestamp for this request is outside of the recvWindow.');
    const given = required(params, 'signature');
    if (!sameText(hmacHex(account.secret, signed.payload), given)) {
      throw new VenueError(-1022, 'Signature for this request is not valid.');
    }
  }
  if (!account.key.ipAllowed) throw rejectedKey(ip);
  if (security === 'trade' && !account.key.trade) throw rejectedKey(ip);
  return account;
}

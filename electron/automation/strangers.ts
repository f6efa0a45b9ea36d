// Who may not even ask: whatever a browser sends for a page, names of this computer that are not its own, and requests that two
// readers could understand differently. A page of any site can reach 127.0.0.1; it can not leave out the headers by which its
// browser tells on it. Nothing of what a stranger sent is ever repeated or logged.
import type { IncomingMessage } from 'node:http';
import { refuse, type Refusal } from './refusals.ts';

type Asked = Pick<IncomingMessage, 'headersDistinct' | 'method' | 'url'>;

/** Each says something that must not be said twice. Node takes the first and drops the rest (nodejs.org/api/http.html#messageheaders). */
const ONCE = [
  'host',
  'origin',
  'authorization',
  'content-length',
  'content-type',
  'transfer-encoding',
  'idempotency-key',
  'prefer',
] as const;

/** Null: it is no stranger. */
export function strangerIn({ headersDistinct: headers, method, url = '' }: Asked, port: number): Refusal | null {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  const [host] = headers['host'] ?? [];
  // A name that somebody else's DNS points at this computer ("DNS rebinding") stands in Host.
  if (host === undefined || !own.includes(host.toLowerCase())) return notForUs;
  if (headers['origin'] !== undefined) return fromAPage;
  const sites = headers['sec-fetch-site'] ?? [];
  if (sites.some((site) => site !== 'none')) return fromAPage; // "none": typed into the address bar
  if (ONCE.some((name) => (headers[name]?.length ?? 0) > 1)) return saidTwice;
  if (!url.startsWith('/')) return notForUs; // "GET http://elsewhere/ HTTP/1.1": a request to a proxy
  if (hasKey(url)) return keyInAddress;
  if (method !== 'GET' && url.includes('?')) return hasParameters;
  return null;
}

function hasKey(url: string): boolean {
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return (
    [url, decoded(url)].some((text) => /bst_/i.test(text)) || /[?&](api_?key|key|token|access_token|authorization)=/i.test(query)
  );
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch (error) {
    if (error instanceof URIError) return url;
    throw error;
  }
}

const notForUs = refuse(
  403,
  'The Host header does not name this server.',
  'Use http://127.0.0.1 or http://localhost and its port.',
);
const fromAPage = refuse(403, 'Pages in a browser may not ask Breakglass anything.');
const saidTwice = refuse(400, 'A header that counts was sent twice. Nothing was done.');
const keyInAddress = refuse(
  400,
  'A key never belongs in an address, which ends up in logs. Nothing was done.',
  'Send it as "Authorization: Bearer bst_…". If it was a real one, revoke it in Settings > Automation and create another.',
);
const hasParameters = refuse(400, 'What is meant stands in the body, never in the address. Nothing was sent.');

// Who may not even ask: whatever a browser sends for a page, and names of this computer that are not its own. A page of any site
// can reach 127.0.0.1; it can not leave out the headers by which its browser tells on it.
import type { IncomingMessage } from 'node:http';
import { refuse, type Refusal } from './refusals.ts';

/** Null: it is no stranger. */
export function strangerIn({ headers }: Pick<IncomingMessage, 'headers'>, port: number): Refusal | null {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  // A name that somebody else's DNS points at this computer ("DNS rebinding") stands in Host.
  if (headers.host === undefined || !own.includes(headers.host.toLowerCase())) return notForUs;
  if (headers.origin !== undefined) return fromAPage;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none') return fromAPage; // "none": typed into the address bar
  return null;
}

const notForUs = refuse(
  403,
  'The Host header does not name this server.',
  'Use http://127.0.0.1 or http://localhost and its port.',
);
const fromAPage = refuse(403, 'Pages in a browser may not ask Breakglass anything.');

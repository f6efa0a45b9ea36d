// Where a venue account dials: the venue itself, or one other place (a test server, a regional host, the practice exchange).
// With an endpoint set nothing else can be reached: practice never touches live.
import type { Endpoint } from '../../shared/venue.ts';

export type { Endpoint } from '../../shared/venue.ts';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/i;

/** Throws with words for a person: plain text is for this machine only. */
export function checkEndpoint(endpoint: Endpoint): Endpoint {
  const checked = (text: string, secure: string, plain: string): string => {
    if (text.includes('@')) throw new Error('an endpoint must not carry a user name or password'); // nor is it repeated
    if (!URL.canParse(text)) throw new Error(`"${text}" is not a web address: write it like ${secure}//host/path`);
    const url = new URL(text);
    if (url.protocol !== secure && url.protocol !== plain) throw new Error(`"${text}" must start with ${secure}//`);
    if (url.protocol === plain && !LOOPBACK.test(url.hostname)) {
      throw new Error(`"${text}" is not encrypted: outside this machine only ${secure}// is accepted`);
    }
    // The venue's paths are put behind it: behind these they would be lost, and every call would go to the same page.
    if (/[?#]/.test(text)) throw new Error(`"${text}" has something behind its path: only the base address is wanted`);
    return text.replace(/\/+$/, '');
  };
  return { rest: checked(endpoint.rest, 'https:', 'http:'), ws: checked(endpoint.ws, 'wss:', 'ws:') };
}

/** The venue's own url moved onto the endpoint: host replaced, path and query kept. */
export function redirect(url: string, base: string): string {
  const { pathname, search } = new URL(url);
  return `${base}${pathname}${search}`;
}

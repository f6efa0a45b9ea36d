// What left this process and when, by the HTTP client's own account: the engine's word for it is not taken.
import { subscribe } from 'node:diagnostics_channel';

export type TracedRequest = {
  readonly method: string;
  readonly path: string;
  /** The key that signed it; null for a public call. */
  readonly apiKey: string | null;
  readonly createdAtMs: number; // performance.now()
  sentAtMs: number | null; // its head went to the socket
  answeredAtMs: number | null; // the answer's head arrived
  endedAtMs: number | null;
};

type RawRequest = Readonly<{ method: string; path: string; headers: readonly string[] | string | undefined }>;

const KEY_HEADER = /^(x-mbx-apikey|x-bapi-api-key|ok-access-key)$/i;

let traced: TracedRequest[] = [];
let opened: number[] = [];
const byRequest = new WeakMap<object, TracedRequest>();
const requestOf = (message: unknown) => (message as { request: RawRequest }).request;

function apiKeyOf({ headers }: RawRequest): string | null {
  const words = typeof headers === 'string' ? headers.split(/: |\r\n/) : (headers ?? []);
  const at = words.findIndex((word) => KEY_HEADER.test(word));
  return at === -1 ? null : (words[at + 1] ?? null);
}

subscribe('undici:request:create', (message) => {
  const request = requestOf(message);
  const entry: TracedRequest = {
    method: request.method,
    path: request.path,
    apiKey: apiKeyOf(request),
    createdAtMs: performance.now(),
    sentAtMs: null,
    answeredAtMs: null,
    endedAtMs: null,
  };
  traced.push(entry);
  byRequest.set(request, entry);
});

const stamp = (channel: string, name: 'sentAtMs' | 'answeredAtMs' | 'endedAtMs') =>
  subscribe(channel, (message) => {
    const entry = byRequest.get(requestOf(message));
    if (entry !== undefined) entry[name] = performance.now();
  });
stamp('undici:client:sendHeaders', 'sentAtMs');
stamp('undici:request:headers', 'answeredAtMs');
stamp('undici:request:trailers', 'endedAtMs');

subscribe('undici:client:beforeConnect', () => opened.push(performance.now()));

/** Forgets what was before. */
export function startTrace(): void {
  traced = [];
  opened = [];
}

/** Connections that had to be opened until then: on this machine free, at a venue two or three round trips each. */
export const connectionsOpened = (untilMs: number): number => opened.filter((atMs) => atMs <= untilMs).length;

export const tracedRequests = (): readonly TracedRequest[] => traced;

// The wire below a ccxt client: redirects the dial without changing the client's urls (ccxt's error classes depend on
// them), keeps connections warm, and records of every request whether its bytes left and what came back. The adapter
// decides "never sent", "refused" or "unknown" on that record, not on an error class.
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Exchange } from 'ccxt';
import { Agent } from 'undici';
import { redirect, type Endpoint } from './endpoint.ts';
import { proxiedConnector, proxiedDial, type Dial, type Proxy } from './proxy.ts';

/** What is known of one HTTP request. `written`: its head went to the socket, so the venue may have it. */
export type WireRecord = {
  written: boolean;
  status: number | null;
  headers: Readonly<Record<string, string>>;
  bodyText: string | null;
  readonly abort: AbortController;
  /** Signed for practice: it ends where it would be dialled. */
  readonly rehearsal: boolean;
  /** What a rehearsed request would have been, without its headers: those carry the key. */
  undialled: UndialledRequest | null;
};

export type UndialledRequest = Readonly<{ method: string; url: string; body: string | null }>;

export const newWireRecord = (rehearsal = false): WireRecord => ({
  written: false,
  status: null,
  headers: {},
  bodyText: null,
  abort: new AbortController(),
  rehearsal,
  undialled: null,
});

const current = new AsyncLocalStorage<WireRecord>();
const byRequest = new WeakMap<object, WireRecord>();

// undici tells on these channels when a request is created (in the caller's context) and when its head is written.
subscribe('undici:request:create', (message) => {
  const record = current.getStore();
  const { request } = message as { request: object };
  if (record !== undefined) byRequest.set(request, record);
});
subscribe('undici:client:sendHeaders', (message) => {
  const record = byRequest.get((message as { request: object }).request);
  if (record !== undefined) record.written = true;
});

export const recordWire = <T>(record: WireRecord, request: () => Promise<T>): Promise<T> => current.run(record, request);

type FetchParameters = { method?: string; body?: string; signal?: AbortSignal; headers: Record<string, string> };
type FetchAnswer = { status: number; headers: Record<string, string | string[]>; text: () => Promise<string> };
type WsConnection = {
  readyState: number;
  ping: () => void;
  terminate: () => void;
  on: (event: string, listener: () => void) => void;
};
export type WsClient = {
  url: string;
  connection?: WsConnection;
  createConnection: () => void;
  clearConnectionTimeout: () => void;
  clearPingInterval: () => void;
  options?: { createConnection?: Dial };
};

/** The parts of a ccxt client that its types keep to themselves. */
export type ClientInternals = {
  loadFetchImplementation: () => Promise<void>;
  undiciModule: object | undefined;
  fetchDispatcher: Agent;
  undiciRequest: (url: string, params: FetchParameters) => Promise<FetchAnswer>;
  client: (url: string) => WsClient;
  clients: Record<string, WsClient> | undefined;
  timeout: number;
};

const OPEN = 1;
const CLOSED = 3;
const SOCKETS = 64;

export const createAgent = (proxy: Proxy | null): Agent =>
  new Agent({
    connections: SOCKETS,
    keepAliveTimeout: 600_000,
    keepAliveMaxTimeout: 600_000,
    connect: proxy === null ? { timeout: 2_000 } : proxiedConnector(proxy),
    headersTimeout: 10_000, // the adapter's own deadline comes first; these free the socket
    bodyTimeout: 10_000,
  });

/** The client's next requests are dialled through this one. */
export function useAgent(client: Exchange, agent: Agent): void {
  (client as unknown as ClientInternals).fetchDispatcher = agent;
}

export async function openTransport(
  client: Exchange,
  endpoint: Endpoint | null,
  agent: Agent,
  proxy: Proxy | null = null,
): Promise<void> {
  const inner = client as unknown as ClientInternals;
  inner.timeout = 30_000; // ccxt's timer is cleared by headers: the adapter's deadline is the one that counts
  await inner.loadFetchImplementation();
  // Without it ccxt falls back to the global fetch, which nothing here redirects or records.
  if (inner.undiciModule === undefined) throw new Error('undici is missing: nothing may be dialled without it');
  useAgent(client, agent);
  const request = inner.undiciRequest.bind(inner);
  inner.undiciRequest = async (url, params) => {
    const record = current.getStore();
    const target = endpoint === null ? url : redirect(url, endpoint.rest);
    if (record?.rehearsal === true) {
      record.undialled = { method: params.method ?? 'GET', url: target, body: params.body ?? null };
      throw new Error('rehearsed: nothing was dialled');
    }
    if (record === undefined) return request(target, params);
    // A call of ccxt may ask something else first: what that was answered says nothing of what leaves now.
    Object.assign(record, { status: null, headers: {}, bodyText: null });
    const signals = params.signal === undefined ? [record.abort.signal] : [params.signal, record.abort.signal];
    const answer = await request(target, { ...params, signal: AbortSignal.any(signals) });
    record.status = answer.status;
    record.headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(', ') : value,
      ]),
    );
    return {
      ...answer,
      text: async () => {
        record.bodyText = await answer.text();
        return record.bodyText;
      },
    };
  };
  // The client keeps the venue's own url as its name; only the dial goes elsewhere.
  const opened = new Set<WsClient>();
  const life = { over: false, opened };
  lives.set(client, life);
  const open = inner.client.bind(inner);
  inner.client = (url) => {
    // A watch that was on its way when the client was closed would open a connection that nobody closes.
    if (life.over) throw new Error('the client was closed');
    const known = inner.clients?.[url];
    if (known !== undefined) return known;
    const socket = open(url);
    const target = endpoint === null ? url : redirect(url, endpoint.ws);
    if (proxy !== null) socket.options = { ...socket.options, createConnection: proxiedDial(proxy, target.startsWith('wss:')) };
    const createConnection = socket.createConnection.bind(socket);
    socket.createConnection = () => {
      if (life.over) return; // it waited for its turn to dial
      socket.url = target;
      try {
        createConnection();
      } finally {
        socket.url = url;
      }
    };
    for (const each of opened) if (each.connection?.readyState === CLOSED) opened.delete(each);
    opened.add(socket);
    return socket;
  };
}

type Life = { over: boolean; readonly opened: Set<WsClient> };
const lives = new WeakMap<Exchange, Life>();

/**
 * Ends everything that the client opened, at once: a venue that hangs must hold up neither a reconnect nor the end. ccxt's own
 * close waits for the other side, misses connections that are about to open, and leaves timers of those that ended with an
 * error running for ever [S]: each would keep the whole client alive.
 */
export async function closeTransport(client: Exchange): Promise<void> {
  const life = lives.get(client);
  if (life === undefined) return;
  life.over = true;
  const closing = client.close(); // tells those that wait on a connection
  for (const socket of life.opened) endSocket(socket);
  await closing;
  for (const socket of life.opened) stopTimers(socket); // a connection that ended meanwhile may have set some
  life.opened.clear();
}

/** Without telling those that wait on it. */
function endSocket(socket: WsClient): void {
  stopTimers(socket);
  const { connection } = socket;
  if (connection !== undefined && connection.readyState !== CLOSED) connection.terminate();
}

function stopTimers(socket: WsClient): void {
  socket.clearConnectionTimeout();
  socket.clearPingInterval();
}

/** The client's open WebSocket connections. */
export function openSockets(client: Exchange): readonly (WsConnection & object)[] {
  const { clients } = client as unknown as Partial<ClientInternals>;
  return Object.values(clients ?? {}).flatMap(({ connection }) =>
    connection !== undefined && connection.readyState === OPEN ? [connection] : [],
  );
}

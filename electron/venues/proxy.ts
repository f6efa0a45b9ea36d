// A way out that belongs to one account: an HTTP(S) proxy by CONNECT, or SOCKS5. Both give a plain TCP stream to the venue;
// TLS is spoken with the venue itself, so the proxy sees host names and bytes, never a request. Names are resolved by the
// proxy. What the proxy wants for a user and password never leaves this file: words about a proxy name its host and port.
// SOCKS5 is spoken by the `socks` package: undici's own is marked experimental, and the WebSocket client would need another.
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect as startTls, type TLSSocket } from 'node:tls';
import { callbackify, promisify } from 'node:util';
import { SocksClient } from 'socks';
import { buildConnector } from 'undici';
import { fail, succeed, type Result } from '../../shared/failure.ts';

type Login = Readonly<{ user: string; password: string }>;

export type Proxy = Readonly<{
  /** "socks5://10.0.0.1:1080", without user and password. */
  name: string;
  open: (host: string, port: number) => Promise<Socket>;
}>;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'socks5:': 1080 };
/** To the proxy, through it, and the answer. The adapter's own deadline comes first for requests. */
const OPENING_MS = 4_000;

/** What went wrong before a byte for the venue left. */
export class ProxyError extends Error {}

const howTo =
  'Write it like http://host:port, https://host:port or socks5://host:port, with user:password@ before the host where it wants them.';
const bad = (message: string): Result<never> => fail({ kind: 'badRequest', message, remedy: howTo });

/** Never repeats the text that it was given: it may hold a password. */
export function readProxy(text: string): Result<Proxy> {
  if (!URL.canParse(text)) return bad('The proxy is not a web address.');
  const { protocol, hostname, port: portText, username, password, pathname, search, hash } = new URL(text);
  const standard = DEFAULT_PORTS[protocol];
  if (standard === undefined) return bad(`A proxy can not be ${protocol.replace(':', '')}.`);
  if (hostname === '') return bad('The proxy has no host.');
  if (!['', '/'].includes(pathname) || search !== '' || hash !== '') return bad('The proxy has something behind its port.');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const port = portText === '' ? standard : Number(portText);
  const login = readLogin(username, password);
  if (login === undefined)
    return bad('The user or password of the proxy is not written as a web address wants it (% and two digits).');
  const name = `${protocol}//${hostname}:${port}`;
  if (protocol !== 'socks5:') {
    const open = (to: string, toPort: number) =>
      connectHttp({ name, host, port, login, secure: protocol === 'https:' }, to, toPort);
    return succeed({ name, open });
  }
  // RFC 1929 counts them in one byte.
  if (login !== null && (Buffer.byteLength(login.user) > 255 || Buffer.byteLength(login.password) > 255)) {
    return bad('A SOCKS proxy takes a user and a password of at most 255 letters.');
  }
  return succeed({ name, open: (to, toPort) => connectSocks({ name, host, port, login }, to, toPort) });
}

/** Null: none. Undefined: can not be read. */
function readLogin(user: string, password: string): Login | null | undefined {
  if (user === '' && password === '') return null;
  try {
    return { user: decodeURIComponent(user), password: decodeURIComponent(password) };
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

type Hop = Readonly<{ name: string; host: string; port: number; login: Login | null }>;

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : 'no answer');

function connectHttp(hop: Hop & Readonly<{ secure: boolean }>, host: string, port: number): Promise<Socket> {
  const { name, login, secure } = hop;
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const token = login === null ? null : Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return new Promise((resolve, reject) => {
    const request = (secure ? secureRequest : plainRequest)({
      method: 'CONNECT',
      host: hop.host,
      port: hop.port,
      path: target,
      agent: false,
      timeout: OPENING_MS,
      headers: { host: target, ...(token === null ? {} : { 'proxy-authorization': `Basic ${token}` }) },
    });
    // A proxy that drips would never be idle: the whole of it is bounded.
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), OPENING_MS);
    request.once('connect', ({ statusCode }, socket: Socket, head: Buffer) => {
      clearTimeout(timer);
      if (statusCode === undefined || statusCode < 200 || statusCode > 299) {
        socket.destroy();
        reject(new ProxyError(refusal(name, statusCode ?? 0)));
        return;
      }
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once('response', (answer) => {
      clearTimeout(timer);
      answer.destroy();
      reject(new ProxyError(refusal(name, answer.statusCode ?? 0)));
    });
    request.once('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(new ProxyError(`the proxy ${name} does not answer (${codeOf(error)})`));
    });
    request.end();
  });
}

function refusal(name: string, status: number): string {
  if (status === 407) return `the proxy ${name} wants another user or password (407)`;
  return `the proxy ${name} does not connect to the venue (${status})`;
}

async function connectSocks(hop: Hop, host: string, port: number): Promise<Socket> {
  const { name, login } = hop;
  const credentials = login === null ? {} : { userId: login.user, password: login.password };
  try {
    const { socket } = await SocksClient.createConnection({
      proxy: { host: hop.host, port: hop.port, type: 5, ...credentials },
      command: 'connect',
      destination: { host, port },
      timeout: OPENING_MS,
    });
    socket.resume(); // it comes paused
    return socket;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The package's errors carry its options, user and password among them: only their words go on.
    const why = 'options' in error ? error.message : codeOf(error);
    throw new ProxyError(`the proxy ${name} does not connect to the venue (${why})`);
  }
}

/** For undici: each connection of the agent goes through the proxy. */
export function proxiedConnector(proxy: Proxy): buildConnector.connector {
  const secure = promisify(buildConnector({ timeout: OPENING_MS }));
  const open = callbackify(async (options: buildConnector.Options): Promise<Socket | TLSSocket> => {
    const isSecure = options.protocol === 'https:';
    const socket = await proxy.open(options.hostname, Number(options.port === '' ? (isSecure ? 443 : 80) : options.port));
    if (!isSecure) return socket.setNoDelay(true);
    const upgraded = await secure({ ...options, httpSocket: socket });
    if (upgraded === null) throw new ProxyError(`the proxy ${proxy.name} gave no connection`);
    return upgraded;
  });
  return (options, callback) =>
    open(options, (error, socket) => (error === null ? callback(null, socket) : callback(error, null)));
}

type DialOptions = Readonly<{ host: string; port: number | string; servername?: string | undefined }>;
/** As Node's HTTP client asks for a socket: later, through `created`. */
export type Dial = (options: DialOptions, created: (error: Error | null, socket?: Socket | TLSSocket) => void) => undefined;

/** For the WebSocket client. */
export function proxiedDial(proxy: Proxy, isSecure: boolean): Dial {
  const open = callbackify(async ({ host, port, servername }: DialOptions): Promise<Socket | TLSSocket> => {
    const socket = await proxy.open(host, Number(port));
    return isSecure ? startTls({ socket, servername: servername ?? host }) : socket;
  });
  return (options, created) => {
    open(options, created);
    return undefined;
  };
}

// The WebSocket way in: who may open one, and all that are open. Everything that is no exit of its own is told apart at the door:
// strangers, keys, room. /ws/stream and Authorization at the upgrade are CrossTrade's.
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Calls } from './calls.ts';
import { handOver } from './connections.ts';
import type { AutomationClock, AutomationDesk } from './ports.ts';
import { refusalBodyOf, refuse, type Refusal } from './refusals.ts';
import { tokenIn } from './rest.ts';
import { createFeed } from './socketFeed.ts';
import { CLOSED, openSession, type Session, type SessionLimits } from './socketSession.ts';
import { strangerIn } from './strangers.ts';

export const SOCKET_PATH = '/ws/stream';

export type SocketLimits = SessionLimits &
  Readonly<{
    frameBytes: number;
    sockets: number;
    /** Of one key: no program takes the room of all others. */
    socketsOfAKey: number;
    /** Changes are gathered for so long. */
    tellEveryMs: number;
    lookEveryMs: number;
  }>;

export const LIMITS: SocketLimits = {
  frameBytes: 64 * 1024,
  sockets: 100,
  socketsOfAKey: 20,
  tellEveryMs: 100,
  lookEveryMs: 1_000,
  pingEveryMs: 15_000,
  pingsUnanswered: 2,
  pictureBytes: 256 * 1024,
  unreadBytes: 8 * 1024 * 1024,
  behindMs: 10_000,
  badFramesInARow: 10,
  framesASecond: 500,
  reads: 16,
  exits: 32,
  goodbyeMs: 1_000,
};

export interface Sockets {
  /** What subscribers see may have changed, or a key. */
  changed(): void;
  close(): Promise<void>;
}

export type SocketInputs = Readonly<{
  server: Server;
  portOf: () => number;
  calls: Calls;
  desk: Pick<AutomationDesk, 'snapshot'>;
  clock: AutomationClock;
  log: (message: string) => void;
}>;

export function openSockets(inputs: SocketInputs, limits: SocketLimits = LIMITS): Sockets {
  const { server, portOf, calls, desk, clock, log } = inputs;
  const feed = createFeed(desk.snapshot);
  const sessions = new Set<Session>();
  const upgrades = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.frameBytes,
  });
  let closing = false;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let telling: NodeJS.Timeout | null = null;
  let emptied: (() => void) | null = null;

  /** Nobody is left with an old picture for a new one: what fails here ends the sockets that it was for. */
  function guarded(what: () => void, whom: Iterable<Session>): void {
    try {
      what();
    } catch (error) {
      log(`defect in a WebSocket: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      for (const session of whom) session.end(CLOSED.defect, 'This failed inside Breakglass.');
    }
  }

  /** Later than now, always: a push of the panel, and an exit, waits for no subscriber. */
  function tellSoon(): void {
    if (telling !== null || closing || sessions.size === 0) return;
    const waitMs = Math.max(0, limits.tellEveryMs - (clock.now() - toldAtMs));
    telling = setTimeout(() => {
      telling = null;
      toldAtMs = clock.now();
      const subscribed = [...sessions].filter((session) => session.isSubscribed());
      if (subscribed.length > 0) guarded(() => feed.look(), subscribed);
      for (const session of sessions) guarded(() => session.tell(), [session]);
    }, waitMs);
  }

  const looking = setInterval(() => {
    for (const session of sessions) guarded(() => session.look(), [session]);
  }, limits.lookEveryMs);

  /** `keyId` of a refusal: whose key it was, where it is known. */
  function admit(
    request: IncomingMessage,
  ): Readonly<{ ok: true; keyId: string }> | Readonly<{ ok: false; refusal: Refusal; keyId: string | null }> {
    const stranger = strangerIn(request, portOf());
    if (stranger !== null) return { ok: false, refusal: stranger, keyId: null };
    if (request.url !== SOCKET_PATH) return { ok: false, refusal: noSuchPath, keyId: null };
    const identified = calls.identify(tokenIn(request.headers.authorization), 'websocket');
    if (!identified.ok) return { ok: false, refusal: identified.refusal, keyId: identified.keyId };
    const { keyId } = identified.caller;
    const ofKey = [...sessions].filter((session) => session.keyId === keyId).length;
    const isFull = closing || sessions.size >= limits.sockets || ofKey >= limits.socketsOfAKey;
    return isFull ? { ok: false, refusal: noRoom, keyId } : { ok: true, keyId };
  }

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return withoutUpgrade(server, request, stream, head);
    stream.on('error', () => stream.destroy()); // gone before it was let in
    const admitted = admit(request);
    if (!admitted.ok) {
      const { refusal } = admitted;
      void calls.turnedAway('websocket', 'connect', refusal, admitted.keyId).then(() => refuseUpgrade(stream, refusal));
      return undefined;
    }
    handOver(request.socket);
    const { keyId } = admitted;
    return upgrades.handleUpgrade(request, stream, head, (socket) => {
      const session = openSession({
        socket,
        caller: { keyId },
        calls,
        feed,
        clock,
        limits,
        wanted: tellSoon,
        onClose: () => {
          sessions.delete(session);
          if (sessions.size === 0) emptied?.();
        },
        log,
      });
      sessions.add(session);
    });
  });

  return {
    changed: tellSoon,
    close: async () => {
      closing = true;
      clearInterval(looking);
      if (telling !== null) clearTimeout(telling);
      if (sessions.size === 0) return;
      const gone = new Promise<void>((resolve) => {
        emptied = resolve;
      });
      for (const session of sessions) session.end(CLOSED.goingAway, 'Breakglass closes its ways in for programs.');
      await gone; // each ends by itself within goodbyeMs
    },
  };
}

/**
 * A client may offer another protocol with any request (Java's offers h2c), and a server may pass over it (RFC 9110, 7.8). Node does
 * not once anybody listens for upgrades: the request goes through the front door again without the offer, once a connection.
 */
function withoutUpgrade(server: Server, request: IncomingMessage, stream: Duplex, head: Buffer): void {
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/${request.httpVersion}`, 'Connection: close'];
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!OFFER.includes(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[index + 1] ?? ''}`);
  }
  stream.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', stream);
}

const OFFER: readonly string[] = ['upgrade', 'connection', 'http2-settings'];

function refuseUpgrade(stream: Duplex, refusal: Refusal): void {
  const { status, retryAfter } = refusal;
  const body = Buffer.from(JSON.stringify(refusalBodyOf(refusal)));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${body.length}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
  ];
  stream.once('finish', () => stream.destroy());
  stream.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]));
}

const noSuchPath = refuse(
  404,
  `A WebSocket is opened at ${SOCKET_PATH}, with nothing behind it.`,
  'The key goes into Authorization.',
);
const noRoom: Refusal = {
  ...refuse(503, 'Too many connections are open.', 'Close some, or use one for several calls.'),
  retryAfter: 5,
};

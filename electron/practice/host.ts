// The practice exchange as one server on 127.0.0.1: `/<venue>/...` speaks that venue's wire format over REST and
// WebSocket, `/control/...` is the operator's side. It never listens on another address.
// Latency is an injected round trip: half before a request is processed, half before its answer leaves; frames take half
// each way and keep their order; a WebSocket handshake takes the whole.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { PracticeVenueId } from '../../shared/venue.ts';
import { createControl } from './control.ts';
import type {
  CallRefusalName,
  Dialect,
  DialectFactory,
  Instrument,
  VenueBehaviour,
  WireRequest,
  WireResponse,
} from './exchange.ts';
import { createFaults, type Faults, type StruckCall } from './faults.ts';
import { answerControl, answerWire, readBody } from './httpAnswer.ts';
import type { OperatedVenue } from './operator.ts';
import { createRateLimits } from './rateLimits.ts';
import { withOrderFaults } from './orderFaults.ts';
import { createRequestLog, isWriteCall, type RequestLog } from './requestLog.ts';
import { openWireSocket, type HostSocket } from './socket.ts';
import { createPracticeVenue } from './venue.ts';

export const DEFAULT_PRACTICE_PORT = 47_900;

export type VenueDefinition = Readonly<{
  venue: PracticeVenueId;
  dialect: DialectFactory;
  behaviour: VenueBehaviour;
  instruments: readonly Instrument[];
}>;

export type PracticeHostOptions = Readonly<{
  port?: number | undefined; // 0: any free one
  seed?: number | undefined;
  latencyMs?: number | undefined; // round trip
  rateLimits?: boolean | undefined;
  freeze?: boolean | undefined;
  tickMs?: number | undefined; // 0: the market moves only when told to
  portfolio?: 'demo' | 'empty' | undefined;
  now?: (() => number) | undefined;
  venues?: readonly VenueDefinition[] | undefined; // all
}>;

/** Switches and state that the control interface works on. */
export type HostWorld = {
  readonly venues: ReadonlyMap<PracticeVenueId, OperatedVenue>;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly sockets: Set<HostSocket>;
  readonly seed: number;
  readonly startedAtMs: number;
  readonly now: () => number;
  /** How far each venue's clock is ahead of this machine's. */
  readonly aheadMs: Map<PracticeVenueId, number>;
  /** Whether the venue's wire has an answer of this name. */
  readonly canRefuse: (venue: PracticeVenueId, name: CallRefusalName) => boolean;
  rttMs: number;
  rateLimitsOn: boolean;
  /** What was spent of any rate limit may be spent again. */
  readonly forgetSpending: () => void;
};

export type PracticeHost = Readonly<{
  url: string; // "http://127.0.0.1:47900"
  port: number;
  venues: ReadonlyMap<PracticeVenueId, OperatedVenue>;
  world: HostWorld;
  stop: () => Promise<void>;
}>;

const wait = (ms: number) => (ms <= 0 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, ms)));

/** Rejects with a sentence for people when the port is taken. */
export async function startPracticeHost(options: PracticeHostOptions = {}): Promise<PracticeHost> {
  const definitions = options.venues ?? (await import('./venues.ts')).loadVenues();
  const now = options.now ?? Date.now;
  const seed = options.seed ?? 1;
  const venues = new Map<PracticeVenueId, OperatedVenue>();
  const dialects = new Map<string, Dialect>();
  const limits: ReturnType<typeof createRateLimits>[] = [];
  const world: HostWorld = {
    venues,
    faults: createFaults(now),
    requests: createRequestLog(),
    sockets: new Set(),
    seed,
    startedAtMs: now(),
    now,
    aheadMs: new Map(),
    canRefuse: (venue, name) => dialects.get(venue)?.refusals[name] !== undefined,
    rttMs: options.latencyMs ?? 0,
    rateLimitsOn: options.rateLimits ?? true,
    forgetSpending: () => {
      for (const each of limits) each.forget();
    },
  };
  const venueNow = (venue: PracticeVenueId): number => {
    const aheadMs = world.aheadMs.get(venue);
    return aheadMs === undefined ? now() : now() + aheadMs;
  };
  for (const { venue, dialect, behaviour, instruments } of definitions) {
    const operated = createPracticeVenue(venue, instruments, behaviour, {
      now: () => venueNow(venue),
      seed,
      frozen: options.freeze,
    });
    venues.set(venue, operated);
    const rateLimits = createRateLimits(now, () => world.rateLimitsOn);
    limits.push(rateLimits);
    dialects.set(venue, dialect(withOrderFaults(operated, world.faults), rateLimits));
  }
  const control = createControl(world);
  control.reset({ portfolio: options.portfolio ?? 'demo' });

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const { venueName, path, query } = splitTarget(request.url ?? '/');
    const body = await readBody(request);
    if (body === null) {
      answerWire(response, { status: 413, body: 'request body too large' });
      return;
    }
    if (venueName === 'control') {
      answerControl(
        response,
        control.handle({ method: request.method ?? 'GET', path, query, headers: headersOf(request), body }),
      );
      return;
    }
    const dialect = dialects.get(venueName);
    if (dialect === undefined) {
      answerWire(response, {
        status: 404,
        body: { error: `no venue at /${venueName}; there are ${[...dialects.keys()].join(', ')}` },
      });
      return;
    }
    const wire: WireRequest = {
      method: request.method ?? 'GET',
      path,
      query,
      headers: headersOf(request),
      body,
      ip: request.socket.remoteAddress ?? '',
    };
    await handleWire(dialect, wire, request, response);
  }

  async function handleWire(dialect: Dialect, wire: WireRequest, request: IncomingMessage, response: ServerResponse) {
    const account = dialect.accountOf(wire);
    const { method, path, query, body } = wire;
    const entry = world.requests.add({
      atMs: now(),
      venue: dialect.venue,
      account,
      transport: 'http',
      method,
      path,
      query,
      body,
      write: isWriteCall(method, path),
    });
    const subject = { venue: dialect.venue, account, path, method, text: `${query}\n${body}` };
    const hands = world.faults.handsAt(subject);
    const fault = world.faults.forCall(subject);
    entry.fault = fault === null ? null : fault.id;
    const effect = fault === null ? null : fault.effect;
    const halfMs = world.rttMs / 2;
    await wait(halfMs);
    if (effect?.kind === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (effect?.kind === 'loseRequest') {
      if (effect.ending === 'close') request.socket.destroy();
      return;
    }
    if (effect?.kind === 'slow' && effect.when === 'before') await wait(effect.ms);
    const skipped = (effect?.kind === 'answer' || effect?.kind === 'refuse') && !effect.process;
    control.lendHands(hands, 'before');
    const real = skipped ? null : dialect.http(wire);
    control.lendHands(hands, 'after');
    if (effect?.kind === 'slow' && effect.when === 'after') await wait(effect.ms);
    await wait(halfMs);
    if (effect?.kind === 'loseAnswer') {
      if (effect.ending === 'close') request.socket.destroy();
      return;
    }
    const answer = spokenAnswer(dialect, wire, fault, venueNow(dialect.venue)) ?? real;
    if (answer === null) return;
    entry.status = answer.status;
    entry.answeredAtMs = now();
    answerWire(response, answer, effect);
  }

  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveTimeout: 600_000, headersTimeout: 60_000, requestTimeout: 0 },
    (request, response) => {
      handle(request, response).catch((error: unknown) => {
        if (request.destroyed && !request.complete) return; // the client left in the middle of its request
        console.error(`practice exchange: ${request.method} ${request.url} failed`, error);
        if (response.headersSent) response.destroy();
        else answerWire(response, { status: 500, body: { error: `practice exchange defect: ${String(error)}` } });
      });
    },
  );
  const upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 4_000_000, autoPong: false });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy()); // a client that left in the handshake
    const { venueName, path, query } = splitTarget(request.url ?? '/');
    const dialect = dialects.get(venueName);
    if (dialect === undefined) {
      stream.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const refused = world.faults.forUpgrade({ venue: dialect.venue, account: null, path, method: 'CONNECT', text: query });
    if (refused !== null) {
      stream.end(`HTTP/1.1 ${refused} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const accept = () =>
      upgrades.handleUpgrade(request, stream, head, (socket) => {
        openWireSocket(world, dialect, socket, { path, query, ip: request.socket.remoteAddress ?? '' });
      });
    if (world.rttMs > 0) setTimeout(accept, world.rttMs);
    else accept();
  });

  const port = await listen(server, options.port ?? DEFAULT_PRACTICE_PORT);
  const tickMs = options.tickMs ?? 500;
  const ticking = tickMs === 0 ? null : setInterval(() => tickAll(venues), tickMs);
  const stop = () =>
    new Promise<void>((resolve) => {
      if (ticking !== null) clearInterval(ticking);
      for (const socket of world.sockets) socket.breakOff();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, port, venues, world, stop };
}

/** What a rule says instead of the exchange; null: the real answer goes out. */
function spokenAnswer(dialect: Dialect, request: WireRequest, fault: StruckCall | null, nowMs: number): WireResponse | null {
  if (fault?.effect.kind === 'answer') {
    const { status, headers, body } = fault.effect;
    return { status, headers, body };
  }
  if (fault?.effect.kind !== 'refuse') return null;
  const refuse = dialect.refusals[fault.effect.as];
  if (refuse === undefined) return { status: 500, body: { error: `${dialect.venue} has no answer ${fault.effect.as}` } };
  return refuse({ request, nowMs, waitMs: fault.leftMs });
}

function tickAll(venues: ReadonlyMap<PracticeVenueId, OperatedVenue>) {
  for (const venue of venues.values()) venue.operator.tick();
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken =
        error.code === 'EADDRINUSE' ? `port ${port} on 127.0.0.1 is already in use by another program` : error.message;
      reject(new Error(`The practice exchange can not start: ${taken}.`, { cause: error }));
    });
    server.listen({ host: '127.0.0.1', port }, () => resolve((server.address() as AddressInfo).port));
  });
}

function splitTarget(target: string): { venueName: string; path: string; query: string } {
  const mark = target.indexOf('?');
  const whole = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const slash = whole.indexOf('/', 1);
  return slash < 0
    ? { venueName: whole.slice(1), path: '/', query }
    : { venueName: whole.slice(1, slash), path: whole.slice(slash), query };
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

// A venue's WebSocket that can only recite, and a profile's streams connected to it over the real ccxt client.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Agent } from 'undici';
import { WebSocketServer, type WebSocket } from 'ws';
import type { VenueContext, VenueProfile } from '../../electron/venues/profile.ts';
import { openTransport } from '../../electron/venues/transport.ts';
import type { MarketRules } from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import { startScriptedVenue, type ScriptedCall } from './scriptedVenue.ts';
import type { Keys } from './venueCase.ts';

export type Message = Readonly<Record<string, unknown>>;

/** A WebSocket server that answers each message. */
export type ScriptedSocket = Readonly<{
  url: string;
  received: readonly Message[];
  /** Sends to every open connection. */
  push: (frame: unknown) => void;
  breakOff: () => void;
  stop: () => Promise<void>;
}>;

export async function startScriptedSocket(
  answer: (message: Message) => readonly unknown[],
  onMessage: () => void = () => undefined,
): Promise<ScriptedSocket> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const received: Message[] = [];
  sockets.on('connection', (socket: WebSocket) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as Message;
      received.push(message);
      for (const frame of answer(message)) socket.send(JSON.stringify(frame));
      onMessage();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const breakOff = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    url: `ws://127.0.0.1:${address.port}`,
    received,
    push: (frame) => {
      for (const socket of sockets.clients) socket.send(JSON.stringify(frame));
    },
    breakOff,
    stop: async () => {
      breakOff();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** One of a profile's streams. */
export type Watch = (context: VenueContext, emit: (event: AccountTruthEvent) => void, signal: AbortSignal) => Promise<never>;

export type ScriptedStream = Readonly<{
  context: VenueContext;
  /** What the client sent, over all connections. */
  received: readonly Message[];
  events: readonly AccountTruthEvent[];
  /** Sends to every open connection. */
  push: (frame: unknown) => void;
  /** Waits until it holds; the last events are in the error. */
  until: (holds: () => boolean) => Promise<void>;
  /** Why the stream ended. */
  ended: () => Promise<unknown>;
  breakOff: () => void;
  stop: () => Promise<void>;
}>;

export async function startScriptedStream(
  options: Readonly<{
    profile: VenueProfile;
    keys: Keys;
    markets: readonly ScriptedCall[];
    /** The answers to one message of the client. */
    answer: (message: Message) => readonly unknown[];
    watch: Watch;
  }>,
): Promise<ScriptedStream> {
  const { profile, keys } = options;
  const venue = await startScriptedVenue();
  venue.play(options.markets);
  const events: AccountTruthEvent[] = [];
  let wake: () => void = () => undefined;
  const socket = await startScriptedSocket(options.answer, () => wake());
  const agent = new Agent();
  const client = profile.createClient(keys, { playMoney: false });
  await openTransport(client, { rest: venue.url, ws: socket.url }, agent);
  await client.loadMarkets();
  const rules = new Map<string, MarketRules>();
  for (const each of Object.values(client.markets ?? {})) {
    const rule = profile.marketRules(each);
    if (rule !== null) rules.set(rule.nativeSymbol, rule);
  }
  const context: VenueContext = {
    accountId: 'account',
    client,
    marketByNative: (nativeSymbol) => rules.get(nativeSymbol),
    hedgeMode: () => false,
    setHedgeMode: () => undefined,
    setNotClosable: () => undefined,
    markPrice: () => undefined,
    nowEpochMs: Date.now,
    send: async (_spend, request) => ({ kind: 'answered', body: await request(), headers: {} }),
  };
  const stopping = new AbortController();
  const emit = (event: AccountTruthEvent) => {
    events.push(event);
    wake();
  };
  const ending: Promise<unknown> = options.watch(context, emit, stopping.signal).catch((error: unknown) => error);
  return {
    context,
    received: socket.received,
    events,
    push: socket.push,
    until: async (holds) => {
      while (!holds()) {
        const told = new Promise<'told'>((resolve) => {
          wake = () => resolve('told');
        });
        const end = await Promise.race([told, ending]);
        if (end !== 'told') throw new Error(`the stream ended: ${String(end)}; it told ${JSON.stringify(events)}`);
      }
    },
    ended: () => ending,
    breakOff: socket.breakOff,
    stop: async () => {
      stopping.abort(new Error('stopped'));
      await ending;
      await client.close();
      await socket.stop();
      await agent.destroy();
      await venue.stop();
    },
  };
}

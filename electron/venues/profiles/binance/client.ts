// The ccxt pro clients of Binance's two futures exchanges with everything that delays, retries or calls on its own switched
// off, and with their frames tapped: a watch call answers one frame and drops what arrives before the next call, so truth is
// read from the frames themselves.
import type Binance from 'ccxt-pro/binance.js';

export type Frame = Readonly<Record<string, unknown>>;
/** `frame` null: a pong. */
export type FrameListener = (frame: Frame | null, url: string) => void;

/** Pings this often (the venue takes 10 frames a second); a pong is what shows that a quiet private stream is alive. */
const PING_MS = 800;
const PONGS_MISSED = 5;
/** An order that was delayed longer than this in transit is refused, not executed late. */
export const RECEIVE_WINDOW_MS = 5_000;

type Socket = Parameters<Binance['handleMessage']>[0];

type Pinging = Readonly<{ on: (event: 'pong', listener: () => void) => void; ping: () => void }>;
const canPing = (connection: unknown): connection is Pinging =>
  typeof connection === 'object' && connection !== null && 'on' in connection && 'ping' in connection;

/** `Base`: ccxt's class of one of the two; they differ in their defaults alone. */
export const tapped = (Base: typeof Binance) =>
  class BinanceClient extends Base {
    readonly frameListeners = new Set<FrameListener>();

    /** Frames go to the listeners alone: ccxt's own caches keep ghosts and would only cost time. */
    override handleMessage(socket: Socket, message: unknown): void {
      const frames: readonly unknown[] = Array.isArray(message) ? message : [message];
      for (const frame of frames) {
        if (typeof frame !== 'object' || frame === null) continue;
        for (const listener of this.frameListeners) listener(frame as Frame, socket.url);
      }
    }

    override onConnected(socket: Socket, message?: unknown): void {
      super.onConnected(socket, message);
      const connection: unknown = socket.connection;
      if (!canPing(connection)) return;
      connection.on('pong', () => {
        for (const listener of this.frameListeners) listener(null, socket.url);
      });
      connection.ping(); // the first sign of life comes at once
    }

    /** Ends a connection without telling those that wait on it. */
    hangUp(url: string): void {
      const socket = this.clients[url];
      if (socket === undefined) return;
      // with an error set, ccxt's close handler leaves the registry to the next connection
      socket.error = new Error('hung up');
      delete this.clients[url];
      socket.clearConnectionTimeout(); // with an error set ccxt would leave it pinging for ever [S]
      socket.clearPingInterval();
      void socket.close();
    }
  };

export type BinanceClient = InstanceType<ReturnType<typeof tapped>>;

/** `types`: the kind of contracts, in ccxt's words. */
export const settings = (credential: Readonly<{ apiKey: string; secret: string }>, types: 'linear' | 'inverse') => ({
  apiKey: credential.apiKey,
  secret: credential.secret,
  enableRateLimit: false,
  timeout: 10_000,
  streaming: { keepAlive: PING_MS, maxPingPongMisses: PONGS_MISSED },
  options: {
    defaultType: 'swap',
    maxRetriesOnFailure: 0,
    adjustForTimeDifference: false,
    recvWindow: RECEIVE_WINDOW_MS,
    fetchCurrencies: false, // else loadMarkets needs the wallet service and its permission
    fetchMarkets: { types: [types] },
    leverageBrackets: {}, // else the first position read loads them
    watchPositions: { fetchPositionsSnapshot: false, awaitPositionsSnapshot: false },
    ws: { backoff: { base: 50, factor: 1, max: 200 } },
  },
});

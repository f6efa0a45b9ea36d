// The ccxt pro client with everything that delays, retries or calls on its own switched off, and four changes:
//  - Every request and every socket asks for sizes as decimal strings. Without that header Gate cuts sizes off at the point
//    (1.7 contracts are told as 1, 0.7 as none): a position would look closed that is not. [D] X-Gate-Size-Decimal
//  - Orders carry the moment from which Gate must refuse them [D] x-gate-exptime; a signature alone is good for a minute.
//  - Its frames are tapped: data goes to the listeners alone, ccxt's own caches keep ghosts and cost time.
//  - No broker tag of ccxt's on anybody's orders.
import Gate from 'ccxt-pro/gate.js';
import type { ClientPlace } from '../../profile.ts';

export type Frame = Readonly<Record<string, unknown>>;
/** `frame` null: a pong. */
export type FrameListener = (frame: Frame | null, url: string) => void;

/** Settle currencies with perpetuals of their own, each an account and a socket of its own. [D] FuturesApi, enum of `settle` */
const LIVE_SETTLES = ['usdt', 'btc', 'usd1'] as const;
/** The testnet has those in USDT alone. [S] gate.js fetchSwapMarkets */
const TESTNET_SETTLES = ['usdt'] as const;

/** An order that arrives later than this after it was sent is refused, not executed. */
export const RECEIVE_WINDOW_MS = 5_000;
/** No clock is that wrong: something else stands in the header. */
const MOST_AHEAD_MS = 86_400_000;
const PING_MS = 900;
const PONGS_MISSED = 5;

const SIZES_AS_DECIMALS = { 'X-Gate-Size-Decimal': '1' } as const;

type Socket = Parameters<Gate['handleMessage']>[0];
type HandleErrors = Parameters<Gate['handleErrors']>;
type Sign = Parameters<Gate['sign']>;

type Pinging = Readonly<{ on: (event: 'pong', listener: () => void) => void; ping: () => void }>;
const canPing = (connection: unknown): connection is Pinging =>
  typeof connection === 'object' && connection !== null && 'on' in connection && 'ping' in connection;

const isData = (frame: Frame): boolean => frame['event'] === 'update' || frame['event'] === 'all';

/** When the answer left Gate, epoch ms; microseconds on the wire. [D] "API Gateway in/out time" */
function leftAtMs(headers: unknown): number | null {
  if (typeof headers !== 'object' || headers === null) return null;
  const value: unknown = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-out-time')?.[1];
  const micros = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(micros) && micros > 0 ? Math.floor(micros / 1_000) : null;
}

const isOrderEntry = (path: string): boolean => path.endsWith('/orders') || path.endsWith('/batch_orders');

export class GateClient extends Gate {
  readonly frameListeners = new Set<FrameListener>();
  settles: readonly string[] = LIVE_SETTLES;
  socketBase = 'wss://fx-ws.gateio.ws/v4/ws';
  /** Gate's clock less ours, from the last answer; null before the first. */
  #aheadMs: number | null = null;

  /** ccxt signs subscriptions with it: by the venue's clock, as every other request. */
  override seconds = (): number => Math.floor(this.nonce() / 1_000);

  socketOf(settle: string): string {
    return `${this.socketBase}/${settle}`;
  }

  override handleMessage(socket: Socket, message: Frame): void {
    if (!isData(message)) super.handleMessage(socket, message);
    for (const listener of this.frameListeners) listener(message, socket.url);
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

  override handleErrors(...answer: HandleErrors): undefined {
    const leftMs = leftAtMs(answer[4]);
    const aheadMs = leftMs === null ? Number.NaN : leftMs - Date.now();
    if (Math.abs(aheadMs) < MOST_AHEAD_MS) this.#aheadMs = aheadMs;
    return super.handleErrors(...answer);
  }

  /** Batches come with `{ settle }` as their first item, which is not part of what is sent. */
  override sign(...request: Sign): ReturnType<Gate['sign']> {
    const [path, api, method, params, ...rest] = request;
    const batch: readonly object[] | null = Array.isArray(params) && path.endsWith('/batch_orders') ? params : null;
    const [head, ...orders] = batch ?? [];
    const signed =
      head === undefined ? super.sign(...request) : super.sign(this.implodeParams(path, head), api, method, orders, ...rest);
    if (method !== 'POST' || !isOrderEntry(path)) return signed;
    const nowMs = this.#aheadMs === null ? this.nonce() : Date.now() + this.#aheadMs;
    const headers: object = signed['headers'] ?? {};
    return { ...signed, headers: { ...headers, 'x-gate-exptime': String(nowMs + RECEIVE_WINDOW_MS) } };
  }
}

export function createClient(credential: Readonly<{ apiKey: string; secret: string }>, { playMoney }: ClientPlace): GateClient {
  const settles = playMoney ? TESTNET_SETTLES : LIVE_SETTLES;
  const client = new GateClient({
    apiKey: credential.apiKey,
    secret: credential.secret,
    enableRateLimit: false,
    timeout: 10_000,
    streaming: { keepAlive: PING_MS, maxPingPongMisses: PONGS_MISSED },
    has: { fetchCurrencies: false }, // else loadMarkets asks for every coin of the spot market first
    options: {
      defaultType: 'swap',
      maxRetriesOnFailure: 0,
      adjustForTimeDifference: false,
      unifiedAccount: false, // else the first call asks account/detail; the futures calls are the same in both kinds of account
      fetchMarkets: { types: ['swap'] },
      swap: { fetchMarkets: { settlementCurrencies: [...settles] } },
      watchPositions: { fetchPositionsSnapshot: false, awaitPositionsSnapshot: false },
      ws: { options: { headers: SIZES_AS_DECIMALS }, backoff: { base: 50, factor: 1, max: 200 } },
    },
  });
  client.headers = { ...SIZES_AS_DECIMALS };
  client.settles = settles;
  if (playMoney) client.socketBase = 'wss://ws-testnet.gate.com/v4/ws/futures'; // [S] pro/gate.js urls.test
  return client;
}

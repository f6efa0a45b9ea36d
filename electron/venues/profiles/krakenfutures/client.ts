// The ccxt pro client with everything that delays, retries or calls on its own switched off, and with its frames tapped:
// ccxt's own caches keep ghosts, so data frames go to the listeners alone.
// Kraken signs neither time nor nonce, and its demo wants nothing but another host.
import KrakenFutures from 'ccxt-pro/krakenfutures.js';

export type Frame = Readonly<Record<string, unknown>>;
export type FrameListener = (frame: Frame, url: string) => void;

/** [D] the server drops a connection that sent no ping for 60 s; a pong shows that a quiet stream is alive. */
const PING_MS = 900;
const PONGS_MISSED = 5;

type HandleMessage = Parameters<KrakenFutures['handleMessage']>;

export class KrakenFuturesClient extends KrakenFutures {
  readonly frameListeners = new Set<FrameListener>();

  override handleMessage(socket: HandleMessage[0], message: Frame): void {
    // [S] ccxt handles alerts; [D] "error" is what a bad subscription is answered with, and ccxt drops it.
    if (message['event'] === 'error') socket.reject(new Error(`Kraken Futures refuses a stream: ${String(message['message'])}`));
    else if (message['event'] !== undefined) super.handleMessage(socket, message);
    for (const listener of this.frameListeners) listener(message, socket.url);
  }
}

export function createClient(credential: Readonly<{ apiKey: string; secret: string }>): KrakenFuturesClient {
  return new KrakenFuturesClient({
    apiKey: credential.apiKey,
    secret: credential.secret,
    enableRateLimit: false,
    timeout: 10_000,
    streaming: { keepAlive: PING_MS, maxPingPongMisses: PONGS_MISSED },
    // [D] docs.kraken.com "Check v3 API key": ccxt has no such call, but signs one that it is told of.
    urls: { api: { auth: 'https://futures.kraken.com/api/auth/' } },
    options: {
      maxRetriesOnFailure: 0,
      access: { auth: { GET: { 'api-keys/v3/check': 'private' } } },
      versions: { auth: { GET: { 'api-keys/v3/check': 'v1' } } },
      ws: { backoff: { base: 50, factor: 1, max: 200 } },
    },
  });
}

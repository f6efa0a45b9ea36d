// The ccxt pro client with everything that delays, retries or calls on its own switched off, with its frames tapped (ccxt's own
// caches keep ghosts), and with the venue's clock: Deribit's requests carry a time, and its test net wants only another host.
import Deribit from 'ccxt-pro/deribit.js';

export type Frame = Readonly<{ channel: string; data: unknown }>;
export type FrameListener = (frame: Frame | null, url: string) => void;

/** Pings this often; a pong shows that a quiet stream is alive. */
const PING_MS = 900;
const PONGS_MISSED = 5;

type Message = Readonly<Record<string, unknown>>;
type HandleMessage = Parameters<Deribit['handleMessage']>;

function notification(message: Message): Frame | null {
  const params = message['params'];
  if (message['method'] !== 'subscription' || typeof params !== 'object' || params === null) return null;
  return 'channel' in params && typeof params.channel === 'string' && 'data' in params
    ? { channel: params.channel, data: params.data }
    : null;
}

export class DeribitClient extends Deribit {
  readonly frameListeners = new Set<FrameListener>();
  /** What the last login of the stream said that this key may do. */
  scope: string | null = null;
  /** The channel that the account's stream can not do without, and the request that asked for it. */
  needed: Readonly<{ id: unknown; channel: string }> | null = null;
  private lastNonce = 0;

  /** The time in a signature, as the venue's clock shows it. */
  override milliseconds = (): number => {
    const differenceMs: unknown = this.options['timeDifference'];
    return Date.now() - (typeof differenceMs === 'number' ? differenceMs : 0);
  };

  /** [D] of single usage: [S] ccxt takes the time, which two requests of one millisecond share. */
  override nonce(): number {
    this.lastNonce = Math.max(this.lastNonce + 1, this.milliseconds());
    return this.lastNonce;
  }

  /** [S] without a kind ccxt loads every option too. Futures here are perpetuals as well. */
  override fetchMarkets(params: object = {}): ReturnType<Deribit['fetchMarkets']> {
    return super.fetchMarkets({ kind: 'future', ...params });
  }

  override handleMessage(socket: HandleMessage[0], message: Message): void {
    const frame = notification(message);
    // [S] ccxt throws errors of the venue at the socket, where nobody catches them.
    if ('error' in message) socket.reject(new Error(`Deribit refuses a stream: ${JSON.stringify(message['error'])}`));
    else if (frame === null) {
      const result = message['result'];
      if (typeof result === 'object' && result !== null && 'scope' in result) this.scope = String(result.scope);
      const { id, channel } = this.needed ?? {};
      // [D] 11052: a channel may be left out without an error. The stream would live and tell nothing.
      if (Array.isArray(result) && channel !== undefined && message['id'] === id && !result.includes(channel)) {
        socket.reject(new Error(`Deribit does not let this key follow ${channel}`));
      } else super.handleMessage(socket, message);
    }
    for (const listener of this.frameListeners) listener(frame, socket.url);
  }
}

export function createClient(credential: Readonly<{ apiKey: string; secret: string }>): DeribitClient {
  return new DeribitClient({
    apiKey: credential.apiKey,
    secret: credential.secret,
    enableRateLimit: false,
    timeout: 10_000,
    has: { fetchCurrencies: false }, // else loadMarkets asks for them first
    streaming: { keepAlive: PING_MS, maxPingPongMisses: PONGS_MISSED },
    options: {
      maxRetriesOnFailure: 0,
      timeDifference: 0, // corrected as the venue's clock was measured
      ws: { backoff: { base: 50, factor: 1, max: 200 } },
    },
  });
}

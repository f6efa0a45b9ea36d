// The ccxt pro client, with everything that delays, retries or calls on its own switched off, and with its frames tapped:
// a watch call answers one frame at a time and drops what arrives in between, so truth is read from the frames themselves.
// Data frames go to the listeners alone: ccxt's own caches keep ghosts, can throw, and take time while an exit waits.
import { createHmac } from 'node:crypto';
import Bybit from 'ccxt-pro/bybit.js';

export type Frame = Readonly<Record<string, unknown>>;
export type FrameListener = (frame: Frame, url: string) => void;

const isData = (frame: Frame): boolean => typeof frame['topic'] === 'string';

const LOGIN_MS = 10_000;

export class BybitClient extends Bybit {
  readonly frameListeners = new Set<FrameListener>();

  /** As ccxt signs the login of a socket, but by the venue's clock: by ours it may be over before it arrives. */
  override authenticate(url: string, params: object = {}): ReturnType<Bybit['authenticate']> {
    const expires = String(this.nonce() + LOGIN_MS);
    const signature = createHmac('sha256', this.secret).update(`GET/realtime${expires}`).digest('hex');
    return super.authenticate(url, { ...params, args: [this.apiKey, expires, signature] });
  }

  override handleMessage(client: { readonly url: string } & Parameters<Bybit['handleMessage']>[0], message: Frame): void {
    if (!isData(message)) super.handleMessage(client, message);
    for (const listener of this.frameListeners) listener(message, client.url);
  }
}

export function createClient(credential: Readonly<{ apiKey: string; secret: string }>): BybitClient {
  return new BybitClient({
    apiKey: credential.apiKey,
    secret: credential.secret,
    enableRateLimit: false,
    timeout: 10_000,
    options: {
      defaultType: 'swap',
      maxRetriesOnFailure: 0,
      adjustForTimeDifference: false,
      // Without these three every first call asks user/query-api and account/info.
      enableUnifiedAccount: true,
      enableUnifiedMargin: false,
      unifiedMarginStatus: 6,
      fetchMarkets: { types: ['linear', 'inverse'] },
      watchPositions: { fetchPositionsSnapshot: false, awaitPositionsSnapshot: false },
      ws: { backoff: { base: 50, factor: 1, max: 200 } },
    },
  });
}

// The ccxt pro client with everything that delays, retries or calls on its own switched off, and two changes:
//  - Its frames are tapped: data goes to the listeners alone, ccxt's own caches keep ghosts and cost time.
//  - No broker headers of ccxt's on anybody's orders.
import KucoinFutures from 'ccxt-pro/kucoinfutures.js';

export type Frame = Readonly<Record<string, unknown>>;
export type FrameListener = (frame: Frame, url: string) => void;

const PING_MS = 900;
const PONGS_MISSED = 5;

type Socket = Parameters<KucoinFutures['handleMessage']>[0];

/** Frames of the mark price leave the type out in the reference's own example. */
const isData = (frame: Frame): boolean => frame['type'] === 'message' || (frame['type'] === undefined && 'subject' in frame);

export class KucoinClient extends KucoinFutures {
  readonly frameListeners = new Set<FrameListener>();
  /** Where the marks are followed; its token is good for as long as the socket lives. */
  marksUrl: string | null = null;

  override handleMessage(socket: Socket, message: Frame): void {
    if (!isData(message)) super.handleMessage(socket, message);
    for (const listener of this.frameListeners) listener(message, socket.url);
  }
}

type Credential = Readonly<{ apiKey: string; secret: string; password?: string | undefined }>;

export function createClient(credential: Credential): KucoinClient {
  const client = new KucoinClient({
    apiKey: credential.apiKey,
    secret: credential.secret,
    ...(credential.password === undefined ? {} : { password: credential.password }),
    enableRateLimit: false,
    timeout: 10_000,
    streaming: { keepAlive: PING_MS, maxPingPongMisses: PONGS_MISSED },
    has: { fetchCurrencies: false }, // else loadMarkets asks for every coin of the spot market first
    options: {
      defaultType: 'swap',
      maxRetriesOnFailure: 0,
      adjustForTimeDifference: false,
      uta: false,
      hf: true, // else the first call asks for the state of a migration of spot accounts
      fetchMarkets: { types: ['swap', 'future', 'contract'], fetchTickersFees: false },
      watchPositions: { fetchPositionsSnapshot: false, awaitPositionsSnapshot: false },
      ws: { backoff: { base: 50, factor: 1, max: 200 } },
    },
  });
  client.options['partner'] = {};
  return client;
}

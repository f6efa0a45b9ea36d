// The ccxt pro client, with everything that delays, retries or calls on its own switched off, and two changes:
//  - Its frames are tapped: a watch call answers one frame at a time and drops what arrives in between. Data frames go to
//    the listeners alone: ccxt's own caches keep ghosts, can throw, and take time while an exit waits.
//  - An answer that says per item what became of orders (code "1" with sCodes) is an answer, not an exception: ccxt would
//    throw the first code that it knows, and hide the others.
import Okx from 'ccxt-pro/okx.js';

export type Frame = Readonly<Record<string, unknown>>;
export type FrameListener = (frame: Frame | 'pong', url: string) => void;

/** Pings this often; a pong is what shows that a quiet private stream is alive. */
const PING_MS = 900;
const PONGS_MISSED = 5;

const isData = (frame: Frame): boolean => frame['event'] === undefined && Array.isArray(frame['data']);

type HandleErrors = Parameters<Okx['handleErrors']>;

/** An answer of a write that carries the fate of every item. */
export function hasItems(response: unknown): boolean {
  if (typeof response !== 'object' || response === null || !('data' in response) || !Array.isArray(response.data)) return false;
  const rows: readonly unknown[] = response.data;
  return rows.length > 0 && rows.every((row) => typeof row === 'object' && row !== null && 'sCode' in row);
}

export class OkxClient extends Okx {
  readonly frameListeners = new Set<FrameListener>();
  /** ccxt signs the login of a socket with it: by the venue's clock, as every other request. */
  override seconds = (): number => Math.floor(this.nonce() / 1_000);

  override handleMessage(client: Parameters<Okx['handleMessage']>[0], message: Frame | 'pong'): void {
    if (message === 'pong' || !isData(message)) super.handleMessage(client, message);
    for (const listener of this.frameListeners) listener(message, client.url);
  }

  override handleErrors(...answer: HandleErrors): undefined {
    const [, , , , , , response] = answer;
    return hasItems(response) ? undefined : super.handleErrors(...answer);
  }
}

export function createClient(credential: Readonly<{ apiKey: string; secret: string; password?: string | undefined }>): OkxClient {
  return new OkxClient({
    apiKey: credential.apiKey,
    secret: credential.secret,
    ...(credential.password === undefined ? {} : { password: credential.password }),
    enableRateLimit: false,
    timeout: 10_000,
    streaming: { keepAlive: PING_MS, maxPingPongMisses: PONGS_MISSED },
    options: {
      defaultType: 'swap',
      maxRetriesOnFailure: 0,
      adjustForTimeDifference: false,
      fetchMarkets: { types: ['swap', 'future'] },
      ws: { backoff: { base: 50, factor: 1, max: 200 } },
    },
  });
}

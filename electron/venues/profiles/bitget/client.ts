// The ccxt pro client, with everything that delays, retries or calls on its own switched off, and its frames tapped: data
// frames go to the listeners alone, because ccxt's own caches keep ghosts, can throw, and take time while an exit waits.
import Bitget from 'ccxt-pro/bitget.js';
import type { ClientPlace } from '../../profile.ts';

export type Frame = Readonly<Record<string, unknown>>;
export type FrameListener = (frame: Frame | 'pong', url: string) => void;

/** Pings this often; a pong is what shows that a quiet private stream is alive. Ten messages a second are allowed. */
const PING_MS = 900;
const PONGS_MISSED = 5;

const isData = (frame: Frame): boolean => frame['event'] === undefined && Array.isArray(frame['data']);

export type Channel = Readonly<{ instType: string; channel: string } & ({ instId: string } | { coin: string })>;

const nameOf = (channel: Channel): string => Object.values(channel).join(':');

export class BitgetClient extends Bitget {
  readonly frameListeners = new Set<FrameListener>();
  /** ccxt signs the login of a socket with it: by the venue's clock, as every other request. */
  override seconds = (): number => Math.floor(this.nonce() / 1_000);

  override handleMessage(client: Parameters<Bitget['handleMessage']>[0], message: Frame | 'pong'): void {
    if (message === 'pong' || !isData(message)) super.handleMessage(client, message);
    for (const listener of this.frameListeners) listener(message, client.url);
  }

  /** ccxt asks for the contracts of the simulated product types too, which are retired: a demo account has the real ones. */
  override request(...call: Parameters<Bitget['request']>): ReturnType<Bitget['request']> {
    const [path, , , params] = call;
    const asked: unknown = path === 'v2/mix/market/contracts' ? params?.['productType'] : undefined;
    const simulated = typeof asked === 'string' && asked.startsWith('S');
    return simulated ? Promise.resolve({ code: '00000', data: [] }) : super.request(...call);
  }

  socketUrl(access: 'public' | 'private'): string {
    const place: unknown = this.options['sandboxMode'] === true ? this.urls.api?.['demo'] : this.urls.api?.['ws'];
    const url: unknown = Object.entries(place ?? {}).find(([name]) => name === access)?.[1];
    if (typeof url !== 'string') throw new Error(`ccxt names no ${access} socket of Bitget`);
    return url;
  }

  /** One message for all these channels, sent once a connection; ends when the connection does. */
  async subscribe(access: 'public' | 'private', channels: readonly Channel[]): Promise<unknown> {
    const url = this.socketUrl(access);
    if (access === 'private') await this.authenticate({ url });
    const hashes = channels.map(nameOf);
    const ended: unknown = await this.watchMultiple(url, hashes, { op: 'subscribe', args: channels }, hashes);
    return ended;
  }
}

export function createClient(
  credential: Readonly<{ apiKey: string; secret: string; password?: string | undefined }>,
  { playMoney }: ClientPlace,
): BitgetClient {
  return new BitgetClient({
    apiKey: credential.apiKey,
    secret: credential.secret,
    ...(credential.password === undefined ? {} : { password: credential.password }),
    enableRateLimit: false,
    timeout: 10_000,
    has: { fetchCurrencies: false }, // every coin of the spot wallet, with each load of the markets
    streaming: { keepAlive: PING_MS, maxPingPongMisses: PONGS_MISSED },
    options: {
      defaultType: 'swap',
      maxRetriesOnFailure: 0,
      adjustForTimeDifference: false,
      uta: false, // without it the first call of many asks /api/v3/account/settings
      sandboxMode: playMoney, // header PAPTRADING: 1 and the demo sockets
      fetchMarkets: { types: ['swap'] },
      ws: { backoff: { base: 50, factor: 1, max: 200 } },
    },
  });
}

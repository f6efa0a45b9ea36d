// The ccxt pro client, with everything that delays, retries or calls on its own switched off, and these changes:
//  - `initializeClient` does nothing: it would sign a builder fee, a referrer and ask for the margin mode [S].
//  - Nonces rise per signing key, not per client: the venue refuses one that was used [D nonces-and-api-wallets].
//  - An answer that says per item what became of orders is an answer, not an exception: ccxt throws although others filled.
//  - Frames are tapped, and data frames go to the listeners alone: ccxt's position cache keeps ghosts.
import Hyperliquid from 'ccxt-pro/hyperliquid.js';
import { VenueReadError, type ClientPlace } from '../../profile.ts';

export type Frame = Readonly<Record<string, unknown>>;
export type FrameListener = (frame: Frame, url: string) => void;

/** Pings this often; a pong is what shows that a quiet stream is alive. The venue closes a silent one after 60 s [D]. */
const PING_MS = 900;
const PONGS_MISSED = 5;

/** The venue refuses an action after this time, so that one that was held up on the way is not executed late [D expiresAfter]. */
export const EXPIRES_MS = 10_000;

const CONTROL = new Set(['pong', 'error', 'subscriptionResponse', 'post']);

type HandleErrors = Parameters<Hyperliquid['handleErrors']>;
export type Action = Readonly<Record<string, unknown>> & Readonly<{ type: 'order' | 'cancel' | 'twapCancel' }>;

const lastNonces = new Map<string, number>();

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Everything but a plain "err": its text is for the refusals. */
const speaksForItself = (response: unknown): boolean =>
  isObject(response) && 'status' in response && (response.status === 'ok' || response.status === 'unknownOid');

export class HyperliquidClient extends Hyperliquid {
  readonly frameListeners = new Set<FrameListener>();
  /** Address of the signing key; null for the client that reads public things. */
  signer: string | null = null;

  override nonce(): number {
    const difference: unknown = this.options['timeDifference'];
    return this.milliseconds() - (typeof difference === 'number' ? difference : 0);
  }

  #behindMs = 0;

  /**
   * The venue named this time just now. What it names may be old and never lies ahead: whoever reads a time to come has a
   * slow clock, and would let an action end before it was sent. For as long as its clock was not measured.
   */
  noteTime(venueMs: number): void {
    const leadMs = venueMs - this.milliseconds();
    if (leadMs > 1_000) this.#behindMs = leadMs;
  }

  /** An action that was held up on the way must not be taken later than this: a clock that is fast does not lengthen it. */
  #expiresAfter(): number {
    const measured = this.options['timeDifference'] !== 0;
    return this.nonce() + (measured ? 0 : this.#behindMs) + EXPIRES_MS;
  }

  override incrementingNonce(): number {
    const key = this.signer ?? '';
    const next = Math.max(this.nonce(), (lastNonces.get(key) ?? 0) + 1); // 0: nothing was signed with it yet
    lastNonces.set(key, next);
    return next;
  }

  override async initializeClient(): Promise<boolean> {
    return true;
  }

  override handleErrors(...answer: HandleErrors): undefined {
    const [, , , , , , response] = answer;
    return speaksForItself(response) ? undefined : super.handleErrors(...answer);
  }

  override handleMessage(client: Parameters<Hyperliquid['handleMessage']>[0], message: Frame): void {
    const { channel, data } = message;
    // A server without this channel must not take the whole stream with it: orders are read all the same.
    if (channel === 'error' && typeof data === 'string' && data.includes('"openOrders"')) return;
    if (typeof channel !== 'string' || CONTROL.has(channel)) super.handleMessage(client, message);
    for (const listener of this.frameListeners) listener(message, client.url);
  }

  /** `vault`: a sub-account or vault on whose behalf it is signed. */
  async act(action: Action, vault: string | null): Promise<unknown> {
    const nonce = this.incrementingNonce();
    const expiresAfter = this.#expiresAfter();
    const signature: unknown = this.signL1Action(action, nonce, vault?.slice(2), expiresAfter);
    return this.privatePostExchange({
      action,
      nonce,
      signature,
      ...(vault === null ? {} : { vaultAddress: vault }),
      expiresAfter,
    });
  }
}

const ADDRESS = /^0x[0-9a-f]{40}$/i;
const KEY = /^(0x)?[0-9a-f]{64}$/i;
/** Order of the curve: a private key lies below it. */
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const wrong = (message: string, remedy: string): VenueReadError => new VenueReadError({ kind: 'credentials', message, remedy });

/** Throws VenueReadError in words that carry nothing of the key. */
function checkKeys(address: string, privateKey: string): void {
  if (!ADDRESS.test(address)) {
    const swapped = KEY.test(address) ? ' It looks like a private key: the two fields may be swapped.' : '';
    throw wrong(
      `The account address is not an address: it must be 0x and 40 digits (0-9, a-f).${swapped}`,
      'Copy the address of the wallet or sub-account that holds the positions.',
    );
  }
  const digits = privateKey.replace(/^0x/i, '');
  if (!KEY.test(privateKey) || BigInt(`0x${digits}`) === 0n || BigInt(`0x${digits}`) >= CURVE_ORDER) {
    throw wrong(
      'The API wallet private key is not a private key: it must be 0x and 64 digits (0-9, a-f).',
      'Copy the private key that Hyperliquid showed once when the API wallet was made (More > API), or make a new one.',
    );
  }
}

export function createClient(
  { apiKey, secret }: Readonly<{ apiKey: string; secret: string }>,
  { playMoney }: ClientPlace,
): HyperliquidClient {
  const isPublic = apiKey === '' && secret === '';
  const address = apiKey.trim();
  const key = secret.trim();
  if (!isPublic) checkKeys(address, key);
  const privateKey = key.startsWith('0x') ? key : `0x${key}`;
  const client = new HyperliquidClient({
    ...(isPublic ? {} : { walletAddress: address.toLowerCase(), privateKey }),
    enableRateLimit: false,
    timeout: 10_000,
    streaming: { keepAlive: PING_MS, maxPingPongMisses: PONGS_MISSED },
    options: {
      defaultType: 'swap',
      maxRetriesOnFailure: 0,
      timeDifference: 0, // corrected as the venue's clock was measured
      builderFee: false,
      approvedBuilderFee: false,
      fetchMarkets: { types: ['swap', 'hip3'], hip3: { limit: 10, dexes: [] } },
      ws: { backoff: { base: 50, factor: 1, max: 200 } },
    },
  });
  // Testnet signs with another source letter.
  if (playMoney) client.setSandboxMode(true);
  if (!isPublic) client.signer = client.ethGetAddressFromPrivateKey(privateKey).toLowerCase();
  return client;
}

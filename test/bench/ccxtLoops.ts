// What people run today instead, with unmodified ccxt pointed at the practice exchange.
//  - The plain loop: default settings (ccxt's own limiter on), one venue after the other, fetchPositions, then one market
//    order after the other. Like the script that somebody starts in a hurry it loads the markets first.
//  - The best loop: limiter off, markets loaded and a warm connection for every order, venues and orders all at once.
// ccxt's own closeAllPositions is false for all three venues (binanceusdm, bybit, okx in 4.5.84), so it has no time here.
// Bybit takes ten single orders a second, and ccxt's default limiter lets twenty go: an order that a venue's limiter refused
// is sent again every 100 ms until it is taken, in both loops. Without that they would end there with positions left.
// Neither looks at resting orders, proves anything, or knows what became of an order whose answer was lost.
import Binance from 'ccxt-pro/binanceusdm.js';
import Bybit from 'ccxt-pro/bybit.js';
import Okx from 'ccxt-pro/okx.js';
import { RateLimitExceeded } from 'ccxt';
import { playedVenue, type PlayedVenue } from '../storyVenues.ts';
import type { BenchAccount, PracticeServer } from './practiceServer.ts';

type Client = Binance | Bybit | Okx;
type OpenPosition = Readonly<{ symbol: string; side: string; contracts: number; marginMode: string | null }>;

export type LoopTimes = Readonly<{ totalMs: number }>;

const RETRY_MS = 100;
const MOST_SOCKETS = 100;

const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

const rewrite = (value: unknown, base: string): unknown => {
  if (typeof value === 'string') {
    const whole = value.replace('{hostname}', 'host');
    return whole.replace(/^(https|wss):\/\/[^/]+/, (_, scheme: string) => (scheme === 'wss' ? base.replace('http', 'ws') : base));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rewrite(inner, base)]));
};

/** Only the urls differ from what a user has. */
async function openClient(server: PracticeServer, account: BenchAccount, settings: object): Promise<Client> {
  const { apiKey, secret, passphrase, venue } = account;
  const keys = { apiKey, secret, ...(passphrase === null ? {} : { password: passphrase }), ...settings };
  const make: Readonly<Record<PlayedVenue, () => Client>> = {
    binanceusdm: () => new Binance(keys),
    bybit: () => new Bybit(keys),
    okx: () => new Okx(keys),
  };
  const client = make[playedVenue(venue)]();
  await client.loadHttpProxyAgent();
  client.urls['api'] = rewrite(client.urls['api'], `${server.url}/${venue}`) as Client['urls'];
  return client;
}

async function openPositions(client: Client): Promise<readonly OpenPosition[]> {
  const positions = await client.fetchPositions();
  return positions.flatMap(({ symbol, side, contracts, marginMode }) =>
    contracts === undefined || contracts === 0 || side === undefined
      ? []
      : [{ symbol: String(symbol), side, contracts, marginMode: marginMode ?? null }],
  );
}

async function close(client: Client, { symbol, side, contracts, marginMode }: OpenPosition): Promise<void> {
  // OKX wants the margin mode of the position with the order.
  const mode = client.id === 'okx' && marginMode !== null ? { marginMode } : {};
  const orderSide = side === 'long' ? 'sell' : 'buy';
  await client.createOrder(symbol, 'market', orderSide, contracts, undefined, { reduceOnly: true, ...mode });
}

export async function runPlainLoop(server: PracticeServer, accounts: readonly BenchAccount[]): Promise<LoopTimes> {
  const clients = await Promise.all(accounts.map((account) => openClient(server, account, {})));
  const startedAtMs = performance.now();
  for (const client of clients) {
    await client.loadMarkets();
    for (const position of await openPositions(client)) await closeUntilTaken(client, position);
  }
  const totalMs = performance.now() - startedAtMs;
  await Promise.all(clients.map((client) => client.close()));
  return { totalMs };
}

async function closeUntilTaken(client: Client, position: OpenPosition): Promise<void> {
  for (;;) {
    try {
      await close(client, position);
      return;
    } catch (error) {
      if (!(error instanceof RateLimitExceeded)) throw error;
      await sleep(RETRY_MS);
    }
  }
}

export async function runBestLoop(server: PracticeServer, accounts: readonly BenchAccount[]): Promise<LoopTimes> {
  const clients = await Promise.all(accounts.map((account) => openClient(server, account, { enableRateLimit: false })));
  await server.limitsOff(); // warming is not what is measured
  await Promise.all(
    clients.map(async (client) => {
      await client.loadMarkets();
      const { length } = await openPositions(client); // what a client asks once and remembers is asked now
      if (client instanceof Bybit) await client.isUnifiedEnabled();
      await Promise.all(Array.from({ length: Math.min(MOST_SOCKETS, length) }, () => client.fetchTime()));
    }),
  );
  await server.freshLimits();
  await sleep(200);
  const startedAtMs = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      const positions = await openPositions(client);
      await Promise.all(positions.map((position) => closeUntilTaken(client, position)));
    }),
  );
  const totalMs = performance.now() - startedAtMs;
  await Promise.all(clients.map((client) => client.close()));
  return { totalMs };
}

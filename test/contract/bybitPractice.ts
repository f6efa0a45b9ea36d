// A practice exchange with Bybit alone and a frozen market, and unmodified ccxt pointed at it.
import Bybit from 'ccxt-pro/bybit.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/bybit.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import type { PracticeHost } from '../../electron/practice/host.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import bybitInstruments from '../../electron/practice/instruments/bybit.json' with { type: 'json' };
import { openVenueAccount, rewriteUrls, startVenue, type PracticeOfVenue } from './practiceVenue.ts';

const definitions = readInstruments('bybit', bybitInstruments);

/** The definitions hold no USDC contract: one is made out of the USDT one, so that its scope is read too. */
const usdc = definitions
  .filter((each) => each.symbol === 'BTCUSDT')
  .map((each) => {
    const coins = { quote: 'USDC', settle: 'USDC' };
    return { ...each, ...coins, symbol: 'BTCPERP', extra: { ...each.extra, quoteCoin: 'USDC', settleCoin: 'USDC' } };
  });
const instruments = [...definitions, ...usdc];

export const startBybit = (options: Readonly<{ rateLimits?: boolean }> = {}): Promise<PracticeOfVenue> =>
  startVenue({ venue: 'bybit', dialect, behaviour, instruments }, options);

export const openAccount = (
  practice: PracticeOfVenue,
  positionMode: PracticeAccount['positionMode'],
  wallets: Readonly<Record<string, Decimal>> = { USDT: '1000000', USDC: '500000', BTC: '5' },
): PracticeAccount => openVenueAccount(practice, 'bybit', positionMode, wallets);

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function redirect<Client extends Bybit>(client: Client, host: PracticeHost): Promise<Client> {
  await client.loadHttpProxyAgent();
  client.urls['api'] = rewriteUrls(client.urls['api'], `${host.url}/bybit`) as Bybit['urls'];
  return client;
}

export async function ccxtFor(
  { host }: PracticeOfVenue,
  account: Pick<PracticeAccount, 'apiKey' | 'secret'>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Bybit> {
  const client = new Bybit({
    apiKey: account.apiKey,
    secret: account.secret,
    enableRateLimit: false,
    options: { defaultType: 'swap', ...options },
  });
  return redirect(client, host);
}

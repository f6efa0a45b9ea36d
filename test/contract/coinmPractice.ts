// A practice exchange with Binance COIN-M alone and a frozen market, and unmodified ccxt pointed at it.
import Binance from 'ccxt-pro/binancecoinm.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/binancecoinm.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import type { PracticeHost } from '../../electron/practice/host.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import coinmInstruments from '../../electron/practice/instruments/binancecoinm.json' with { type: 'json' };
import { openVenueAccount, rewriteUrls, startVenue, type PracticeOfVenue } from './practiceVenue.ts';

const instruments = readInstruments('binancecoinm', coinmInstruments);

export const startCoinm = (options: Readonly<{ rateLimits?: boolean; now?: () => number }> = {}): Promise<PracticeOfVenue> =>
  startVenue({ venue: 'binancecoinm', dialect, behaviour, instruments }, options);

export const openAccount = (
  practice: PracticeOfVenue,
  positionMode: PracticeAccount['positionMode'],
  wallets: Readonly<Record<string, Decimal>> = { BTC: '20', ETH: '500' },
): PracticeAccount => openVenueAccount(practice, 'binancecoinm', positionMode, wallets);

type Redirected = Readonly<{ loadHttpProxyAgent: () => Promise<unknown>; urls: unknown }>;

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function redirect<Client extends Redirected>(client: Client, host: PracticeHost): Promise<Client> {
  await client.loadHttpProxyAgent();
  const urls = client.urls as Record<string, unknown>;
  urls['api'] = rewriteUrls(urls['api'], `${host.url}/binancecoinm`);
  return client;
}

type Keys = Pick<PracticeAccount, 'apiKey' | 'secret'>;
type Options = Readonly<Record<string, unknown>>;

export const ccxtFor = ({ host }: PracticeOfVenue, { apiKey, secret }: Keys, options: Options = {}): Promise<Binance> =>
  redirect(
    new Binance({
      apiKey,
      secret,
      enableRateLimit: false,
      options: { warnOnFetchOpenOrdersWithoutSymbol: false, fetchOpenOrders: { warnWithoutSymbol: false }, ...options },
    }),
    host,
  );

// A practice exchange with Binance USDⓈ-M alone and a frozen market, and unmodified ccxt pointed at it.
import Binance from 'ccxt-pro/binanceusdm.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/binanceusdm.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import type { PracticeHost } from '../../electron/practice/host.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import binanceInstruments from '../../electron/practice/instruments/binanceusdm.json' with { type: 'json' };
import { openVenueAccount, rewriteUrls, startVenue, type PracticeOfVenue } from './practiceVenue.ts';

const instruments = readInstruments('binanceusdm', binanceInstruments);

export const startBinance = (options: Readonly<{ rateLimits?: boolean; now?: () => number }> = {}): Promise<PracticeOfVenue> =>
  startVenue({ venue: 'binanceusdm', dialect, behaviour, instruments }, options);

export const openAccount = (
  practice: PracticeOfVenue,
  positionMode: PracticeAccount['positionMode'],
  wallets: Readonly<Record<string, Decimal>> = { USDT: '1000000' },
): PracticeAccount => openVenueAccount(practice, 'binanceusdm', positionMode, wallets);

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function redirect<Client extends Binance>(client: Client, host: PracticeHost): Promise<Client> {
  await client.loadHttpProxyAgent();
  client.urls['api'] = rewriteUrls(client.urls['api'], `${host.url}/binanceusdm`) as Binance['urls'];
  return client;
}

/** Keeps the REST urls, so that ccxt maps futures codes as it does for the real host, and redirects the dial alone. */
export async function redirectDial<Client extends Binance>(client: Client, host: PracticeHost): Promise<Client> {
  await client.loadFetchImplementation();
  const dialled = client as unknown as { undiciRequest: (url: string, parameters: unknown) => Promise<unknown> };
  const { undiciRequest } = dialled;
  dialled.undiciRequest = function (url, parameters) {
    return undiciRequest.call(this, url.replace(/^https:\/\/[^/]+/, `${host.url}/binanceusdm`), parameters);
  };
  return client;
}

type Keys = Pick<PracticeAccount, 'apiKey' | 'secret'>;
type Options = Readonly<Record<string, unknown>>;

export const newClient = (account: Keys, options: Options = {}): Binance =>
  new Binance({
    apiKey: account.apiKey,
    secret: account.secret,
    enableRateLimit: false,
    options: { warnOnFetchOpenOrdersWithoutSymbol: false, fetchOpenOrders: { warnWithoutSymbol: false }, ...options },
  });

export const ccxtFor = ({ host }: PracticeOfVenue, account: Keys, options: Options = {}): Promise<Binance> =>
  redirect(newClient(account, options), host);

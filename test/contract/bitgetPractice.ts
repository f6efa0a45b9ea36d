// A practice exchange with Bitget alone and a frozen market, and unmodified ccxt pointed at it.
import Bitget from 'ccxt-pro/bitget.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/bitget.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import bitgetInstruments from '../../electron/practice/instruments/bitget.json' with { type: 'json' };
import { openVenueAccount, rewriteUrls, startVenue, type PracticeOfVenue } from './practiceVenue.ts';

const instruments = readInstruments('bitget', bitgetInstruments);

export const startBitget = (options: Readonly<{ rateLimits?: boolean; now?: () => number }> = {}): Promise<PracticeOfVenue> =>
  startVenue({ venue: 'bitget', dialect, behaviour, instruments }, options);

export const openAccount = (
  practice: PracticeOfVenue,
  positionMode: PracticeAccount['positionMode'],
  wallets: Readonly<Record<string, Decimal>> = { USDT: '1000000', USDC: '500000', USD: '700000' },
): PracticeAccount => openVenueAccount(practice, 'bitget', positionMode, wallets);

export type Keys = Pick<PracticeAccount, 'apiKey' | 'secret' | 'passphrase'>;

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function ccxtFor(
  { host }: PracticeOfVenue,
  account: Keys,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Bitget> {
  const client = new Bitget({
    apiKey: account.apiKey,
    secret: account.secret,
    password: account.passphrase ?? '',
    enableRateLimit: false,
    options: { defaultType: 'swap', ...options },
  });
  await client.loadHttpProxyAgent();
  client.urls['api'] = rewriteUrls(client.urls['api'], `${host.url}/bitget`) as Bitget['urls'];
  return client;
}

// A practice exchange with Hyperliquid alone and a frozen market, and unmodified ccxt pointed at it.
import Hyperliquid from 'ccxt-pro/hyperliquid.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/hyperliquid.ts';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import definitions from '../../electron/practice/instruments/hyperliquid.json' with { type: 'json' };
import { openVenueAccount, rewriteUrls, startVenue, type PracticeOfVenue } from './practiceVenue.ts';

const instruments = readInstruments('hyperliquid', definitions);

export const startHyperliquid = (
  options: Readonly<{ rateLimits?: boolean; now?: () => number }> = {},
): Promise<PracticeOfVenue> => startVenue({ venue: 'hyperliquid', dialect, behaviour, instruments }, options);

export const openAccount = (
  practice: PracticeOfVenue,
  wallets: Readonly<Record<string, Decimal>> = { USDC: '1000000' },
): PracticeAccount => openVenueAccount(practice, 'hyperliquid', 'oneWay', wallets);

export type Keys = Pick<PracticeAccount, 'apiKey' | 'secret'>;

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function ccxtFor({ host }: PracticeOfVenue, { apiKey, secret }: Keys): Promise<Hyperliquid> {
  const client = new Hyperliquid({ walletAddress: apiKey, privateKey: secret, enableRateLimit: false });
  await client.loadHttpProxyAgent();
  client.urls['api'] = rewriteUrls(client.urls['api'], `${host.url}/hyperliquid`) as Hyperliquid['urls'];
  return client;
}

// A practice exchange with OKX alone and a frozen market, and unmodified ccxt pointed at it.
import Okx from 'ccxt-pro/okx.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/okx.ts';
import type { Instrument, PracticeAccount } from '../../electron/practice/exchange.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import okxInstruments from '../../electron/practice/instruments/okx.json' with { type: 'json' };
import { openVenueAccount, rewriteUrls, startVenue, type PracticeOfVenue } from './practiceVenue.ts';

const definitions = readInstruments('okx', okxInstruments);

function madeFrom(symbol: string, change: Partial<Instrument>, extra: Readonly<Record<string, unknown>>): Instrument {
  const found = definitions.find((each) => each.symbol === symbol);
  if (found === undefined) throw new Error(symbol);
  return { ...found, ...change, extra: { ...found.extra, ...extra } };
}

const future = { instType: 'FUTURES', alias: 'this_year', expTime: String(Date.UTC(2030, 11, 27, 8)) };

/** The definitions hold USDT and coin swaps: a USDC swap and dated futures of both kinds are made out of them. */
const instruments = [
  ...definitions,
  madeFrom(
    'BTC-USDT-SWAP',
    { symbol: 'BTC-USDC-SWAP', quote: 'USDC', settle: 'USDC' },
    { instFamily: 'BTC-USDC', uly: 'BTC-USDC', instIdCode: 900_001, settleCcy: 'USDC' },
  ),
  madeFrom('ETH-USDT-SWAP', { symbol: 'ETH-USDT-301227' }, { ...future, instIdCode: 900_002 }),
  madeFrom('ETH-USD-SWAP', { symbol: 'ETH-USD-301227' }, { ...future, instIdCode: 900_003 }),
];

export const startOkx = (options: Readonly<{ rateLimits?: boolean; now?: () => number }> = {}): Promise<PracticeOfVenue> =>
  startVenue({ venue: 'okx', dialect, behaviour, instruments }, options);

export const openAccount = (
  practice: PracticeOfVenue,
  positionMode: PracticeAccount['positionMode'],
  wallets: Readonly<Record<string, Decimal>> = { USDT: '1000000', USDC: '500000', BTC: '5', ETH: '100' },
): PracticeAccount => openVenueAccount(practice, 'okx', positionMode, wallets);

export type Keys = Pick<PracticeAccount, 'apiKey' | 'secret' | 'passphrase'>;

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function ccxtFor(
  { host }: PracticeOfVenue,
  account: Keys,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Okx> {
  const client = new Okx({
    apiKey: account.apiKey,
    secret: account.secret,
    password: account.passphrase ?? '',
    enableRateLimit: false,
    options: { defaultType: 'swap', ...options },
  });
  await client.loadHttpProxyAgent();
  client.urls['api'] = rewriteUrls(client.urls['api'], `${host.url}/okx`) as Okx['urls'];
  return client;
}

// The venues: how they are called, what a key there consists of, and where an account of theirs may dial.

/** Venues with a profile of their own. Ids are ccxt's exchange ids. */
export const CERTIFIED_VENUES = [
  'binanceusdm',
  'binancecoinm',
  'bybit',
  'okx',
  'bitget',
  'gate',
  'kucoinfutures',
  'krakenfutures',
  'hyperliquid',
  'deribit',
] as const;
export type CertifiedVenueId = (typeof CERTIFIED_VENUES)[number];

/** Any other ccxt exchange with positions, on the generic path: "ccxt:bingx". */
export type UncertifiedVenueId = `ccxt:${string}`;
export type VenueId = CertifiedVenueId | UncertifiedVenueId;

/** Venues whose wire the practice exchange speaks. */
export const PRACTICE_VENUES = [
  'binanceusdm',
  'binancecoinm',
  'bybit',
  'okx',
  'bitget',
  'hyperliquid',
] as const satisfies readonly CertifiedVenueId[];
export type PracticeVenueId = (typeof PRACTICE_VENUES)[number];

/** Base urls without a trailing slash: the venue's paths are put behind them. */
export type Endpoint = Readonly<{ rest: string; ws: string }>;

/** A part of a key, in the venue's own words. `secret` parts are never shown while they are typed. */
export type KeyField = Readonly<{ part: 'apiKey' | 'secret' | 'password'; label: string; masked: boolean; hint: string | null }>;

/** Where an account of the venue may dial. `endpoint` null: the venue's own addresses. `playMoney`: nothing real is there. */
export type VenuePlace = Readonly<{ id: string; label: string; endpoint: Endpoint | null; playMoney: boolean }>;

export type VenueCard = Readonly<{
  name: string;
  shortName: string; // for tables and lists
  keyFields: readonly KeyField[];
  /** The first is the venue itself. */
  places: readonly VenuePlace[];
  /** What to grant and what not to grant when the key is made there. */
  keyAdvice: string;
}>;

const apiKey: KeyField = { part: 'apiKey', label: 'API key', masked: false, hint: null };
const secret: KeyField = { part: 'secret', label: 'API secret', masked: true, hint: null };
const passphrase: KeyField = {
  part: 'password',
  label: 'API passphrase',
  masked: true,
  hint: 'The one that was chosen when the key was made, not the login password.',
};
const live: VenuePlace = { id: 'live', label: 'Live', endpoint: null, playMoney: false };
const testnet = (rest: string, ws: string, label = 'Testnet', id = 'testnet'): VenuePlace => ({
  id,
  label,
  endpoint: { rest: `https://${rest}`, ws: `wss://${ws}` },
  playMoney: true,
});

const CARDS: Readonly<Record<CertifiedVenueId, VenueCard>> = {
  binanceusdm: {
    name: 'Binance USDS-M', // plain letters: the circled S that Binance writes is an empty box in many fonts
    shortName: 'Binance',
    keyFields: [apiKey, secret],
    places: [live, testnet('demo-fapi.binance.com', 'fstream.binancefuture.com', 'Demo', 'demo')],
    keyAdvice: 'Enable Reading and Futures. Leave Withdrawals off, and list the address of this computer.',
  },
  binancecoinm: {
    name: 'Binance COIN-M',
    shortName: 'Binance COIN-M',
    keyFields: [apiKey, secret],
    // [D] COIN-M "General Info" names both; ccxt 4.5.84 still has the stream of the old testnet
    places: [live, testnet('demo-dapi.binance.com', 'demo-dstream.binance.com', 'Demo', 'demo')],
    keyAdvice: 'Enable Reading and Futures. Leave Withdrawals off, and list the address of this computer.',
  },
  bybit: {
    name: 'Bybit',
    shortName: 'Bybit',
    keyFields: [apiKey, secret],
    places: [
      live,
      testnet('api-testnet.bybit.com', 'stream-testnet.bybit.com'),
      testnet('api-demo.bybit.com', 'stream-demo.bybit.com', 'Demo', 'demo'),
    ],
    keyAdvice: 'Read-Write, with Orders and Positions of Contracts and Unified Trading. Leave Withdrawal off.',
  },
  okx: {
    name: 'OKX',
    shortName: 'OKX',
    keyFields: [apiKey, secret, passphrase],
    places: [live, testnet('www.okx.com', 'wspap.okx.com:8443', 'Demo trading', 'demo')],
    keyAdvice: 'Permissions Read and Trade. Leave Withdraw off.',
  },
  bitget: {
    name: 'Bitget',
    shortName: 'Bitget',
    keyFields: [apiKey, secret, passphrase],
    places: [live, testnet('api.bitget.com', 'wspap.bitget.com', 'Demo trading', 'demo')],
    keyAdvice:
      'Read-write, with Futures orders and Futures holdings, of a classic account (not a unified trading account). Leave Withdraw off, and list the address of this computer.',
  },
  gate: {
    name: 'Gate Futures',
    shortName: 'Gate',
    keyFields: [apiKey, secret],
    places: [live, testnet('api-testnet.gateapi.io', 'ws-testnet.gate.com')],
    keyAdvice:
      'APIv4 key with Perpetual Futures (read and write) and Account (read), which shows what the key may do. Leave Wallet and Withdraw off.',
  },
  kucoinfutures: {
    name: 'KuCoin Futures',
    shortName: 'KuCoin',
    keyFields: [apiKey, secret, passphrase],
    places: [live],
    keyAdvice: 'Permissions General and Futures. Leave Withdrawal and Transfer off.',
  },
  krakenfutures: {
    name: 'Kraken Futures',
    shortName: 'Kraken',
    keyFields: [
      {
        part: 'apiKey',
        label: 'Public key',
        masked: false,
        hint: 'Made under Futures: a key of the spot exchange does not work.',
      },
      { part: 'secret', label: 'Private key', masked: true, hint: null },
    ],
    places: [live, testnet('demo-futures.kraken.com', 'demo-futures.kraken.com', 'Demo', 'demo')],
    keyAdvice: 'General API: full access. Withdrawal API: no access. List the address of this computer.',
  },
  hyperliquid: {
    name: 'Hyperliquid',
    shortName: 'Hyperliquid',
    keyFields: [
      {
        part: 'apiKey',
        label: 'Account address',
        masked: false,
        hint: 'The main wallet, sub-account or vault that holds the positions, 0x and 40 digits.',
      },
      {
        part: 'secret',
        label: 'API wallet private key',
        masked: true,
        hint: 'Of an API wallet that was approved under More > API. It can trade and can not withdraw.',
      },
    ],
    places: [live, testnet('api.hyperliquid-testnet.xyz', 'api.hyperliquid-testnet.xyz')],
    keyAdvice:
      'Never enter the private key of the main wallet: it can withdraw. Approve an API wallet for Breakglass alone, since programs that share one refuse each other, and note when it ends.',
  },
  deribit: {
    name: 'Deribit',
    shortName: 'Deribit',
    keyFields: [
      { part: 'apiKey', label: 'Client ID', masked: false, hint: null },
      { part: 'secret', label: 'Client secret', masked: true, hint: null },
    ],
    places: [live, testnet('test.deribit.com', 'test.deribit.com')],
    keyAdvice: 'Scopes account:read, trade:read_write and wallet:read. Not wallet:read_write.',
  },
};

const isUncertified = (venue: VenueId): venue is UncertifiedVenueId => venue.startsWith('ccxt:');
export const isCertified = (venue: VenueId): venue is CertifiedVenueId => !isUncertified(venue);

/** The id that ccxt knows it by. */
export const ccxtIdOf = (venue: VenueId): string => (isUncertified(venue) ? venue.slice('ccxt:'.length) : venue);

export function venueCard(venue: VenueId): VenueCard {
  if (!isUncertified(venue)) return CARDS[venue];
  const name = `${ccxtIdOf(venue)} (uncertified)`;
  return {
    name,
    shortName: ccxtIdOf(venue),
    keyFields: [apiKey, secret, { ...passphrase, label: 'API passphrase (where the venue has one)' }],
    places: [live],
    keyAdvice:
      'Grant trading of derivatives, nothing else. Breakglass has not been tried with this venue: practise with a small position first.',
  };
}

export const venueName = (venue: VenueId): string => venueCard(venue).name;

// A practice exchange with OKX alone and a frozen market, and unmodified ccxt pointed at it.
import Okx from 'ccxt-pro/okx.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/okx.ts';
import type { Instrument, OrderIntent, PracticeAccount } from '../../electron/practice/exchange.ts';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import okxInstruments from '../../electron/practice/instruments/okx.json' with { type: 'json' };
import { createPracticeAccount } from '../../electron/practice/keys.ts';
import type { OperatedVenue } from '../../electron/practice/operator.ts';

export type OkxPractice = Readonly<{ host: PracticeHost; venue: OperatedVenue }>;

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

export async function startOkx(options: Readonly<{ rateLimits?: boolean; now?: () => number }> = {}): Promise<OkxPractice> {
  const host = await startPracticeHost({
    port: 0,
    freeze: true,
    tickMs: 0,
    portfolio: 'empty',
    rateLimits: options.rateLimits ?? false,
    now: options.now,
    venues: [{ venue: 'okx', dialect, behaviour, instruments }],
  });
  const venue = host.venues.get('okx');
  if (venue === undefined) throw new Error('no okx');
  return { host, venue };
}

let accounts = 0;

export function openAccount(
  { venue }: OkxPractice,
  positionMode: PracticeAccount['positionMode'],
  wallets: Readonly<Record<string, Decimal>> = { USDT: '1000000', USDC: '500000', BTC: '5', ETH: '100' },
): PracticeAccount {
  accounts += 1;
  const account = createPracticeAccount(`okx-${accounts}`, 'okx', `Account ${accounts}`, positionMode);
  venue.operator.createAccount(account, wallets);
  return account;
}

/** A plain market order for the model itself; spread what differs over it. */
export const intent = (symbol: string, orderSide: OrderIntent['orderSide'], size: Decimal | null): OrderIntent => ({
  symbol,
  orderSide,
  type: 'market',
  size,
  price: null,
  timeInForce: 'gtc',
  reduceOnly: false,
  tag: 'both',
  marginMode: null,
  clientOrderId: null,
  family: 'plain',
  trigger: null,
  attachedTo: null,
  wire: {},
});

export function place({ venue }: OkxPractice, account: PracticeAccount, order: OrderIntent): string {
  const placed = venue.place(account.id, order);
  if (!placed.ok) throw new Error(`${order.symbol}: ${placed.code} ${placed.detail}`);
  return placed.order.orderId;
}

/** Price this share of the mark away, on the tick. */
export function priceAway({ venue }: OkxPractice, symbol: string, percent: number): Decimal {
  const quote = venue.quote(symbol);
  const tick = venue.instruments.get(symbol)?.tickSize;
  if (quote === undefined || tick === undefined) throw new Error(symbol);
  const places = tick.split('.')[1]?.length ?? 0;
  return (Math.round((Number(quote.mark) * (1 + percent / 100)) / Number(tick)) * Number(tick)).toFixed(places);
}

const rewrite = (value: unknown, base: string): unknown => {
  if (typeof value === 'string') {
    const whole = value.replace('{hostname}', 'www.okx.com');
    return whole.replace(/^(https|wss):\/\/[^/]+/, (_, scheme: string) => (scheme === 'wss' ? base.replace('http', 'ws') : base));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rewrite(inner, base)]));
};

export type Keys = Pick<PracticeAccount, 'apiKey' | 'secret' | 'passphrase'>;

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function ccxtFor(
  { host }: OkxPractice,
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
  client.urls['api'] = rewrite(client.urls['api'], `${host.url}/okx`) as Okx['urls'];
  return client;
}

// A practice exchange with Bybit alone and a frozen market, and unmodified ccxt pointed at it.
import Bybit from 'ccxt-pro/bybit.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/bybit.ts';
import type { OrderIntent, PracticeAccount } from '../../electron/practice/exchange.ts';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import { createPracticeAccount } from '../../electron/practice/keys.ts';
import bybitInstruments from '../../electron/practice/instruments/bybit.json' with { type: 'json' };
import type { OperatedVenue } from '../../electron/practice/operator.ts';

export type BybitPractice = Readonly<{ host: PracticeHost; venue: OperatedVenue }>;

const definitions = readInstruments('bybit', bybitInstruments);

/** The definitions hold no USDC contract: one is made out of the USDT one, so that its scope is read too. */
const usdc = definitions
  .filter((each) => each.symbol === 'BTCUSDT')
  .map((each) => {
    const coins = { quote: 'USDC', settle: 'USDC' };
    return { ...each, ...coins, symbol: 'BTCPERP', extra: { ...each.extra, quoteCoin: 'USDC', settleCoin: 'USDC' } };
  });
const instruments = [...definitions, ...usdc];

export async function startBybit(options: Readonly<{ rateLimits?: boolean }> = {}): Promise<BybitPractice> {
  const host = await startPracticeHost({
    port: 0,
    freeze: true,
    tickMs: 0,
    portfolio: 'empty',
    rateLimits: options.rateLimits ?? false,
    venues: [{ venue: 'bybit', dialect, behaviour, instruments }],
  });
  const venue = host.venues.get('bybit');
  if (venue === undefined) throw new Error('no bybit');
  return { host, venue };
}

let accounts = 0;

export function openAccount(
  { venue }: BybitPractice,
  positionMode: PracticeAccount['positionMode'],
  wallets: Readonly<Record<string, Decimal>> = { USDT: '1000000', USDC: '500000', BTC: '5' },
): PracticeAccount {
  accounts += 1;
  const account = createPracticeAccount(`bybit-${accounts}`, 'bybit', `Account ${accounts}`, positionMode);
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

export function place({ venue }: BybitPractice, account: PracticeAccount, order: OrderIntent): string {
  const placed = venue.place(account.id, order);
  if (!placed.ok) throw new Error(`${order.symbol}: ${placed.code} ${placed.detail}`);
  return placed.order.orderId;
}

/** Price this share of the mark away, on the tick. */
export function priceAway({ venue }: BybitPractice, symbol: string, percent: number): Decimal {
  const quote = venue.quote(symbol);
  const tick = venue.instruments.get(symbol)?.tickSize;
  if (quote === undefined || tick === undefined) throw new Error(symbol);
  const places = tick.split('.')[1]?.length ?? 0;
  const ticks = Math.round((Number(quote.mark) * (1 + percent / 100)) / Number(tick));
  return (ticks * Number(tick)).toFixed(places);
}

const rewrite = (value: unknown, base: string): unknown => {
  if (typeof value === 'string')
    return value.replace(/^(https|wss):\/\/[^/]+/, (_, scheme: string) => (scheme === 'wss' ? base.replace('http', 'ws') : base));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rewrite(inner, base)]));
};

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function redirect<Client extends Bybit>(client: Client, host: PracticeHost): Promise<Client> {
  await client.loadHttpProxyAgent();
  client.urls['api'] = rewrite(client.urls['api'], `${host.url}/bybit`) as Bybit['urls'];
  return client;
}

export async function ccxtFor(
  { host }: BybitPractice,
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

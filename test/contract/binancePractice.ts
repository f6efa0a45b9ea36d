// A practice exchange with Binance USDⓈ-M alone and a frozen market, and unmodified ccxt pointed at it.
import Binance from 'ccxt-pro/binanceusdm.js';
import type { Decimal } from '../../shared/decimal.ts';
import { behaviour, dialect } from '../../electron/practice/dialects/binanceusdm.ts';
import type { OrderIntent, PracticeAccount } from '../../electron/practice/exchange.ts';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { readInstruments } from '../../electron/practice/instruments.ts';
import binanceInstruments from '../../electron/practice/instruments/binanceusdm.json' with { type: 'json' };
import { createPracticeAccount } from '../../electron/practice/keys.ts';
import type { OperatedVenue } from '../../electron/practice/operator.ts';

export type BinancePractice = Readonly<{ host: PracticeHost; venue: OperatedVenue }>;

const instruments = readInstruments('binanceusdm', binanceInstruments);

export async function startBinance(
  options: Readonly<{ rateLimits?: boolean; now?: () => number }> = {},
): Promise<BinancePractice> {
  const host = await startPracticeHost({
    port: 0,
    freeze: true,
    tickMs: 0,
    portfolio: 'empty',
    rateLimits: options.rateLimits ?? false,
    now: options.now,
    venues: [{ venue: 'binanceusdm', dialect, behaviour, instruments }],
  });
  const venue = host.venues.get('binanceusdm');
  if (venue === undefined) throw new Error('no binanceusdm');
  return { host, venue };
}

let accounts = 0;

export function openAccount({ venue }: BinancePractice, positionMode: PracticeAccount['positionMode']): PracticeAccount {
  accounts += 1;
  const account = createPracticeAccount(`binance-${accounts}`, 'binanceusdm', `Account ${accounts}`, positionMode);
  venue.operator.createAccount(account, { USDT: '1000000' });
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

export function place({ venue }: BinancePractice, account: PracticeAccount, order: OrderIntent): string {
  const placed = venue.place(account.id, order);
  if (!placed.ok) throw new Error(`${order.symbol}: ${placed.code} ${placed.detail}`);
  return placed.order.orderId;
}

/** Price this share of the mark away, on the tick. */
export function priceAway({ venue }: BinancePractice, symbol: string, percent: number): Decimal {
  const quote = venue.quote(symbol);
  const tick = venue.instruments.get(symbol)?.tickSize;
  if (quote === undefined || tick === undefined) throw new Error(symbol);
  const places = tick.split('.')[1]?.length ?? 0;
  return (Math.round((Number(quote.mark) * (1 + percent / 100)) / Number(tick)) * Number(tick)).toFixed(places);
}

const rewrite = (value: unknown, base: string): unknown => {
  if (typeof value === 'string') {
    return value.replace(/^(https|wss):\/\/[^/]+/, (_, scheme: string) => (scheme === 'wss' ? base.replace('http', 'ws') : base));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rewrite(inner, base)]));
};

/** Points a client's urls at the practice exchange; nothing else of it is touched. */
export async function redirect<Client extends Binance>(client: Client, host: PracticeHost): Promise<Client> {
  await client.loadHttpProxyAgent();
  client.urls['api'] = rewrite(client.urls['api'], `${host.url}/binanceusdm`) as Binance['urls'];
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

export const ccxtFor = ({ host }: BinancePractice, account: Keys, options: Options = {}): Promise<Binance> =>
  redirect(newClient(account, options), host);

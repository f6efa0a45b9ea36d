// What the contract tests of every venue share: one venue of the practice exchange with a frozen market, orders placed in the
// model itself, prices near its mark, and urls of ccxt pointed at it.
import type { PracticeVenueId } from '../../shared/venue.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { OrderIntent, PracticeAccount } from '../../electron/practice/exchange.ts';
import { startPracticeHost, type PracticeHost, type PracticeHostOptions } from '../../electron/practice/host.ts';
import { createPracticeAccount } from '../../electron/practice/keys.ts';
import type { OperatedVenue } from '../../electron/practice/operator.ts';

export type PracticeOfVenue = Readonly<{ host: PracticeHost; venue: OperatedVenue }>;

type VenueModules = NonNullable<PracticeHostOptions['venues']>[number];

export async function startVenue(
  modules: VenueModules,
  options: Readonly<{ rateLimits?: boolean; now?: () => number }>,
): Promise<PracticeOfVenue> {
  const host = await startPracticeHost({
    port: 0,
    freeze: true,
    tickMs: 0,
    portfolio: 'empty',
    rateLimits: options.rateLimits ?? false,
    now: options.now,
    venues: [modules],
  });
  const venue = host.venues.get(modules.venue);
  if (venue === undefined) throw new Error(`no ${modules.venue}`);
  return { host, venue };
}

let accounts = 0;

/** A new account with keys of its own. */
export function openVenueAccount(
  { venue }: PracticeOfVenue,
  venueId: PracticeVenueId,
  positionMode: PracticeAccount['positionMode'],
  wallets: Readonly<Record<string, Decimal>>,
): PracticeAccount {
  accounts += 1;
  const account = createPracticeAccount(`${venueId}-${accounts}`, venueId, `Account ${accounts}`, positionMode);
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

export function place({ venue }: PracticeOfVenue, account: PracticeAccount, order: OrderIntent): string {
  const placed = venue.place(account.id, order);
  if (!placed.ok) throw new Error(`${order.symbol}: ${placed.code} ${placed.detail}`);
  return placed.order.orderId;
}

/** Price this share of the mark away, on the tick. */
export function priceAway({ venue }: Pick<PracticeOfVenue, 'venue'>, symbol: string, percent: number): Decimal {
  const quote = venue.quote(symbol);
  const tick = venue.instruments.get(symbol)?.tickSize;
  if (quote === undefined || tick === undefined) throw new Error(symbol);
  const places = tick.split('.')[1]?.length ?? 0;
  return (Math.round((Number(quote.mark) * (1 + percent / 100)) / Number(tick)) * Number(tick)).toFixed(places);
}

/** Every web address inside `urls` (ccxt's `urls.api`) moved onto `base`, e.g. "http://127.0.0.1:47900/okx". */
export function rewriteUrls(urls: unknown, base: string): unknown {
  if (typeof urls === 'string') {
    const whole = urls.replace('{hostname}', 'venue.example');
    return whole.replace(/^(https|wss):\/\/[^/]+/, (_, scheme: string) => (scheme === 'wss' ? base.replace('http', 'ws') : base));
  }
  if (typeof urls !== 'object' || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([name, inner]) => [name, rewriteUrls(inner, base)]));
}

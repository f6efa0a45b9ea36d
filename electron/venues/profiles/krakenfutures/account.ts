// What is remembered beside a client: details of working orders that our nouns do not carry (a restored stop needs them, and
// the end of an order names its id alone), which positions were told, and what each wallet is worth.
import { add, type Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { KrakenFuturesClient } from './client.ts';

export type Context = VenueContext<KrakenFuturesClient>;

export type OrderDetails = Readonly<{
  symbol: string;
  triggerSignal: string | null;
  /** Distance of a trailing stop. Null: it trails nothing, or the list does not say. */
  trailing: Readonly<{ maxDeviation: Decimal; unit: string }> | null;
}>;

export type Wallet = Readonly<{ currency: string; value: Decimal }>;

type Memory = {
  readonly orders: Map<string, OrderDetails>;
  readonly held: Set<string>; // unified symbols
  wallets: ReadonlyMap<string, Wallet>;
};

const memories = new WeakMap<KrakenFuturesClient, Memory>();
const MOST_REMEMBERED = 2_000;

export function memoryOf(client: KrakenFuturesClient): Memory {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh: Memory = { orders: new Map(), held: new Set(), wallets: new Map() };
  memories.set(client, fresh);
  return fresh;
}

/** Oldest forgotten first. The list does not tell how a stop trails: what the stream told of it stays. */
export function rememberOrder(client: KrakenFuturesClient, orderId: string, details: OrderDetails): void {
  const { orders } = memoryOf(client);
  const before = orders.get(orderId);
  orders.delete(orderId);
  orders.set(orderId, { ...details, trailing: details.trailing ?? before?.trailing ?? null });
  const [oldest] = orders.keys();
  if (orders.size > MOST_REMEMBERED && oldest !== undefined) orders.delete(oldest);
}

export function equityOf(wallets: Iterable<Wallet>): Readonly<Record<string, Decimal>> {
  const total = new Map<string, Decimal>();
  for (const { currency, value } of wallets) total.set(currency, add(total.get(currency) ?? '0', value));
  return Object.fromEntries(total);
}

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

// What is remembered beside a client and our nouns do not carry: the coin that margins a position (COIN-M positions may be
// margined in other coins than their own), and the rows of working orders, to put them back with every detail.
import type { Side } from '../../../../shared/position.ts';
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { BitgetClient } from './client.ts';
import type { ProductType } from './productType.ts';
import type { OrderRow, PlanRow } from './rows.ts';

export type Context = VenueContext<BitgetClient>;

export type RememberedOrder = Readonly<
  { productType: ProductType } & ({ kind: 'plain'; row: OrderRow } | { kind: 'plan'; row: PlanRow })
>;

/** A position that the venue told of, by symbol, side and coin. */
export type Held = Readonly<{ productType: ProductType; nativeSymbol: string; side: Side; marginCoin: string }>;

type Memory = {
  readonly orders: Map<string, RememberedOrder>;
  readonly marginCoins: Map<string, string>;
  /** As the private stream tells it; only that. */
  readonly held: Map<string, Held>;
  readonly equity: Map<string, string>;
};

const memories = new WeakMap<BitgetClient, Memory>();
const MOST_REMEMBERED = 2_000;

export function memoryOf(client: BitgetClient): Memory {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh: Memory = { orders: new Map(), marginCoins: new Map(), held: new Map(), equity: new Map() };
  memories.set(client, fresh);
  return fresh;
}

/** Oldest forgotten first. */
export function remember(client: BitgetClient, order: RememberedOrder): void {
  const { orders } = memoryOf(client);
  orders.delete(order.row.orderId);
  orders.set(order.row.orderId, order);
  const [oldest] = orders.keys();
  if (orders.size > MOST_REMEMBERED && oldest !== undefined) orders.delete(oldest);
}

export const recall = (client: BitgetClient, orderId: string): RememberedOrder | undefined =>
  memoryOf(client).orders.get(orderId);

export const rememberMarginCoin = (client: BitgetClient, nativeSymbol: string, side: Side, coin: string): void => {
  memoryOf(client).marginCoins.set(`${nativeSymbol}|${side}`, coin);
};

export const marginCoinOf = (client: BitgetClient, nativeSymbol: string, side: Side): string | undefined =>
  memoryOf(client).marginCoins.get(`${nativeSymbol}|${side}`);

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

// What is remembered beside a client: how working orders trigger (a restored stop needs it, our nouns do not carry it), and the
// equity of each currency, which the stream tells one by one.
import type { Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { DeribitClient } from './client.ts';
import type { OrderRow } from './rows.ts';

export type Context = VenueContext<DeribitClient>;

type Memory = { readonly orders: Map<string, OrderRow>; readonly equity: Map<string, Decimal> };

const memories = new WeakMap<DeribitClient, Memory>();
const MOST_REMEMBERED = 2_000;

export function memoryOf(client: DeribitClient): Memory {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh: Memory = { orders: new Map(), equity: new Map() };
  memories.set(client, fresh);
  return fresh;
}

/** Oldest forgotten first. */
export function rememberOrder(client: DeribitClient, row: OrderRow): void {
  const { orders } = memoryOf(client);
  orders.delete(row.order_id);
  orders.set(row.order_id, row);
  const [oldest] = orders.keys();
  if (orders.size > MOST_REMEMBERED && oldest !== undefined) orders.delete(oldest);
}

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

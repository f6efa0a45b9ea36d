// What one account is known to be, kept beside its client. Working orders are remembered as they were listed: frames leave out
// whether they only reduce, and what puts a protective order back needs more of it than our nouns carry.
import type { Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { KucoinClient } from './client.ts';
import type { OrderRow } from './rows.ts';

export type Context = VenueContext<KucoinClient>;

export type AccountMemory = {
  /** By our names of currencies. Null: not read yet. */
  equity: ReadonlyMap<string, Decimal> | null;
  /** Currencies that positions are settled in, as last read. */
  settles: ReadonlySet<string>;
  readonly orders: Map<string, OrderRow>;
};

const memories = new WeakMap<KucoinClient, AccountMemory>();
const MOST_REMEMBERED = 2_000;

export function memoryOf(client: KucoinClient): AccountMemory {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh: AccountMemory = { equity: null, settles: new Set(), orders: new Map() };
  memories.set(client, fresh);
  return fresh;
}

/** Oldest forgotten first. Plain orders and stops are numbered in one row. */
export function remember(client: KucoinClient, row: OrderRow): void {
  const { orders } = memoryOf(client);
  orders.delete(row.id);
  orders.set(row.id, row);
  const [oldest] = orders.keys();
  if (orders.size > MOST_REMEMBERED && oldest !== undefined) orders.delete(oldest);
}

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

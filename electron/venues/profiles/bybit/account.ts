// What one account is known to be, kept beside its client: margin mode of the account (UTA 2.0 has one for all positions),
// and details of orders and positions that a restored protective order needs and our nouns do not carry.
import type { MarginMode } from '../../../../shared/position.ts';
import type { Failure } from '../../../../shared/failure.ts';
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { BybitClient } from './client.ts';
import type { OrderRow } from './rows.ts';

export type Context = VenueContext<BybitClient>;

export type AccountMemory = {
  marginMode: MarginMode;
  readonly conditionalOrders: Map<string, OrderRow>; // by order id
  readonly trailingStops: Map<string, string>; // "symbol|positionIdx" -> distance
};

const memories = new WeakMap<BybitClient, AccountMemory>();
const MOST_REMEMBERED = 2_000;

export function memoryOf(client: BybitClient): AccountMemory {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh: AccountMemory = { marginMode: 'cross', conditionalOrders: new Map(), trailingStops: new Map() };
  memories.set(client, fresh);
  return fresh;
}

/** Oldest forgotten first. */
export function rememberOrder(client: BybitClient, row: OrderRow): void {
  const { conditionalOrders } = memoryOf(client);
  if (row.triggerPrice === null && row.stopOrderType === null) return;
  conditionalOrders.delete(row.orderId);
  conditionalOrders.set(row.orderId, row);
  const [oldest] = conditionalOrders.keys();
  if (conditionalOrders.size > MOST_REMEMBERED && oldest !== undefined) conditionalOrders.delete(oldest);
}

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

export const unreadable = (message: string): Failure => ({ kind: 'unreadable', message });

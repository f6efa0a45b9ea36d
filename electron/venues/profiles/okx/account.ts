// What is remembered beside a client: the rows of working orders. A restored protective order needs their margin mode and
// trigger details, which our nouns do not carry.
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { OkxClient } from './client.ts';
import type { AlgoRow, OrderRow } from './rows.ts';

export type Context = VenueContext<OkxClient>;

export type RememberedOrder = Readonly<{ kind: 'plain'; row: OrderRow } | { kind: 'algo'; row: AlgoRow }>;

const memories = new WeakMap<OkxClient, Map<string, RememberedOrder>>();
const MOST_REMEMBERED = 2_000;

function memoryOf(client: OkxClient): Map<string, RememberedOrder> {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh = new Map<string, RememberedOrder>();
  memories.set(client, fresh);
  return fresh;
}

export const recall = (client: OkxClient, orderId: string): RememberedOrder | undefined => memoryOf(client).get(orderId);

/** Oldest forgotten first. */
export function remember(client: OkxClient, order: RememberedOrder): void {
  const memory = memoryOf(client);
  const orderId = order.kind === 'plain' ? order.row.ordId : order.row.algoId;
  memory.delete(orderId);
  memory.set(orderId, order);
  const [oldest] = memory.keys();
  if (memory.size > MOST_REMEMBERED && oldest !== undefined) memory.delete(oldest);
}

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

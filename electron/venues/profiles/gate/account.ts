// What one account is known to be, kept beside its client. Each settle currency is an account of its own, which exists from
// the first transfer into it on, and has its own position mode. Working orders are remembered as they came: what puts a
// protective order back needs more of it than our nouns carry.
import type { Side } from '../../../../shared/position.ts';
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { GateClient } from './client.ts';
import type { AccountRow, OrderRow, TrailRow, TriggerRow } from './rows.ts';

export type Context = VenueContext<GateClient>;

export type RememberedOrder = Readonly<
  { kind: 'plain'; row: OrderRow } | { kind: 'trigger'; row: TriggerRow } | { kind: 'trail'; row: TrailRow }
>;

export type AccountMemory = {
  /** By settle currency; only those that exist. Null: not asked yet. */
  accounts: ReadonlyMap<string, AccountRow> | null;
  /** Sides that one-way positions were last seen on, by contract: an order that closes "the position" names no side. */
  readonly sides: Map<string, Side>;
  readonly orders: Map<string, RememberedOrder>;
};

const memories = new WeakMap<GateClient, AccountMemory>();
const MOST_REMEMBERED = 2_000;

export function memoryOf(client: GateClient): AccountMemory {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh: AccountMemory = { accounts: null, sides: new Map(), orders: new Map() };
  memories.set(client, fresh);
  return fresh;
}

/** Where anything can be held: all settle currencies until Gate has said which accounts exist. */
export function settlesOf({ client }: Context): readonly string[] {
  const { accounts } = memoryOf(client);
  return accounts === null ? client.settles : [...accounts.keys()];
}

export function isDual({ client, hedgeMode }: Context, settle: string): boolean {
  const account = memoryOf(client).accounts?.get(settle);
  return account === undefined ? hedgeMode() === true : dualMode(account);
}

export const dualMode = ({ position_mode, in_dual_mode }: AccountRow): boolean =>
  position_mode === null ? in_dual_mode : position_mode === 'dual';

/** Oldest forgotten first. The books of orders are numbered separately. */
export function remember(client: GateClient, order: RememberedOrder): void {
  const { orders } = memoryOf(client);
  const key = `${order.kind}|${order.row.id}`;
  orders.delete(key);
  orders.set(key, order);
  const [oldest] = orders.keys();
  if (orders.size > MOST_REMEMBERED && oldest !== undefined) orders.delete(oldest);
}

export const recall = (client: GateClient, kind: RememberedOrder['kind'], id: string): RememberedOrder | undefined =>
  memoryOf(client).orders.get(`${kind}|${id}`);

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

/** No account in this settle currency: nothing was ever transferred into it. [D] label USER_NOT_FOUND */
export const hasNoAccount = (sent: Sent<unknown>): boolean =>
  sent.kind === 'refused' && sent.failure.venueCode === 'USER_NOT_FOUND';

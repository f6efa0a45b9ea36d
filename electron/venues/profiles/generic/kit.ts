// What the parts of one uncertified venue's profile share: its name, its abilities, and by which call each of its working orders
// was listed, since it has to be cancelled by the same.
import type { Exchange } from 'ccxt';
import type { UncertifiedVenueId } from '../../../../shared/venue.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { Abilities } from './abilities.ts';
import { listsOf, type ListParameters, type Lists } from './lists.ts';

export type Context = VenueContext;

export type Kit = Readonly<{
  venue: UncertifiedVenueId;
  id: string;
  abilities: Abilities;
  lists: Lists;
  listedBy: (client: Exchange, orderId: string) => ListParameters | undefined;
  rememberList: (client: Exchange, orders: readonly WorkingOrder[], parameters: ListParameters) => void;
}>;

const MOST_REMEMBERED = 2_000;

export function createKit(venue: UncertifiedVenueId, id: string, abilities: Abilities): Kit {
  const seen = new WeakMap<Exchange, Map<string, ListParameters>>();
  return {
    venue,
    id,
    abilities,
    lists: listsOf(id, abilities),
    listedBy: (client, orderId) => seen.get(client)?.get(orderId),
    rememberList: (client, orders, parameters) => {
      const own = seen.get(client) ?? new Map<string, ListParameters>();
      seen.set(client, own);
      for (const { orderId } of orders) {
        own.delete(orderId);
        own.set(orderId, parameters);
        const [oldest] = own.keys();
        if (own.size > MOST_REMEMBERED && oldest !== undefined) own.delete(oldest);
      }
    },
  };
}

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

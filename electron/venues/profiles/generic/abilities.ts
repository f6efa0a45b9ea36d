// What ccxt says that a venue can do. An exit needs positions, market orders and reduce-only: where ccxt does not say that a
// venue has them, it is refused in words. Everything is read from `has` and `features`, nothing is tried out.
import type { Exchange } from 'ccxt';
import { z } from 'zod';

const flag = z.unknown().transform((value) => value === true);
const features = z
  .object({
    createOrder: z.object({ triggerPrice: flag, stopLossPrice: flag, takeProfitPrice: flag, marginMode: flag }).optional(),
    fetchOpenOrders: z.object({ symbolRequired: flag, trigger: flag, trailing: flag }).optional(),
  })
  .optional();
const featuresOfVenue = z.object({
  swap: z.object({ linear: features, inverse: features }).partial().optional(),
});

export type Abilities = Readonly<{
  /** Its list of open orders has to be asked for contract by contract. */
  ordersBySymbol: boolean;
  listsTriggers: boolean;
  listsTrailing: boolean;
  hasTriggers: boolean;
  restoresStops: boolean;
  /** The margin mode of a position goes with its close. */
  takesMarginMode: boolean;
}>;

/** What a person can enter for an uncertified venue. */
const KEY_PARTS = new Set(['apiKey', 'secret', 'password']);

const TICK_SIZE = 4; // ccxt's precision mode in which a precision is the step itself

/** Throws with words for a person. */
export function checkAbilities(id: string, client: Exchange): Abilities {
  const has = client.has as Readonly<Record<string, unknown>>;
  const without = (what: string) => new Error(`Breakglass can not trade on ${id}: ccxt does not say that it has ${what}`);
  if (has['fetchPositions'] !== true) throw without('positions of derivatives');
  if (has['createOrder'] !== true || has['createMarketOrder'] === false) throw without('market orders');
  if (has['createReduceOnlyOrder'] !== true) throw without('reduce-only orders, and no other order may close a position here');
  if (has['fetchOpenOrders'] !== true || has['cancelOrder'] !== true)
    throw without('a list of open orders that can be cancelled');
  if (client.precisionMode !== TICK_SIZE) throw without('lot sizes');
  const wanted = Object.entries(client.requiredCredentials).flatMap(([part, needed]) => (needed === true ? [part] : []));
  const strange = wanted.filter((part) => !KEY_PARTS.has(part));
  if (strange.length > 0) {
    throw new Error(`Breakglass can not trade on ${id}: it is signed in to with ${strange.join(' and ')}, not with an API key`);
  }
  const { swap } = featuresOfVenue.parse(client.features ?? {});
  const known = swap?.linear ?? swap?.inverse;
  const { createOrder, fetchOpenOrders } = known ?? {};
  return {
    ordersBySymbol: fetchOpenOrders?.symbolRequired === true,
    listsTriggers: fetchOpenOrders?.trigger === true,
    listsTrailing: fetchOpenOrders?.trailing === true,
    hasTriggers: createOrder === undefined || createOrder.triggerPrice || createOrder.stopLossPrice,
    restoresStops: createOrder !== undefined && createOrder.stopLossPrice && createOrder.takeProfitPrice,
    takesMarginMode: createOrder?.marginMode === true,
  };
}

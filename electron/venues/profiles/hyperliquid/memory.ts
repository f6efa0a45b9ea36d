// What is remembered beside a client: on whose behalf it signs, and which dexes its account uses.
import type { VenueContext } from '../../profile.ts';
import type { HyperliquidClient } from './client.ts';

export type Context = VenueContext<HyperliquidClient>;

export type Memory = {
  /** Sub-account or vault that the key acts for; null: the key's own account. */
  vault: string | null;
  /** Builder-deployed dexes of the venue; the main one has no name. */
  dexes: readonly string[];
  /** Those where the account has money, positions or orders. */
  readonly used: Set<string>;
  /** One margin for all dexes: an order may rest where no money lies. */
  sharedMargin: boolean;
  /** How many TWAPs the last list told: it costs more with every twenty. */
  twaps: number;
};

export const MAIN_DEX = '';

const memories = new WeakMap<HyperliquidClient, Memory>();

export function memoryOf(client: HyperliquidClient): Memory {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh: Memory = { vault: null, dexes: [], used: new Set(), sharedMargin: false, twaps: 0 };
  memories.set(client, fresh);
  return fresh;
}

/** "xyz" of "xyz:TSLA". */
export const dexOf = (coin: string): string => (coin.includes(':') ? (coin.split(':')[0] ?? MAIN_DEX) : MAIN_DEX);

/** Dexes whose orders must be read, the main one first. */
export function dexesWithOrders({ dexes, sharedMargin, used }: Memory): readonly string[] {
  return [MAIN_DEX, ...dexes.filter((dex) => sharedMargin || used.has(dex))];
}

// What is kept beside one account's client because our nouns do not carry it: leverage, which the stream leaves out, and
// the details of conditional orders that putting one back needs.
import { VenueReadError, type Sent, type VenueContext } from '../../profile.ts';
import type { BinanceClient } from './client.ts';
import type { AlgoRow } from './rows.ts';

export type Context = VenueContext<BinanceClient>;

export type Memory = {
  readonly leverages: Map<string, string>; // by native symbol
  readonly algoOrders: Map<string, AlgoRow>; // by algo id
};

const memories = new WeakMap<BinanceClient, Memory>();
const MOST_REMEMBERED = 2_000;

export function memoryOf(client: BinanceClient): Memory {
  const found = memories.get(client);
  if (found !== undefined) return found;
  const fresh: Memory = { leverages: new Map(), algoOrders: new Map() };
  memories.set(client, fresh);
  return fresh;
}

/** Oldest forgotten first. The stream leaves fields out that the list has: what is known stays. */
export function rememberAlgoOrder(client: BinanceClient, row: AlgoRow): void {
  const { algoOrders } = memoryOf(client);
  const before = algoOrders.get(row.algoId);
  algoOrders.delete(row.algoId);
  algoOrders.set(row.algoId, {
    ...row,
    callbackRate: row.callbackRate ?? before?.callbackRate ?? null,
    activatePrice: row.activatePrice ?? before?.activatePrice ?? null,
  });
  const [oldest] = algoOrders.keys();
  if (algoOrders.size > MOST_REMEMBERED && oldest !== undefined) algoOrders.delete(oldest);
}

export function answered<T>(sent: Sent<T>): T {
  if (sent.kind === 'answered') return sent.body;
  throw new VenueReadError(sent.failure);
}

export const unreadable = (message: string): VenueReadError => new VenueReadError({ kind: 'unreadable', message });

// Market rules, loaded once per venue and endpoint and shared by its accounts. A load that failed is forgotten, so that
// the next connect asks again (ccxt keeps a rejected promise for ever), and so is one that misses a market: the venue has
// listed it since. With a cache the start takes the rules of last time and the fresh load replaces them behind it: lot sizes
// and maxima change, so the rules that are handed out are always the newest that are there.
import type { Exchange } from 'ccxt';
import type { VenueId } from '../../shared/account.ts';
import type { MarketRules } from '../../shared/position.ts';
import type { Endpoint } from './endpoint.ts';
import type { CachedMarkets, MarketCache } from './marketCache.ts';
import type { VenueProfile } from './profile.ts';

export type SharedMarkets = Readonly<{
  byNative: (nativeSymbol: string) => MarketRules | undefined;
  /** Saves the client its own loading. */
  giveTo: (client: Exchange) => void;
}>;

const AGAIN_AFTER_MS = 60_000;
/** undici's words for a request whose account disconnected in the middle of it. */
const HAS_LEFT = /client is (destroyed|closed)/i;

const loaded = new Map<string, Promise<SharedMarkets>>();

export function loadMarkets(
  venue: VenueId,
  endpoint: Endpoint | null,
  profile: VenueProfile,
  client: Exchange,
  now: () => number,
  cache: MarketCache | null = null,
): Promise<SharedMarkets> {
  const key = `${venue}@${endpoint?.rest ?? ''}`;
  const begin = (): Promise<SharedMarkets> => {
    const startedAt = now();
    const forget = () => {
      if (loaded.get(key) === loading) loaded.delete(key);
    };
    const onMissing = () => {
      if (now() - startedAt > AGAIN_AFTER_MS) forget();
    };
    const loading = load({ key, profile, client, cache, onMissing, forget });
    loaded.set(key, loading);
    loading.catch(forget);
    return loading;
  };
  const beginInstead = (error: unknown): Promise<SharedMarkets> => {
    if (error instanceof Error && HAS_LEFT.test(error.message)) return begin();
    throw error;
  };
  return loaded.get(key)?.catch(beginInstead) ?? begin();
}

type Loading = Readonly<{
  key: string;
  profile: VenueProfile;
  client: Exchange;
  cache: MarketCache | null;
  onMissing: () => void;
  forget: () => void;
}>;

async function load({ key, profile, client, cache, onMissing, forget }: Loading): Promise<SharedMarkets> {
  let rules: ReadonlyMap<string, MarketRules>;
  let isFresh = false;
  /** Given what was known then; an account that has left must not be kept by it. */
  const given = new Set<WeakRef<Exchange>>();
  const fresh = async (): Promise<void> => {
    const markets = await client.loadMarkets(true);
    rules = rulesOf(profile, Object.values(markets));
    isFresh = true;
    for (const other of given) other.deref()?.setMarketsFromExchange(client);
    given.clear();
    void cache?.write(key, markets);
  };
  const known = cache === null ? null : fromCache(profile, client, await cache.read(key));
  if (known === null) {
    rules = new Map();
    await fresh();
  } else {
    rules = known;
    fresh().catch(forget); // the next connect asks again; what was known goes on until then
  }
  return {
    byNative: (nativeSymbol) => {
      const rule = rules.get(nativeSymbol);
      if (rule === undefined) onMissing();
      return rule;
    },
    giveTo: (other) => {
      if (other === client) return;
      other.setMarketsFromExchange(client);
      if (!isFresh) given.add(new WeakRef(other));
    },
  };
}

/** Null when the file says nothing that serves. */
function fromCache(
  profile: VenueProfile,
  client: Exchange,
  markets: CachedMarkets | null,
): ReadonlyMap<string, MarketRules> | null {
  if (markets === null) return null;
  try {
    const rules = rulesOf(profile, Object.values(markets));
    client.setMarkets(markets);
    return rules;
  } catch {
    return null; // a shape that the profile does not understand any more: asked anew
  }
}

function rulesOf(profile: VenueProfile, markets: readonly unknown[]): ReadonlyMap<string, MarketRules> {
  const rules = new Map<string, MarketRules>();
  for (const market of markets) {
    const rule = profile.marketRules(market);
    if (rule !== null) rules.set(rule.nativeSymbol, rule);
  }
  if (rules.size === 0) throw new Error('the venue listed no tradable contract');
  return rules;
}

// Market rules, loaded once per venue and endpoint and shared by its accounts. A load that failed is forgotten, so that
// the next connect asks again (ccxt keeps a rejected promise for ever), and so is one that misses a market: the venue has
// listed it since.
import type { Exchange } from 'ccxt';
import type { VenueId } from '../../shared/account.ts';
import type { MarketRules } from '../../shared/position.ts';
import type { Endpoint } from './endpoint.ts';
import type { VenueProfile } from './profile.ts';

export type SharedMarkets = Readonly<{
  byNative: (nativeSymbol: string) => MarketRules | undefined;
  /** Saves the client its own loading. */
  giveTo: (client: Exchange) => void;
}>;

const AGAIN_AFTER_MS = 60_000;

const loaded = new Map<string, Promise<SharedMarkets>>();

export function loadMarkets(
  venue: VenueId,
  endpoint: Endpoint | null,
  profile: VenueProfile,
  client: Exchange,
  now: () => number,
): Promise<SharedMarkets> {
  const key = `${venue}@${endpoint?.rest ?? ''}`;
  const running = loaded.get(key);
  if (running !== undefined) return running;
  const startedAt = now();
  const forget = () => {
    if (loaded.get(key) === loading) loaded.delete(key);
  };
  const loading = load(profile, client, () => {
    if (now() - startedAt > AGAIN_AFTER_MS) forget();
  });
  loaded.set(key, loading);
  loading.catch(forget);
  return loading;
}

async function load(profile: VenueProfile, client: Exchange, onMissing: () => void): Promise<SharedMarkets> {
  const markets = await client.loadMarkets();
  const rules = new Map<string, MarketRules>();
  for (const market of Object.values(markets)) {
    const rule = profile.marketRules(market);
    if (rule !== null) rules.set(rule.nativeSymbol, rule);
  }
  if (rules.size === 0) throw new Error('the venue listed no tradable contract');
  return {
    byNative: (nativeSymbol) => {
      const rule = rules.get(nativeSymbol);
      if (rule === undefined) onMissing();
      return rule;
    },
    giveTo: (other) => {
      if (other !== client) other.setMarketsFromExchange(client);
    },
  };
}

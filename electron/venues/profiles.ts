// The profiles by venue. Each is loaded when its first account connects: a venue's ccxt client is large, and nobody pays for
// venues that are not in use.
import { ccxtIdOf, isCertified, type CertifiedVenueId, type VenueId } from '../../shared/venue.ts';
import type { VenueProfile } from './profile.ts';

/** Each profile is typed for its own ccxt client; the adapter hands it back the client that it created. */
const loaders: Readonly<Partial<Record<CertifiedVenueId, () => Promise<VenueProfile>>>> = {
  binanceusdm: async () => (await import('./profiles/binanceusdm.ts')).binanceusdm,
  binancecoinm: async () => (await import('./profiles/binancecoinm.ts')).binancecoinm,
  bitget: async () => (await import('./profiles/bitget.ts')).bitget,
  bybit: async () => (await import('./profiles/bybit.ts')).bybit,
  okx: async () => (await import('./profiles/okx.ts')).okx,
  gate: async () => (await import('./profiles/gate.ts')).gate,
  kucoinfutures: async () => (await import('./profiles/kucoinfutures.ts')).kucoinfutures,
  hyperliquid: async () => (await import('./profiles/hyperliquid.ts')).hyperliquid,
  deribit: async () => (await import('./profiles/deribit.ts')).deribit,
  krakenfutures: async () => (await import('./profiles/krakenfutures.ts')).krakenfutures,
};

/** Throws with words for a person for a venue that can not be traded on. An uncertified one brings the whole of ccxt. */
export async function loadProfile(venue: VenueId): Promise<VenueProfile> {
  if (!isCertified(venue)) return (await import('./profiles/generic.ts')).genericProfile(venue);
  const load = loaders[venue];
  if (load === undefined) throw new Error(`Breakglass can not trade on ${ccxtIdOf(venue)}`);
  return load();
}

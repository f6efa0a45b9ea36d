import type { VenueId } from '../../shared/account.ts';
import type { VenueProfile } from './profile.ts';
import { binanceusdm } from './profiles/binanceusdm.ts';
import { bybit } from './profiles/bybit.ts';
import { okx } from './profiles/okx.ts';

/** Each profile is typed for its own ccxt client; the adapter hands it back the client that it created. */
export const profiles: Readonly<Record<VenueId, VenueProfile>> = {
  binanceusdm: binanceusdm,
  bybit: bybit,
  okx: okx,
};

import { VENUE_NAMES, type AccountView, type VenueId } from '../../shared/account.ts';

export const venueName = (venue: VenueId): string => VENUE_NAMES[venue];

const SHORT_NAMES: Readonly<Record<VenueId, string>> = { binanceusdm: 'Binance', bybit: 'Bybit', okx: 'OKX' };

/** For tables and lists; the full name belongs in its title. */
export const shortVenueName = (venue: VenueId): string => SHORT_NAMES[venue];

/** "Hedge (OKX)": two venues may have an account of the same label, so none is named without its venue. */
export const accountName = (account: Pick<AccountView, 'label' | 'venue'>): string =>
  `${account.label} (${shortVenueName(account.venue)})`;

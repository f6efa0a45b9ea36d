import { VENUE_NAMES, type AccountView, type VenueId } from '../../shared/account.ts';

/** The venue's name in letters that every font has: a circled S is an empty box on many systems. */
export const venueName = (venue: VenueId): string => VENUE_NAMES[venue].replace('Ⓢ', 'S');

const SHORT_NAMES: Readonly<Record<VenueId, string>> = { binanceusdm: 'Binance', bybit: 'Bybit', okx: 'OKX' };

/** For tables and lists; the full name belongs in its title. */
export const shortVenueName = (venue: VenueId): string => SHORT_NAMES[venue];

/** "Hedge (OKX)": two venues may have an account of the same label, so none is named without its venue. */
export const accountName = (account: Pick<AccountView, 'label' | 'venue'>): string =>
  `${account.label} (${shortVenueName(account.venue)})`;

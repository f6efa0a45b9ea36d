import type { AccountView } from '../../shared/account.ts';
import { venueCard, type VenueId } from '../../shared/venue.ts';

export { venueName } from '../../shared/venue.ts';

/** For tables and lists; the full name belongs in its title. */
export const shortVenueName = (venue: VenueId): string => venueCard(venue).shortName;

/** "Hedge (OKX)", "Hedge (OKX, Testnet)": two venues may have an account of the same label, so none is named without its venue. */
export const accountName = (account: Pick<AccountView, 'label' | 'venue'> & Partial<Pick<AccountView, 'place'>>): string =>
  `${account.label} (${[shortVenueName(account.venue), account.place].filter((part) => part !== undefined).join(', ')})`;

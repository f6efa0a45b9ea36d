import { VENUE_NAMES, type VenueId } from '../../shared/account.ts';

/** The venue's name in letters that every font has: a circled S is an empty box on many systems. */
export const venueName = (venue: VenueId): string => VENUE_NAMES[venue].replace('Ⓢ', 'S');

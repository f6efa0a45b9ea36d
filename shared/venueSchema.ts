// Venue ids from outside, checked. Apart from venue.ts, so that a page which only names venues loads no schemas.
import { z } from 'zod';
import { CERTIFIED_VENUES } from './venue.ts';

export const certifiedVenueSchema = z.enum(CERTIFIED_VENUES);
export const venueIdSchema = z.union([certifiedVenueSchema, z.templateLiteral(['ccxt:', z.string().regex(/^[a-z0-9]{2,30}$/)])], {
  error: `it must be one of ${CERTIFIED_VENUES.join(', ')}, or "ccxt:" and the id of another venue`,
});

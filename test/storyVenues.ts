// The venues that stories, storm and bench are played on. A dialect joins when its wire is described in scenarios/venueWire.ts.
import type { VenueProfile } from '../electron/venues/profile.ts';
import { binancecoinm } from '../electron/venues/profiles/binancecoinm.ts';
import { binanceusdm } from '../electron/venues/profiles/binanceusdm.ts';
import { bitget } from '../electron/venues/profiles/bitget.ts';
import { bybit } from '../electron/venues/profiles/bybit.ts';
import { hyperliquid } from '../electron/venues/profiles/hyperliquid.ts';
import { okx } from '../electron/venues/profiles/okx.ts';
import type { PracticeVenueId } from '../shared/venue.ts';

export const storyVenues = ['binanceusdm', 'bybit', 'okx'] as const;
export type PlayedVenue = (typeof storyVenues)[number];

/** Stories of one venue alone are told of any that the practice exchange speaks. */
export type StoryVenue = PracticeVenueId;

/** Throws for a venue that storm and bench do not play on. */
export function playedVenue(venue: StoryVenue): PlayedVenue {
  const played = storyVenues.find((each) => each === venue);
  if (played === undefined) throw new Error(`${venue} is not played on`);
  return played;
}

export const storyProfiles: Readonly<Record<StoryVenue, VenueProfile>> = {
  binanceusdm,
  binancecoinm,
  bybit,
  okx,
  bitget,
  hyperliquid,
};

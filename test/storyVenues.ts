// The venues that stories, storm and bench are played on. A dialect joins when its wire is described in scenarios/venueWire.ts.
import type { VenueProfile } from '../electron/venues/profile.ts';
import { binanceusdm } from '../electron/venues/profiles/binanceusdm.ts';
import { bybit } from '../electron/venues/profiles/bybit.ts';
import { okx } from '../electron/venues/profiles/okx.ts';

export const storyVenues = ['binanceusdm', 'bybit', 'okx'] as const;
export type StoryVenue = (typeof storyVenues)[number];

export const storyProfiles: Readonly<Record<StoryVenue, VenueProfile>> = { binanceusdm, bybit, okx };

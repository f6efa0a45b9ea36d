// No venue is certified without its case, and none is offered without its profile.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadProfile } from '../../../electron/venues/profiles.ts';
import { CERTIFIED_VENUES, PRACTICE_VENUES, venueCard } from '../../../shared/venue.ts';

const files = readdirSync(import.meta.dirname);
const contracts = readdirSync(`${import.meta.dirname}/..`);

test.each(CERTIFIED_VENUES)('%s has a profile, a card and a case in the contract suite', async (venue) => {
  expect(files).toContain(`${venue}.test.ts`);
  expect(await loadProfile(venue)).toMatchObject({ venue });
  expect(venueCard(venue).places[0]).toMatchObject({ id: 'live', endpoint: null, playMoney: false });
});

test.each(PRACTICE_VENUES)('%s is spoken by the practice exchange, with unmodified ccxt and with its own profile', (venue) => {
  const name = `${venue.slice(0, 1).toUpperCase()}${venue.slice(1)}`;
  expect(contracts).toEqual(expect.arrayContaining([`practice${name}.test.ts`, `profile${name}.test.ts`]));
});

// Binance counts USDⓈ-M and COIN-M requests of one address together: accounts on both draw on one budget. Nothing connects here.
import { expect, test } from 'vitest';
import type { VenueId } from '../../../shared/account.ts';
import { systemClock } from '../../../electron/systemPorts.ts';
import { createVenueAccount } from '../../../electron/venues/ccxtVenue.ts';
import type { Endpoint } from '../../../electron/venues/endpoint.ts';
import { createPacingRoom, type PacingRoom } from '../../../electron/venues/pacing.ts';
import type { VenueProfile } from '../../../electron/venues/profile.ts';
import { binancecoinm } from '../../../electron/venues/profiles/binancecoinm.ts';
import { binanceusdm } from '../../../electron/venues/profiles/binanceusdm.ts';

/** Where the budgets of an account of this venue are kept. */
function budgetOf(venue: VenueId, profile: VenueProfile, endpoint: Endpoint | null): string {
  const keys: string[] = [];
  const real = createPacingRoom(() => systemClock.now());
  const pacing: PacingRoom = {
    pacer: (accountId, venueKey, rules) => {
      keys.push(venueKey);
      return real.pacer(accountId, venueKey, rules);
    },
  };
  createVenueAccount({
    accountId: 'account',
    venue,
    label: 'Account',
    credential: { reveal: () => ({ apiKey: 'key', secret: 'secret' }) },
    endpoint,
    place: { playMoney: false },
    profile,
    pacing,
    emit: () => undefined,
    markPrice: () => undefined,
    clock: systemClock,
  });
  return keys.join();
}

test('at the venue itself both spend one budget', () => {
  expect(budgetOf('binancecoinm', binancecoinm, null)).toBe(budgetOf('binanceusdm', binanceusdm, null));
});

test('another endpoint has a budget of its own', () => {
  const endpoint = { rest: 'http://127.0.0.1:1/binancecoinm', ws: 'ws://127.0.0.1:1/binancecoinm' };
  expect(budgetOf('binancecoinm', binancecoinm, endpoint)).not.toBe(budgetOf('binancecoinm', binancecoinm, null));
});

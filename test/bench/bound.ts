// What no program could beat under the venues' documented limits, with truth known and connections open:
//  - two round trips: the close order and its acknowledgement, then the read that proves the account flat;
//  - before them, the pause until a venue's budgets let the last order go. Orders of one account leave side by side, and
//    accounts and venues do not wait for each other, so the slowest venue counts and nothing is added up.
// The numbers are the documented ones. The profiles keep a margin in the window, which therefore counts against us.
import { playedVenue, type PlayedVenue, type StoryVenue } from '../storyVenues.ts';

export type Bound = Readonly<{
  roundTripsMs: number;
  limitsMs: number;
  /** Which limit makes the last order wait; null when none does. */
  binds: string | null;
}>;

type Pause = Readonly<{ ms: number; why: string }>;

/** Milliseconds until the last of `cost` may leave when `capacity` of it may leave at once and then each window. */
const pauseOf = (cost: number, capacity: number, windowMs: number, why: string): Pause => ({
  ms: Math.max(0, Math.ceil(cost / capacity) - 1) * windowMs,
  why,
});

/** For accounts whose budgets are fresh; every order closes one position, each on its own symbol. */
const pausesOf: Readonly<Record<PlayedVenue, (positions: number, accounts: number) => readonly Pause[]>> = {
  binanceusdm: (positions, accounts) => {
    const batches = Math.ceil(positions / 5);
    return [
      pauseOf(batches * 5, 300, 10_000, 'Binance 300 orders/10 s an account'),
      pauseOf(batches, 1_200, 60_000, 'Binance 1,200 orders/min an account'),
      // Batches weigh 5, the three lists of the proof 85.
      pauseOf(accounts * (batches * 5 + 85), 2_400, 60_000, 'Binance 2,400 weight/min for all accounts of the address'),
    ];
  },
  bybit: (positions, accounts) => [
    // Batches and single orders have a budget each, counted order by order: both together leave in the same second.
    pauseOf(positions, 20, 1_000, 'Bybit 10 orders/s single and 10 in batches'),
    pauseOf(accounts * Math.ceil(positions / 20) * 11, 600, 5_000, 'Bybit 600 requests/5 s for all accounts of the address'),
  ],
  // Order calls count per instrument; the sub-account's own limit is what many instruments meet.
  okx: (positions) => [pauseOf(positions, 1_000, 2_000, 'OKX 1,000 orders/2 s a sub-account')],
};

export function boundOf(venues: readonly StoryVenue[], positions: number, accounts: number, rttMs: number): Bound {
  const pauses = venues.flatMap((venue) => pausesOf[playedVenue(venue)](positions, accounts)).sort((a, b) => b.ms - a.ms);
  const [longest] = pauses;
  const binds = longest === undefined || longest.ms === 0 ? null : longest;
  return { roundTripsMs: 2 * rttMs, limitsMs: binds === null ? 0 : binds.ms, binds: binds === null ? null : binds.why };
}

// Worlds that are used again and again: a practice exchange with every account of the storm connected to it, since
// connecting costs more than a run. Between runs everything that a run can leave behind is put back: orders, positions,
// keys, faults, prices, books, spent budgets. A world that does not come back to itself is thrown away.
import { storyProfiles, type StoryVenue } from '../storyVenues.ts';
import { compare, divide } from '../../shared/decimal.ts';
import { createRates, type Rates } from '../../electron/book/rates.ts';
import { connectAccount, type ConnectedAccount } from '../../electron/connectedAccount.ts';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import type { OperatedVenue } from '../../electron/practice/operator.ts';
import { findInstrument, openPlannedAccount, type PlannedAccount } from '../../electron/practice/portfolio.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { until } from '../scenarios/world.ts';
import { ACCOUNTS_PER_VENUE, accountIdOf, STORM_VENUES } from './drawPortfolio.ts';
import { createRenewedPacing, type RenewedPacing } from './renewedPacing.ts';
import type { Place, StormRun } from './stormRun.ts';

export type StormWorld = Readonly<{
  host: PracticeHost;
  accounts: readonly ConnectedAccount[];
  rates: Rates;
  pacing: RenewedPacing;
  venue: (venue: StoryVenue) => OperatedVenue;
  /** The venue's symbol at a place; null when it does not list it. */
  symbolAt: (place: Pick<Place, 'venue' | 'base' | 'kind'>) => string | null;
  close: () => Promise<void>;
}>;

const READY_MS = 30_000;
const FRESH_MS = 900;
const LOOK_EVERY_MS = 40; // looking costs more than everything else that happens meanwhile

const emptyAccounts: readonly PlannedAccount[] = STORM_VENUES.flatMap((venue) =>
  Array.from({ length: ACCOUNTS_PER_VENUE }, (_, index) => ({
    id: accountIdOf(venue, index),
    venue,
    label: accountIdOf(venue, index),
    positionMode: 'oneWay' as const,
    wallets: { USDT: '1000000' },
    positions: [],
    orders: [],
  })),
);

export async function openStormWorld(): Promise<StormWorld> {
  const host = await startPracticeHost({ port: 0, portfolio: 'empty', freeze: true, tickMs: 0 });
  const venue = (id: StoryVenue): OperatedVenue => {
    const found = host.venues.get(id);
    if (found === undefined) throw new Error(`no practice venue ${id}`);
    return found;
  };
  const rates = createRates();
  const pacing = createRenewedPacing(() => systemClock.now());
  for (const plan of emptyAccounts) openPlannedAccount(venue(plan.venue), plan);
  const accounts = emptyAccounts.map(({ id, venue: name, label }) => {
    const { apiKey, secret, passphrase } = venue(name).account(id);
    const endpoint = { rest: `${host.url}/${name}`, ws: `${host.url.replace(/^http/, 'ws')}/${name}` };
    const secrets = { apiKey, secret, password: passphrase ?? undefined };
    return connectAccount(
      { id, profile: storyProfiles[name], label, environment: 'practice', secrets, endpoint },
      { clock: systemClock, rates, pacing },
    );
  });
  return {
    host,
    accounts,
    rates,
    pacing,
    venue,
    symbolAt: ({ venue: name, base, kind }) => findInstrument(venue(name), base, kind)?.symbol ?? null,
    close: async () => {
      await Promise.all(accounts.map(({ account }) => account.disconnect()));
      await host.stop();
    },
  };
}

/** Puts the portfolio of the run in, and waits until every live book shows it. Rejects when the world is not well. */
export async function prepareWorld(stormWorld: StormWorld, run: StormRun): Promise<void> {
  const { host, venue } = stormWorld;
  const { world } = host;
  world.faults.remove(null);
  world.requests.clear();
  world.forgetSpending();
  stormWorld.pacing.renew();
  world.rttMs = 0;
  world.rateLimitsOn = false;
  for (const each of host.venues.values()) {
    for (const account of each.accounts()) each.operator.clearAccount(account.id); // no price may meet an old order
    if (run.accounts.some((account) => account.venue === each.venue)) calmMarket(each);
  }
  for (const plan of emptyAccounts) {
    openPlannedAccount(venue(plan.venue), run.accounts.find(({ id }) => id === plan.id) ?? plan);
  }
  await until(
    'the live books do not show what the exchange holds',
    () => unreadyAccounts(stormWorld, run).length === 0,
    READY_MS,
    LOOK_EVERY_MS,
  ).catch((error: unknown) => {
    throw new Error(unreadyAccounts(stormWorld, run).join('; '), { cause: error });
  });
  world.requests.clear();
  world.forgetSpending();
  stormWorld.pacing.renew();
  world.rttMs = run.latencyMs;
  world.rateLimitsOn = run.rateLimits;
}

function calmMarket(venue: OperatedVenue): void {
  const { instruments, operator } = venue;
  for (const { symbol, price } of instruments.values()) {
    operator.setSuspended(symbol, false);
    operator.setDepth(symbol, 1);
    const mark = venue.quote(symbol)?.mark;
    // Half a percent: an instrument's price need not lie on its own tick.
    if (mark === undefined || Math.abs(Number(divide(mark, price)) - 1) > 0.005) operator.setPrice(symbol, price);
  }
  operator.tick(); // what was taken from the books comes back
}

/** Accounts whose live book is not healthy, or shows something else than the exchange holds. */
function unreadyAccounts({ accounts, venue }: StormWorld, run: StormRun): readonly string[] {
  return run.accounts.flatMap(({ id, venue: name }) => {
    const account = accounts.find((each) => each.id === id);
    if (account === undefined) throw new Error(`no account ${id}`);
    const { ageMs, positions, orders } = account.book.known();
    if (ageMs === null || ageMs >= FRESH_MS)
      return [`${id}: age ${String(ageMs)}, ${JSON.stringify(account.book.account().health)}`];
    const held = venue(name).positions(id);
    const working = venue(name).workingOrders(id);
    const same =
      orders.length === working.length &&
      positions.length === held.length &&
      held.every(({ symbol, signedSize }) =>
        positions.some(({ nativeSymbol, size }) => nativeSymbol === symbol && compare(size, signedSize.replace('-', '')) === 0),
      );
    if (same) return [];
    return [`${id}: positions ${positions.length} of ${held.length}, orders ${orders.length} of ${working.length}`];
  });
}

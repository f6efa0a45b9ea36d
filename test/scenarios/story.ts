// The words that stories are told in: what an account holds, what the exchange saw, and what must be true at every end.
import { expect } from 'vitest';
import type { StoryVenue } from '../storyVenues.ts';
import type { ExitView, Verdict } from '../../shared/exit.ts';
import type { ExitLimits } from '../../electron/exit/limits.ts';
import type { PlannedAccount, PlannedPosition } from '../../electron/practice/portfolio.ts';
import { askedOrders, type AskedOrder } from './venueWire.ts';
import { onlyReduced, placeOf } from './witness.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

export { storyVenues as venues } from '../storyVenues.ts';

/** Limits for stories that would take the whole minute otherwise. */
export const shortLimits: Partial<ExitLimits> = { callMs: 800, boundMs: 6_000, fillsMs: 1_000 };
/** For stories that go on until the time is used up. */
export const shortestLimits: Partial<ExitLimits> = { callMs: 600, boundMs: 2_500, fillsMs: 300 };

type Holding = Partial<Omit<PlannedPosition, 'base' | 'side' | 'worth'>>;
const holding =
  (side: PlannedPosition['side']) =>
  (base: string, worth: number, more: Holding = {}): PlannedPosition => ({
    base,
    side,
    worth,
    profitPercent: 1,
    leverage: 10,
    marginMode: 'cross',
    ...more,
  });
export const long = holding('long');
export const short = holding('short');

/** An account that holds a long of bitcoin, or what is said. Its id is the venue's unless said otherwise. */
export const accountWith = ({ venue, ...said }: Partial<PlannedAccount> & Readonly<{ venue: StoryVenue }>): PlannedAccount => ({
  id: venue,
  venue,
  label: said.id ?? venue,
  positionMode: 'oneWay',
  wallets: { USDT: '1000000' },
  positions: [long('BTC', 20_000)],
  orders: [],
  ...said,
});

/**
 * Opens a world, waits until its live books show what the exchange holds, tells the story, and ends everything. A fault that
 * never struck, or a hand that could not do its work, has told another story than the one that was meant.
 */
export async function inWorld(options: WorldOptions, tell: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld(options);
  try {
    await world.ready();
    await tell(world);
    const rules = world.host.world.faults.list();
    expect(rules.filter(({ struck, failed }) => struck === 0 || failed !== null)).toEqual([]);
  } finally {
    await world.close();
  }
}

/** Closing orders that reached the exchange's door, oldest first, processed or not. */
export const closesSent = (world: World, account?: string): readonly AskedOrder[] =>
  askedOrders(world.host.world.requests.list()).filter((order) => account === undefined || order.account === account);

/** The part of the report that is about one account. */
export function ofAccount(report: ExitView, accountId: string) {
  const account = report.accounts.find((each) => each.accountId === accountId);
  if (account === undefined) throw new Error(`the report does not name ${accountId}`);
  return { ...account, leftOver: report.leftOver.filter((item) => item.accountId === accountId) };
}

/** Everything that the report says of why something is left. */
export const reasonsOf = (report: ExitView): string => report.leftOver.map(({ reason }) => reason).join('\n');

/** Fills of orders that the panel sent; a bot's own are not its doing. */
const ownFills = (world: World) => {
  const own = new Set(closesSent(world).map(({ clientOrderId }) => clientOrderId));
  return world.witness.fills.filter(({ clientOrderId }) => clientOrderId !== null && own.has(clientOrderId));
};

/** No order of the panel opened, increased or turned a position. */
export function expectNoFlip(world: World): void {
  expect(ownFills(world).filter((fill) => !onlyReduced(fill))).toEqual([]);
}

/** No order left twice under one name, and no other was processed more than once. */
export function expectNothingSentTwice(world: World): void {
  const names = closesSent(world).map(({ account, clientOrderId }) => `${account} ${clientOrderId}`);
  expect(names).toEqual([...new Set(names)]);
}

/** An open position whose stop was cancelled, and that has none by now, is called naked. */
export function expectNoneNakedUnsaid(world: World, report: ExitView): void {
  const bare = world
    .openPositions()
    .filter(
      ({ account, symbol, tag }) =>
        world.witness.unguarded.has(placeOf(account, symbol, tag)) &&
        !world.workingOrders().some((order) => order.account === account && order.symbol === symbol && order.trigger !== null),
    );
  const said = report.legs.filter(({ naked }) => naked).map(({ accountId }) => accountId);
  expect(said).toEqual(expect.arrayContaining(bare.map(({ account }) => account)));
}

/**
 * True of every emergency exit, however it ended: no order was sent twice or made anything larger; an account that is
 * called flat has nothing left at the exchange; what is left is named, naked or not; the whole is flat only when every account is.
 */
export function expectHonest(world: World, report: ExitView): void {
  expectNothingSentTwice(world);
  expectNoFlip(world);
  expectNoneNakedUnsaid(world, report);
  for (const { accountId, verdict } of report.accounts) {
    const left = [...world.openPositions(), ...world.workingOrders()].filter(({ account }) => account === accountId);
    if (verdict === 'flat') expect(left).toEqual([]);
    if (left.length > 0) expect(ofAccount(report, accountId).leftOver).not.toEqual([]);
  }
  if (report.verdict === 'flat') expect(report.accounts.every(({ verdict }) => verdict === 'flat')).toBe(true);
  expect(report.endedAtMs).not.toBeNull();
}

/** Emergency Exit from press to report, judged as above and by its verdict. */
export async function exitEverything(world: World, verdict: Verdict): Promise<ExitView> {
  const report = await world.run({ action: 'emergencyExit' });
  expect({ verdict: report.verdict, why: report.verdict === verdict ? '' : JSON.stringify(report.leftOver) }).toEqual({
    verdict,
    why: '',
  });
  expectHonest(world, report);
  return report;
}

// The engine's invariants over random portfolios, faults and interleavings. The fake venue's ledger is the oracle; it
// judges each order as a market without reduce-only would.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RefusalReason } from '../../../electron/exit/ports.ts';
import { compare } from '../../../shared/decimal.ts';
import type { ExitRequest, ExitView } from '../../../shared/exit.ts';
import type { OrderFamily, Side } from '../../../shared/position.ts';
import { deskOf } from './desk.ts';
import { FakeVenue, type Call, type Fault } from './fakeVenue.ts';
import { live, restart, type Disk } from './mortal.ts';
import { VirtualClock } from './virtualClock.ts';

const runs = Number(process.env['EXIT_PROPERTY_RUNS'] ?? 300);
const symbols = ['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT', 'XRP/USDT:USDT'] as const;

const sizes = fc.integer({ min: 1, max: 20_000 }).map((lots) => (lots / 1000).toFixed(3).replace(/0+$/, '').replace(/\.$/, ''));

const holding = fc.record({
  symbol: fc.constantFrom(...symbols),
  sides: fc.constantFrom<readonly Side[]>(['long'], ['short'], ['long', 'short']),
  size: sizes,
  maximum: fc.constantFrom(null, '3', '0.5'),
  pnl: fc.constantFrom('50', '-50', '0.001'),
  liquidation: fc.constantFrom(null, '99', '50'),
});

const resting = fc.record({
  symbol: fc.constantFrom(...symbols),
  family: fc.constantFrom<OrderFamily>('plain', 'trigger'),
  side: fc.constantFrom<Side>('long', 'short'),
  reduceOnly: fc.boolean(),
});

const reasons: readonly RefusalReason[] = [
  'nothingToClose',
  'restingOrdersHoldSize',
  'priceBand',
  'belowMinimum',
  'aboveMaximum',
  'hedgeTag',
  'rateLimited',
  'credentials',
  'suspended',
  'other',
];

const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fault>({}) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 900 }).map((latencyMs) => ({ latencyMs })) },
  { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 5_000 }).map((latencyMs) => ({ latencyMs })) },
  { weight: 2, arbitrary: fc.constant<Fault>({ loseRequest: true }) },
  { weight: 2, arbitrary: fc.constant<Fault>({ loseAnswer: true }) },
  { weight: 1, arbitrary: fc.constant<Fault>({ hang: true }) },
  { weight: 1, arbitrary: fc.constant<Fault>({ neverSent: true }) },
  { weight: 3, arbitrary: fc.constantFrom(...reasons).map((refuse) => ({ refuse })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 99 }).map((fillPercent) => ({ fillPercent })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 1_500 }).map((executeAfterMs) => ({ executeAfterMs })) },
  { weight: 1, arbitrary: fc.constant<Fault>({ unreadable: ['trigger'] }) },
  { weight: 1, arbitrary: fc.constant<Fault>({ throws: true }) },
);

/** Passes by itself: it may cost time and attempts, never the end. */
const passing: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Fault>({}) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 900 }).map((latencyMs) => ({ latencyMs })) },
  { weight: 2, arbitrary: fc.constant<Fault>({ loseRequest: true }) },
  { weight: 2, arbitrary: fc.constant<Fault>({ loseAnswer: true }) },
  { weight: 2, arbitrary: fc.constant<Fault>({ neverSent: true }) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...reasons.filter((reason) => reason !== 'belowMinimum' && reason !== 'credentials'))
      .map((refuse) => ({ refuse })),
  },
);

const account = fc.record({
  holdings: fc.uniqueArray(holding, { maxLength: 4, selector: (one) => one.symbol }),
  orders: fc.array(resting, { maxLength: 5 }),
  faults: fc.array(fault, { maxLength: 25 }),
  streamDelayMs: fc.constantFrom(null, 0, 30, 50, 120, 2_000),
  answersFills: fc.boolean(),
  holds: fc.boolean(),
  batch: fc.integer({ min: 1, max: 5 }),
  latencyMs: fc.integer({ min: 1, max: 300 }),
  foreign: fc.array(
    fc.record({
      atMs: fc.integer({ min: 1, max: 3_000 }),
      symbol: fc.constantFrom(...symbols),
      side: fc.constantFrom<Side>('long', 'short'),
      size: fc.oneof(fc.constant('0'), sizes),
    }),
    { maxLength: 3 },
  ),
});
type Account = typeof account extends fc.Arbitrary<infer T> ? T : never;

function build(clock: VirtualClock, plan: Account, index: number, withForeign: boolean): FakeVenue {
  let calls = 0;
  const venue = new FakeVenue(clock, {
    accountId: `account${index}`,
    streamDelayMs: plan.streamDelayMs,
    answersFills: plan.answersFills,
    restingOrdersHoldSize: plan.holds,
    closeBatchSize: plan.batch,
    latencyMs: plan.latencyMs,
    fault: (call: Call) => {
      if (call.kind === 'readFills') return undefined;
      calls += 1;
      return plan.faults[calls - 1];
    },
  });
  for (const held of plan.holdings) {
    for (const side of held.sides) {
      venue.open(held.symbol, side, held.size, {
        hedged: held.sides.length === 2,
        unrealizedPnl: held.pnl,
        liquidationPrice: held.liquidation,
        rules: { maxMarketSize: held.maximum },
      });
    }
  }
  for (const order of plan.orders) {
    const hedged = plan.holdings.some((held) => held.symbol === order.symbol && held.sides.length === 2);
    venue.rest(order.symbol, {
      family: order.family,
      reduceOnly: order.reduceOnly,
      orderSide: order.side === 'long' ? 'sell' : 'buy',
      positionSide: hedged ? order.side : null,
    });
  }
  if (withForeign && plan.foreign.length > 0) {
    venue.allowForeign();
    for (const change of plan.foreign) {
      clock.after(change.atMs, () => {
        const key = `${venue.accountId}|${change.symbol}|${change.side}`;
        if (venue.ledger.has(key)) venue.foreignSize(key, change.size);
        else if (change.size !== '0') venue.foreignOpen(change.symbol, change.side, change.size, { hedged: true });
      });
    }
  }
  return venue;
}

const request: fc.Arbitrary<ExitRequest> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<ExitRequest>({ action: 'emergencyExit' }) },
  { weight: 1, arbitrary: fc.constant<ExitRequest>({ action: 'flattenWinners' }) },
  { weight: 1, arbitrary: fc.constant<ExitRequest>({ action: 'flatten', filter: {} }) },
  { weight: 1, arbitrary: fc.constant<ExitRequest>({ action: 'flatten', filter: { marketPosition: 'long' } }) },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constant('partialClose' as const),
      position: fc
        .record({ symbol: fc.constantFrom(...symbols), side: fc.constantFrom<Side>('long', 'short') })
        .map(({ symbol, side }) => `account0|${symbol}|${side}`),
      exitPct: fc.integer({ min: 1, max: 100 }),
    }),
  },
);

const inScope = (view: ExitView, venue: FakeVenue): number => {
  const { positions, orders } = venue.truth();
  const { request: asked } = view;
  if (asked.action === 'partialClose') return 0; // judged by sharesTaken
  if (asked.action === 'emergencyExit') return positions.length + orders.length;
  if (asked.action === 'flatten') {
    const side = asked.filter.marketPosition;
    const closed = positions.filter((position) => side === undefined || position.side === side);
    return closed.length + (side === undefined ? orders.length : 0);
  }
  return view.legs.filter((leg) => venue.ledger.has(`${leg.accountId}|${leg.symbol}|${leg.side}`)).length;
};

/** A share may leave more than it wanted when it is refused, never less. */
const sharesTaken = (view: ExitView, venue: FakeVenue): readonly string[] =>
  view.legs
    .filter((leg) => leg.accountId === venue.accountId)
    .flatMap((leg) => {
      const size = venue.ledger.get(`${leg.accountId}|${leg.symbol}|${leg.side}`)?.size ?? '0';
      if (compare(size, leg.targetSize) < 0) return [`${leg.legId} left ${size} instead of ${leg.targetSize}`];
      if (view.verdict === 'flat' && compare(size, leg.targetSize) > 0) return [`${leg.legId} is called done with ${size} left`];
      return [];
    });

/** Presses, lets time run, and tells every invariant that did not hold. */
async function check(
  plans: readonly Account[],
  asked: ExitRequest,
  secondPressMs: number | null,
  withForeign: boolean,
): Promise<readonly string[]> {
  const clock = new VirtualClock();
  const venues = plans.map((plan, index) => build(clock, plan, index, withForeign));
  const liars: string[] = [];
  const told = new Set<string>();
  const desk = deskOf(clock, venues, {
    onChange: (_exitId, look) => {
      const view = look();
      for (const part of view.accounts) {
        const venue = venues.find((candidate) => candidate.accountId === part.accountId);
        if (part.verdict !== 'flat' || venue === undefined || told.has(`${view.exitId}${part.accountId}`)) continue;
        told.add(`${view.exitId}${part.accountId}`);
        const share = view.request.action === 'partialClose'; // no order is in its scope
        if (!(share ? venue.hasPositionsProof() : venue.hasProof()))
          liars.push(`${part.accountId} is called flat without a proof`);
        if (!withForeign && inScope(view, venue) > 0)
          liars.push(`${part.accountId} is called flat with ${inScope(view, venue)} left`);
      }
    },
  });
  // The plan is made before the faults begin, so that they all hit the exit.
  const faults = venues.map((venue) => venue.fault);
  for (const venue of venues) venue.fault = () => undefined;
  let planned: string | null = null;
  const preview = desk.exits.preview(asked);
  void preview.then((result) => {
    planned = result.ok ? result.value.planId : 'refused';
  });
  await clock.until(() => planned !== null);
  if (planned === 'refused') return [];
  venues.forEach((venue, index) => {
    venue.fault = faults[index] ?? (() => undefined);
  });
  const pressedAtMs = clock.now();
  const first = desk.exits.confirm(planned ?? '');
  if (!first.ok) return [];
  const exitIds = [first.value.exitId];
  if (secondPressMs !== null) {
    clock.after(secondPressMs, () => {
      void desk.exits.preview({ action: 'emergencyExit' }).then((again) => {
        if (!again.ok) return;
        const wasRunning = desk.exits.isRunning();
        const second = desk.exits.confirm(again.value.planId);
        if (!second.ok) {
          liars.push('a second press was refused');
          return;
        }
        exitIds.push(second.value.exitId);
        if (!wasRunning && second.value.joined) liars.push('joined an exit that had ended');
      });
    });
  }
  const over = (exitId: string): boolean => desk.exits.view(exitId)?.verdict !== null;
  await clock.until(() => exitIds.every(over) && clock.now() > pressedAtMs + (secondPressMs ?? 0) + 8_000, 200_000);
  for (const exitId of exitIds) {
    const view = desk.exits.view(exitId);
    if (view === null || view.endedAtMs === null) liars.push(`${exitId} did not end`);
    else if (view.endedAtMs - view.pressedAtMs > 60_000) liars.push(`${exitId} ended late`);
  }
  if (asked.action === 'partialClose' && secondPressMs === null && !withForeign) {
    const [view] = desk.exits.list();
    if (view !== undefined) liars.push(...venues.flatMap((venue) => sharesTaken(view, venue)));
  }
  for (const venue of venues) {
    if (venue.log.length > 400) liars.push(`${venue.accountId} was asked ${venue.log.length} times`);
  }
  for (const venue of venues) if (venue.reserved.at(-1) === true) liars.push(`${venue.accountId} stays reserved`);
  return [...venues.flatMap((venue) => venue.violations), ...liars];
}

type Death = Readonly<{ dieAt: number; notesSurvive: boolean; downMs: number }>;

async function checkCrash(plans: readonly Account[], asked: ExitRequest, death: Death): Promise<readonly string[]> {
  const { dieAt, notesSurvive, downMs } = death;
  const clock = new VirtualClock();
  const venues = plans.map((plan, index) => build(clock, plan, index, false));
  const disk: Disk = [];
  const first = live({ clock, venues, disk, dieAt, notesSurvive });
  let planId: string | null = null;
  void first.desk.exits.preview(asked).then((result) => (planId = result.ok ? result.value.planId : 'refused'));
  await clock.until(() => planId !== null);
  if (!first.desk.exits.confirm(planId ?? '').ok) return [];
  await clock.until(() => first.isDead() || !first.desk.exits.isRunning());
  await clock.advance(downMs);
  const second = restart({ clock, venues, disk, notesSurvive });
  const liars: string[] = [];
  for (const exitId of second.resumed) {
    await clock.until(() => second.desk.exits.view(exitId)?.verdict !== null);
    const view = second.desk.exits.view(exitId);
    for (const venue of venues) {
      const part = view?.accounts.find(({ accountId }) => accountId === venue.accountId);
      if (view === null || part?.verdict !== 'flat') continue;
      if (inScope(view, venue) > 0) liars.push(`${venue.accountId} is called flat with ${inScope(view, venue)} left`);
      if (asked.action === 'partialClose') liars.push(...sharesTaken(view, venue));
    }
  }
  return [...venues.flatMap((venue) => venue.violations), ...liars];
}

describe('over random portfolios and interleavings', () => {
  test('no order increases or flips, nothing is flat without proof, everything ends', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(account, { minLength: 1, maxLength: 3 }), request, async (plans, asked) => {
        expect(await check(plans, asked, null, false)).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  test('the same with a second press at any time', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(account, { minLength: 1, maxLength: 2 }),
        request,
        fc.integer({ min: 0, max: 4_000 }),
        async (plans, asked, secondPressMs) => {
          expect(await check(plans, asked, secondPressMs, false)).toEqual([]);
        },
      ),
      { numRuns: runs },
    );
  });

  test('what passes by itself only costs time: it ends flat', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(account, fc.array(passing, { maxLength: 6 }), async (plan, faults) => {
        const clock = new VirtualClock();
        const venue = build(clock, { ...plan, faults }, 0, false);
        const view = await deskOf(clock, [venue]).run({ action: 'emergencyExit' });
        expect(venue.violations).toEqual([]);
        expect([view.verdict, view.accounts]).toEqual(['flat', view.accounts]);
        expect(view.pressToFlatMs).toBeLessThan(40_000);
      }),
      { numRuns: runs },
    );
  });

  test('the same while somebody else trades on the accounts', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(account, { minLength: 1, maxLength: 2 }), request, async (plans, asked) => {
        expect(await check(plans, asked, null, true)).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  test(
    'killed at any step and restarted at any time: nothing twice, nothing flat that is not',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(account, { minLength: 1, maxLength: 2 }),
          request,
          fc.integer({ min: 1, max: 60 }),
          fc.boolean(),
          fc.constantFrom(0, 50, 700, 9_000, 400_000),
          async (plans, asked, dieAt, notesSurvive, downMs) => {
            expect(await checkCrash(plans, asked, { dieAt, notesSurvive, downMs })).toEqual([]);
          },
        ),
        { numRuns: runs },
      );
    },
  );
});

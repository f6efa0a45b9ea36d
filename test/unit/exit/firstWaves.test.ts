// Many accounts and many legs: they start in several turns, and in each the journal stands before the orders.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock, JournalEntry, Venue } from '../../../electron/exit/ports.ts';
import type { ExitRequest } from '../../../shared/exit.ts';
import type { Position } from '../../../shared/position.ts';
import { deskOf } from './desk.ts';
import { FakeVenue } from './fakeVenue.ts';
import { VirtualClock } from './virtualClock.ts';

const all = { action: 'emergencyExit' } as const;

class TurningClock extends VirtualClock implements Clock {
  nextTurn = (): Promise<void> => this.sleep(3);
}

function open(clock: VirtualClock, accounts: number, legs: number) {
  const venues = Array.from({ length: accounts }, (_, index) => new FakeVenue(clock, { accountId: `a${index}` }));
  for (const venue of venues) {
    for (let leg = 0; leg < legs; leg += 1) venue.open(`C${leg}/USDT:USDT`, 'long', '1');
  }
  const steps: string[] = [];
  const commits: (readonly JournalEntry[])[] = [];
  const desk = deskOf(clock, venues, {
    journal: {
      commit: (entries) => {
        commits.push(entries);
        for (const entry of entries) if (entry.kind === 'orderIntended') steps.push(`written ${entry.clientOrderId}`);
      },
      note: () => undefined,
    },
  });
  return { venues, desk, steps, commits };
}

const sentAt = (venue: FakeVenue): number | undefined => venue.log.find(({ kind }) => kind === 'submitCloses')?.atMs;

test('accounts of few legs start together, with one write to the disk', async () => {
  const clock = new TurningClock();
  const { commits, desk, venues } = open(clock, 6, 5);
  const view = await desk.run(all);
  expect(view.verdict).toBe('flat');
  expect(commits).toHaveLength(1);
  expect(new Set(venues.map(sentAt)).size).toBe(1);
});

test('the first account does not wait for the planning of the others', async () => {
  const clock = new TurningClock();
  const { commits, desk, venues } = open(clock, 5, 100);
  const view = await desk.run(all);
  expect(view.verdict).toBe('flat');
  expect(view.legs).toHaveLength(500);
  const times = venues.map(sentAt).map((atMs) => Number(atMs) - Number(sentAt(venues[0] as FakeVenue)));
  expect(times).toEqual([0, 3, 3, 3, 6]);
  expect(commits.map((entries) => entries.filter(({ kind }) => kind === 'orderIntended').length)).toEqual([5, 95, 300, 100]);
  expect(commits.map((entries) => entries.some(({ kind }) => kind === 'exitIntended'))).toEqual([true, false, false, false]);
  for (const venue of venues) expect(venue.violations).toEqual([]);
});

test('a second press between two turns joins the exit', async () => {
  const clock = new TurningClock();
  const { desk, venues } = open(clock, 5, 100);
  const exitId = await desk.press(all);
  expect(await desk.press(all)).toBe(exitId);
  const view = await desk.finish(exitId);
  expect(view.verdict).toBe('flat');
  for (const venue of venues) expect(venue.violations).toEqual([]);
});

async function planOf(clock: VirtualClock, desk: ReturnType<typeof deskOf>, request: ExitRequest): Promise<string> {
  let planId: string | null = null;
  void desk.exits.preview(request).then((plan) => {
    if (plan.ok) planId = plan.value.planId;
  });
  await clock.until(() => planId !== null);
  return planId ?? '';
}

test('a share of a position that waits for its wave with another share is refused', async () => {
  const clock = new TurningClock();
  const { desk, venues } = open(clock, 5, 100);
  const shareOf = (exitPct: number) => planOf(clock, desk, { action: 'partialClose', position: 'a4|C0/USDT:USDT|long', exitPct });
  const [half, third] = [await shareOf(50), await shareOf(30)];
  for (const venue of venues) for (let leg = 0; leg < 100; leg += 1) venue.open(`D${leg}/USDT:USDT`, 'short', '1');
  const shorts = await desk.press({ action: 'flatten', filter: { marketPosition: 'short' } });
  const first = desk.exits.confirm(half);
  const second = desk.exits.confirm(third);
  expect(second.ok ? null : second.failure.message).toContain('closes this position already');
  if (!first.ok) throw new Error(first.failure.message);
  expect((await desk.finish(first.value.exitId)).verdict).toBe('flat');
  expect((await desk.finish(shorts)).verdict).toBe('flat');
  expect(venues.flatMap(({ violations }) => violations)).toEqual([]);
});

test('an account that was connected anew before its wave is left to the later press', async () => {
  const clock = new TurningClock();
  const { venues } = open(clock, 5, 100);
  const last = venues[4] as FakeVenue;
  const anew = new Proxy(last, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  }) as unknown as Venue;
  let connected: readonly Venue[] = venues;
  const desk = deskOf(clock, [], {
    venues: () => connected.map((venue) => ({ venue, environment: 'practice' as const })),
  });
  const plans = [await planOf(clock, desk, all), await planOf(clock, desk, all)];
  const first = desk.exits.confirm(plans[0] ?? '');
  connected = [...venues.slice(0, 4), anew];
  const second = desk.exits.confirm(plans[1] ?? '');
  if (!first.ok || !second.ok) throw new Error('not confirmed');
  expect((await desk.finish(second.value.exitId)).verdict).toBe('flat');
  const abandoned = await desk.finish(first.value.exitId);
  expect(abandoned.verdict).toBe('unknown');
  expect(JSON.stringify(abandoned.leftOver)).toContain('The account was connected anew before anything was sent. Press again.');
  expect(JSON.stringify(abandoned)).not.toContain('Unexpected');
  expect(venues.flatMap(({ violations }) => violations)).toEqual([]);
});

test.each<[string, ExitRequest, Partial<Position> | null]>([
  ['a hole in its list', all, null],
  ['no liquidation price', all, { liquidationPrice: undefined as unknown as null }],
  ['no symbol', { action: 'flatten', filter: { instrument: 'C0/USDT:USDT' } }, { symbol: undefined as unknown as string }],
])('a live book with %s ends its account, and no other', async (_what, request, broken) => {
  const clock = new TurningClock();
  const { desk, venues } = open(clock, 2, 1);
  const [bad, good] = venues as [FakeVenue, FakeVenue];
  const plans = [await planOf(clock, desk, request), await planOf(clock, desk, request)];
  const known = bad.known();
  let healthy = false;
  const wrong = [broken === null ? undefined : { ...known.positions[0], ...broken }] as unknown as readonly Position[];
  bad.known = () => (healthy ? known : { ...known, positions: wrong });
  const confirmed = desk.exits.confirm(plans[0] ?? '');
  healthy = true;
  if (!confirmed.ok) throw new Error(confirmed.failure.message);
  expect((await desk.finish(confirmed.value.exitId)).accounts[1]?.verdict).toBe('flat');
  expect(good.ledger.size).toBe(0);
  const again = desk.exits.confirm(plans[1] ?? '');
  if (!again.ok) throw new Error(again.failure.message);
  expect(again.value.joined).toBe(false);
  await desk.finish(again.value.exitId);
  expect(bad.ledger.size).toBe(0);
});

test('a press ends the rehearsal: nothing is signed for show beside the waves of an exit', async () => {
  const clock = new TurningClock();
  const { desk, steps, venues } = open(clock, 5, 100);
  for (const venue of venues) {
    Object.assign(venue, {
      rehearse: () => {
        steps.push('rehearsed');
        return Promise.resolve();
      },
    });
  }
  await desk.run(all); // confirmed at once, as a script does
  expect(steps.slice(steps.findIndex((step) => step.startsWith('written')))).not.toContain('rehearsed');
});

test('presses of all kinds in the turns between two waves send nothing twice and never call flat what is open', async () => {
  const requests: readonly ExitRequest[] = [
    all,
    { action: 'flattenWinners' },
    { action: 'flatten', filter: { marketPosition: 'long' } },
    { action: 'flatten', filter: { marketPosition: 'short' } },
    { action: 'flatten', filter: { account: 'a3' } },
    { action: 'flatten', filter: { instrument: 'C3/USDT:USDT' } },
    { action: 'partialClose', position: 'a3|C2/USDT:USDT|long', exitPct: 40 },
  ];
  const press = fc.record({ request: fc.constantFrom(...requests), afterMs: fc.constantFrom(0, 0, 1, 3, 7) });
  await fc.assert(
    fc.asyncProperty(fc.array(press, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat(99)), async (presses, dice) => {
      const roll = (most: number): number => Number(dice.next().value) % most;
      const clock = new TurningClock();
      const faults = [{ loseAnswer: true }, { loseRequest: true }, { neverSent: true }, { executeAfterMs: 400 }];
      const fault = () => (roll(14) === 0 ? faults[roll(4)] : undefined);
      const venues = Array.from(
        { length: 4 },
        (_, index) => new FakeVenue(clock, { accountId: `a${index}`, latencyMs: 50, fault }),
      );
      for (const venue of venues) {
        for (let leg = 0; leg < 40; leg += 1) venue.open(`C${leg}/USDT:USDT`, roll(2) === 0 ? 'long' : 'short', '1');
      }
      const desk = deskOf(clock, venues);
      const plans: string[] = [];
      for (const { request } of presses) {
        const isThere = request.action !== 'partialClose' || venues[3]?.ledger.has(request.position) === true;
        if (isThere) plans.push(await planOf(clock, desk, request));
      }
      const exitIds = new Set<string>();
      for (const [index, plan] of plans.entries()) {
        const confirmed = desk.exits.confirm(plan);
        if (confirmed.ok) exitIds.add(confirmed.value.exitId);
        await clock.advance(presses[index]?.afterMs ?? 0);
      }
      for (const exitId of exitIds) {
        const view = await desk.finish(exitId);
        expect(view.notes.join()).not.toContain('Unexpected');
        if (view.verdict !== 'flat' || view.request.action !== 'emergencyExit') continue;
        expect(venues.map(({ ledger }) => ledger.size)).toEqual([0, 0, 0, 0]);
      }
      expect(venues.flatMap(({ violations }) => violations)).toEqual([]);
    }),
    { numRuns: 20 },
  );
}, 60_000);

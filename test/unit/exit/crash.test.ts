// Killed at every single journal step, restarted, and judged by the venue's ledger: it resumes, sends nothing twice, and
// ends with the right verdict.
import { describe, expect, test } from 'vitest';
import type { ExitRequest, ExitView } from '../../../shared/exit.ts';
import { FakeVenue, type Call, type Fault, type VenueOptions } from './fakeVenue.ts';
import { live, restart, type Disk } from './mortal.ts';
import { VirtualClock } from './virtualClock.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const SOL = 'SOL/USDT:USDT';

type Story = Readonly<{
  name: string;
  request: ExitRequest;
  venue: (clock: VirtualClock) => FakeVenue;
  /** What the ledger must hold in the end. */
  left: Readonly<Record<string, string>>;
  stops?: number;
}>;

const open = (options: VenueOptions, fill: (venue: FakeVenue) => void) => (clock: VirtualClock) => {
  const venue = new FakeVenue(clock, { latencyMs: 40, ...options });
  fill(venue);
  return venue;
};
const nth = (kind: Call['kind'], count: number, fault: Fault) => ({
  fault: (call: Call) => (call.kind === kind && call.count === count ? fault : undefined),
});

const portfolio = (venue: FakeVenue): void => {
  venue.open(BTC, 'long', '1', { rules: { maxMarketSize: '0.4' } });
  venue.open(ETH, 'short', '2', { unrealizedPnl: '-50' });
  venue.rest(BTC, { size: '1', reduceOnly: true, family: 'trigger' });
  venue.rest(SOL, { size: '3', reduceOnly: false });
};

const stories: readonly Story[] = [
  { name: 'an emergency exit', request: { action: 'emergencyExit' }, venue: open({}, portfolio), left: {} },
  {
    name: 'an emergency exit on a venue with a live stream',
    request: { action: 'emergencyExit' },
    venue: open({ streamDelayMs: 10 }, portfolio),
    left: {},
  },
  {
    name: 'a close whose answer is lost',
    request: { action: 'emergencyExit' },
    venue: open(nth('submitCloses', 1, { loseAnswer: true }), portfolio),
    left: {},
  },
  {
    name: 'a close that fills a third',
    request: { action: 'emergencyExit' },
    venue: open(nth('submitCloses', 1, { fillPercent: 33 }), portfolio),
    left: {},
  },
  {
    name: 'a close that is executed late',
    request: { action: 'emergencyExit' },
    venue: open(nth('submitCloses', 1, { executeAfterMs: 900 }), portfolio),
    left: {},
  },
  {
    name: 'own orders that hold the size',
    request: { action: 'emergencyExit' },
    venue: open({ restingOrdersHoldSize: true }, (venue) => {
      venue.open(BTC, 'long', '1');
      venue.rest(BTC, { size: '1', reduceOnly: true });
    }),
    left: {},
  },
  {
    name: 'winners',
    request: { action: 'flattenWinners' },
    venue: open({}, (venue) => {
      venue.open(BTC, 'long', '1', { unrealizedPnl: '50' });
      venue.open(ETH, 'long', '2', { unrealizedPnl: '-50' });
    }),
    left: { [ETH]: '2' },
  },
  {
    name: 'a third of a position',
    request: { action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 33 },
    venue: open({}, (venue) => venue.open(BTC, 'long', '1')),
    left: { [BTC]: '0.67' },
  },
  {
    name: 'a third of a position, answer lost',
    request: { action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 33 },
    venue: open(nth('submitCloses', 1, { loseAnswer: true }), (venue) => venue.open(BTC, 'long', '1')),
    left: { [BTC]: '0.67' },
  },
  {
    name: 'a filter',
    request: { action: 'flatten', filter: { marketPosition: 'short' } },
    venue: open({}, portfolio),
    left: { [BTC]: '1' },
  },
];

const sizes = (venue: FakeVenue): Record<string, string> =>
  Object.fromEntries([...venue.ledger.values()].map(({ symbol, size }) => [symbol, size]));

async function finish(clock: VirtualClock, desk: ReturnType<typeof live>['desk'], exitId: string): Promise<ExitView> {
  let view: ExitView | null = null;
  void desk.exits.ended(exitId).then((ended) => (view = ended));
  await clock.until(() => view !== null);
  if (view === null) throw new Error('no report');
  return view;
}

async function pressIn(clock: VirtualClock, life: ReturnType<typeof live>, request: ExitRequest): Promise<void> {
  const preview = life.desk.exits.preview(request);
  let planId: string | null = null;
  void preview.then((result) => (planId = result.ok ? result.value.planId : 'refused'));
  await clock.until(() => planId !== null);
  if (life.desk.exits.confirm(planId ?? '').ok) return;
  throw new Error('the press was refused');
}

/** How many steps this story takes when nobody dies. */
async function countSteps(story: Story, notesSurvive: boolean): Promise<number> {
  const clock = new VirtualClock();
  const life = live({ clock, venues: [story.venue(clock)], disk: [], dieAt: null, notesSurvive });
  await pressIn(clock, life, story.request);
  await clock.until(() => !life.desk.exits.isRunning());
  return life.steps();
}

type Death = Readonly<{ dieAt: number; notesSurvive: boolean; downMs: number }>;

/** Everything that is not as it has to be, after a death at this step and a restart. */
async function dieAndResume(story: Story, { dieAt, notesSurvive, downMs }: Death): Promise<readonly unknown[]> {
  const clock = new VirtualClock();
  const venue = story.venue(clock);
  const venues = [venue];
  const disk: Disk = [];
  const first = live({ clock, venues, disk, dieAt, notesSurvive });
  await pressIn(clock, first, story.request);
  await clock.until(() => first.isDead() || !first.desk.exits.isRunning());
  await clock.advance(downMs);
  const second = restart({ clock, venues, disk, notesSurvive });
  const wrong: unknown[] = [];
  if (second.resumed.length === 0) {
    // It died before its intention was on the disk, or after its end was.
    const over = disk.some(({ entry }) => entry.kind === 'exitEnded');
    const untouched = venue.log.every((call) => call.kind.startsWith('read'));
    if (!over && !untouched) wrong.push('something was sent, and it is not taken up');
  }
  for (const exitId of second.resumed) {
    const view = await finish(clock, second.desk, exitId);
    if (view.verdict !== 'flat' || view.leftOver.length > 0) wrong.push(view.verdict, view.leftOver);
    if (view.resumedAtMs === null) wrong.push('it does not say that it was taken up again');
  }
  await clock.advance(10_000);
  const left = JSON.stringify(sizes(venue));
  if (second.resumed.length > 0 && left !== JSON.stringify(story.left)) wrong.push(`left ${left}`);
  return [...wrong, ...venue.violations].map((what) => ({ dieAt, what }));
}

describe.each(stories)('$name', (story) => {
  test.each([
    { notesSurvive: true, downMs: 0 },
    { notesSurvive: false, downMs: 0 },
    { notesSurvive: false, downMs: 4_000 },
  ])('killed at every step, notes on disk: $notesSurvive, restarted after $downMs ms', async ({ notesSurvive, downMs }) => {
    const steps = await countSteps(story, notesSurvive);
    expect(steps).toBeGreaterThan(5);
    const wrong: unknown[] = [];
    for (let dieAt = 1; dieAt <= steps; dieAt += 1) wrong.push(...(await dieAndResume(story, { dieAt, notesSurvive, downMs })));
    expect(wrong).toEqual([]);
  });
});

describe('a restart', () => {
  const kill = async (story: Story, dieAt: number, downMs: number) => {
    const clock = new VirtualClock();
    const venues = [story.venue(clock)] as const;
    const disk: Disk = [];
    const first = live({ clock, venues, disk, dieAt, notesSurvive: false });
    await pressIn(clock, first, story.request);
    await clock.until(() => first.isDead());
    await clock.advance(downMs);
    return { clock, venue: venues[0], disk, life: restart({ clock, venues, disk, notesSurvive: false }) };
  };
  const story: Story = {
    name: 'plain',
    request: { action: 'emergencyExit' },
    venue: open({}, (venue) => venue.open(BTC, 'long', '1')),
    left: {},
  };

  test('hours later closes nothing unasked: it reads, and says what is open', async () => {
    const { clock, venue, life } = await kill(story, 2, 3 * 3_600_000);
    const [exitId] = life.resumed;
    const view = await finish(clock, life.desk, exitId ?? '');
    expect(view).toMatchObject({ verdict: 'notFlat', leftOver: [{ kind: 'position', size: '1' }] });
    expect(view.notes.join(' ')).toContain('too late to close anything unasked');
    expect(venue.callsOf('submitCloses')).toBe(0);
    // A press of now closes it.
    const after = await life.desk.run({ action: 'emergencyExit' });
    expect(after.verdict).toBe('flat');
  });

  test('without one of the accounts is unknown, and names it', async () => {
    const clock = new VirtualClock();
    const here = new FakeVenue(clock, { accountId: 'here' });
    const away = new FakeVenue(clock, { accountId: 'away' });
    here.open(BTC, 'long', '1');
    away.open(BTC, 'long', '1');
    const disk: Disk = [];
    const first = live({ clock, venues: [here, away], disk, dieAt: 2, notesSurvive: false });
    await pressIn(clock, first, { action: 'emergencyExit' });
    const second = restart({ clock, venues: [here], disk, notesSurvive: false });
    const view = await finish(clock, second.desk, second.resumed[0] ?? '');
    expect(view).toMatchObject({ verdict: 'unknown', leftOver: [{ kind: 'unreadable', accountId: 'away' }] });
    expect(here.ledger.size).toBe(0);
  });

  test('joins a press of the same scope to the exit that was taken up', async () => {
    const { life } = await kill(story, 2, 1_000);
    expect(await life.desk.press({ action: 'emergencyExit' })).toBe(life.resumed[0]);
  });
});

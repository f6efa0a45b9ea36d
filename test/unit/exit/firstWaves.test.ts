// Many accounts and many legs: they start in several turns, and in each the journal stands before the orders.
import { expect, test } from 'vitest';
import type { Clock, JournalEntry } from '../../../electron/exit/ports.ts';
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

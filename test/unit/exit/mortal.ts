// A Breakglass that can be killed between two journal steps and started again over the same venues: what was committed is
// on the disk, notes may be lost, calls on the wire go their way and nobody hears the answer.
import type { Venue } from '../../../electron/exit/ports.ts';
import { recoverExits, type StoredEntry } from '../../../electron/exit/recovery.ts';
import { deskOf, type Desk } from './desk.ts';
import type { FakeVenue } from './fakeVenue.ts';
import type { VirtualClock } from './virtualClock.ts';

export type Life = Readonly<{
  desk: Desk;
  /** Journal steps so far: a commit is two (before and after it is on the disk), a note one. */
  steps: () => number;
  isDead: () => boolean;
}>;

export type Disk = StoredEntry[];

type LifeOptions = Readonly<{
  clock: VirtualClock;
  venues: readonly FakeVenue[];
  disk: Disk;
  /** Dies at this step; null: lives on. */
  dieAt: number | null;
  notesSurvive: boolean;
}>;

const never = (): Promise<never> => new Promise(() => undefined);

/** The venue as one life sees it: a dead one sends nothing and hears nothing. */
function mortal(venue: FakeVenue, isDead: () => boolean): Venue {
  const call =
    <Input extends readonly unknown[], Answer>(ask: (...input: Input) => Promise<Answer>) =>
    async (...input: Input): Promise<Answer> => {
      if (isDead()) return never();
      const answer = await ask(...input);
      return isDead() ? never() : answer;
    };
  return {
    accountId: venue.accountId,
    venue: venue.venue,
    label: venue.label,
    traits: venue.traits,
    known: () => venue.known(),
    onTruth: (listener) =>
      venue.onTruth(() => {
        if (!isDead()) listener();
      }),
    reserveForExit: (reserved) => {
      if (!isDead()) venue.reserveForExit(reserved);
    },
    notClosable: () => venue.notClosable(),
    readPositions: call((deadlineMs: number) => venue.readPositions(deadlineMs)),
    readOrders: call((deadlineMs: number) => venue.readOrders(deadlineMs)),
    submitCloses: call((...input: Parameters<Venue['submitCloses']>) => venue.submitCloses(...input)),
    cancelOrders: call((...input: Parameters<Venue['cancelOrders']>) => venue.cancelOrders(...input)),
    sweepOrders: call((...input: Parameters<Venue['sweepOrders']>) => venue.sweepOrders(...input)),
    restoreOrder: call((...input: Parameters<Venue['restoreOrder']>) => venue.restoreOrder(...input)),
    lookUp: call((...input: Parameters<Venue['lookUp']>) => venue.lookUp(...input)),
    readFills: call((...input: Parameters<Venue['readFills']>) => venue.readFills(...input)),
    closingPrice: () => venue.closingPrice(),
  };
}

export function live({ clock, venues, disk, dieAt, notesSurvive }: LifeOptions): Life {
  let steps = 0;
  let dead = false;
  let unwritten: StoredEntry[] = [];
  const step = (): boolean => {
    steps += 1;
    if (steps === dieAt) dead = true;
    return !dead;
  };
  const write = (): void => void disk.push(...unwritten.splice(0));
  let serial = 0;
  const born = disk.length; // no two lives number alike
  const desk = deskOf(
    clock,
    venues.map((venue) => mortal(venue, () => dead)),
    {
      ids: { exitId: () => `exit${born}n${(serial += 1)}`, planId: () => `plan${(serial += 1)}` },
      journal: {
        commit: (entries) => {
          if (dead || !step()) return;
          write();
          disk.push(...entries.map((entry) => ({ atEpochMs: clock.epoch(), entry })));
          step();
        },
        note: (entry) => {
          if (dead) return;
          unwritten.push({ atEpochMs: clock.epoch(), entry });
          if (notesSurvive || entry.kind === 'exitEnded') write();
          step();
        },
      },
    },
  );
  return { desk, steps: () => steps, isDead: () => dead };
}

/** The next life: what the disk holds goes on. Answers the exits that were taken up. */
export function restart(options: Omit<LifeOptions, 'dieAt'>): Life & Readonly<{ resumed: readonly string[] }> {
  for (const venue of options.venues) venue.startOver();
  const recovery = recoverExits(options.disk);
  const life = live({ ...options, dieAt: null });
  return { ...life, resumed: life.desk.exits.resume(recovery) };
}

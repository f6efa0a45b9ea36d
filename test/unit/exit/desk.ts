// A desk over fake venues, with everything that it tells recorded.
import { expect } from 'vitest';
import { createExits, type Exits, type ExitsInputs } from '../../../electron/exit/exits.ts';
import type { JournalEntry, Venue } from '../../../electron/exit/ports.ts';
import type { ExitAlarm } from '../../../electron/exit/watch.ts';
import type { ExitRequest, ExitView } from '../../../shared/exit.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { VirtualClock } from './virtualClock.ts';

export type Desk = Readonly<{
  exits: Exits;
  views: ExitView[];
  alarms: ExitAlarm[];
  journal: JournalEntry[];
  /** Previews and confirms. */
  press: (request: ExitRequest) => Promise<string>;
  /** Preview, confirm, and everything until the final report. */
  run: (request: ExitRequest) => Promise<ExitView>;
  refuse: (request: ExitRequest) => Promise<Failure>;
  finish: (exitId: string) => Promise<ExitView>;
}>;

export function deskOf(clock: VirtualClock, venues: readonly Venue[], changes: Partial<ExitsInputs> = {}): Desk {
  let serial = 0;
  const views: ExitView[] = [];
  const alarms: ExitAlarm[] = [];
  const journal: JournalEntry[] = [];
  const exits = createExits({
    venues: () => venues.map((venue) => ({ venue, environment: 'practice' as const })),
    environment: () => 'practice',
    clock,
    journal: { commit: (entries) => void journal.push(...entries), note: (entry) => void journal.push(entry) },
    ids: { exitId: () => `exit${(serial += 1)}`, planId: () => `plan${(serial += 1)}` },
    rates: () => ({ USDT: '1', BTC: '100' }),
    settings: () => ({ winnersRule: 'netOfFee', watchMinutes: 5, stayFlat: false }),
    onChange: (_exitId, view) => void views.push(view()),
    onAlarm: (alarm) => void alarms.push(alarm),
    ...changes,
  });
  const wait = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    const both = promise.finally(() => {
      done = true;
    });
    both.catch(() => undefined);
    await clock.until(() => done);
    return both;
  };
  const finish = (exitId: string): Promise<ExitView> => wait(exits.ended(exitId));
  const press = async (request: ExitRequest): Promise<string> => {
    const preview = await wait(exits.preview(request));
    if (!preview.ok) throw new Error(`preview: ${preview.failure.message}`);
    const confirmed = exits.confirm(preview.value.planId);
    if (!confirmed.ok) throw new Error(`confirm: ${confirmed.failure.message}`);
    return confirmed.value.exitId;
  };
  return {
    exits,
    views,
    alarms,
    journal,
    press,
    finish,
    run: async (request) => finish(await press(request)),
    refuse: async (request) => {
      const preview = await wait(exits.preview(request));
      expect(preview.ok).toBe(false);
      if (preview.ok) throw new Error('not refused');
      return preview.failure;
    },
  };
}

// Stay flat closes again within bounds: apart in time, so many times, and never once it is switched off.
import { expect, test } from 'vitest';
import type { ExitRecord } from '../../../electron/exit/exitRecord.ts';
import { createStayFlat } from '../../../electron/exit/stayFlat.ts';
import type { ExitAlarm } from '../../../electron/exit/watch.ts';
import type { ExitRequest } from '../../../shared/exit.ts';
import { FakeVenue } from './fakeVenue.ts';
import { VirtualClock } from './virtualClock.ts';

function watched(request: ExitRequest) {
  const clock = new VirtualClock();
  const venue = new FakeVenue(clock);
  const switches = { on: true };
  const closed: ExitRequest[] = [];
  const stayFlat = createStayFlat({ clock, isOn: () => switches.on, close: (wanted) => void closed.push(wanted) });
  const record = { exitId: 'x', request } as ExitRecord;
  const alarm: ExitAlarm = {
    exitId: 'x',
    accountId: venue.accountId,
    symbol: 'BTC/USDT:USDT',
    side: 'long',
    kind: 'position',
    message: '',
  };
  return { clock, switches, closed, ring: () => stayFlat.onAlarm(record, venue, alarm), stop: () => stayFlat.stop() };
}

test('twenty times at most, a second apart, then the alarm is all that is left', async () => {
  const { clock, closed, ring } = watched({ action: 'emergencyExit' });
  const answers: boolean[] = [];
  for (let index = 0; index < 25; index += 1) {
    answers.push(ring());
    await clock.advance(1_000);
  }
  expect(answers).toEqual([...Array<boolean>(20).fill(true), ...Array<boolean>(5).fill(false)]);
  expect(closed).toEqual(Array.from({ length: 20 }, () => ({ action: 'flatten', filter: { account: 'acc' } })));
});

test('many at once are one close now and one a second later', async () => {
  const { clock, closed, ring } = watched({ action: 'emergencyExit' });
  for (let index = 0; index < 25; index += 1) expect(ring()).toBe(true);
  expect(closed).toHaveLength(1);
  await clock.advance(999);
  expect(closed).toHaveLength(1);
  await clock.advance(60_000);
  expect(closed).toHaveLength(2);
});

test('nothing that was put off once the watches are over', async () => {
  const { clock, closed, ring, stop } = watched({ action: 'emergencyExit' });
  ring();
  ring();
  stop();
  await clock.advance(60_000);
  expect(closed).toHaveLength(1);
});

test('nothing while it is off, nor after it was switched off', async () => {
  const { clock, switches, closed, ring } = watched({ action: 'emergencyExit' });
  switches.on = false;
  expect(ring()).toBe(false);
  switches.on = true;
  ring();
  expect(ring()).toBe(true); // due in a second
  switches.on = false;
  await clock.advance(5_000);
  expect(closed).toHaveLength(1);
});

test.each<[ExitRequest, ExitRequest]>([
  [
    { action: 'flatten', filter: { venue: 'okx', marketPosition: 'short' } },
    { action: 'flatten', filter: { venue: 'okx', marketPosition: 'short', account: 'acc' } },
  ],
  [
    { action: 'flattenWinners' },
    { action: 'flatten', filter: { account: 'acc', instrument: 'BTC/USDT:USDT', marketPosition: 'long' } },
  ],
])('never more than was asked for: %o', (asked, again) => {
  const { closed, ring } = watched(asked);
  ring();
  expect(closed).toEqual([again]);
});

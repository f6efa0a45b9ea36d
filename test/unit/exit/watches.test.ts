// What follows a flat verdict: each account that was proved flat is watched, and only by what nothing newer covers.
import { expect, test } from 'vitest';
import { deskOf } from './desk.ts';
import { FakeVenue, type VenueOptions } from './fakeVenue.ts';
import { VirtualClock } from './virtualClock.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';

function deskWith(...options: readonly VenueOptions[]) {
  const clock = new VirtualClock();
  const venues = options.map((each) => new FakeVenue(clock, { streamDelayMs: 0, ...each }));
  return { clock, venues, desk: deskOf(clock, venues) };
}

test('an account that was proved flat is watched although another is dead', async () => {
  const { clock, venues, desk } = deskWith({ accountId: 'a' }, { accountId: 'dead', fault: () => ({ loseRequest: true }) });
  const [a, dead] = venues;
  for (const venue of venues) venue.open(BTC, 'long', '1');
  expect(await desk.run({ action: 'emergencyExit' })).toMatchObject({ verdict: 'unknown' });
  for (const venue of [a, dead]) {
    venue?.allowForeign();
    venue?.foreignOpen(BTC, 'long', '2');
  }
  await clock.advance(1_000);
  expect(desk.alarms).toMatchObject([{ accountId: 'a', kind: 'position', symbol: BTC }]);
});

test('a later exit of something else on the account does not end the watch', async () => {
  const { clock, venues, desk } = deskWith({ accountId: 'a' });
  const [venue] = venues;
  venue?.open(BTC, 'long', '1');
  venue?.open(ETH, 'long', '2');
  expect(await desk.run({ action: 'flatten', filter: { instrument: BTC } })).toMatchObject({ verdict: 'flat' });
  expect(await desk.run({ action: 'partialClose', position: `a|${ETH}|long`, exitPct: 50 })).toMatchObject({ verdict: 'flat' });
  venue?.allowForeign();
  venue?.foreignOpen(BTC, 'long', '3');
  await clock.advance(1_000);
  expect(desk.alarms).toMatchObject([{ accountId: 'a', kind: 'position', symbol: BTC }]);
});

test('an exit of everything takes over what an older one watched: one alarm, not two', async () => {
  const { clock, venues, desk } = deskWith({ accountId: 'a' });
  const [venue] = venues;
  venue?.open(BTC, 'long', '1');
  expect(await desk.run({ action: 'flatten', filter: { instrument: BTC } })).toMatchObject({ verdict: 'flat' });
  expect(await desk.run({ action: 'emergencyExit' })).toMatchObject({ verdict: 'flat' });
  venue?.allowForeign();
  venue?.foreignOpen(BTC, 'long', '3');
  await clock.advance(1_000);
  expect(desk.alarms).toHaveLength(1);
});

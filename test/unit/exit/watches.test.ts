// What follows a flat verdict: each account that was proved flat is watched, and only by what nothing newer covers.
import { expect, test } from 'vitest';
import type { ExitRequest } from '../../../shared/exit.ts';
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

test('an account that was proved flat is watched at once, not when the last account has its result', async () => {
  const { clock, venues, desk } = deskWith({ accountId: 'a' }, { accountId: 'dead', fault: () => ({ loseRequest: true }) });
  const [a] = venues;
  for (const venue of venues) venue.open(BTC, 'long', '1');
  await desk.press({ action: 'emergencyExit' });
  await clock.advance(10_000);
  a?.allowForeign();
  a?.foreignOpen(BTC, 'long', '2');
  await clock.advance(1_000);
  expect(desk.exits.isRunning()).toBe(true);
  expect(desk.alarms).toMatchObject([{ accountId: 'a', kind: 'position', symbol: BTC }]);
  await clock.until(() => !desk.exits.isRunning());
  expect(desk.alarms).toHaveLength(1);
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

const stayingFlat = () => {
  const clock = new VirtualClock();
  const venue = new FakeVenue(clock, { streamDelayMs: 0 });
  venue.open(BTC, 'long', '1', { unrealizedPnl: '50' });
  const told: boolean[] = [];
  const desk = deskOf(clock, [venue], {
    settings: () => ({ winnersRule: 'netOfFee', watchMinutes: 5, stayFlat: true }),
    onAlarm: (_alarm, closesAgain) => void told.push(closesAgain),
  });
  return { clock, venue, desk, told };
};

test('Stay flat closes nothing that it had put off once the watches are stopped: the practice account is reset', async () => {
  const { clock, venue, desk } = stayingFlat();
  await desk.run({ action: 'emergencyExit' });
  venue.allowForeign();
  venue.foreignOpen(BTC, 'long', '1');
  await clock.advance(1);
  venue.foreignOpen(ETH, 'long', '1');
  await clock.until(() => !desk.exits.isRunning());
  desk.exits.stopWatching();
  venue.open(BTC, 'long', '1');
  await clock.advance(30_000);
  expect([...venue.ledger.keys()]).toEqual([`acc|${BTC}|long`]);
});

test('Stay flat takes a burst of positions for one, and goes on to the next', async () => {
  const { clock, venue, desk } = stayingFlat();
  await desk.run({ action: 'emergencyExit' });
  venue.allowForeign();
  for (let index = 0; index < 20; index += 1) venue.foreignOpen(`C${index}/USDT:USDT`, 'long', '1');
  await clock.advance(60_000);
  expect(desk.exits.list()).toHaveLength(3);
  venue.foreignOpen(BTC, 'long', '1');
  await clock.advance(5_000);
  expect(venue.ledger.size).toBe(0);
});

test.each<ExitRequest>([{ action: 'flattenWinners' }, { action: 'flatten', filter: { marketPosition: 'long' } }])(
  'Stay flat does not claim to close an order that no exit of %o would cancel; what it opens is closed',
  async (request) => {
    const { clock, venue, desk, told } = stayingFlat();
    await desk.run(request);
    venue.allowForeign();
    venue.foreignRest(BTC, { orderSide: 'buy', reduceOnly: false });
    await clock.advance(10_000);
    expect(told).toEqual([false]);
    venue.foreignOpen(BTC, 'long', '1');
    await clock.advance(10_000);
    expect(told).toEqual([false, true]);
    expect([venue.ledger.size, venue.working.size]).toEqual([0, 0]);
  },
);

test('orders of what an exit closed stay watched after a wider press of the same side', async () => {
  const { clock, venue, desk, told } = stayingFlat();
  venue.allowForeign();
  await desk.run({ action: 'flatten', filter: { instrument: BTC, marketPosition: 'long' } });
  await clock.advance(5_000);
  await desk.run({ action: 'flatten', filter: { marketPosition: 'long' } });
  await clock.advance(5_000);
  venue.foreignRest(BTC, { reduceOnly: false, orderSide: 'buy' });
  await clock.advance(5_000);
  expect(told).toEqual([false]);
});

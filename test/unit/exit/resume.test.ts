// Several exits that a crash cut off at once, and presses while one of them is taken up again.
import { describe, expect, test } from 'vitest';
import { recoverExits, type StoredEntry } from '../../../electron/exit/recovery.ts';
import type { JournalEntry } from '../../../electron/exit/ports.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { FakeVenue } from './fakeVenue.ts';
import { live, restart, type Disk } from './mortal.ts';
import { VirtualClock } from './virtualClock.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const HOUR_MS = 3_600_000;

const symbolsOf = (venue: FakeVenue): readonly string[] => [...venue.ledger.values()].map(({ symbol }) => symbol);

test('everything is closed where an emergency exit had taken over a share', async () => {
  const clock = new VirtualClock();
  const venue = new FakeVenue(clock, { latencyMs: 400 });
  venue.open(BTC, 'long', '1');
  const disk: Disk = [];
  const first = live({ clock, venues: [venue], disk, dieAt: null, notesSurvive: true });
  await first.desk.press({ action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 50 });
  await first.desk.press({ action: 'emergencyExit' });
  const second = restart({ clock, venues: [venue], disk: [...disk], notesSurvive: true });
  const [share = '', all = ''] = second.resumed;
  expect((await second.desk.finish(all)).verdict).toBe('flat');
  expect((await second.desk.finish(share)).verdict).toBe('flat');
  expect(symbolsOf(venue)).toEqual([]);
});

describe('an exit that came too late to close anything', () => {
  const late = async () => {
    const clock = new VirtualClock();
    const venue = new FakeVenue(clock, { latencyMs: 400 });
    venue.open(BTC, 'long', '1');
    venue.open(ETH, 'long', '1');
    venue.rest(ETH, { reduceOnly: false });
    const disk: Disk = [];
    const first = live({ clock, venues: [venue], disk, dieAt: 2, notesSurvive: true });
    await first.desk.press({ action: 'emergencyExit' });
    await clock.advance(HOUR_MS);
    const { desk, resumed } = restart({ clock, venues: [venue], disk, notesSurvive: true });
    return { clock, venue, desk, resumed: resumed[0] ?? '' };
  };

  test('is no exit that a press joins', async () => {
    const { venue, desk, resumed } = await late();
    const pressed = await desk.press({ action: 'emergencyExit' });
    expect(pressed).not.toBe(resumed);
    expect((await desk.finish(pressed)).verdict).toBe('flat');
    expect(symbolsOf(venue)).toEqual([]);
  });

  test('still closes nothing when somebody else presses for less', async () => {
    const { venue, desk, resumed } = await late();
    const pressed = await desk.press({ action: 'flatten', filter: { instrument: BTC } });
    expect((await desk.finish(pressed)).verdict).toBe('flat');
    expect(await desk.finish(resumed)).toMatchObject({
      verdict: 'notFlat',
      leftOver: [
        { kind: 'position', symbol: ETH },
        { kind: 'order', symbol: ETH },
      ],
    });
    expect([symbolsOf(venue), venue.working.size]).toEqual([[ETH], 1]);
  });

  test('ends when it has looked, orders or not', async () => {
    const { clock, desk, resumed } = await late();
    const startedAtMs = clock.now();
    await desk.finish(resumed);
    expect(clock.now() - startedAtMs).toBeLessThan(5_000);
  });
});

test('a position that two exits had closed one after the other is closed once, by an order with a new number', async () => {
  const clock = new VirtualClock();
  const venue = new FakeVenue(clock, {
    answersFills: true,
    fault: ({ kind, count }) => (kind === 'submitCloses' && count === 2 ? { loseRequest: true } : undefined),
  });
  const hanging = new FakeVenue(clock, { accountId: 'hangs', fault: () => ({ hang: true }) });
  const venues = [venue, hanging];
  venue.open(BTC, 'long', '1');
  hanging.open(BTC, 'long', '1');
  const disk: Disk = [];
  const first = live({ clock, venues, disk, dieAt: null, notesSurvive: true });
  await first.desk.press({ action: 'emergencyExit' });
  await clock.advance(5_000);
  venue.allowForeign();
  venue.foreignOpen(BTC, 'long', '1');
  await clock.advance(1_000);
  const again = await first.desk.press({ action: 'flatten', filter: { account: 'acc' } });
  await clock.advance(500);
  const sent = venue.log.length;
  restart({ clock, venues, disk: [...disk], notesSurvive: true });
  await clock.advance(20_000);
  const submits = venue.log.slice(sent).filter(({ kind }) => kind === 'submitCloses');
  const closes = submits.flatMap((call) => call.closes.map(({ clientOrderId }) => clientOrderId));
  expect(closes).toEqual([`${again}-0-2-0`]);
  expect([symbolsOf(venue), venue.violations]).toEqual([[], []]);
});

test('what was opened on an account after its own flat verdict is told and left alone', async () => {
  const clock = new VirtualClock();
  const venue = new FakeVenue(clock);
  const hanging = new FakeVenue(clock, { accountId: 'hangs', fault: () => ({ loseRequest: true }) });
  const venues = [venue, hanging];
  for (const each of venues) each.open(BTC, 'long', '1');
  const disk: Disk = [];
  const first = live({ clock, venues, disk, dieAt: null, notesSurvive: true });
  const exitId = await first.desk.press({ action: 'emergencyExit' });
  await clock.advance(5_000);
  venue.allowForeign();
  venue.foreignOpen(ETH, 'long', '1');
  await clock.advance(1_000);
  const second = restart({ clock, venues, disk: [...disk], notesSurvive: true });
  expect(second.resumed).toEqual([exitId]);
  const view = await second.desk.finish(exitId);
  expect(view.verdict).toBe('notFlat');
  expect(view.leftOver).toContainEqual(expect.objectContaining({ kind: 'position', accountId: 'acc', symbol: ETH }));
  expect(symbolsOf(venue)).toEqual([ETH]);
});

test('a wall clock that was set back by more than that is no reason to close what nobody means any more', async () => {
  const setBackMs = { by: 0 };
  class SetBack extends VirtualClock {
    override epoch(): number {
      return super.epoch() - setBackMs.by;
    }
  }
  const clock = new SetBack();
  const venue = new FakeVenue(clock);
  venue.open(BTC, 'long', '1');
  const disk: Disk = [];
  const first = live({ clock, venues: [venue], disk, dieAt: 2, notesSurvive: true });
  await first.desk.press({ action: 'emergencyExit' });
  await clock.advance(HOUR_MS);
  setBackMs.by = 24 * HOUR_MS;
  const { desk, resumed } = restart({ clock, venues: [venue], disk, notesSurvive: true });
  const view = await desk.finish(resumed[0] ?? '');
  expect(view).toMatchObject({ verdict: 'notFlat', leftOver: [{ kind: 'position', symbol: BTC }] });
  expect(view.notes.join(' ')).toContain('set back');
  expect(symbolsOf(venue)).toEqual([BTC]);
});

test('the number of a stop that was put back is not given to a close', () => {
  const venue = new FakeVenue(new VirtualClock());
  const position = venue.open(BTC, 'long', '1');
  const stop: WorkingOrder = venue.rest(BTC);
  const leg = { exitId: 'x', legId: 'x:acc:0' };
  const order = { orderSide: 'sell', size: '1', limitPrice: null } as const;
  const entries: readonly JournalEntry[] = [
    { kind: 'legPlanned', ...leg, index: 0, position, targetSize: '0', closeLimit: null },
    { kind: 'orderIntended', ...leg, ...order, attempt: 1, clientOrderId: 'x-0-1-0', restores: null },
    { kind: 'ordersCancelled', ...leg, accountId: 'acc', orders: [stop], why: 'holds the size' },
    { kind: 'orderIntended', ...leg, ...order, attempt: 2, clientOrderId: 'x-0-2-0', restores: stop.orderId },
  ];
  const { legs } = recoverExits(entries.map((entry): StoredEntry => ({ atEpochMs: 0, entry })));
  expect(legs).toMatchObject([{ sends: 2 }]);
});

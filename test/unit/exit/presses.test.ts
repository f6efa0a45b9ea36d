// Presses during and after an exit, what appears in mid-exit, and what a crash leaves behind.
import { describe, expect, test } from 'vitest';
import { recoverExits } from '../../../electron/exit/recovery.ts';
import { deskOf } from './desk.ts';
import { FakeVenue, type VenueOptions } from './fakeVenue.ts';
import { VirtualClock } from './virtualClock.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const SOL = 'SOL/USDT:USDT';
const all = { action: 'emergencyExit' } as const;

function single(options: VenueOptions = {}) {
  const clock = new VirtualClock();
  const venue = new FakeVenue(clock, options);
  return { clock, venue, desk: deskOf(clock, [venue]) };
}
/** A short of ETH whose close works for twenty seconds: the account's run goes on for other exits. */
function besideSlowEth() {
  const { clock, venue, desk } = single({
    latencyMs: 10,
    streamDelayMs: 300,
    fault: ({ kind, closes }) =>
      kind === 'submitCloses' && closes.some(({ position }) => position.symbol === ETH) ? { executeAfterMs: 20_000 } : undefined,
  });
  venue.allowForeign();
  venue.open(ETH, 'short', '1');
  return { clock, venue, desk };
}
const sentSizes = (venue: FakeVenue) =>
  venue.log.filter((call) => call.kind === 'submitCloses').flatMap((call) => call.closes.map((close) => close.size));

describe('a press that nobody previewed', () => {
  test('is planned from truth at the press, waits for nothing, and is good for once', async () => {
    const { clock, venue, desk } = single({ latencyMs: 100 });
    venue.open(BTC, 'long', '1');
    const planned = desk.exits.plan(all);
    if (!planned.ok) throw new Error(planned.failure.message);
    venue.open(ETH, 'short', '2'); // after the plan, before the press
    await clock.advance(2_000);
    const confirmed = desk.exits.confirm(planned.value);
    if (!confirmed.ok) throw new Error(confirmed.failure.message);
    const view = await desk.finish(confirmed.value.exitId);
    expect(view).toMatchObject({ verdict: 'flat', request: all });
    expect(sentSizes(venue).toSorted()).toEqual(['1', '2']);
    expect(desk.exits.confirm(planned.value)).toMatchObject({ ok: false, failure: { kind: 'planExpired' } });
  });

  test('of a scope that is not there is refused in words', () => {
    const { desk } = single();
    expect(desk.exits.plan({ action: 'flatten', filter: { account: 'other' } })).toMatchObject({
      ok: false,
      failure: { kind: 'notFound', candidates: ['acc'] },
    });
  });
});

describe('a second press', () => {
  test('of the same scope joins, and sends nothing twice', async () => {
    const { clock, venue, desk } = single({ latencyMs: 1_000 });
    venue.open(BTC, 'long', '1');
    const first = await desk.press(all);
    await clock.advance(300);
    const preview = await desk.press({ action: 'flatten', filter: {} });
    expect(preview).toBe(first);
    const narrower = await desk.press({ action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 50 });
    expect(narrower).toBe(first); // all of it is being closed already
    const view = await desk.finish(first);
    expect(venue.violations).toEqual([]);
    expect(sentSizes(venue)).toEqual(['1']);
    expect(view.notes.join()).toContain('joined');
    expect(desk.exits.list()).toHaveLength(1);
  });

  test('of a wider scope adds to the run: one position never has two closes', async () => {
    const { clock, venue, desk } = single({ latencyMs: 1_000 });
    venue.open(BTC, 'long', '1');
    venue.open(ETH, 'long', '2');
    const narrow = await desk.press({ action: 'flatten', filter: { instrument: BTC } });
    await clock.advance(100);
    const wide = await desk.press(all);
    expect(wide).not.toBe(narrow);
    const views = [await desk.finish(narrow), await desk.finish(wide)];
    expect(views.map((view) => [view.verdict, view.legs.length])).toEqual([
      ['flat', 1],
      ['flat', 2],
    ]);
    expect(venue.violations).toEqual([]);
    expect(sentSizes(venue).sort()).toEqual(['1', '2']);
  });

  test('is not flat while an order is left of what the first one has closed', async () => {
    const { clock, venue, desk } = single({
      latencyMs: 10,
      fault: ({ kind, count }) => (kind === 'cancelOrders' && count <= 2 ? { loseRequest: true } : undefined),
    });
    venue.open(BTC, 'long', '1');
    venue.rest(BTC, { reduceOnly: true, orderSide: 'sell' });
    const narrow = await desk.press({ action: 'flatten', filter: { instrument: BTC, marketPosition: 'long' } });
    await clock.advance(3_300); // the first cancel has no answer, and the positions were read again
    expect(venue.ledger.size).toBe(0);
    const wide = await desk.press({ action: 'flatten', filter: { marketPosition: 'long' } });
    expect(wide).not.toBe(narrow);
    const view = await desk.finish(wide);
    expect([view.verdict, view.legs.length, venue.working.size]).toEqual(['flat', 0, 0]);
    expect((await desk.finish(narrow)).verdict).toBe('flat');
  });

  test.each([
    [
      'a stop of a short that was opened since',
      { reduceOnly: true, family: 'trigger', triggerPrice: '130', price: null } as const,
    ],
    ['an entry that was placed since', { reduceOnly: false, price: '80' } as const],
  ])('leaves %s, where the first exit was proved flat', async (_what, order) => {
    const { clock, venue, desk } = besideSlowEth();
    await desk.press({ action: 'flatten', filter: { instrument: ETH } }); // keeps the account's run alive
    await clock.advance(200);
    venue.foreignOpen(BTC, 'long', '1');
    await clock.advance(1_500);
    await desk.run({ action: 'flatten', filter: { instrument: BTC, marketPosition: 'long' } });
    await clock.advance(3_000);
    venue.foreignOpen(BTC, 'short', '1');
    venue.foreignRest(BTC, { orderSide: 'buy', ...order });
    venue.foreignOpen(SOL, 'long', '1');
    await clock.advance(1_500);
    const view = await desk.run({ action: 'flatten', filter: { marketPosition: 'long' } });
    expect([view.verdict, view.leftOver, venue.working.size]).toEqual(['flat', [], 1]);
  });

  test('leaves the orders that a share of all has kept', async () => {
    const { clock, venue, desk } = besideSlowEth();
    venue.open(BTC, 'long', '1');
    venue.open(SOL, 'long', '1');
    venue.rest(BTC, { reduceOnly: false, orderSide: 'sell', price: '200' });
    await desk.press({ action: 'flatten', filter: { instrument: ETH } });
    await clock.advance(200);
    await desk.run({ action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 100 });
    await clock.advance(3_000);
    const view = await desk.run({ action: 'flatten', filter: { marketPosition: 'long' } });
    expect([view.verdict, view.legs.map((leg) => leg.symbol), venue.working.size]).toEqual(['flat', [SOL], 1]);
  });

  test('of everything takes a running share to the end', async () => {
    const { clock, venue, desk } = single({ latencyMs: 400 });
    venue.open(BTC, 'long', '1');
    const half = await desk.press({ action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 50 });
    await clock.advance(100);
    const everything = await desk.press(all);
    const views = [await desk.finish(half), await desk.finish(everything)];
    expect(views.map((view) => view.verdict)).toEqual(['flat', 'flat']);
    expect(venue.violations).toEqual([]);
    expect(sentSizes(venue)).toEqual(['0.5', '0.5']);
    expect(venue.ledger.size).toBe(0);
  });

  test('of everything finds out about the order of a share that is still open, and goes on', async () => {
    const { clock, venue, desk } = single({
      latencyMs: 1,
      streamDelayMs: 120,
      fault: (call) => (call.kind === 'readPositions' && call.count === 1 ? { loseAnswer: true } : undefined),
    });
    venue.open(BTC, 'long', '1');
    await desk.press({ action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 20 });
    await clock.advance(1_000);
    const view = await desk.finish(await desk.press(all));
    expect(view.verdict).toBe('flat');
    expect(view.pressToFlatMs).toBeLessThan(20);
    expect(venue.violations).toEqual([]);
  });

  test.each([0, null])('of a share right after another takes a share of the rest (frames after %s ms)', async (streamDelayMs) => {
    const { venue, desk } = single({ streamDelayMs });
    venue.open(BTC, 'long', '2');
    const half = { action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 50 } as const;
    const views = [await desk.run(half), await desk.run(half)];
    expect(views.map((view) => view.verdict)).toEqual(['flat', 'flat']);
    expect(sentSizes(venue)).toEqual(['1', '0.5']);
    expect(venue.violations).toEqual([]);
    expect([...venue.ledger.values()].map((position) => position.size)).toEqual(['0.5']);
  });

  test('of a share on a position that the running exit has closed a part of is refused', async () => {
    const { clock, venue, desk } = single({
      latencyMs: 10,
      fault: (call) => (call.closes.some((close) => close.position.symbol === ETH) ? { refuse: 'suspended' } : undefined),
    });
    venue.open(BTC, 'long', '1');
    venue.open(ETH, 'long', '1');
    await desk.press({ action: 'flatten', filter: { instrument: ETH } });
    const half = { action: 'partialClose', position: `acc|${BTC}|long`, exitPct: 50 } as const;
    await desk.finish(await desk.press(half));
    const preview = desk.exits.preview(half);
    await clock.advance(10);
    const again = await preview;
    if (!again.ok) throw new Error(again.failure.message);
    expect(desk.exits.confirm(again.value.planId)).toMatchObject({ ok: false, failure: { kind: 'busy' } });
    expect(venue.ledger.get(`acc|${BTC}|long`)?.size).toBe('0.5');
  });

  test('after the end starts a new exit, and no running exit can block it', async () => {
    const { venue, desk } = single();
    venue.open(BTC, 'long', '1');
    const first = await desk.press(all);
    await desk.finish(first);
    venue.foreignOpen(ETH, 'long', '1');
    const second = await desk.press(all);
    expect(second).not.toBe(first);
    expect(await desk.finish(second)).toMatchObject({ verdict: 'flat' });
    expect(venue.ledger.size).toBe(0);
  });
});

describe('in mid-exit', () => {
  test.each([0, null])('a position and an order that appear are in scope too (frames after %s ms)', async (streamDelayMs) => {
    const { clock, venue, desk } = single({ streamDelayMs });
    venue.open(BTC, 'long', '1');
    const exitId = await desk.press(all);
    await clock.advance(60);
    venue.foreignOpen(ETH, 'short', '2');
    venue.rest(ETH, { reduceOnly: false });
    const view = await desk.finish(exitId);
    expect(view.verdict).toBe('flat');
    expect([venue.ledger.size, venue.working.size]).toEqual([0, 0]);
    expect(view.legs.map((leg) => leg.symbol)).toEqual([BTC, ETH]);
  });

  test('what appears outside the scope is left alone', async () => {
    const { clock, venue, desk } = single();
    venue.open(BTC, 'long', '1');
    const exitId = await desk.press({ action: 'flatten', filter: { instrument: BTC } });
    await clock.advance(60);
    venue.foreignOpen(ETH, 'short', '2');
    const view = await desk.finish(exitId);
    expect(view.verdict).toBe('flat');
    expect([...venue.ledger.keys()]).toEqual([`acc|${ETH}|short`]);
  });

  test('a defect of one account ends that account, with words, and no other', async () => {
    const clock = new VirtualClock();
    const broken = new FakeVenue(clock, { accountId: 'broken' });
    const sound = new FakeVenue(clock, { accountId: 'sound' });
    for (const venue of [broken, sound]) venue.open(BTC, 'long', '1');
    const desk = deskOf(clock, [broken, sound]);
    let known = broken.known();
    const press = desk.exits.preview(all);
    broken.known = () => {
      if (known.positions.length > 0) known = { ...known, positions: [] };
      throw new Error('the book is broken');
    };
    const preview = await press;
    if (!preview.ok) throw new Error(preview.failure.message);
    const confirmed = desk.exits.confirm(preview.value.planId);
    if (!confirmed.ok) throw new Error(confirmed.failure.message);
    const view = await desk.finish(confirmed.value.exitId);
    expect(view.accounts).toMatchObject([{ verdict: 'unknown' }, { verdict: 'flat', flatAtMs: 200 }]);
    expect(JSON.stringify(view.leftOver)).toContain('the book is broken');
  });
});

describe('a crash', () => {
  test('in mid-exit leaves a journal that names the exit and each order that may have left', async () => {
    const { clock, venue, desk } = single({ latencyMs: 1_000 });
    venue.open(BTC, 'long', '1');
    venue.open(ETH, 'long', '2');
    const exitId = await desk.press(all);
    await clock.advance(10); // and here the process dies
    const stored = () => recoverExits(desk.journal.map((entry) => ({ atEpochMs: clock.epoch(), entry })));
    const { exits, legs } = stored();
    expect(exits).toMatchObject([{ exitId, request: all, accounts: [venue.accountId] }]);
    const intended = legs.flatMap((leg) => leg.closes.map((close) => close.intended.entry.clientOrderId));
    expect(intended.sort()).toEqual(venue.log.flatMap((call) => call.closes.map((close) => close.clientOrderId)).sort());
    await desk.finish(exitId);
    expect(stored().exits).toEqual([]);
  });

  test('between a removed stop and the next close is on disk before the stop goes', async () => {
    const clock = new VirtualClock();
    const venue = new FakeVenue(clock, { restingOrdersHoldSize: true });
    venue.open(BTC, 'long', '1');
    const { orderId } = venue.rest(BTC, { size: '1' });
    const seen: number[] = [];
    const desk = deskOf(clock, [venue], {
      journal: {
        commit: (entries) => {
          const removal = entries.some(
            (entry) => entry.kind === 'ordersCancelled' && entry.orders.some((order) => order.orderId === orderId),
          );
          if (removal) seen.push(venue.callsOf('cancelOrders'));
        },
        note: () => undefined,
      },
    });
    expect(await desk.run(all)).toMatchObject({ verdict: 'flat' });
    expect(seen).toEqual([0]);
  });
});

test('a press after the account was connected anew does not join a run over the connection that is gone', async () => {
  const clock = new VirtualClock();
  const gone = new FakeVenue(clock, { fault: () => ({ hang: true }) });
  const anew = new FakeVenue(clock);
  for (const venue of [gone, anew]) venue.open(BTC, 'long', '1');
  let connected = gone;
  const desk = deskOf(clock, [], { venues: () => [{ venue: connected, environment: 'practice' }] });
  const first = await desk.press({ action: 'emergencyExit' });
  connected = anew;
  expect(await desk.run({ action: 'emergencyExit' })).toMatchObject({ verdict: 'flat' });
  expect(anew.ledger.size).toBe(0);
  expect(await desk.finish(first)).toMatchObject({ verdict: 'unknown' });
});

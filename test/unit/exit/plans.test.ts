// From the preview to the confirmation: what is shown, what a plan id is good for, and what is refused.
import { describe, expect, test } from 'vitest';
import type { ExitPreview, ExitRequest } from '../../../shared/exit.ts';
import type { Result } from '../../../shared/failure.ts';
import { deskOf, type Desk } from './desk.ts';
import { FakeVenue, type VenueOptions } from './fakeVenue.ts';
import { VirtualClock } from './virtualClock.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const all = { action: 'emergencyExit' } as const;

function deskWith(...options: readonly VenueOptions[]) {
  const clock = new VirtualClock();
  const venues = options.map((each) => new FakeVenue(clock, each));
  const [venue = new FakeVenue(clock)] = venues;
  return { clock, venue, venues, desk: deskOf(clock, venues) };
}

async function answered(clock: VirtualClock, desk: Desk, request: ExitRequest): Promise<Result<ExitPreview>> {
  const box: { result: Result<ExitPreview> | null } = { result: null };
  void desk.exits.preview(request).then((result) => {
    box.result = result;
  });
  await clock.until(() => box.result !== null);
  if (box.result === null) throw new Error('no preview');
  return box.result;
}

async function shown(clock: VirtualClock, desk: Desk, request: ExitRequest): Promise<ExitPreview> {
  const result = await answered(clock, desk, request);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const share = (exitPct: number, symbol = BTC, side = 'long'): ExitRequest => ({
  action: 'partialClose',
  position: `acc|${symbol}|${side}`,
  exitPct,
});
const closes = (venue: FakeVenue) => venue.log.filter((call) => call.kind === 'submitCloses').flatMap((call) => call.closes);

test('an account that is not connected is said to be so, not to be unknown, and the others go on without it', async () => {
  const clock = new VirtualClock();
  const gone = { accountId: 'gone', venue: 'okx', label: 'Old desk' } as const;
  const desk = deskOf(clock, [new FakeVenue(clock)], { unreached: () => [gone] });
  const ofIt = { action: 'flatten', filter: { account: 'gone' } } as const;
  const unreachable = { kind: 'unreachable', message: expect.stringContaining('Old desk (OKX)') };
  expect(desk.exits.plan(ofIt)).toMatchObject({ ok: false, failure: unreachable });
  expect(await desk.refuse(ofIt)).toMatchObject(unreachable);
  expect(desk.exits.plan({ action: 'flatten', filter: { account: 'acc' } }).ok).toBe(true);
  expect(desk.exits.plan({ action: 'flatten', filter: { account: 'never' } })).toMatchObject({ failure: { kind: 'notFound' } });
});

describe('a plan id', () => {
  test('is good for thirty seconds and for one press', async () => {
    const { clock, venue, desk } = deskWith({});
    venue.open(BTC, 'long', '1');
    const first = await shown(clock, desk, all);
    expect(first.expiresAtMs).toBe(clock.epoch() + 30_000);
    const late = await shown(clock, desk, all);
    await clock.advance(29_999);
    expect(desk.exits.confirm(first.planId)).toMatchObject({ ok: true });
    expect(desk.exits.confirm(first.planId)).toMatchObject({ ok: false, failure: { kind: 'planExpired' } });
    await clock.advance(1);
    expect(desk.exits.confirm(late.planId)).toMatchObject({ ok: false, failure: { kind: 'planExpired' } });
    expect(desk.exits.confirm('never given')).toMatchObject({ ok: false, failure: { kind: 'planExpired' } });
  });

  test('that was given back is worth nothing', async () => {
    const { clock, venue, desk } = deskWith({});
    venue.open(BTC, 'long', '1');
    const { planId } = await shown(clock, desk, all);
    desk.exits.discard(planId);
    expect(desk.exits.confirm(planId).ok).toBe(false);
    expect(venue.log).toEqual([]);
  });
});

describe('a preview', () => {
  test('shows what will be sent: sizes, value, PnL net of the fee, orders', async () => {
    const { clock, venue, desk } = deskWith({});
    venue.open(BTC, 'long', '1.5', { unrealizedPnl: '30', rules: { maxMarketSize: '1' } });
    venue.open(ETH, 'short', '2', { unrealizedPnl: '-5', liquidationPrice: '101' });
    venue.rest(BTC);
    venue.rest('SOL/USDT:USDT', { reduceOnly: false });
    const preview = await shown(clock, desk, all);
    expect(preview).toMatchObject({ accounts: 1, venues: 1, ordersToCancel: 2, notionalUsd: '350', kept: [], warnings: [] });
    expect(preview.legs).toMatchObject([
      { symbol: ETH, closeSize: '2', remainingSize: '0', sizeUnit: 'ETH', note: null }, // nearest to liquidation first
      { symbol: BTC, closeSize: '1.5', estimatedFeeUsd: '0.075', estimatedPnlUsd: '29.925', sizeUnit: 'BTC' },
    ]);
    expect(preview.legs[1]?.note).toContain('up to 1');
    const view = await desk.finish((desk.exits.confirm(preview.planId) as { ok: true; value: { exitId: string } }).value.exitId);
    expect(view.verdict).toBe('flat');
    expect(closes(venue).map((close) => [close.position.symbol, close.size])).toEqual([
      [ETH, '2'],
      [BTC, '0.75'],
      [BTC, '0.75'],
    ]);
  });

  test('has no total that is not known', async () => {
    const { clock, venue, desk } = deskWith({});
    const { market } = venue.open(BTC, 'long', '1');
    venue.open(ETH, 'long', '1', { market: { ...market, settle: 'XYZ' } });
    const preview = await shown(clock, desk, all);
    expect(preview).toMatchObject({ notionalUsd: '100', estimatedPnlUsd: null, estimatedFeeUsd: null });
    expect(preview.warnings).toEqual([expect.stringContaining('rate')]);
  });

  test('waits for no account that does not answer, and says so', async () => {
    const { clock, venues, desk } = deskWith({ accountId: 'dead', streamDelayMs: null, fault: () => ({ hang: true }) }, {});
    for (const venue of venues) venue.open(BTC, 'long', '1');
    const askedAtMs = clock.now();
    const preview = await shown(clock, desk, all);
    expect(clock.now() - askedAtMs).toBeLessThanOrEqual(700);
    expect(preview.warnings).toEqual([
      expect.stringMatching(/^dead \(Bybit\) could not be read: no answer within \d+ ms\. What is listed/),
    ]);
    const confirmed = desk.exits.confirm(preview.planId);
    expect(confirmed.ok).toBe(true);
    await clock.advance(200);
    expect(desk.exits.list()[0]?.accounts).toMatchObject([{ verdict: null }, { verdict: 'flat', flatAtMs: 200 }]);
  });

  test('of practice never shows live accounts, nor does the press touch them', async () => {
    const clock = new VirtualClock();
    const practice = new FakeVenue(clock, { accountId: 'practice' });
    const live = new FakeVenue(clock, { accountId: 'live' });
    for (const venue of [practice, live]) venue.open(BTC, 'long', '1');
    let environment: 'practice' | 'live' = 'practice';
    const desk = deskOf(clock, [], {
      venues: () => [
        { venue: practice, environment: 'practice' },
        { venue: live, environment: 'live' },
      ],
      environment: () => environment,
    });
    const preview = await shown(clock, desk, all);
    expect(preview).toMatchObject({ environment: 'practice', legs: [{ accountId: 'practice' }] });
    environment = 'live'; // the screen changed under the finger
    const confirmed = desk.exits.confirm(preview.planId);
    expect(confirmed.ok).toBe(true);
    await clock.advance(10_000);
    expect(live.log).toEqual([]);
    expect(practice.ledger.size).toBe(0);
  });
});

describe('a share', () => {
  test('of 33 % is rounded down to the lot, and its stop is kept and reported', async () => {
    const { venue, desk } = deskWith({});
    venue.open(BTC, 'long', '1.0000', { rules: { lotSize: '0.01', minSize: '0.01' } });
    const stop = venue.rest(BTC, { family: 'trigger', size: '1', triggerPrice: '80' });
    const view = await desk.run(share(33));
    expect(venue.violations).toEqual([]);
    expect(closes(venue).map((close) => close.size)).toEqual(['0.33']);
    expect(view).toMatchObject({ verdict: 'flat', leftOver: [], ordersCancelled: 0 });
    expect(view.legs).toMatchObject([{ state: 'proved', targetSize: '0.67', remainingSize: '0.67' }]);
    expect(view.notes.join()).toContain(`${stop.orderId} over 1 is larger than the rest of 0.67`);
    expect([...venue.working.keys()]).toEqual([stop.orderId]);
  });

  test('of 100 % is the venue’s own string, odd lots included', async () => {
    const { venue, desk } = deskWith({});
    venue.open(BTC, 'long', '1.00057', { rules: { lotSize: '0.001' } });
    const view = await desk.run(share(100));
    expect(closes(venue).map((close) => close.size)).toEqual(['1.00057']);
    expect(view.verdict).toBe('flat');
  });

  test('that would leave dust is announced as a full close', async () => {
    const { clock, venue, desk } = deskWith({});
    venue.open(BTC, 'long', '0.011', { rules: { minSize: '0.005' } });
    const preview = await shown(clock, desk, share(70));
    expect(preview.legs).toMatchObject([{ closeSize: '0.011', remainingSize: '0' }]);
    expect(preview.legs[0]?.note).toContain('minimum of 0.005');
  });

  test('that rounds to zero is refused with the smallest one', async () => {
    const { venue, desk } = deskWith({});
    venue.open(BTC, 'long', '0.01', { rules: { lotSize: '0.001' } });
    const failure = await desk.refuse(share(9));
    expect(failure).toMatchObject({ kind: 'badRequest', remedy: expect.stringContaining('10 %') });
  });

  test.each([0, -50, 101, 33.3, Number.NaN])('of %s %% is refused', async (exitPct) => {
    const { venue, desk } = deskWith({});
    venue.open(BTC, 'long', '1');
    expect(await desk.refuse(share(exitPct))).toMatchObject({ kind: 'badRequest' });
  });

  test('of one hedge leg leaves the other alone', async () => {
    const { venue, desk } = deskWith({});
    venue.open(BTC, 'long', '1', { hedged: true });
    venue.open(BTC, 'short', '3', { hedged: true });
    const view = await desk.run(share(50, BTC, 'short'));
    expect(closes(venue)).toMatchObject([{ size: '1.5', orderSide: 'buy', position: { side: 'short', hedged: true } }]);
    expect(venue.ledger.get(`acc|${BTC}|long`)?.size).toBe('1');
    expect(venue.ledger.get(`acc|${BTC}|short`)?.size).toBe('1.5');
    expect(view.verdict).toBe('flat');
  });

  test('closes no more than its size over partial fills, lost answers and refusals', async () => {
    const faults = [{ fillPercent: 40 }, { loseAnswer: true, fillPercent: 50 }, { refuse: 'priceBand' }] as const;
    const { venue, desk } = deskWith({ fault: (call) => (call.kind === 'submitCloses' ? faults[call.count - 1] : undefined) });
    venue.open(BTC, 'long', '2');
    const view = await desk.run(share(50));
    expect(venue.violations).toEqual([]);
    expect(venue.ledger.get(`acc|${BTC}|long`)?.size).toBe('1');
    expect(view).toMatchObject({ verdict: 'flat', legs: [{ state: 'proved', remainingSize: '1' }] });
  });

  test('is closed once although its order arrives long after nobody found it', async () => {
    const { venue, desk } = deskWith({
      fault: (call) => (call.kind === 'submitCloses' && call.count === 1 ? { arrivesAfterMs: 1_500 } : undefined),
    });
    venue.open(BTC, 'long', '10');
    const view = await desk.run(share(50));
    expect(venue.ledger.get(`acc|${BTC}|long`)?.size).toBe('5');
    expect(view).toMatchObject({ verdict: 'flat', legs: [{ state: 'proved', remainingSize: '5' }] });
  });

  test('that never arrives goes again after the receive window of the venue', async () => {
    const { venue, desk } = deskWith({
      fault: (call) => (call.kind === 'submitCloses' && call.count === 1 ? { loseRequest: true } : undefined),
    });
    venue.open(BTC, 'long', '10');
    const view = await desk.run(share(50));
    expect(venue.ledger.get(`acc|${BTC}|long`)?.size).toBe('5');
    expect(view.verdict).toBe('flat');
    expect(view.pressToFlatMs).toBeGreaterThan(6_000);
  });

  test('of an account that is gone since the preview is refused, whatever else is running', async () => {
    const clock = new VirtualClock();
    const venues = ['acc', 'other'].map((accountId) => new FakeVenue(clock, { accountId }));
    let connected = venues;
    const desk = deskOf(clock, venues, {
      venues: () => connected.map((venue) => ({ venue, environment: 'practice' as const })),
    });
    for (const venue of venues) venue.open(BTC, 'long', '1');
    const preview = await shown(clock, desk, share(50));
    connected = venues.slice(1);
    await desk.press({ action: 'emergencyExit' });
    expect(desk.exits.confirm(preview.planId)).toMatchObject({ ok: false, failure: { kind: 'notFound' } });
  });

  test.each([0, null])('is refused when it has become another size (frames after %s ms)', async (streamDelayMs) => {
    const { clock, venue, desk } = deskWith({ streamDelayMs });
    const position = venue.open(BTC, 'long', '2');
    const preview = await shown(clock, desk, share(50));
    venue.foreignSize(position.key, '3');
    await clock.advance(1);
    const confirmed = desk.exits.confirm(preview.planId);
    await clock.advance(10_000);
    expect(closes(venue)).toEqual([]);
    const [view] = desk.exits.list();
    const words = confirmed.ok ? (view?.notes.join() ?? '') : confirmed.failure.message;
    expect(words).toContain('50 % of it is 1.5, not 1');
    expect(view?.verdict ?? 'notFlat').toBe('notFlat');
  });

  test('does not wait for an account that it does not touch', async () => {
    const { clock, venue, desk } = deskWith({}, { accountId: 'silent', streamDelayMs: null, fault: () => ({ hang: true }) });
    venue.open(BTC, 'long', '2');
    const beganMs = clock.now();
    expect((await shown(clock, desk, share(50))).warnings).toEqual([]);
    expect(clock.now() - beganMs).toBeLessThan(100);
  });

  test('of an ambiguous or unknown name is refused with the candidates', async () => {
    const { venues, desk } = deskWith({ accountId: 'a' }, { accountId: 'b' });
    for (const venue of venues) venue.open(BTC, 'long', '1');
    const named = (position: string): ExitRequest => ({ action: 'partialClose', position, exitPct: 50 });
    expect(await desk.refuse(named(BTC))).toMatchObject({ kind: 'ambiguous', candidates: [`a|${BTC}|long`, `b|${BTC}|long`] });
    expect(await desk.refuse(named('DOGE'))).toMatchObject({ kind: 'notFound' });
  });

  test('is refused while the position is being closed by another share', async () => {
    const { clock, venue, desk } = deskWith({ latencyMs: 1_000 });
    venue.open(BTC, 'long', '2');
    await desk.press(share(50));
    const preview = await shown(clock, desk, share(25));
    expect(desk.exits.confirm(preview.planId)).toMatchObject({ ok: false, failure: { kind: 'busy' } });
  });
});

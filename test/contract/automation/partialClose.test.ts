// A share of one position: which one is meant, how much of it, and what is told when it can not be had.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadVenues } from '../../../electron/practice/venues.ts';
import type { PracticeVenueId } from '../../../shared/venue.ts';
import { HOOK_MS, openAutomationBench, type AutomationBench } from './bench.ts';
import { restClient, type RestClient } from './restClient.ts';

let bench: AutomationBench;
let rest: RestClient;
const VENUES: readonly PracticeVenueId[] = ['binanceusdm', 'bybit'];
beforeEach(async () => {
  bench = await openAutomationBench({ host: { venues: loadVenues().filter(({ venue }) => VENUES.includes(venue)) } });
  rest = restClient(bench, await bench.token());
  await bench.ready();
}, HOOK_MS);
afterEach(() => bench.close());

const sizeOf = (venue: PracticeVenueId, account: string, symbol: string): string | undefined =>
  bench.host.venues
    .get(venue)
    ?.positions(account)
    .find((position) => position.symbol === symbol)?.signedSize;

test('a symbol that several positions have is refused with all of them, and nothing is sent', async () => {
  const before = bench.ledger();
  const many = await rest.post('partial-close', { symbol: 'ETHUSDT' });
  expect(many).toMatchObject({ status: 409, body: { success: false, error: 'Conflict' } });
  expect([...(many.body['candidates'] as string[])].sort()).toEqual([
    'binance-hedge|ETH/USDT:USDT|long',
    'binance-hedge|ETH/USDT:USDT|short',
    'binance-main|ETH/USDT:USDT|short',
    'bybit-swing|ETH/USDT:USDT|long',
  ]);
  const legs = await rest.post('partial-close', { symbol: 'ETHUSDT', account: 'Hedge' });
  expect(legs).toMatchObject({ status: 409, body: { candidates: expect.arrayContaining(['binance-hedge|ETH/USDT:USDT|long']) } });
  expect(bench.ledger()).toEqual(before);
});

test.each(['SHORT', 'short'])('one leg of a hedge, by its direction %s', async (direction) => {
  const { body } = await rest.post('partial-close', { symbol: 'ETHUSDT', account: 'Hedge', direction, exit_pct: 100 });
  expect(body).toMatchObject({ success: true, direction: 'SHORT', closed_pct: 100, remaining_qty: 0, account: 'Hedge' });
  expect(body).toMatchObject({ remaining_unrealized_pnl_usd: 0, qty_unit: 'ETH' });
  const left = bench.host.venues.get('binanceusdm')?.positions('binance-hedge') ?? [];
  expect(left.map(({ tag }) => tag).sort()).toEqual(['long', 'short']); // ETH long and LINK short
});

test('the order that would increase a position stays, and so do its stops', async () => {
  const before = bench.ledger();
  const { body } = await rest.post('partial-close', { symbol: 'AVAX/USDT:USDT', exit_pct: 10 });
  expect(body).toMatchObject({ success: true, closed_pct: 10, symbol: 'AVAXUSDT' });
  expect(bench.ledger()).toEqual(before);
});

test('a share that nobody looks at waits for no order book', async () => {
  bench.host.world.faults.add({
    transport: 'http',
    path: 'orderbook',
    from: 1,
    count: null,
    effect: { kind: 'slow', ms: 5_000, when: 'before' },
  });
  const began = Date.now();
  const { body } = await rest.post('partial-close', { symbol: 'AVAXUSDT', exit_pct: 10 });
  expect(body).toMatchObject({ success: true });
  const { body: report } = await rest.get(`exits/${String(body['exitId'])}`);
  expect(Number(report['pressedAtMs']) - began).toBeLessThan(300);
});

test('a position that is not there any more is not found, with what there is', async () => {
  const gone = await rest.post('partial-close', { symbol: 'AVAXUSDT', account: 'Scalp' });
  expect(gone).toMatchObject({ status: 404, body: { success: false, error: 'Not found' } });
  expect(gone.body['candidates']).toContain('bybit-scalp|XRP/USDT:USDT|long');
  expect((await rest.post('partial-close', { symbol: 'SOLUSDT', account: 'Scalp', direction: 'LONG' })).body).toMatchObject({
    candidates: ['bybit-scalp|SOL/USDT:USDT|short'],
  });
  bench.host.venues.get('bybit')?.operator.clearAccount('bybit-scalp');
  // Whether the panel has heard of it or not.
  const cleared = await rest.post('partial-close', { symbol: 'LTCUSDT' });
  expect(cleared.body['success'] === false || cleared.body['closed_qty'] === 0).toBe(true);
});

test('a share below one lot is refused with the smallest that can be closed', async () => {
  inject('ETHUSDT', '0.05', '4400');
  await bench.until('it is not shown', ({ positions }) => positions['bybit-scalp|ETH/USDT:USDT|long']?.size === '0.05');
  const { status, body } = await rest.post('partial-close', { symbol: 'ETHUSDT', account: 'Scalp', exit_pct: 10 });
  expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'Invalid request' });
  expect(String(body['errors'])).toMatch(/less than one lot .* smallest share that can be closed is 20 %/);
  expect(sizeOf('bybit', 'bybit-scalp', 'ETHUSDT')).toBe('0.05');
});

test('a rest below the minimum is closed with it, and said, before and after', async () => {
  inject('ADAUSDT', '10', '0.9');
  await bench.until('it is not shown', ({ positions }) => positions['bybit-scalp|ADA/USDT:USDT|long']?.size === '10');
  const share = { symbol: 'ADAUSDT', account: 'Scalp', exit_pct: 50 };
  const before = await rest.post('preview', { action: 'partialClose', ...share });
  expect(before.body).toMatchObject({ positions: [{ closeQuantity: 10, remainingQuantity: 0 }] });
  const { body } = await rest.post('partial-close', share);
  expect(body).toMatchObject({ success: true, closed_pct: 100, closed_qty: 10, remaining_qty: 0 });
  expect(String(body['notes'])).toContain('Closes all of it');
  expect(sizeOf('bybit', 'bybit-scalp', 'ADAUSDT')).toBeUndefined();
});

test('a running exit that closes the position answers for it', async () => {
  const slow = bench.host.world.faults.add({
    transport: 'http',
    account: 'bybit-swing',
    path: 'order/create',
    from: 1,
    count: null,
    effect: { kind: 'slow', ms: 1_500, when: 'before' },
  });
  const whole = rest.post('positions/flatten', { account: 'Swing' });
  await bench.until('it does not run', ({ exits }) => exits.length === 1);
  const share = await rest.post('partial-close', { symbol: 'AVAXUSDT', exit_pct: 25 });
  bench.host.world.faults.remove(slow);
  const { body } = await whole;
  expect(share).toMatchObject({ status: 200, body: { success: true, joined: true, exitId: body['exitId'] } });
  expect(share.body).toMatchObject({
    symbol: 'AVAXUSDT',
    closed_pct: 100,
    closed_qty: 272.9,
    remaining_qty: 0,
    account: 'Swing',
  });
  expect(bench.snapshot().exits).toHaveLength(1);
});

test('what is told of a share that a larger exit closed is of the position that was meant, and of no other one', async () => {
  const slow = bench.host.world.faults.add({
    transport: 'http',
    account: 'bybit-swing',
    path: 'order/create',
    from: 1,
    count: null,
    effect: { kind: 'slow', ms: 1_500, when: 'before' },
  });
  const whole = rest.post('emergency-exit', {});
  const ofEth = (keys: readonly string[]) => keys.filter((key) => key.includes('|ETH/USDT:USDT|'));
  await bench.until('others hold it still', ({ positions }) => ofEth(Object.keys(positions)).length === 1);
  const named = { 'idempotency-key': 'one-share' };
  const share = await rest.post('partial-close', { symbol: 'ETHUSDT', exit_pct: 25 }, named);
  bench.host.world.faults.remove(slow);
  expect(share.body).toMatchObject({ success: true, joined: true, account: 'Swing', direction: 'LONG' });
  expect((await rest.post('partial-close', { symbol: 'ETHUSDT', exit_pct: 25 }, named)).body).toEqual(share.body);
  expect((await whole).body).toMatchObject({ success: true });
});

test('a share of what a running partial close holds is a conflict', async () => {
  const slow = bench.host.world.faults.add({
    transport: 'http',
    account: 'bybit-swing',
    path: 'order/create',
    from: 1,
    count: null,
    effect: { kind: 'slow', ms: 1_500, when: 'before' },
  });
  const first = rest.post('partial-close', { symbol: 'AVAXUSDT', exit_pct: 20 });
  await bench.until('it does not run', ({ exits }) => exits.length === 1);
  expect(await rest.post('partial-close', { symbol: 'AVAXUSDT', exit_pct: 40 })).toMatchObject({ status: 409 });
  const same = await rest.post('partial-close', { symbol: 'AVAXUSDT', exit_pct: 20 });
  bench.host.world.faults.remove(slow);
  expect(same.body).toMatchObject({ success: true, joined: true, closed_pct: 20 });
  expect((await first).body).toMatchObject({ success: true, joined: false, closed_pct: 20 });
});

function inject(symbol: string, signedSize: string, entryPrice: string): void {
  bench.host.venues.get('bybit')?.operator.injectPosition('bybit-scalp', { symbol, signedSize, entryPrice });
}

// Fault rules over the control interface: refusals by name, bans that last, refused orders, other hands, clocks, frames.
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PRACTICE_VENUES } from '../../../shared/venue.ts';
import { startPracticeHost, type PracticeHost } from '../../../electron/practice/host.ts';
import { stubVenue } from './stubDialect.ts';

const hosts: PracticeHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
});

async function open() {
  let nowMs = 1_700_000_000_000;
  const host = await startPracticeHost({
    port: 0,
    tickMs: 0,
    freeze: true,
    portfolio: 'empty',
    rateLimits: false,
    venues: [stubVenue],
    now: () => nowMs,
  });
  hosts.push(host);
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${host.url}${path}`, { method, headers, ...sent });
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  };
  await call(
    'POST',
    '/control/accounts',
    ['one', 'two'].map((id) => ({ venue: 'binanceusdm', id, wallets: { USDT: '100000' } })),
  );
  return {
    host,
    call,
    fault: (rule: object) => call('POST', '/control/faults', rule),
    order: (account = 'one') => call('POST', '/binanceusdm/order', {}, { 'x-account': account }),
    held: (account = 'one') => host.venues.get('binanceusdm')?.position(account, 'BTCUSDT', 'both')?.signedSize,
    pass: (ms: number) => void (nowMs += ms),
  };
}

describe('a refusal by name', () => {
  it('is the venue’s own answer, and the call is processed only when the rule says so', async () => {
    const { fault, order, held } = await open();
    await fault({ transport: 'http', method: 'POST', effect: { kind: 'refuse', as: 'rateLimited' } });
    expect(await order()).toEqual({ status: 429, code: -1003, waitMs: null });
    expect(held()).toBeUndefined();
    await fault({ transport: 'http', method: 'POST', effect: { kind: 'refuse', as: 'rateLimited', process: true } });
    expect(await order()).toMatchObject({ status: 429 });
    expect(held()).toBe('0.01');
  });

  it('goes on for every call from the address until it ends, or ends with its rule', async () => {
    const { call, fault, order, pass } = await open();
    const ban = {
      transport: 'http',
      account: 'one',
      method: 'POST',
      effect: { kind: 'refuse', as: 'rateLimited', lastsMs: 5_000 },
    };
    await fault(ban);
    expect(await order('two')).toMatchObject({ status: 200 });
    expect(await order('one')).toMatchObject({ status: 429, waitMs: 5_000 });
    pass(2_000);
    expect(await order('two')).toMatchObject({ status: 429, waitMs: 3_000 });
    expect(await call('GET', '/binanceusdm/ping')).toMatchObject({ status: 429 });
    pass(3_000);
    expect(await order('two')).toMatchObject({ status: 200 });
    await fault(ban);
    expect(await order('one')).toMatchObject({ status: 429 });
    await call('DELETE', '/control/faults');
    expect(await order('one')).toMatchObject({ status: 200 });
  });

  it('can be aimed at one account', async () => {
    const { fault, order } = await open();
    await fault({ transport: 'http', effect: { kind: 'refuse', as: 'rateLimited', lastsMs: 5_000, bans: 'account' } });
    expect(await order('one')).toMatchObject({ status: 429 });
    expect(await order('one')).toMatchObject({ status: 429 });
    expect(await order('two')).toMatchObject({ status: 200 });
  });
});

it('an order rule refuses the n-th order as the exchange would', async () => {
  const { fault, order, call } = await open();
  await fault({ transport: 'order', account: 'one', symbol: 'BTCUSDT', from: 2, effect: { kind: 'refuse', as: 'priceBand' } });
  expect(await order()).toMatchObject({ ok: true });
  expect(await order('two')).toMatchObject({ ok: true });
  expect(await order()).toMatchObject({ ok: false, code: 'priceBand' });
  expect(await order()).toMatchObject({ ok: true });
  // the account's own bot is not struck
  await fault({ transport: 'order', effect: { kind: 'refuse', as: 'suspended' } });
  const bot = { account: 'one', symbol: 'BTCUSDT', orderSide: 'buy', size: '0.01' };
  expect(await call('POST', '/control/fills', bot)).toMatchObject({ filledSize: '0.01' });
});

it('somebody else’s hand acts before or after the n-th call, beside other rules', async () => {
  const { fault, order, held, call } = await open();
  const bot = { path: '/fills', body: { account: 'one', symbol: 'BTCUSDT', orderSide: 'sell', size: '0.01' } };
  await fault({ transport: 'http', path: 'order', from: 2, effect: { kind: 'meanwhile', when: 'after', ...bot } });
  await fault({ transport: 'http', path: 'order', from: 2, effect: { kind: 'loseAnswer' } });
  await order();
  expect(held()).toBe('0.01');
  await expect(order()).rejects.toThrow('fetch failed');
  expect(held()).toBe('0.01'); // bought by the call, sold by the bot
  await fault({
    transport: 'http',
    path: 'ping',
    effect: { kind: 'meanwhile', path: '/position-mode', body: { account: 'one', mode: 'hedge' } },
  });
  await call('GET', '/binanceusdm/ping');
  const { faults } = (await call('GET', '/control/faults')) as unknown as { faults: { failed: string | null }[] };
  expect(faults.map(({ failed }) => failed)).toEqual([null, null, expect.stringContaining('modeChangeWithExposure') as unknown]);
});

it('a venue’s clock goes its own way', async () => {
  const { call, host } = await open();
  await call('POST', '/control/clock', { venue: 'binanceusdm', aheadMs: -5_000 });
  expect(host.venues.get('binanceusdm')?.now()).toBe(1_699_999_995_000);
  await call('POST', '/control/clock', { aheadMs: 0 });
  expect(host.venues.get('binanceusdm')?.now()).toBe(1_700_000_000_000);
});

it('a frame goes missing, or comes after the next one', async () => {
  const { fault, host } = await open();
  const socket = new WebSocket(`ws${host.url.slice(4)}/binanceusdm/ws`);
  const received: string[] = [];
  socket.on('message', (data) => received.push(Buffer.from(data as Buffer).toString('utf8')));
  await new Promise((resolve) => socket.once('open', resolve));
  await fault([
    { transport: 'socket', match: 'echo b', effect: { kind: 'gap' } },
    { transport: 'socket', match: 'echo c', effect: { kind: 'reorder' } },
  ]);
  for (const text of ['a', 'b', 'c', 'd', 'e']) socket.send(text);
  await expect.poll(() => received).toEqual(['echo a', 'echo d', 'echo c', 'echo e']);
  socket.terminate();
});

const OF_LINEAR = PRACTICE_VENUES.filter((venue) => venue !== 'binancecoinm');

it.each(OF_LINEAR)('holds more resting orders than one page lists at %s', async (id) => {
  const host = await startPracticeHost({ port: 0, tickMs: 0, freeze: true, portfolio: 'empty' });
  hosts.push(host);
  const body = JSON.stringify({ portfolio: 'generated', positions: 1, orders: 501, venues: [id] });
  expect((await fetch(`${host.url}/control/reset`, { method: 'POST', body })).status).toBe(200);
  expect(host.venues.get(id)?.workingOrders(`${id}-bench-1`)).toHaveLength(501);
});

describe('bad input', () => {
  it.each([
    ['a refusal that this venue has not', { transport: 'http', effect: { kind: 'refuse', as: 'maintenance' } }, 'effect.as'],
    ['a refusal that nobody has', { transport: 'http', effect: { kind: 'refuse', as: 'tired' } }, 'effect.as'],
    ['no time', { transport: 'http', effect: { kind: 'refuse', as: 'rateLimited', lastsMs: 0 } }, 'effect.lastsMs'],
    ['a pattern that is none', { transport: 'http', path: '(', effect: { kind: 'reset' } }, 'path'],
    ['an order rule for a call', { transport: 'order', path: 'order', effect: { kind: 'refuse', as: 'priceBand' } }, 'path'],
    ['an unknown order refusal', { transport: 'order', effect: { kind: 'refuse', as: 'maintenance' } }, 'effect.as'],
    ['a hand without work', { transport: 'http', effect: { kind: 'meanwhile', path: '/reset', body: {} } }, 'effect.path'],
    [
      'a hand with bad work',
      {
        transport: 'http',
        effect: { kind: 'meanwhile', path: '/fills', body: { account: 'one', symbol: 'BTCUSDT', orderSide: 'up' } },
      },
      'effect.body.orderSide',
    ],
  ])('%s is a 400 that names the field', async (_name, rule, field) => {
    const { fault, call } = await open();
    expect(await fault(rule)).toMatchObject({ status: 400, error: expect.stringContaining(field) as unknown });
    expect(await call('GET', '/control/faults')).toMatchObject({ faults: [] });
    expect(await call('POST', '/control/clock', { aheadMs: 'much' })).toMatchObject({
      status: 400,
      error: expect.stringContaining('aheadMs') as unknown,
    });
  });
});

import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startPracticeHost, type PracticeHost, type PracticeHostOptions } from '../../../electron/practice/host.ts';
import { stubVenue } from './stubDialect.ts';

type ControlAnswer = Readonly<{
  status: number;
  ok?: boolean;
  error?: string;
  removed?: number;
  dropped?: number;
  count?: number;
  totals?: object;
  accounts?: readonly { apiKey: string; key: object }[];
  requests?: readonly { status: number | null; account: string }[];
}>;

const hosts: PracticeHost[] = [];
async function open(options: PracticeHostOptions = {}) {
  const host = await startPracticeHost({ port: 0, tickMs: 0, freeze: true, portfolio: 'empty', venues: [stubVenue], ...options });
  hosts.push(host);
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${host.url}${path}`, { method, headers, ...sent });
    const text = await response.text();
    return { status: response.status, text, json: () => JSON.parse(text) as Record<string, unknown> };
  };
  const control = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, `/control${path}`, body);
    return { status: answer.status, ...answer.json() } as ControlAnswer;
  };
  return { host, call, control };
}
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
});

const order = { 'x-account': 'one' };
async function withAccount(options: PracticeHostOptions = {}) {
  const opened = await open(options);
  await opened.control('POST', '/accounts', { venue: 'binanceusdm', id: 'one', wallets: { USDT: '100000' } });
  const held = () => opened.host.venues.get('binanceusdm')?.position('one', 'BTCUSDT', 'both')?.signedSize;
  return { ...opened, held };
}

function socketTo(host: PracticeHost, path = '/binanceusdm/ws') {
  const socket = new WebSocket(`ws${host.url.slice(4)}${path}`);
  const received: string[] = [];
  const waiting: (() => void)[] = [];
  socket.on('message', (data) => {
    received.push(Buffer.from(data as Buffer).toString('utf8'));
    for (const wake of waiting.splice(0)) wake();
  });
  const until = async (count: number) => {
    while (received.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return received;
  };
  const opened = new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { socket, received, until, opened, closed };
}

describe('practice host', () => {
  it('strips the venue prefix and names unknown venues', async () => {
    const { call } = await open();
    expect((await call('GET', '/binanceusdm/ping?a=1&b=%20')).json()).toEqual({ query: 'a=1&b=%20' });
    expect((await call('GET', '/kraken/ping')).status).toBe(404);
  });

  it('says which port is busy', async () => {
    const { host } = await open();
    await expect(startPracticeHost({ port: host.port, venues: [stubVenue] })).rejects.toThrow(
      `port ${host.port} on 127.0.0.1 is already in use`,
    );
  });

  it('takes the round trip that was asked for, HTTP and frames in order', async () => {
    const { host, call, control } = await open();
    await control('POST', '/latency', { rttMs: 60 });
    const start = performance.now();
    await call('GET', '/binanceusdm/ping');
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
    const { socket, opened, until } = socketTo(host);
    await opened;
    const sentAt = performance.now();
    for (let index = 0; index < 20; index += 1) socket.send(String(index));
    expect(await until(20)).toEqual(Array.from({ length: 20 }, (_, index) => `echo ${index}`));
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(55);
  });

  it('counts rate limits only while they are on', async () => {
    const { call, control } = await open();
    const statuses = async () => {
      const answers = [];
      for (let index = 0; index < 3; index += 1) answers.push((await call('GET', '/binanceusdm/ping')).status);
      return answers;
    };
    expect(await statuses()).toEqual([200, 200, 429]);
    await control('POST', '/rate-limits', { on: false });
    expect(await statuses()).toEqual([200, 200, 200]);
  });

  it('loses requests and answers', async () => {
    const { call, control, held } = await withAccount();
    const fail = async (effect: object, more: object = {}) => {
      await control('POST', '/faults', { transport: 'http', path: '^/order$', method: 'POST', effect, ...more });
      return call('POST', '/binanceusdm/order', {}, order).then(
        (answer) => `${answer.status} ${answer.text.slice(0, 20)}`,
        (error: unknown) => (error instanceof Error ? error.name : 'odd'),
      );
    };
    expect(await fail({ kind: 'loseRequest' })).toBe('TypeError'); // fetch failed
    expect(await fail({ kind: 'reset' })).toBe('TypeError');
    expect(held()).toBeUndefined();
    expect(await fail({ kind: 'loseAnswer' })).toBe('TypeError');
    expect(held()).toBe('0.01');
    expect(await fail({ kind: 'truncate' })).toBe('TypeError');
    expect(held()).toBe('0.02');
    expect(await fail({ kind: 'answer', status: 503, body: '<html>busy</html>' })).toBe('503 <html>busy</html>');
    expect(held()).toBe('0.02');
    expect(await fail({ kind: 'answer', status: 503, body: { code: -1007 }, process: true })).toBe('503 {"code":-1007}');
    expect(held()).toBe('0.03');
    expect(await fail({ kind: 'drip', bytes: 400, everyMs: 1 })).toMatch(/^200/);
    expect(await fail({ kind: 'slow', ms: 5 })).toMatch(/^200/);
    expect(await fail({ kind: 'answer', status: 500, body: '' }, { account: 'other' })).toMatch(/^200/); // not aimed at it
    const { requests, count } = await control('GET', '/requests?write=true');
    expect(count).toBe(9);
    expect(requests?.map((entry) => entry.status)).toEqual([null, null, null, 200, 503, 503, 200, 200, 200]);
  });

  it('strikes at the n-th call only', async () => {
    const { call, control } = await open({ rateLimits: false });
    await control('POST', '/faults', {
      transport: 'http',
      path: 'ping',
      from: 2,
      effect: { kind: 'answer', status: 500, body: 'x' },
    });
    const seen = [];
    for (let index = 0; index < 3; index += 1) seen.push((await call('GET', '/binanceusdm/ping')).status);
    expect(seen).toEqual([200, 500, 200]);
    expect((await control('DELETE', '/faults')).removed).toBe(1);
  });

  it('silences, duplicates, drops and refuses sockets', async () => {
    const { host, control } = await open();
    const first = socketTo(host);
    await first.opened;
    await control('POST', '/faults', { transport: 'socket', account: 'one', effect: { kind: 'duplicate' } });
    first.socket.send('a');
    expect(await first.until(2)).toEqual(['echo a', 'echo a']);
    await control('POST', '/faults', { transport: 'socket', effect: { kind: 'silence', direction: 'out' } });
    first.socket.send('lost');
    first.socket.send('b');
    expect(await first.until(3)).toEqual(['echo a', 'echo a', 'echo b']);
    await control('POST', '/faults', { transport: 'socket', method: 'ping', effect: { kind: 'silence' } });
    let pongs = 0;
    const pong = new Promise<void>((resolve) => first.socket.on('pong', () => resolve(void (pongs += 1))));
    first.socket.ping();
    first.socket.ping();
    await pong;
    first.socket.send('c');
    await first.until(4);
    expect(pongs).toBe(1); // the first ping met silence
    expect((await control('POST', '/sockets/drop', { account: 'one' })).dropped).toBe(1);
    await first.closed;
    await control('POST', '/faults', { transport: 'socket', effect: { kind: 'refuse' } });
    await expect(socketTo(host).opened).rejects.toThrow('503');
    const again = socketTo(host);
    await again.opened;
    again.socket.terminate();
  });
});

describe('control interface', () => {
  it('refuses foreign hosts and web pages', async () => {
    const { host, call } = await open();
    const status = await new Promise((resolve) => {
      httpRequest(`${host.url}/control/health`, { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(403);
    expect((await call('GET', '/control/health', undefined, { origin: 'http://127.0.0.1:1' })).status).toBe(403);
  });

  it('says what is wrong with bad input', async () => {
    const { host, control, call } = await open();
    expect(await control('POST', '/latency', { rttMs: -1 })).toMatchObject({ status: 400 });
    expect((await control('POST', '/price', { venue: 'binanceusdm', symbol: 'BTCUSDT', price: 'x' })).error).toContain('price');
    expect(await control('POST', '/orders', { account: 'nobody' })).toMatchObject({ status: 400 });
    expect(await control('GET', '/nothing')).toMatchObject({ status: 404 });
    const broken = await fetch(`${host.url}/control/latency`, { method: 'POST', body: '{' });
    expect(broken.status).toBe(400);
    expect((await call('GET', '/control/health')).json()).toMatchObject({ ok: true, rttMs: 0 });
  });

  it('makes accounts, positions, orders and prices, and reads the ledger back', async () => {
    const { control } = await withAccount();
    expect(await control('POST', '/accounts', { venue: 'binanceusdm', id: 'one' })).toMatchObject({ status: 409 });
    const { accounts } = await control('GET', '/accounts');
    expect(accounts?.[0]?.apiKey).toMatch(/^[A-Za-z0-9]{64}$/);
    await control('POST', '/positions', { account: 'one', symbol: 'BTCUSDT', side: 'short', size: '0.5', profitPercent: 2 });
    await control('POST', '/orders', [
      { account: 'one', symbol: 'BTCUSDT', orderSide: 'buy', type: 'limit', size: '0.1', price: '50000', reduceOnly: true },
      {
        account: 'one',
        symbol: 'BTCUSDT',
        orderSide: 'buy',
        type: 'market',
        size: null,
        reduceOnly: true,
        trigger: { kind: 'stop', price: '70000' },
      },
    ]);
    expect((await control('GET', '/ledger')).totals).toEqual({
      accounts: 1,
      positions: 1,
      orders: 2,
      ordersByFamily: { plain: 1, trigger: 0, algo: 1, attached: 0 },
    });
    await control('POST', '/price', { venue: 'binanceusdm', symbol: 'BTCUSDT', price: '70000' });
    expect((await control('GET', '/ledger')).totals).toMatchObject({ positions: 0, orders: 0 });
    await control('POST', '/fills', { account: 'one', symbol: 'ETHUSDT', orderSide: 'buy', size: '1' });
    expect((await control('GET', '/ledger')).totals).toMatchObject({ positions: 1 });
    await control('POST', '/key', { account: 'one', revoked: true });
    const after = await control('GET', '/accounts');
    expect(after.accounts?.[0]?.key).toEqual({
      trade: true,
      withdraw: false,
      revoked: true,
      ipAllowed: true,
    });
    await control('POST', '/reset', { portfolio: 'generated', accountsPerVenue: 2, positions: 2, stops: true });
    expect((await control('GET', '/ledger')).totals).toMatchObject({ accounts: 2, positions: 4, orders: 4 });
    expect(await control('POST', '/reset', { portfolio: 'generated', positions: 100 })).toMatchObject({ status: 400 });
    await control('POST', '/reset', { portfolio: 'empty' });
    expect((await control('GET', '/ledger')).totals).toMatchObject({ accounts: 0, positions: 0 });
  });
});

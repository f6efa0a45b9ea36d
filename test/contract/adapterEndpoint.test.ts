// With an endpoint set, REST and WebSocket of every venue dial that and nothing else.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { checkEndpoint, redirect } from '../../electron/venues/endpoint.ts';
import { closeOf, openAdapter } from './adapterAccount.ts';

let host: PracticeHost;
beforeAll(async () => {
  host = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, portfolio: 'empty', rateLimits: false });
});
afterAll(() => host.stop());

it.each(['binanceusdm', 'bybit', 'okx'] as const)('dials nothing but the endpoint for %s', async (venue) => {
  const dialled = new Set<string>();
  const names = new Set<string>();
  const note = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.on('connectionAttempt', (ip: string, port: number) => dialled.add(`${ip}:${port}`));
    socket.on('lookup', (_error, _address, _family, name: string) => names.add(name));
  };
  subscribe('net.client.socket', note);
  try {
    const adapter = openAdapter(host, venue);
    adapter.account.connect();
    await adapter.becomes('live');
    await expect.poll(() => adapter.sockets().length, { interval: 5 }).toBeGreaterThan(0);
    await expect.poll(() => adapter.book.markPrice('BTC/USDT:USDT'), { timeout: 5_000, interval: 5 }).toBeDefined();
    await adapter.account.warm();
    const warmed = adapter.account.requestCount();
    void adapter.account.warm(); // again at once, as from a finger that presses again and again
    expect(adapter.account.requestCount()).toBe(warmed);
    const order = closeOf(adapter);
    const soon = () => systemClock.now() + 3_000;
    expect(await adapter.account.submitCloses([order], soon())).toMatchObject([{ kind: 'accepted' }]);
    await adapter.account.lookUp(order, soon());
    await adapter.account.readOrders(soon());
    await adapter.account.disconnect();
  } finally {
    unsubscribe('net.client.socket', note);
  }
  expect([...dialled]).toEqual([`127.0.0.1:${host.port}`]);
  expect([...names].filter((name) => name !== 'localhost')).toEqual([]);
});

describe('an endpoint', () => {
  const both = (rest: string, ws: string) => () => checkEndpoint({ rest, ws });

  it.each([
    ['https://api.example.com', 'wss://stream.example.com/base/'],
    ['http://127.0.0.1:47900/okx', 'ws://127.0.0.1:47900/okx'],
    ['http://127.8.9.1', 'ws://localhost:1'],
    ['http://[::1]:80/x', 'ws://[::1]:80/x'],
  ])('may be %s and %s', (rest, ws) => {
    expect(both(rest, ws)()).toEqual({ rest, ws: ws.replace(/\/$/, '') });
  });

  it.each([
    ['http://api.example.com', 'wss://api.example.com', 'not encrypted'],
    ['https://api.example.com', 'ws://api.example.com', 'not encrypted'],
    ['http://127.0.0.1.example.com', 'wss://x.example.com', 'not encrypted'],
    ['http://localhost.example.com', 'wss://x.example.com', 'not encrypted'],
    ['http://0.0.0.0:1', 'wss://x.example.com', 'not encrypted'],
    ['https://user:word@api.example.com', 'wss://x.example.com', 'user name'],
    ['ftp://api.example.com', 'wss://x.example.com', 'must start with https'],
    ['wss://api.example.com', 'wss://x.example.com', 'must start with https'],
    ['api.example.com', 'wss://x.example.com', 'not a web address'],
    ['', 'wss://x.example.com', 'not a web address'],
  ])('may not be %s and %s', (rest, ws, words) => {
    expect(both(rest, ws)).toThrow(words);
  });

  it('gets the path and query of the venue, and nothing of its host', () => {
    expect(redirect('https://fapi.binance.com/fapi/v1/order?a=1&b=%20', 'http://127.0.0.1:1/binanceusdm')).toBe(
      'http://127.0.0.1:1/binanceusdm/fapi/v1/order?a=1&b=%20',
    );
    expect(redirect('wss://ws.okx.com:8443/ws/v5/private', 'ws://127.0.0.1:1/okx')).toBe('ws://127.0.0.1:1/okx/ws/v5/private');
  });
});

// Gate's private streams and marks over a real socket: what is subscribed and how it is signed, and what its frames become.
import { createHmac } from 'node:crypto';
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VenueContext } from '../../electron/venues/profile.ts';
import { gate } from '../../electron/venues/profiles/gate.ts';
import type { GateClient } from '../../electron/venues/profiles/gate/client.ts';
import { openTransport } from '../../electron/venues/transport.ts';
import type { MarketRules } from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import { payload } from './fixture.ts';
import { startScriptedSocket, type ScriptedSocket } from './scriptedSocket.ts';
import { startScriptedVenue, type ScriptedVenue } from './scriptedVenue.ts';

const SECRET = '0d3f8a61b7c94e25a1f06b8d2c7e4f59';
const USDT = '/v4/ws/usdt';
const BTC = '/v4/ws/btc';

let rest: ScriptedVenue;
let socket: ScriptedSocket;
let context: VenueContext<GateClient>;
let events: AccountTruthEvent[] = [];
const agent = new Agent();
const emit = (event: AccountTruthEvent) => void events.push(event);
const kinds = () => events.map(({ kind }) => kind);
const last = (kind: AccountTruthEvent['kind']) => events.findLast((event) => event.kind === kind);
async function comes(kind: AccountTruthEvent['kind']): Promise<void> {
  await vi.waitUntil(() => kinds().includes(kind), { timeout: 4_000, interval: 5 });
}

const account = payload('gate', 'gate.rest.fetchBalance.3230-1187') as object;
const answer = (path: string, said: unknown, status = 200) => ({ method: 'GET', path: `/api/v4/${path}`, answer: said, status });

async function open(): Promise<VenueContext<GateClient>> {
  const client = gate.createClient({ apiKey: 'k'.repeat(32), secret: SECRET }, { playMoney: false });
  await openTransport(client, { rest: rest.url, ws: socket.url }, agent);
  await client.loadMarkets();
  const rules = new Map<string, MarketRules>();
  for (const market of Object.values(client.markets ?? {})) {
    const rule = gate.marketRules(market);
    if (rule !== null) rules.set(rule.nativeSymbol, rule);
  }
  return {
    accountId: 'account',
    client,
    marketByNative: (nativeSymbol) => rules.get(nativeSymbol),
    hedgeMode: () => false,
    setHedgeMode: () => undefined,
    setNotClosable: () => undefined,
    markPrice: () => undefined,
    nowEpochMs: Date.now,
    send: async (_spend, request) => ({ kind: 'answered', body: await request(), headers: {} }),
  };
}

beforeAll(async () => {
  rest = await startScriptedVenue();
  socket = await startScriptedSocket();
  rest.play([
    answer('futures/usdt/contracts', payload('gate', 'contracts.usdt')),
    answer('futures/btc/contracts', payload('gate', 'contracts.btc')),
    answer('futures/usd1/contracts', []),
    answer('futures/usdt/accounts', account),
    answer('futures/btc/accounts', { ...account, currency: 'BTC' }),
    answer('futures/usd1/accounts', { ...account, currency: 'USD1' }),
  ]);
  context = await open();
  await gate.prepare(context);
});
afterAll(async () => {
  await context.client.close();
  await agent.destroy();
  await socket.stop();
  await rest.stop();
});
beforeEach(() => {
  events = [];
});

describe('the private streams', () => {
  const signal = new AbortController();
  let running: Promise<unknown>;

  beforeAll(async () => {
    running = gate.watchAccount(context, emit, signal.signal).catch((error: unknown) => error);
    await vi.waitUntil(() => socket.heard().length === 12, { timeout: 4_000, interval: 5 });
  });
  afterAll(async () => {
    signal.abort(new Error('over'));
    await running;
  });

  it('asks each socket for sizes as decimals, and subscribes the user’s four channels on it, each signed', () => {
    expect(socket.handshakes().map(({ path }) => path)).toEqual([USDT, BTC, '/v4/ws/usd1']);
    for (const { headers } of socket.handshakes()) expect(headers['x-gate-size-decimal']).toBe('1');
    for (const { message } of socket.heard()) {
      const { time, channel, event, auth } = message as Record<string, unknown>;
      const text = `channel=${String(channel)}&event=subscribe&time=${String(time)}`;
      const SIGN = createHmac('sha512', SECRET).update(text).digest('hex');
      expect({ event, auth }).toEqual({ event: 'subscribe', auth: { method: 'api_key', KEY: 'k'.repeat(32), SIGN } });
    }
    const ofUsdt = socket.heard().filter(({ path }) => path === USDT);
    expect(ofUsdt.map(({ message }) => message)).toMatchObject([
      { channel: 'futures.positions', payload: ['6333333', '!all'] },
      { channel: 'futures.orders', payload: ['6333333', '!all'] },
      { channel: 'futures.autoorders', payload: ['6333333', '!all'] },
      { channel: 'futures.balances', payload: ['6333333'] },
    ]);
  });

  it('reads the recorded position of each currency, and says when it is gone', async () => {
    socket.say(USDT, payload('gate', 'gate.ws.handlePositions.1428-4'));
    await comes('position');
    expect(last('position')).toMatchObject({
      position: {
        nativeSymbol: 'XRP_USDT',
        side: 'long',
        size: '1',
        marginMode: 'cross',
        entryPrice: '0.5253',
        updatedAtMs: 1693158497195,
      },
    });
    expect(last('positionGone')).toMatchObject({ symbol: 'XRP/USDT:USDT', side: 'short' });
    events = [];
    socket.say(BTC, payload('gate', 'positionFrame.inverse'));
    await comes('position');
    expect(last('position')).toMatchObject({ position: { symbol: 'BTC/USD:BTC', size: '3' } });
    events = [];
    const frame = payload('gate', 'gate.ws.handlePositions.1428-4') as { result: object[] };
    socket.say(USDT, { ...frame, result: [{ ...frame.result[0], size: '0' }] });
    await comes('positionGone');
    expect(last('positionGone')).toMatchObject({ symbol: 'XRP/USDT:USDT', side: null });
  });

  it('reads part of a contract digit for digit', async () => {
    const frame = payload('gate', 'gate.ws.handlePositions.1428-4') as { result: object[] };
    socket.say(USDT, { ...frame, result: [{ ...frame.result[0], mode: 'dual_short', size: '-0.70' }] });
    await comes('position');
    expect(last('position')).toMatchObject({ position: { side: 'short', size: '0.70', hedged: true } });
  });

  it('reads orders and triggers, working and ended', async () => {
    const finished = payload('gate', 'orderFrame') as { result: object[] };
    socket.say(BTC, { ...finished, result: [{ ...finished.result[0], status: 'open', left: 1, finish_as: '_new' }] });
    await comes('order');
    expect(last('order')).toMatchObject({ order: { family: 'plain', orderId: '4872460', size: '1', orderSide: 'buy' } });
    socket.say(BTC, finished);
    await comes('orderGone');
    expect(last('orderGone')).toMatchObject({ family: 'plain', orderId: '4872460' });
    events = [];
    const trigger = payload('gate', 'autoOrderFrame') as { result: { initial: object }[] };
    const initial = { ...trigger.result[0]?.initial, contract: 'ADA_USDT' };
    socket.say(USDT, { ...trigger, result: [{ ...trigger.result[0], initial }] });
    await comes('order');
    expect(last('order')).toMatchObject({
      order: { family: 'trigger', orderId: '9256', reduceOnly: true, triggerPrice: '10000' },
    });
    socket.say(USDT, { ...trigger, result: [{ ...trigger.result[0], initial, status: 'finished' }] });
    await comes('orderGone');
  });

  it('carries a balance on beside what is not realised, for all currencies', async () => {
    socket.say(USDT, payload('gate', 'gate.ws.handleBalance.1237-637'));
    await comes('equity');
    expect(last('equity')).toMatchObject({ byCurrency: { USDT: '38.350108537006', BTC: '25.828551513326' } });
  });

  it('is alive when all its sockets are', async () => {
    await comes('alive');
    expect(new Set(kinds())).toEqual(new Set(['alive'])); // the pongs of several sockets may come between two looks
  });
});

it('breaks when Gate refuses a subscription, with its own words', async () => {
  socket.answerWith(({ message }) => {
    const { id, time, channel } = message as Record<string, unknown>;
    const error = { code: 4, message: '{"label":"INVALID_KEY","message":"Invalid key provided"}\n' };
    return { time, id, channel, event: 'subscribe', error, result: null };
  });
  const other = await open();
  await gate.prepare(other);
  const ended = gate.watchAccount(other, emit, new AbortController().signal);
  await expect(ended).rejects.toThrow(/Invalid key provided/);
  await expect(ended).rejects.not.toThrow(SECRET);
  await other.client.close();
  socket.answerWith(() => null);
});

it('follows marks, a socket for each currency, and names of plain letters only', async () => {
  const controller = new AbortController();
  const other = await open();
  const before = socket.heard().length;
  const ended = gate
    .watchMarks(other, ['BTC/USD:BTC', 'ADA/USDT:USDT', 'XRP/USDT:USDT'], emit, controller.signal)
    .catch((error: unknown) => error);
  await expect.poll(() => socket.heard().length - before, { timeout: 4_000, interval: 5 }).toBe(2);
  expect(socket.heard().slice(before)).toMatchObject([
    { path: BTC, message: { channel: 'futures.tickers', event: 'subscribe', payload: ['BTC_USD'] } },
    { path: USDT, message: { channel: 'futures.tickers', event: 'subscribe', payload: ['ADA_USDT', 'XRP_USDT'] } },
  ]);
  socket.say(BTC, payload('gate', 'tickerFrame'));
  await comes('mark');
  expect(last('mark')).toEqual({ kind: 'mark', symbol: 'BTC/USD:BTC', markPrice: '118.35', atMs: 1541659086123 });
  controller.abort(new Error('over'));
  await ended;
  await other.client.close();
});

it('dials the testnet’s own path there, for the currency that it has', () => {
  const client = gate.createClient({ apiKey: 'k', secret: 's' }, { playMoney: true });
  expect(client.settles).toEqual(['usdt']);
  expect(client.socketOf('usdt')).toBe('wss://ws-testnet.gate.com/v4/ws/futures/usdt');
});

it('lets orders expire by Gate’s clock, as the last answer told it', async () => {
  const other = await open();
  const call = answer('futures/usdt/accounts', account);
  rest.play([{ ...call, headers: { 'x-out-time': String((Date.now() + 60_000) * 1_000) } }]);
  await other.client.privateFuturesGetSettleAccounts({ settle: 'usdt' });
  const order = { settle: 'usdt', contract: 'ADA_USDT', size: '-1' };
  const { headers } = other.client.sign('{settle}/orders', ['private', 'futures'], 'POST', order) as {
    headers: Record<string, string>;
  };
  const leftMs = Number(headers['x-gate-exptime']) - Date.now();
  expect(leftMs).toBeGreaterThan(64_000);
  expect(leftMs).toBeLessThanOrEqual(65_000);
});

// KuCoin's private stream and marks over a real socket: what is asked and subscribed, what its frames become, and that the
// token of a socket stays out of words.
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VenueContext } from '../../electron/venues/profile.ts';
import { kucoinfutures } from '../../electron/venues/profiles/kucoinfutures.ts';
import type { KucoinClient } from '../../electron/venues/profiles/kucoinfutures/client.ts';
import { openTransport } from '../../electron/venues/transport.ts';
import type { MarketRules } from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import { payload } from './fixture.ts';
import { startScriptedSocket, type ScriptedSocket } from './scriptedSocket.ts';
import { startScriptedVenue, type ScriptedCall, type ScriptedVenue } from './scriptedVenue.ts';

const TOKEN = '2neAiuYvAU61ZDXANAGAsiL4-iAExhsBXZxftpOeh_55i3Ysy2q2LEsEWU64mdzUOPusi34M_wGoSf7iNyEWJ1UQy47YbpY4==.c9yVaGfHaV';
const ENDPOINT = 'wss://ws-api-futures.kucoin.com/';

let rest: ScriptedVenue;
let socket: ScriptedSocket;
let context: VenueContext<KucoinClient>;
let events: AccountTruthEvent[] = [];
let hedged = false;
const agent = new Agent();
const emit = (event: AccountTruthEvent) => void events.push(event);
const kinds = () => events.map(({ kind }) => kind);
const last = (kind: AccountTruthEvent['kind']) => events.findLast((event) => event.kind === kind);
async function comes(kind: AccountTruthEvent['kind']): Promise<void> {
  await vi.waitUntil(() => kinds().includes(kind), { timeout: 4_000, interval: 5 });
}
const waitOptions = { timeout: 4_000, interval: 5 };

const recorded = (name: string) => payload('kucoinfutures', name) as Record<string, unknown> & { data: object };
const ok = (data: unknown) => ({ code: '200000', data });
const call = (method: string, path: string, answer: unknown): ScriptedCall => ({
  method,
  path: `/api/v1/${path}`,
  answer,
  status: 200,
});
/** Shape of the reference's own example; token and address as there. */
const address = (endpoint: string) =>
  ok({
    token: TOKEN,
    instanceServers: [{ endpoint, encrypt: true, protocol: 'websocket', pingInterval: 18_000, pingTimeout: 10_000 }],
  });
const listed = {
  ...recorded('orderByClientOid').data,
  id: '240673378116083712',
  symbol: 'XBTUSDTM',
  stop: 'down',
  stopPrice: '1000',
  reduceOnly: true,
};
const said = (name: string, more: object = {}) => {
  const frame = recorded(name);
  socket.say('/', { ...frame, data: { ...frame.data, ...more } });
};

async function open(): Promise<VenueContext<KucoinClient>> {
  const client = kucoinfutures.createClient({ apiKey: 'k', secret: 's', password: 'p' }, { playMoney: false });
  await openTransport(client, { rest: rest.url, ws: socket.url }, agent);
  const publicClient = kucoinfutures.createClient({ apiKey: '', secret: '' }, { playMoney: false }); // as the adapter loads them
  await openTransport(publicClient, { rest: rest.url, ws: socket.url }, agent);
  await publicClient.loadMarkets();
  client.setMarketsFromExchange(publicClient);
  const rules = new Map<string, MarketRules>();
  for (const market of Object.values(client.markets ?? {})) {
    const rule = kucoinfutures.marketRules(market);
    if (rule !== null) rules.set(rule.nativeSymbol, rule);
  }
  return {
    accountId: 'account',
    client,
    marketByNative: (nativeSymbol) => rules.get(nativeSymbol),
    hedgeMode: () => hedged,
    setHedgeMode: () => undefined,
    setNotClosable: () => undefined,
    markPrice: () => undefined,
    nowEpochMs: Date.now,
    send: async (_spend, request) => ({ kind: 'answered', body: await request(), headers: {} }),
  };
}

const basics = [
  call(
    'GET',
    'contracts/active',
    ok([payload('kucoinfutures', 'contract.linear'), payload('kucoinfutures', 'contract.inverse')]),
  ),
  call('POST', 'bullet-private', address(ENDPOINT)),
  call('POST', 'bullet-public', address(ENDPOINT)),
  call('GET', 'orders/240673378116083712', ok(listed)),
  call(
    'GET',
    'orders/247899236673269761',
    ok({ ...listed, id: '247899236673269761', stop: '', stopPrice: null, isActive: false }),
  ),
];

beforeAll(async () => {
  rest = await startScriptedVenue();
  socket = await startScriptedSocket();
  rest.play(basics);
  context = await open();
});
afterAll(async () => {
  await context.client.close();
  await agent.destroy();
  await socket.stop();
  await rest.stop();
});
beforeEach(() => {
  events = [];
  hedged = false;
});

describe('the private stream', () => {
  const signal = new AbortController();
  let running: Promise<unknown>;

  beforeAll(async () => {
    socket.answerWith(({ message }) => {
      const { id, type } = message as Record<string, unknown>;
      return type === 'ping' ? { id, type: 'pong' } : { id, type: 'ack' };
    });
    running = kucoinfutures.watchAccount(context, emit, signal.signal).catch((error: unknown) => error);
    await vi.waitUntil(() => socket.heard().length >= 4, waitOptions);
  });
  afterAll(async () => {
    signal.abort(new Error('over'));
    await running;
  });

  it('opens one socket with the token, and subscribes four topics of the whole account', () => {
    expect(socket.handshakes().map(({ path }) => path)).toEqual(['/']);
    expect(new URLSearchParams(socket.handshakes()[0]?.query).get('token')).toBe(TOKEN);
    expect(
      socket
        .heard()
        .slice(0, 4)
        .map(({ message }) => message),
    ).toMatchObject(
      ['/contract/positionAll', '/contractMarket/tradeOrders', '/contractMarket/advancedOrders', '/contractAccount/wallet'].map(
        (topic) => ({ type: 'subscribe', topic, privateChannel: true, response: true }),
      ),
    );
  });

  it('reads the recorded position, and says when it is gone', async () => {
    said('frame.position');
    await comes('position');
    expect(last('position')).toMatchObject({
      position: {
        nativeSymbol: 'XBTUSDTM',
        side: 'long',
        size: '1',
        hedged: false,
        marginMode: 'isolated',
        entryPrice: '91694.5',
        updatedAtMs: 1731924561514,
      },
    });
    expect(last('positionGone')).toMatchObject({ symbol: 'BTC/USDT:USDT', side: 'short' });
    events = [];
    said('frame.position', { currentQty: 0, isOpen: false });
    await comes('positionGone');
    expect(last('positionGone')).toMatchObject({ symbol: 'BTC/USDT:USDT', side: null });
    events = [];
    said('kucoinfutures.ws.handlePosition.2941-39');
    await comes('position');
    expect(last('position')).toMatchObject({ position: { symbol: 'BTC/USD:BTC', side: 'short', size: '20' } });
  });

  it('reads a side of a two-sided account by its tag', async () => {
    hedged = true;
    said('frame.position', { positionSide: 'SHORT', currentQty: -3 });
    await comes('position');
    expect(last('position')).toMatchObject({ position: { side: 'short', size: '3', hedged: true } });
    events = [];
    said('frame.position', { positionSide: 'SHORT', currentQty: 0 });
    await comes('positionGone');
    expect(last('positionGone')).toMatchObject({ side: 'short' });
  });

  it('takes frames of marks and of funding for life alone', async () => {
    said('kucoinfutures.ws.handlePosition.2941-2569');
    await comes('alive');
    events = [];
    said('kucoinfutures.ws.handlePosition.2941-3573');
    await comes('alive');
    expect(new Set(kinds())).toEqual(new Set(['alive']));
  });

  it('reads orders, working and ended', async () => {
    said('frame.order');
    await comes('order');
    expect(last('order')).toMatchObject({
      order: { family: 'plain', orderId: '247899236673269761', orderSide: 'buy', size: '1', price: '91670', reduceOnly: false },
      atMs: 1731916985789,
    });
    said('frame.order', { type: 'filled', status: 'done', remainSize: '0', filledSize: '1' });
    await comes('orderGone');
    expect(last('orderGone')).toMatchObject({ family: 'plain', orderId: '247899236673269761' });
  });

  it('asks what a frame leaves out: whether a stop that it never listed only reduces', async () => {
    said('frame.stop');
    await vi.waitUntil(() => kinds().filter((kind) => kind === 'order').length === 2, waitOptions);
    expect(events.filter(({ kind }) => kind === 'order')).toMatchObject([
      { order: { family: 'trigger', reduceOnly: false, size: '1', price: '0.1', triggerPrice: '1000' }, atMs: 1730194206843 },
      { order: { family: 'trigger', reduceOnly: true, orderId: '240673378116083712' } },
    ]);
    events = [];
    said('frame.stop', { stopPrice: '1100' });
    await comes('order');
    expect(last('order')).toMatchObject({ order: { reduceOnly: true, triggerPrice: '1100' } });
    said('frame.stop', { type: 'triggered' });
    await comes('orderGone');
    expect(last('orderGone')).toMatchObject({ family: 'trigger', orderId: '240673378116083712' });
  });

  it('merges what the wallet says by currency', async () => {
    said('frame.wallet');
    await comes('equity');
    events = [];
    said('frame.wallet', { currency: 'XBT', equity: '0.5' });
    await comes('equity');
    expect(last('equity')).toMatchObject({ byCurrency: { USDT: '81.273621258', BTC: '0.5' } });
  });

  it('pings in KuCoin’s own words, and its pong shows that it lives', async () => {
    const isPing = ({ message }: { message: unknown }) => (message as Record<string, unknown>)['type'] === 'ping';
    const before = socket.heard().filter(isPing).length;
    await vi.waitUntil(() => socket.heard().filter(isPing).length > before, waitOptions);
    await comes('alive');
    expect(kinds()).toContain('alive');
  });
});

describe('a stream that can not go on', () => {
  it('breaks when KuCoin refuses a subscription, with its own words and without the token', async () => {
    socket.answerWith(({ message }) => ({
      ...(payload('kucoinfutures', 'kucoinfutures.ws.handleErrorMessage.3415-4') as object),
      id: (message as Record<string, unknown>)['id'],
    }));
    const other = await open();
    const ended = kucoinfutures.watchAccount(other, emit, new AbortController().signal);
    await expect(ended).rejects.toThrow(/type is not supported/);
    await expect(ended).rejects.not.toThrow(TOKEN.slice(0, 20));
    await other.client.close();
    socket.answerWith(() => null);
  });

  it('breaks when its socket is cut', async () => {
    const other = await open();
    const before = socket.heard().length;
    const ended = kucoinfutures.watchAccount(other, emit, new AbortController().signal).catch((error: unknown) => String(error));
    await vi.waitUntil(() => socket.heard().length >= before + 4, waitOptions);
    socket.hangUp();
    expect(await ended).toMatch(/closed/);
    await other.client.close();
  });

  it('keeps the token out of the words for a socket that says nothing more', async () => {
    const other = await open();
    other.client.streaming['keepAlive'] = 20;
    const ended = kucoinfutures.watchAccount(other, emit, new AbortController().signal).catch((error: unknown) => String(error));
    const words = await ended;
    expect(words).toContain('Connection to its socket timed out');
    expect(words).not.toContain(TOKEN.slice(0, 20));
    await other.client.close();
  });

  it('dials nothing that is not KuCoin’s', async () => {
    const other = await open();
    rest.play([call('POST', 'bullet-private', address('wss://kucoin.com.example.org/')), ...basics]);
    await expect(kucoinfutures.watchAccount(other, emit, new AbortController().signal)).rejects.toThrow(/not its own/);
    await other.client.close();
    rest.play(basics);
  });

  it('breaks on a two-sided account’s frame that names no side', async () => {
    const other = await open();
    const before = socket.heard().length;
    const ended = kucoinfutures.watchAccount(other, emit, new AbortController().signal).catch((error: unknown) => String(error));
    await vi.waitUntil(() => socket.heard().length >= before + 4, waitOptions);
    hedged = true;
    said('frame.position', { positionSide: null });
    expect(await ended).toContain('which side');
    await other.client.close();
  });
});

it('follows marks, and other symbols over the same socket', async () => {
  const other = await open();
  const before = { heard: socket.heard().length, dialled: socket.handshakes().length };
  const first = new AbortController();
  const ended = kucoinfutures.watchMarks(other, ['BTC/USD:BTC'], emit, first.signal).catch((error: unknown) => error);
  await vi.waitUntil(() => socket.heard().length > before.heard, waitOptions);
  expect(socket.heard().at(before.heard)?.message).toMatchObject({
    topic: '/contract/instrument:XBTUSDM',
    privateChannel: false,
  });
  said('frame.mark');
  await comes('mark');
  expect(last('mark')).toEqual({ kind: 'mark', symbol: 'BTC/USD:BTC', markPrice: '4010.52', atMs: 1551770400000 });
  first.abort(new Error('others are held'));
  await ended;
  const second = new AbortController();
  const more = kucoinfutures
    .watchMarks(other, ['BTC/USD:BTC', 'BTC/USDT:USDT'], emit, second.signal)
    .catch((error: unknown) => error);
  const asked = '/contract/instrument:XBTUSDM,XBTUSDTM';
  await vi.waitUntil(
    () => socket.heard().some(({ message }) => (message as Record<string, unknown>)['topic'] === asked),
    waitOptions,
  );
  expect(socket.handshakes().length - before.dialled).toBe(1);
  second.abort(new Error('over'));
  await more;
  await other.client.close();
});

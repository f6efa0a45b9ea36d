// Gate and KuCoin through the whole adapter and a book, against servers that recite recorded payloads: an account comes up,
// prices follow, a close is rehearsed without a byte and then sent once, and after a cut it comes back.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAccountBook } from '../../electron/book/accountBook.ts';
import { createRates } from '../../electron/book/rates.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { createVenueAccount } from '../../electron/venues/ccxtVenue.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { loadProfile } from '../../electron/venues/profiles.ts';
import type { CertifiedVenueId } from '../../shared/venue.ts';
import { payload } from './fixture.ts';
import { startScriptedSocket, type Heard, type ScriptedSocket } from './scriptedSocket.ts';
import { startScriptedVenue, type ScriptedCall, type ScriptedVenue } from './scriptedVenue.ts';
import { closeOf } from './venueCase.ts';

const SECRET = '0d3f8a61b7c94e25a1f06b8d2c7e4f59';

const call = (method: string, path: string, answer: unknown, status = 200): ScriptedCall => ({ method, path, answer, status });
const textOf = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

type Case = Readonly<{
  venue: CertifiedVenueId;
  rest: readonly ScriptedCall[];
  answer: (heard: Heard) => unknown;
  /** What is said on the socket for the mark that is always followed, or one that is held. */
  mark: Readonly<{ path: string; frame: unknown; symbol: string; price: string }>;
  held: Readonly<{ nativeSymbol: string; size: string }>;
  close: string;
}>;

const gateAccount = payload('gate', 'gate.rest.fetchBalance.3230-1187') as object;
const [gatePosition] = payload('gate', 'gate.rest.fetchPositions.6578-22') as readonly object[];
const noAccount = { label: 'USER_NOT_FOUND', message: 'please transfer funds first to create futures account' };
const gateTicker = payload('gate', 'tickerFrame') as { result: readonly object[] };

const gate: Case = {
  venue: 'gate',
  rest: [
    call('GET', '/api/v4/spot/time', { server_time: Date.now() }),
    call('GET', '/api/v4/futures/usdt/contracts', payload('gate', 'contracts.usdt')),
    call('GET', '/api/v4/futures/btc/contracts', payload('gate', 'contracts.btc')),
    call('GET', '/api/v4/futures/usd1/contracts', []),
    call('GET', '/api/v4/futures/usdt/accounts', gateAccount),
    call('GET', '/api/v4/futures/usdt/positions', [{ ...gatePosition, contract: 'ADA_USDT', size: '12' }]),
    ...['btc', 'usd1'].flatMap((settle) => [
      call('GET', `/api/v4/futures/${settle}/accounts`, noAccount, 400),
      call('GET', `/api/v4/futures/${settle}/positions`, noAccount, 400),
    ]),
    call('GET', '/api/v4/delivery/usdt/positions', noAccount, 400),
    call('GET', '/api/v4/options/positions', { label: 'FORBIDDEN', message: 'no permission' }, 403),
    call('GET', '/api/v4/delivery/usdt/orders', noAccount, 400),
    call('GET', '/api/v4/options/orders', { label: 'FORBIDDEN', message: 'no permission' }, 403),
    call('GET', '/api/v4/futures/usdt/orders', []),
    call('GET', '/api/v4/futures/usdt/price_orders', []),
    call('GET', '/api/v4/futures/usdt/autoorder/v1/trail/list', {}),
    call('GET', '/api/v4/futures/usdt/autoorder/v1/chase/list', {}),
    call('POST', '/api/v4/futures/usdt/orders', payload('gate', 'createOrder.filled'), 201),
  ],
  answer: () => null,
  mark: {
    path: '/v4/ws/usdt',
    frame: { ...gateTicker, result: [{ ...gateTicker.result[0], contract: 'ADA_USDT' }] },
    symbol: 'ADA/USDT:USDT',
    price: '118.35',
  },
  held: { nativeSymbol: 'ADA_USDT', size: '12' },
  close: '/api/v4/futures/usdt/orders',
};

const ok = (data: unknown) => ({ code: '200000', data });
const [, kucoinPosition] = (payload('kucoinfutures', 'positions') as { data: readonly object[] }).data;
const token = ok({ token: 'a-token', instanceServers: [{ endpoint: 'wss://ws-api-futures.kucoin.com/' }] });
const noOrders = ok({ currentPage: 1, pageSize: 100, totalNum: 0, totalPage: 0, items: [] });

const kucoin: Case = {
  venue: 'kucoinfutures',
  rest: [
    call('GET', '/api/v1/timestamp', ok(Date.now())),
    call('GET', '/api/v1/contracts/active', ok([payload('kucoinfutures', 'contract.linear')])),
    call('GET', '/api/v2/position/getPositionMode', ok({ positionMode: 0 })),
    call('GET', '/api/ua/v1/account/mode', ok({ selfAccountMode: 'CLASSIC' })),
    call('GET', '/api/v1/positions', ok([kucoinPosition])),
    call('GET', '/api/v1/orders', noOrders),
    call('GET', '/api/v1/stopOrders', noOrders),
    call('GET', '/api/v1/account-overview', payload('kucoinfutures', 'accountOverview')),
    call('POST', '/api/v1/bullet-private', token),
    call('POST', '/api/v1/bullet-public', token),
    call('POST', '/api/v1/orders', payload('kucoinfutures', 'addOrder')),
  ],
  answer: ({ message }) => {
    const { id, type } = message as Record<string, unknown>;
    return { id, type: type === 'ping' ? 'pong' : 'ack' };
  },
  mark: {
    path: '/',
    frame: { ...(payload('kucoinfutures', 'frame.mark') as object), topic: '/contract/instrument:XBTUSDTM' },
    symbol: 'BTC/USDT:USDT',
    price: '4010.52',
  },
  held: { nativeSymbol: 'XBTUSDTM', size: '1' },
  close: '/api/v1/orders',
};

describe.each([gate, kucoin])('$venue', ({ venue, rest: calls, answer, mark, held, close }) => {
  let rest: ScriptedVenue;
  let socket: ScriptedSocket;
  let account: ReturnType<typeof createVenueAccount>;
  const base = { accountId: 'account', venue, label: 'Adapter' };
  const book = createAccountBook({ ...base, environment: 'live', rates: createRates(), clock: systemClock });
  const failures: unknown[] = [];
  const healthy = () => vi.waitUntil(() => book.account().health.kind === 'live', { timeout: 8_000, interval: 10 });

  beforeAll(async () => {
    rest = await startScriptedVenue();
    socket = await startScriptedSocket();
    rest.play(calls);
    socket.answerWith(answer);
    account = createVenueAccount({
      ...base,
      place: { playMoney: false },
      credential: { reveal: () => ({ apiKey: 'k'.repeat(24), secret: SECRET, password: 'pass-phrase' }) },
      endpoint: { rest: rest.url, ws: socket.url },
      profile: await loadProfile(venue),
      pacing: createPacingRoom(() => systemClock.now()),
      clock: systemClock,
      markPrice: (symbol) => book.markPrice(symbol),
      emit: (event) => {
        if (event.kind === 'failed') failures.push(event.failure);
        book.apply(event);
      },
    });
    account.connect();
    await healthy();
  });
  afterAll(async () => {
    await account.disconnect();
    await socket.stop();
    await rest.stop();
  });
  beforeEach(() => {
    rest.takeRequests();
  });
  const writes = () => rest.takeRequests().filter(({ method, path }) => method === 'POST' && path === close);

  it('comes up with what is held, asking for nothing that the venue does not know', () => {
    expect(book.known().positions).toMatchObject([held]);
    expect(rest.unscripted()).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('follows prices', async () => {
    await vi.waitUntil(
      () => {
        socket.say(mark.path, mark.frame);
        return book.markPrice(mark.symbol) !== undefined;
      },
      { timeout: 4_000, interval: 20 },
    );
    expect(book.markPrice(mark.symbol)).toBe(mark.price);
  });

  it('rehearses a close without a byte, then sends it once, signed', async () => {
    const [position] = book.known().positions;
    expect(position).toBeDefined();
    if (position === undefined) return;
    const order = closeOf(await loadProfile(venue), position);
    await account.rehearse?.([order]);
    expect(writes()).toEqual([]);
    const outcomes = await account.submitCloses([order], systemClock.now() + 2_000);
    expect(outcomes).toMatchObject([{ kind: 'accepted' }]);
    const sent = writes();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toContain(order.clientOrderId);
    expect(JSON.stringify(sent)).not.toContain(SECRET);
  });

  it('comes back after a cut, with the secret in no word of it', async () => {
    socket.hangUp();
    await vi.waitUntil(() => book.account().health.kind !== 'live', { timeout: 4_000, interval: 2 });
    const words = textOf(book.account());
    await healthy();
    for (const secret of [SECRET, 'a-token', 'pass-phrase', createHmac('sha256', SECRET).update('pass-phrase').digest('base64')])
      expect(words + textOf(failures)).not.toContain(secret);
    expect(book.known().positions).toMatchObject([held]);
  });
});

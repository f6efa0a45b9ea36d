// Deribit's channels over a real socket: one signed login before the subscription, and recorded frames become events.
import { createHmac } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { deribit } from '../../../electron/venues/profiles/deribit.ts';
import { payload } from '../fixture.ts';
import { startScriptedStream, type ScriptedStream, type Watch } from '../scriptedStream.ts';

const keys = { apiKey: 'TiA4AyLPq3', secret: 'not-a-real-client-secret' };
const instruments = payload('deribit', 'deribit.rest.fetchMarkets.871-5');
const changed = payload('deribit', 'deribit.docs.userChanges') as { positions: [object]; orders: [object] };

let stream: ScriptedStream | null = null;
afterEach(async () => {
  await stream?.stop();
  stream = null;
});

const watchAccount: Watch = (context, emit, signal) => deribit.watchAccount(context as never, emit, signal);

const start = async (watch: Watch) => {
  stream = await startScriptedStream({
    profile: deribit,
    keys,
    markets: [{ method: 'GET', path: '/api/v2/public/get_instruments', answer: instruments }],
    answer: ({ id, method, params }) => [
      method === 'public/auth'
        ? { ...(payload('deribit', 'deribit.ws.auth.1060') as object), id }
        : { jsonrpc: '2.0', id, result: (params as { channels: unknown }).channels },
    ],
    watch,
  });
  return stream;
};

const notify = (channel: string, data: unknown) => ({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } });

it('logs in with a signature and tells positions, orders and equity', async () => {
  const { context, received, events, push, until } = await start(watchAccount);
  await until(() => received.length === 2);
  const [login, subscription] = received;
  expect(login).toMatchObject({ method: 'public/auth', params: { grant_type: 'client_signature', client_id: keys.apiKey } });
  const { timestamp, nonce, signature } = (login as { params: Record<'timestamp' | 'nonce' | 'signature', string> }).params;
  expect(signature).toBe(createHmac('sha256', keys.secret).update(`${timestamp}\n${nonce}\n`).digest('hex'));
  expect(JSON.stringify(received)).not.toContain(keys.secret);
  expect(subscription).toMatchObject({
    method: 'private/subscribe',
    params: { channels: ['user.changes.any.any.raw', 'user.portfolio.any'] },
  });

  push(notify('user.changes.any.any.raw', changed));
  await until(() => events.some(({ kind }) => kind === 'position'));
  expect(events.find((event) => event.kind === 'position')).toMatchObject({
    position: { nativeSymbol: 'BTC-PERPETUAL', side: 'long', size: '185160', entryPrice: '15000', unrealizedPnl: '1.69711368' },
  });
  expect(events.find((event) => event.kind === 'orderGone')).toMatchObject({ orderId: '3398016', family: null });
  const resting = (payload('deribit', 'deribit.ws.handleOrders.732-50') as { params: { data: object } }).params.data;
  push(
    notify('user.changes.any.any.raw', {
      ...changed,
      positions: [{ ...changed.positions[0], size: 0, direction: 'zero' }],
      orders: [resting],
    }),
  );
  await until(() => events.some((event) => event.kind === 'positionGone' && event.side === null));
  expect(events.find((event) => event.kind === 'order')).toMatchObject({
    order: { orderId: '46094375191', family: 'plain', orderSide: 'sell', size: '10', price: '50000' },
  });

  push(payload('deribit', 'deribit.ws.handleBalance.107-18'));
  await until(() => events.some(({ kind }) => kind === 'equity'));
  expect(events.find((event) => event.kind === 'equity')).toMatchObject({ byCurrency: { BTC: '0.0015' } });

  // What the login said of the key serves where the list of keys may not be read.
  const forbidden = {
    kind: 'refused',
    reason: 'credentials',
    failure: { kind: 'credentials', message: 'forbidden', venueCode: '13021' },
  };
  const told = await deribit.readKey({ ...context, send: async () => forbidden } as never);
  expect(told).toMatchObject({ canTrade: true, canWithdraw: true, addressesListed: null });
});

it('tells marks of what the venue lists, and asks for nothing else', async () => {
  const { received, events, push, until } = await start((context, emit, signal) =>
    deribit.watchMarks(context as never, ['BTC/USD:BTC', 'BTC/USDT:USDT'], emit, signal),
  );
  await until(() => received.length > 0);
  expect(received).toMatchObject([{ method: 'public/subscribe', params: { channels: ['ticker.BTC-PERPETUAL.100ms'] } }]);
  const { data } = (payload('deribit', 'deribit.ws.handleTicker.245-5') as { params: { data: object } }).params;
  push(notify('ticker.BTC-PERPETUAL.100ms', { ...data, instrument_name: 'BTC-PERPETUAL' }));
  await until(() => events.length > 0);
  expect(events).toEqual([{ kind: 'mark', symbol: 'BTC/USD:BTC', markPrice: '21109.555', atMs: 1655393725040 }]);
});

it.each<[string, (started: ScriptedStream) => void]>([
  ['a broken connection', ({ breakOff }) => breakOff()],
  ['an error of the venue', ({ push }) => push({ jsonrpc: '2.0', id: 2, error: { code: 13009, message: 'unauthorized' } })],
  ['a frame that can not be read', ({ push }) => push(notify('user.changes.any.any.raw', { positions: [{}] }))],
])('ends with %s', async (_what, breakIt) => {
  const started = await start(watchAccount);
  await started.until(() => started.received.length === 2);
  breakIt(started);
  expect(await started.ended()).toBeInstanceOf(Error);
});

it('ends when Deribit leaves the channel of positions out of what it has subscribed', async () => {
  stream = await startScriptedStream({
    profile: deribit,
    keys,
    markets: [{ method: 'GET', path: '/api/v2/public/get_instruments', answer: instruments }],
    answer: ({ id, method }) => [
      method === 'public/auth'
        ? { ...(payload('deribit', 'deribit.ws.auth.1060') as object), id }
        : { jsonrpc: '2.0', id, result: ['user.portfolio.any'] },
    ],
    watch: watchAccount,
  });
  const late = new Promise((resolve) => setTimeout(resolve, 2_000, 'it goes on'));
  expect(await Promise.race([stream.ended(), late])).toMatchObject({
    message: expect.stringContaining('user.changes') as string,
  });
});

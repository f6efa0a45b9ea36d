// Kraken Futures' feeds over a real socket: the challenge is signed as documented, and recorded frames become events.
import { createHash, createHmac } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { krakenfutures } from '../../../electron/venues/profiles/krakenfutures.ts';
import { payload } from '../fixture.ts';
import { startScriptedStream, type ScriptedStream, type Watch } from '../scriptedStream.ts';

const keys = { apiKey: 'rRza59qKQs3y1egA', secret: Buffer.from('not a real secret').toString('base64') };
const CHALLENGE = '226aee50-88fc-4618-a42a-34f7709570b2';
const instruments = payload('krakenfutures', 'krakenfutures.docs.instruments') as { instruments: object[] };
const recorded = (name: string) => payload('krakenfutures', `krakenfutures.ws.${name}`) as Record<string, unknown>;

let stream: ScriptedStream | null = null;
afterEach(async () => {
  await stream?.stop();
  stream = null;
});

/** The list of the documents has no PF_LTCUSD, which the recorded position is in: it gets the row of another. */
const listed = [...instruments.instruments, { ...instruments.instruments[2], symbol: 'PF_LTCUSD' }];

const watchAccount: Watch = (context, emit, signal) => krakenfutures.watchAccount(context as never, emit, signal);

const start = async (watch: Watch) => {
  stream = await startScriptedStream({
    profile: krakenfutures,
    keys,
    markets: [{ method: 'GET', path: '/derivatives/api/v3/instruments', answer: { ...instruments, instruments: listed } }],
    answer: (message) =>
      message['event'] === 'challenge'
        ? [{ event: 'challenge', message: CHALLENGE }]
        : [{ event: 'subscribed', feed: message['feed'], product_ids: message['product_ids'] }],
    watch,
  });
  return stream;
};

it('signs the challenge and tells positions, orders and equity', async () => {
  const { received, events, push, until } = await start(watchAccount);
  const feeds = () => received.flatMap((message) => (message['event'] === 'subscribe' ? [message['feed']] : []));
  await until(() => feeds().length === 3);
  expect(new Set(feeds())).toEqual(new Set(['balances', 'open_orders_verbose', 'open_positions']));
  const hash = createHash('sha256').update(CHALLENGE).digest();
  const signed = createHmac('sha512', Buffer.from(keys.secret, 'base64')).update(hash).digest('base64');
  for (const message of received.filter((each) => each['event'] === 'subscribe')) {
    expect(message).toMatchObject({ api_key: keys.apiKey, original_challenge: CHALLENGE, signed_challenge: signed });
  }

  push(recorded('handlePositions.300-4'));
  await until(() => events.some(({ kind }) => kind === 'position'));
  expect(events.find((event) => event.kind === 'position')).toMatchObject({
    position: { nativeSymbol: 'PF_LTCUSD', side: 'long', size: '0.5', entryPrice: '70.53', markPrice: '68.80433882446' },
  });
  push({ ...recorded('handlePositions.300-4'), positions: [] });
  await until(() => events.some((event) => event.kind === 'positionGone' && event.side === null));

  // The plain feed's example: the verbose one tells the same and more.
  push({ ...recorded('handleOrder.682-582'), feed: 'open_orders_verbose' });
  await until(() => events.some(({ kind }) => kind === 'order'));
  expect(events.find((event) => event.kind === 'order')).toMatchObject({
    order: {
      nativeSymbol: 'PI_XBTUSD',
      family: 'plain',
      orderSide: 'sell',
      size: '304',
      price: '10640',
      triggerPrice: null,
      reduceOnly: true,
    },
  });
  const told = recorded('handleOrder.682-582')['order'] as { order_id: string };
  push({ ...recorded('handleOrder.682-1082'), feed: 'open_orders_verbose', order_id: 'never told here' });
  push({ ...recorded('handleOrder.682-1082'), feed: 'open_orders_verbose', order_id: told.order_id });
  await until(() => events.some(({ kind }) => kind === 'orderGone'));
  expect(events.filter(({ kind }) => kind === 'orderGone')).toMatchObject([
    { family: null, orderId: told.order_id, symbol: 'BTC/USD:BTC' },
  ]);

  push(recorded('handleBalance.1265-3393'));
  await until(() => events.some(({ kind }) => kind === 'equity'));
  expect(events.find((event) => event.kind === 'equity')).toMatchObject({ byCurrency: { BTC: '0.1219368845' } });
});

it('tells marks of what the venue lists, and asks for nothing else', async () => {
  const { received, events, push, until } = await start((context, emit, signal) =>
    krakenfutures.watchMarks(context as never, ['BTC/USD:BTC', 'BTC/USDT:USDT'], emit, signal),
  );
  await until(() => received.length > 0);
  expect(received).toMatchObject([{ event: 'subscribe', feed: 'ticker', product_ids: ['PI_XBTUSD'] }]);
  push(recorded('handleTicker.1015-4'));
  await until(() => events.length > 0);
  expect(events).toEqual([{ kind: 'mark', symbol: 'BTC/USD:BTC', markPrice: '28064.92082724592', atMs: 1680811086487 }]);
});

it.each<[string, (started: ScriptedStream) => void]>([
  ['a broken connection', ({ breakOff }) => breakOff()],
  ['a subscription that is refused', ({ push }) => push({ event: 'error', message: 'Invalid feed' })],
  ['a login that is refused', ({ push }) => push({ event: 'alert', message: 'Failed to subscribe to authenticated feed' })],
  ['a frame that can not be read', ({ push }) => push({ feed: 'open_positions', positions: [{ instrument: 'PI_XBTUSD' }] })],
])('ends with %s', async (_what, breakIt) => {
  const started = await start(watchAccount);
  await started.until(() => started.received.length === 4);
  breakIt(started);
  expect(await started.ended()).toBeInstanceOf(Error);
});

// A whole Emergency Exit over the wire of venues that the practice exchange does not speak: recorded rows, and just as much of a
// memory behind them as an exit needs. The real client, adapter, feed and close engine; flat is said after the last read alone.
import { afterEach, expect, it } from 'vitest';
import { createRates } from '../../electron/book/rates.ts';
import { connectAccount, type ConnectedAccount } from '../../electron/connectedAccount.ts';
import { createExits } from '../../electron/exit/exits.ts';
import { randomIds, systemClock } from '../../electron/systemPorts.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { loadProfile } from '../../electron/venues/profiles.ts';
import type { ExitView } from '../../shared/exit.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { payload } from './fixture.ts';
import { startScriptedSocket, type Message, type ScriptedSocket } from './scriptedStream.ts';
import { startScriptedVenue, type ScriptedCall, type ScriptedVenue, type WireRequest } from './scriptedVenue.ts';

type Wire = Readonly<{
  venue: 'krakenfutures' | 'deribit';
  secret: string;
  calls: (state: State) => readonly ScriptedCall[];
  answer: (message: Message) => readonly unknown[];
  closes: RegExp;
}>;
/** What the venue holds. `deaf`: the next close is done and its answer is lost. */
type State = { position: boolean; orders: boolean; deaf: boolean; readonly labels: string[] };

const kraken = (name: string) => payload('krakenfutures', `krakenfutures.${name}`) as Record<string, unknown>;
const deribit = (name: string) => payload('deribit', `deribit.${name}`) as Record<string, unknown>;
const at = (method: string, path: string, answer: (request: WireRequest) => unknown, status?: number): ScriptedCall => ({
  method,
  path,
  answer,
  status,
});
const fieldsOf = ({ query }: WireRequest) => Object.fromEntries(new URLSearchParams(query));

const KRAKEN = '/derivatives/api/v3';
const krakenWire: Wire = {
  venue: 'krakenfutures',
  secret: Buffer.from('not a real secret').toString('base64'),
  closes: /sendorder$/,
  calls: (state) => {
    const success = { result: 'success', serverTime: '2026-09-12T04:05:06.789Z' };
    const [short] = kraken('docs.openpositions')['openPositions'] as [object];
    const [limit] = kraken('docs.openorders')['openOrders'] as [object];
    const known = kraken('recorded.orderStatus') as { orders: [{ order: object }] };
    return [
      at('GET', `${KRAKEN}/instruments`, () => kraken('docs.instruments')),
      at('GET', `${KRAKEN}/instruments/PI_XBTUSD/status`, () => ({ ...success, serverTime: new Date().toISOString() })),
      at('GET', `${KRAKEN}/accounts`, () => kraken('rest.fetchBalance.2809-4')),
      at('GET', `${KRAKEN}/openpositions`, () => ({ ...success, openPositions: state.position ? [short] : [] })),
      at('GET', `${KRAKEN}/openorders`, () => ({ ...success, openOrders: state.orders ? [limit] : [] })),
      at('GET', `${KRAKEN}/fills`, () => kraken('docs.fills')),
      at('POST', `${KRAKEN}/orders/status`, (request) => ({
        ...success,
        orders: state.labels.includes(String(fieldsOf(request)['cliOrdIds']))
          ? [
              {
                status: 'FULLY_EXECUTED',
                order: { ...known.orders[0].order, cliOrdId: fieldsOf(request)['cliOrdIds'], filled: 10000 },
              },
            ]
          : [],
      })),
      at('POST', `${KRAKEN}/sendorder`, (request) => {
        expect(fieldsOf(request)).toMatchObject({ orderType: 'mkt', side: 'buy', size: '10000', reduceOnly: 'true' });
        state.position = false;
        state.labels.push(String(fieldsOf(request)['cliOrdId']));
        return lost(state, kraken('rest.createOrder.1375-1014'));
      }),
      at('POST', `${KRAKEN}/cancelorder`, () => {
        state.orders = false;
        return { ...success, cancelStatus: { status: 'cancelled' } };
      }),
    ];
  },
  answer: (message) =>
    message['event'] === 'challenge'
      ? [{ event: 'challenge', message: '226aee50-88fc-4618-a42a-34f7709570b2' }]
      : [{ event: 'subscribed', feed: message['feed'] }],
};

const DERIBIT = '/api/v2';
const deribitWire: Wire = {
  venue: 'deribit',
  secret: 'not-a-real-client-secret',
  closes: /private\/(buy|sell)$/,
  calls: (state) => {
    const result = (value: unknown) => ({ jsonrpc: '2.0', result: value, testnet: false });
    const [long] = deribit('rest.fetchPositions.2897-5')['result'] as [object];
    const placed = deribit('rest.createOrder.2199-5') as { result: { order: object } };
    const resting = (deribit('ws.handleOrders.732-50')['params'] as { data: object }).data;
    return [
      at('GET', `${DERIBIT}/public/get_instruments`, () => deribit('rest.fetchMarkets.871-5')),
      at('GET', `${DERIBIT}/public/get_time`, () => result(Date.now() - 60_000)),
      at('GET', `${DERIBIT}/private/get_account_summaries`, () => deribit('recorded.accountSummaries')),
      at('GET', `${DERIBIT}/private/get_positions`, () => result(state.position ? [long] : [])),
      at('GET', `${DERIBIT}/private/get_open_orders`, () => result(state.orders ? [resting] : [])),
      at('GET', `${DERIBIT}/private/get_user_trades_by_order`, () => result([])),
      at('GET', `${DERIBIT}/private/get_order_state_by_label`, (request) => {
        const label = String(fieldsOf(request)['label']);
        return result(state.labels.includes(label) ? [{ ...placed.result.order, label, filled_amount: 50 }] : []);
      }),
      at('GET', `${DERIBIT}/private/sell`, (request) => {
        expect(fieldsOf(request)).toMatchObject({ type: 'market', amount: '50', reduce_only: 'true' });
        state.position = false;
        state.labels.push(String(fieldsOf(request)['label']));
        return lost(state, { ...placed, result: { ...placed.result, order: { ...placed.result.order, filled_amount: 50 } } });
      }),
      at('GET', `${DERIBIT}/private/cancel`, () => {
        state.orders = false;
        return result({ ...resting, order_state: 'cancelled' });
      }),
    ];
  },
  answer: ({ id, method, params }) => [
    method === 'public/auth'
      ? { ...deribit('ws.auth.1060'), id }
      : { jsonrpc: '2.0', id, result: (params as { channels: unknown }).channels },
  ],
};

const lost = (state: State, answer: unknown): unknown => {
  if (!state.deaf) return answer;
  state.deaf = false;
  return '<html>504 Gateway Time-out</html>';
};

let venue: ScriptedVenue | null = null;
let socket: ScriptedSocket | null = null;
let account: ConnectedAccount | null = null;
afterEach(async () => {
  await account?.account.disconnect();
  await socket?.stop();
  await venue?.stop();
  [venue, socket, account] = [null, null, null];
});

async function exitEverything(wire: Wire, state: State): Promise<Readonly<{ report: ExitView; closes: number }>> {
  const asked: WireRequest[] = [];
  venue = await startScriptedVenue();
  venue.play(wire.calls(state));
  socket = await startScriptedSocket(wire.answer);
  const connected = connectAccount(
    {
      id: 'scripted',
      profile: await loadProfile(wire.venue),
      label: 'Scripted',
      environment: 'practice',
      secrets: { apiKey: 'TiA4AyLPq3', secret: wire.secret },
      endpoint: { rest: venue.url, ws: socket.url },
    },
    { clock: systemClock, rates: createRates(), pacing: createPacingRoom(() => systemClock.now()) },
  );
  account = connected;
  await expect.poll(() => connected.book.account().health.kind, { timeout: 10_000 }).toBe('live');
  await expect.poll(() => connected.book.known(), { timeout: 10_000 }).toMatchObject({ positions: [{}], orders: [{}] });
  const exits = createExits({
    venues: () => [connected],
    environment: () => 'practice',
    clock: systemClock,
    journal: { commit: () => undefined, note: () => undefined },
    ids: randomIds,
    rates: () => ({}),
    settings: () => ({ ...defaultSettings, watchMinutes: 0 }),
    onChange: () => undefined,
    onAlarm: () => undefined,
  });
  const preview = await exits.preview({ action: 'emergencyExit' });
  if (!preview.ok) throw new Error(preview.failure.message);
  const confirmed = exits.confirm(preview.value.planId);
  if (!confirmed.ok) throw new Error(confirmed.failure.message);
  const report = await exits.ended(confirmed.value.exitId);
  exits.stopWatching();
  asked.push(...venue.takeRequests());
  expect(venue.unscripted()).toEqual([]);
  return { report, closes: asked.filter(({ path }) => wire.closes.test(path)).length };
}

it.each<[string, Wire, boolean]>([
  ['krakenfutures', krakenWire, false],
  ['krakenfutures, the answer to the close lost', krakenWire, true],
  ['deribit', deribitWire, false],
  ['deribit, the answer to the close lost', deribitWire, true],
])('%s: closes, cancels, and ends proved flat with one close', async (_name, wire, deaf) => {
  const state: State = { position: true, orders: true, deaf, labels: [] };
  const { report, closes } = await exitEverything(wire, state);
  expect({ verdict: report.verdict, left: report.leftOver }).toEqual({ verdict: 'flat', left: [] });
  expect(state).toMatchObject({ position: false, orders: false });
  expect(closes).toBe(1);
});

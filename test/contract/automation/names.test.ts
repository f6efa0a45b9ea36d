// What a name means, and what a key may see: nothing is closed on a guess, nothing beyond a key's accounts is told.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AutomationDesk } from '../../../electron/automation/ports.ts';
import { HOOK_MS, openAutomationBench, type AutomationBench } from './bench.ts';
import { restClient, type RestClient } from './restClient.ts';

let bench: AutomationBench;
let rest: RestClient;
beforeEach(async () => {
  bench = await openAutomationBench();
  rest = restClient(bench, await bench.token());
  await bench.ready();
}, HOOK_MS);
afterEach(() => bench.close());

type Closed = readonly Readonly<{ accountId: string; instrument: string; symbol: string; marketPosition: string }>[];
const closedIn = (body: Readonly<Record<string, unknown>>): Closed => body['closedPositions'] as Closed;
const held = (holds: (position: Readonly<{ accountId: string; symbol: string; side: string }>) => boolean): number =>
  Object.values(bench.snapshot().positions).filter(holds).length;

test('one name means the same contract at every venue, and both legs of a hedge', async () => {
  const before = bench.ledger().positions;
  const onEther = held(({ symbol }) => symbol === 'ETH/USDT:USDT');
  const { status, body } = await rest.post('positions/flatten', { instrument: 'ETHUSDT' });
  expect({ status, success: body['success'], verdict: body['verdict'] }).toEqual({ status: 200, success: true, verdict: 'flat' });
  expect(closedIn(body)).toHaveLength(onEther);
  expect(new Set(closedIn(body).map(({ instrument }) => instrument))).toEqual(new Set(['ETHUSDT', 'ETH-USDT-SWAP']));
  expect(closedIn(body).filter(({ accountId }) => accountId === 'binance-hedge')).toHaveLength(2);
  expect(bench.ledger().positions).toBe(before - onEther);
});

test('by the unified symbol, the account by its id, and one leg of a hedge', async () => {
  const asked = { account: 'binance-hedge', instrument: 'ETH/USDT:USDT', marketPosition: 'short' };
  const { body } = await rest.post('positions/flatten', asked);
  expect(body).toMatchObject({ success: true, closedPositions: [{ accountId: 'binance-hedge', marketPosition: 'Short' }] });
  expect(closedIn(body)).toHaveLength(1);
});

test('labels have no case, and one that two accounts have is refused with both', async () => {
  const before = bench.ledger().positions;
  expect(await rest.post('positions/flatten', { account: 'Hedge' })).toMatchObject({
    status: 409,
    body: { success: false, error: 'Conflict', candidates: ['binance-hedge', 'okx-hedge'] },
  });
  expect(bench.ledger().positions).toBe(before);
  const swing = held(({ accountId }) => accountId === 'bybit-swing');
  const { body } = await rest.post('positions/flatten', { account: 'sWING' });
  expect(closedIn(body)).toHaveLength(swing);
});

test('what a name means at the account that is named goes before what it means elsewhere', async () => {
  const elsewhere = (desk: AutomationDesk): AutomationDesk => ({
    ...desk,
    marketsNamed: (name, accountId) =>
      accountId === null ? [...desk.marketsNamed(name, null), 'BTC/USD:USD'] : desk.marketsNamed(name, accountId),
  });
  const other = await openAutomationBench({ running: bench.host, through: elsewhere });
  await other.ready();
  const client = restClient(other, await other.token());
  expect((await client.post('positions/flatten', { instrument: 'BTCUSD' })).status).toBe(409);
  const { body } = await client.post('positions/flatten', { instrument: 'BTCUSD', account: 'Swing' });
  await other.close();
  expect(body).toMatchObject({ success: true, closedPositions: [{ accountId: 'bybit-swing', symbol: 'BTC/USD:BTC' }] });
});

test('a contract that nobody holds is flat, and proved; one that nobody lists is not found', async () => {
  const before = bench.ledger().positions;
  expect((await rest.post('positions/flatten', { instrument: 'BTCUSDT', account: 'Swing' })).body).toMatchObject({
    success: true,
    verdict: 'flat',
    orderIds: [],
    closedPositions: [],
    errors: [],
  });
  const unknown = await rest.post('positions/flatten', { instrument: 'MES 12-25' });
  expect(unknown).toMatchObject({ status: 404, body: { success: false, error: 'Not found' } });
  expect(unknown.body['candidates']).toContain('BTC/USDT:USDT');
  expect(bench.ledger().positions).toBe(before);
});

test('a key of some accounts gets and sees nothing of the others', async () => {
  const mine = restClient(bench, await bench.token({ accounts: ['bybit-swing'] }));
  const before = bench.ledger();
  const all = [mine.post('emergency-exit', {}), mine.post('flatten-winners', {}), mine.post('positions/flatten', {})];
  const wide = [mine.post('positions/flatten', { instrument: 'ETHUSDT' }), mine.post('positions/flatten', { account: 'Scalp' })];
  const looks = [
    mine.post('preview', { action: 'emergencyExit' }),
    mine.post('preview', { action: 'flatten', account: 'Scalp' }),
  ];
  for (const { status, body } of await Promise.all([...all, ...wide, ...looks]))
    expect({ status, error: body['error'] }).toEqual({ status: 403, error: 'Forbidden' });
  expect(bench.ledger()).toEqual(before);
  const whole = await rest.post('positions/flatten', { account: 'Main', marketPosition: 'short' });
  const told = [
    await mine.get('positions'),
    await mine.get('accounts'),
    await mine.post('partial-close', { symbol: 'XRPUSDT' }),
    await mine.post('positions/flatten', { account: 'nobody' }),
    await mine.post('positions/flatten', { account: 'Swing', instrument: 'nothing' }),
    await mine.post('positions/flatten', { account: 'Swing', instrument: 'ETHUSDT' }),
    await mine.post('preview', { action: 'flatten', account: 'Swing' }),
    await mine.get('exits'),
  ];
  // Whether another account holds it makes no difference to the answer: one leg, both legs of a hedge, none.
  for (const [account, symbol] of [
    ['bybit-scalp', 'XRPUSDT'],
    ['binance-hedge', 'ETHUSDT'],
    ['bybit-scalp', 'ADAUSDT'],
  ])
    expect((await mine.post('partial-close', { account, symbol })).body).toEqual({
      success: false,
      error: 'Forbidden',
      errors: ['This key may not touch that account. Nothing was sent.'],
    });
  const own = String(told[5]?.body['exitId']);
  told.push(await mine.get(`exits/${own}`), await mine.get(`exits/${own}/timeline`));
  expect(told.map(({ status }) => status)).toEqual([200, 200, 404, 404, 404, 200, 200, 200, 200, 200]);
  expect((await mine.get(`exits/${String(whole.body['exitId'])}`)).status).toBe(404);
  expect(told[7]?.body['exits']).toMatchObject([{ exitId: own }]);
  const others = bench.snapshot().accounts.flatMap(({ id, label }) => (id === 'bybit-swing' ? [] : [id, `"${label}"`]));
  const text = JSON.stringify(told.map(({ body }) => body));
  expect(others.filter((name) => text.includes(name))).toEqual([]);
});

test('a key of some accounts that joins an exit of more is told of its own, and flat when they are', async () => {
  const mine = restClient(bench, await bench.token({ accounts: ['bybit-swing'] }));
  const others = bench.snapshot().accounts.flatMap(({ id, label }) => (id === 'bybit-swing' ? [] : [id, `"${label}"`]));
  const bybit = bench.host.venues.get('bybit');
  bybit?.operator.setAccount('bybit-scalp', { key: { ...bybit.account('bybit-scalp').key, revoked: true } });
  bench.host.world.faults.add({
    transport: 'http',
    account: 'bybit-swing',
    path: 'order/create',
    from: 1,
    count: null,
    effect: { kind: 'slow', ms: 500, when: 'before' },
  });
  const whole = rest.post('emergency-exit', {});
  await bench.until('it does not run', ({ exits }) => exits.length === 1);
  const told = await Promise.all([
    mine.post('positions/flatten', { account: 'Swing' }),
    mine.post('partial-close', { symbol: 'AVAXUSDT', exit_pct: 100 }),
  ]);
  const { body } = await whole;
  expect({ success: body['success'], verdict: body['verdict'] }).toEqual({ success: false, verdict: 'unknown' });
  const exitId = String(body['exitId']);
  const looks = await Promise.all([mine.get('exits'), mine.get(`exits/${exitId}`), mine.get(`exits/${exitId}/timeline`)]);
  expect(told.map((answer) => [answer.status, answer.body['exitId'], answer.body['joined'], answer.body['verdict']])).toEqual([
    [200, exitId, true, 'flat'],
    [200, exitId, true, 'flat'],
  ]);
  expect(closedIn(told[0]?.body ?? {})).toHaveLength(4);
  expect(looks[1]?.body).toMatchObject({ success: true, verdict: 'flat', report: { accounts: [{ account: 'Swing' }] } });
  const text = JSON.stringify([...told, ...looks].map((answer) => answer.body));
  expect(others.filter((name) => text.includes(name))).toEqual([]);
});

test('an account that can not be read keeps a filtered exit from being flat, and is named', async () => {
  const bybit = bench.host.venues.get('bybit');
  if (bybit === undefined) throw new Error('no Bybit');
  bybit.operator.setAccount('bybit-swing', { key: { ...bybit.account('bybit-swing').key, revoked: true } });
  const { status, body } = await rest.post('positions/flatten', { instrument: 'ETHUSDT', marketPosition: 'long' });
  expect({ status, success: body['success'] }).toEqual({ status: 200, success: false });
  expect(body['verdict']).toBe('unknown');
  expect(JSON.stringify(body['errors'])).toContain('Swing');
});

// Who waits for an exit, who does not, and who hangs up: the exit is the same.
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadVenues } from '../../../electron/practice/venues.ts';
import { HOOK_MS, openAutomationBench, type AutomationBench } from './bench.ts';
import { openMcp, saidBy } from './mcpClient.ts';
import { restClient, type RestClient } from './restClient.ts';
import { openSocket } from './socketClient.ts';

let bench: AutomationBench;
let rest: RestClient;
let token: string;
let release: () => void;
beforeEach(async () => {
  bench = await openAutomationBench({ host: { venues: loadVenues().filter(({ venue }) => venue === 'bybit') } });
  token = await bench.token();
  rest = restClient(bench, token);
  await bench.ready();
  const faultId = bench.host.world.faults.add({
    transport: 'http',
    account: 'bybit-swing',
    path: 'order/create',
    from: 1,
    count: 1,
    effect: { kind: 'slow', ms: 1_000, when: 'before' },
  });
  release = () => void bench.host.world.faults.remove(faultId);
}, HOOK_MS);
afterEach(() => bench.close());

const runs = () => bench.until('no exit runs', ({ exits }) => exits.length > 0);
const flat = () => bench.until('it is not flat', ({ exits }) => exits[0]?.verdict === 'flat');

test.each(['respond-async', 'Respond-Async', 'wait=5, respond-async', 'respond-async; foo="a"'])(
  'Prefer: %s answers with the exit id, and its report tells the rest',
  async (prefer) => {
    const { status, headers, body } = await rest.post('positions/flatten', { account: 'Swing' }, { prefer });
    expect({ status, applied: headers.get('preference-applied') }).toEqual({ status: 202, applied: 'respond-async' });
    expect(body).toMatchObject({ success: false, running: true, verdict: null, joined: false });
    const path = headers.get('location');
    expect(path).toBe(`/v1/api/exits/${String(body['exitId'])}`);
    const report = () => rest.get(String(path).replace('/v1/api/', ''));
    expect((await report()).body).toMatchObject({ running: true, verdict: null, success: false, report: { errors: [] } });
    expect((await rest.get('exits')).body).toMatchObject({ exits: [{ running: true, verdict: null, endedAtMs: null }] });
    release();
    await flat();
    expect((await report()).body).toMatchObject({ running: false, verdict: 'flat', success: true, action: 'flatten' });
  },
);

test.each(['', 'respond-asynchronously', 'return=minimal'])('Prefer: %j waits for the verdict', async (prefer) => {
  const { status, headers, body } = await rest.post('emergency-exit', {}, { prefer });
  expect({ status, applied: headers.get('preference-applied') }).toEqual({ status: 200, applied: null });
  expect(body).toMatchObject({ success: true, verdict: 'flat' });
  expect(headers.get('location')).toBe(`/v1/api/exits/${String(body['exitId'])}`);
});

test('a program that hangs up while it waits changes nothing', async () => {
  const sent = httpRequest(`${bench.url}/v1/api/emergency-exit`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'gone' },
  });
  const gone = new Promise((resolve) => sent.on('error', resolve));
  sent.end('{}');
  await runs();
  sent.destroy();
  await gone;
  await flat();
  expect(bench.ledger()).toEqual({ positions: 0, orders: 0 });
  const asked = await rest.post('emergency-exit', {}, { 'idempotency-key': 'gone' });
  expect(asked.body).toMatchObject({ success: true, positions_closed: 7 });
  expect(bench.snapshot().exits).toHaveLength(1);
});

test('who waits when the ways in are switched off is told that it runs, and it runs on', async () => {
  const client = await openMcp(bench, { token });
  await client.listTools();
  const socket = await openSocket(bench.url, token);
  const asked = [
    rest.post('emergency-exit', {}).then(({ status, body }) => ({ status, body })),
    socket.rpc('EmergencyExit', {}).then(({ data }) => data),
    client.callTool({ name: 'bastion_emergency_exit', arguments: {} }).then((answer) => saidBy(answer)),
  ];
  await bench.until('not all of them wait', ({ exits }) => (exits[0]?.notes ?? []).length === 2);
  bench.desk.changeSettings({ automation: false });
  const running = { success: false, running: true, verdict: null };
  expect(await Promise.all(asked)).toMatchObject([{ status: 202, body: running }, running, running]);
  await flat();
  await client.close();
});

test('Breakglass that quits at the verdict tells it to who waits for the fills', async () => {
  bench.host.world.faults.add({
    transport: 'http',
    path: 'execution/list',
    from: 1,
    count: null,
    effect: { kind: 'slow', ms: 4_000, when: 'before' },
  });
  release();
  const asked = rest.post('emergency-exit', {});
  await flat();
  await bench.automation.close();
  const { status, body } = await asked;
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, verdict: 'flat', positions_closed: 7, total_realized_pnl_usd: null });
});

test('the documented api_key opens the three tools, and is in nothing that is kept or told', async () => {
  const nobody = restClient(bench, null);
  const share = { symbol: 'ADAUSDT', exit_pct: 25 };
  const name = { 'idempotency-key': 'by-body' };
  const first = await nobody.post('partial-close', { ...share, api_key: token }, name);
  expect(first.body).toMatchObject({ success: true, closed_pct: 25 });
  // In the header, in both: the same key and so the same call.
  expect((await rest.post('partial-close', share, name)).body).toEqual(first.body);
  expect((await rest.post('partial-close', { ...share, api_key: token }, name)).body).toEqual(first.body);
  expect((await nobody.post('flatten-winners', { api_key: token })).body).toMatchObject({ success: true });
  expect((await nobody.post('emergency-exit', { api_key: token })).body).toMatchObject({ success: true, verdict: 'flat' });
  const calls = await bench.automation.handlers.getAutomationCalls({});
  const { entries } = { entries: calls.ok ? calls.value : [] };
  expect(entries).toHaveLength(5);
  const timelines = await Promise.all(bench.snapshot().exits.map(({ exitId }) => rest.get(`exits/${exitId}/timeline`)));
  const kept = [entries, bench.snapshot(), bench.told, timelines.map(({ body }) => body)].map((each) => JSON.stringify(each));
  expect(kept.map((text) => text.includes(token))).toEqual([false, false, false, false]);
});

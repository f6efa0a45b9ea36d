// RPC over the WebSocket: the documented frames, the same answers as REST, and nothing started by anything that was refused.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { outgoing } from '../../../electron/automation/socketFrames.ts';
import * as schemas from '../../../electron/automation/schemas.ts';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { openSocket, refusedUpgrade, type SocketClient } from './socketClient.ts';

let bench: AutomationBench;
let trader: string;
const open: SocketClient[] = [];
beforeAll(async () => {
  bench = await openAutomationBench();
  await bench.ready();
  trader = await bench.token();
}, 60_000);
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.terminate();
});
afterAll(() => bench.close());

async function connect(wanted?: Parameters<AutomationBench['token']>[0]): Promise<SocketClient> {
  const client = await openSocket(bench.url, wanted === undefined ? trader : await bench.token(wanted));
  open.push(client);
  return client;
}

const rest = async (method: string, path: string, body?: object): Promise<Readonly<{ status: number; body: unknown }>> => {
  const answer = await fetch(`${bench.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${trader}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
};

describe('the door', () => {
  test.each([
    ['no key', {}, 401, 'No key was given.'],
    ['a key of nobody', { authorization: 'Bearer bst_nobodys' }, 401, 'This is no key of this Breakglass.'],
    ['a page of a browser', { origin: 'https://evil.example' }, 403, 'Pages in a browser may not ask Breakglass anything.'],
    ['another name', { host: 'evil.example:47800' }, 403, 'The Host header does not name this server.'],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }, 403, 'Pages in a browser may not ask Breakglass anything.'],
  ])('%s is answered in HTTP', async (_name, headers, status, words) => {
    const answer = await refusedUpgrade(bench.url, headers);
    expect(answer.status).toBe(status);
    expect(schemas.refusalAnswer.parse(answer.body).errors[0]).toBe(words);
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  });

  test('no other path, and no key in the URL', async () => {
    const authorization = `Bearer ${trader}`;
    for (const path of ['/', '/ws', '/ws/stream/', '/ws/stream?x=1', '/v1/api/positions'])
      expect(await refusedUpgrade(bench.url, { authorization }, path)).toMatchObject({ status: 404 });
    for (const headers of [{}, { authorization }]) {
      const { status } = await refusedUpgrade(bench.url, headers, `/ws/stream?api_key=${trader}`);
      expect([400, 404]).toContain(status);
    }
  });

  test('a revoked key', async () => {
    const token = await bench.token();
    const [key] = bench.snapshot().automation.keys;
    await bench.automation.handlers.revokeApiKey({ keyId: key?.keyId ?? '' });
    expect(await refusedUpgrade(bench.url, { authorization: `Bearer ${token}` })).toMatchObject({
      status: 401,
      body: { errors: ['This key was revoked.', 'Create a new one in Settings > Automation.'] },
    });
  });
});

describe('what is refused starts nothing', () => {
  const everything = { action: 'rpc', id: 'x', api: 'FlattenEverything' };
  test.each([
    ['no JSON', '{"action":', null],
    ['nothing', '', null],
    ['null', 'null', null],
    ['a list of calls', JSON.stringify([{ ...everything, args: {} }]), null],
    ['no action', JSON.stringify({ id: 'x', api: 'FlattenEverything', args: {} }), 'x'],
    ['another action', JSON.stringify({ ...everything, action: 'RPC', args: {} }), 'x'],
    ['no id', JSON.stringify({ action: 'rpc', api: 'FlattenEverything', args: {} }), null],
    ['an id that is a number', JSON.stringify({ ...everything, id: 7, args: {} }), null],
    ['an empty id', JSON.stringify({ ...everything, id: '', args: {} }), null],
    ['another api', JSON.stringify({ ...everything, api: 'flattenEverything', args: {} }), 'x'],
    ['an api of every object', JSON.stringify({ ...everything, api: 'constructor', args: {} }), 'x'],
    ['a field nobody knows', JSON.stringify({ ...everything, args: {}, account: 'Main' }), 'x'],
    ['no args', JSON.stringify(everything), 'x'],
    ['args that are null', JSON.stringify({ ...everything, args: null }), 'x'],
    ['args that are a list', JSON.stringify({ ...everything, args: [] }), 'x'],
    ['FlattenEverything with a filter', JSON.stringify({ ...everything, args: { marketPosition: 'long' } }), 'x'],
    ['FlattenEverything with __proto__', '{"action":"rpc","id":"x","api":"FlattenEverything","args":{"__proto__":{}}}', 'x'],
    ['Flatten without a filter', JSON.stringify({ ...everything, api: 'Flatten', args: {} }), 'x'],
    ['Flatten without args', JSON.stringify({ ...everything, api: 'Flatten' }), 'x'],
    ['Flatten with __proto__', '{"action":"rpc","id":"x","api":"Flatten","args":{"__proto__":{"account":"Main"}}}', 'x'],
    ['Flatten with a misspelt filter', JSON.stringify({ ...everything, api: 'Flatten', args: { acount: 'Main' } }), 'x'],
    ['Flatten with a null filter', JSON.stringify({ ...everything, api: 'Flatten', args: { account: null } }), 'x'],
    ['Flatten with another side', JSON.stringify({ ...everything, api: 'Flatten', args: { marketPosition: 'Short' } }), 'x'],
    ['EmergencyExit with a filter', JSON.stringify({ ...everything, api: 'EmergencyExit', args: { account: 'Main' } }), 'x'],
    ['PartialClose without a symbol', JSON.stringify({ ...everything, api: 'PartialClose', args: {} }), 'x'],
    [
      'PartialClose of a half per cent',
      JSON.stringify({ ...everything, api: 'PartialClose', args: { symbol: 'BTCUSDT', exit_pct: 0.5 } }),
      'x',
    ],
    ['an empty idempotencyKey', JSON.stringify({ ...everything, args: {}, idempotencyKey: '' }), 'x'],
    ['async that is a word', JSON.stringify({ ...everything, args: {}, async: 'yes' }), 'x'],
    ['a reading that is async', JSON.stringify({ ...everything, api: 'ListPositions', args: {}, async: true }), 'x'],
  ])('%s', async (_name, text, id) => {
    const before = bench.ledger();
    const exits = bench.snapshot().exits.length;
    const client = await connect();
    client.send(text);
    const answer = outgoing.refusal.parse(await client.next('a refusal', () => true));
    expect(answer).toMatchObject({ id, status: 400, data: { success: false, error: 'Invalid request' } });
    expect(answer.data.errors.join(' ').length).toBeGreaterThan(10);
    client.send({ action: 'ping' });
    await client.ofType('pong'); // it is open still
    expect(bench.ledger()).toEqual(before);
    expect(bench.snapshot().exits).toHaveLength(exits);
  });

  test('binary frames', async () => {
    const client = await connect();
    client.socket.send(Buffer.from(JSON.stringify({ ...everything, args: {} })));
    expect(await client.next('a refusal', () => true)).toMatchObject({ id: null, status: 400 });
    expect(bench.ledger().positions).toBeGreaterThan(10);
  });

  test('a key that may only read, or of some accounts only, or of one action only', async () => {
    const before = bench.ledger();
    const reader = await connect({ scope: 'read' });
    expect(await reader.rpc('FlattenEverything', {})).toMatchObject({
      status: 403,
      data: { success: false, error: 'Forbidden' },
    });
    const [account] = bench.snapshot().accounts;
    const limited = await connect({ accounts: [account?.id ?? ''] });
    expect(await limited.rpc('FlattenEverything', {})).toMatchObject({ status: 403 });
    expect(await limited.rpc('EmergencyExit', {})).toMatchObject({ status: 403 });
    const winners = await connect({ actions: ['flattenWinners'] });
    expect(await winners.rpc('FlattenEverything', {})).toMatchObject({ status: 403 });
    expect(bench.ledger()).toEqual(before);
  });

  test('names that fit nothing come with what there is', async () => {
    const client = await connect();
    const answer = await client.rpc('Flatten', { account: 'Nobody' });
    expect(answer).toMatchObject({ status: 404, data: { error: 'Not found' } });
    expect(answer.data['candidates']).toEqual(bench.snapshot().accounts.map(({ label }) => label));
  });

  test('many frames in a row that say nothing close the socket, and one that says something starts anew', async () => {
    const client = await connect();
    for (let count = 0; count < 9; count += 1) client.send('?');
    client.send({ action: 'ping' });
    for (let count = 0; count < 10; count += 1) client.send('?');
    expect(await client.closed).toMatchObject({ code: 4400, reason: '10 frames in a row that say nothing.' });
    expect(client.frames.filter(({ status }) => status === 400)).toHaveLength(19);
  });
});

describe('answers', () => {
  beforeEach(() => bench.ready());

  const untimed = (body: unknown): unknown =>
    JSON.parse(JSON.stringify(body, (name, value: unknown) => (name.endsWith('AtMs') ? 'a time' : value)));

  test.each([
    ['ListPositions', {}, 'GET', '/v1/api/positions'],
    ['ListAccounts', {}, 'GET', '/v1/api/accounts'],
    ['ListExits', {}, 'GET', '/v1/api/exits'],
  ])('%s is that of REST', async (api, args, method, path) => {
    const client = await connect({ scope: 'read' });
    const answer = outgoing.answer.parse(await client.rpc(api, args));
    expect(untimed(answer.data)).toEqual(untimed((await rest(method, path)).body));
  });

  test('a preview sends nothing and is that of REST', async () => {
    const before = bench.ledger();
    const client = await connect({ scope: 'read' });
    const args = { action: 'flatten', marketPosition: 'short' };
    const answer = await client.rpc('Preview', args);
    expect(schemas.previewAnswer.parse(answer.data)).toMatchObject({ action: 'flatten', environment: 'practice' });
    const byRest = schemas.previewAnswer.parse((await rest('POST', '/v1/api/preview', args)).body);
    expect(
      schemas.previewAnswer
        .parse(answer.data)
        .positions.map(({ symbol }) => symbol)
        .sort(),
    ).toEqual(byRest.positions.map(({ symbol }) => symbol).sort());
    expect(bench.ledger()).toEqual(before);
  });

  test('async answers while it runs; the end of the socket is not the end of the exit', async () => {
    const client = await connect();
    const { data } = await client.rpc('Flatten', { marketPosition: 'short' }, { async: true });
    const { exitId } = schemas.startedAnswer.parse(data);
    expect(bench.desk.exit(exitId)).toMatchObject({ verdict: null });
    client.socket.terminate();
    await bench.until('the exit does not end', ({ exits }) =>
      exits.some((view) => view.exitId === exitId && view.verdict === 'flat'),
    );
    await bench.until('the shorts are shown still', ({ positions }) =>
      Object.values(positions).every(({ side }) => side === 'long'),
    );
    expect(Object.keys(bench.snapshot().positions)).toHaveLength(bench.ledger().positions);
  });

  test('a filter closes what meets it, with the documented fields, and the report is found by its id', async () => {
    const client = await connect();
    const before = Object.values(bench.snapshot().positions);
    const [first] = before;
    const account = first?.accountId;
    const held = before.filter(({ accountId }) => accountId === account).length;
    const answer = await client.rpc('Flatten', { account, marketPosition: 'long' });
    const body = schemas.flattenAnswer.strict().parse(answer.data);
    expect(answer).toEqual({ id: answer.id, data: answer.data });
    expect(body).toMatchObject({ success: true, verdict: 'flat', errors: [], joined: false });
    expect(body.closedPositions).toHaveLength(held);
    expect(bench.ledger().positions).toBe(before.length - held);
    const byRest = await rest('GET', `/v1/api/exits/${body.exitId}`);
    expect((await client.rpc('GetExit', { exitId: body.exitId })).data).toEqual(byRest.body);
    expect(byRest.body).toMatchObject({ askedBy: 'the key "Test program" over WebSocket', verdict: 'flat' });
    const timeline = await rest('GET', `/v1/api/exits/${body.exitId}/timeline`);
    expect((await client.rpc('GetTimeline', { exitId: body.exitId })).data).toEqual(timeline.body);
    expect(await client.rpc('GetExit', { exitId: 'nosuchexit' })).toMatchObject({ status: 404 });
  });

  test('readings overtake an exit, and the same idempotencyKey means the same exit', async () => {
    const client = await connect();
    const [first] = Object.values(bench.snapshot().positions);
    const order: string[] = [];
    const args = { account: first?.accountId };
    const more = { idempotencyKey: 'alert-1' };
    const exit = client.rpc('Flatten', args, more).then((answer) => (order.push('exit'), answer));
    const again = client.rpc('Flatten', args, more);
    await client.rpc('ListAccounts', {}).then((answer) => (order.push('reading'), answer));
    const { data } = await exit;
    expect(order).toEqual(['reading', 'exit']);
    expect(schemas.flattenAnswer.parse(data)).toMatchObject({ success: true });
    expect(data['closedPositions']).not.toEqual([]);
    expect((await again).data['exitId']).toBe(data['exitId']);
    expect(await client.rpc('Flatten', { marketPosition: 'long' }, more)).toMatchObject({
      status: 422,
      data: { error: 'Idempotency-Key reused' },
    });
  });

  test('the other exits answer as their documents say', async () => {
    const client = await connect();
    const [position] = Object.values(bench.snapshot().positions);
    const share = await client.rpc('PartialClose', {
      symbol: position?.nativeSymbol,
      account: position?.accountId,
      direction: 'LONG',
      exit_pct: 50,
    });
    expect(schemas.partialCloseAnswer.parse(share.data)).toMatchObject({ success: true, direction: 'LONG' });
    const winners = await client.rpc('FlattenWinners', {});
    expect(schemas.flattenWinnersAnswer.parse(winners.data)).toMatchObject({ success: true });
    const held = bench.ledger().positions;
    expect(held).toBeGreaterThan(0);
    const all = await client.rpc('FlattenEverything', {});
    const { closedPositions, ...verdict } = schemas.flattenAnswer.parse(all.data);
    expect(verdict).toMatchObject({ success: true, verdict: 'flat', errors: [] });
    expect(closedPositions).toHaveLength(held);
    expect(bench.ledger()).toEqual({ positions: 0, orders: 0 });
    const again = await client.rpc('EmergencyExit', {});
    expect(schemas.emergencyExitAnswer.parse(again.data)).toMatchObject({ success: true, positions_closed: 0 });
  });

  test('every call is in the log', async () => {
    const client = await connect({ name: 'Logged' });
    await client.rpc('ListAccounts', {});
    await client.rpc('Flatten', {});
    const calls = bench.store.calls({}).filter(({ keyName }) => keyName === 'Logged');
    expect(calls.map(({ via, verb, status }) => [via, verb, status])).toEqual([
      ['websocket', 'flatten', 400],
      ['websocket', 'accounts', 200],
    ]);
  });
});

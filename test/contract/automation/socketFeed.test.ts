// Subscriptions over the WebSocket: a full picture first, then what changed; never the accounts that a key may not see, and never
// an empty list that means nothing.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { outgoing, type Topic } from '../../../electron/automation/socketFrames.ts';
import { positionsAnswer } from '../../../electron/automation/schemas.ts';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { openSocket, type Frame, type SocketClient } from './socketClient.ts';

let bench: AutomationBench;
let reader: string;
const open: SocketClient[] = [];
beforeAll(async () => {
  bench = await openAutomationBench();
  await bench.ready();
  reader = await bench.token({ scope: 'read' });
}, 60_000);
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.terminate();
});
afterAll(() => bench.close());

async function subscribe(topics: readonly Topic[], token = reader): Promise<SocketClient> {
  const client = await openSocket(bench.url, token);
  open.push(client);
  expect(await client.ask({ action: 'subscribe', topics })).toMatchObject({ data: { success: true, topics } });
  return client;
}

/** What a program holds that keeps the book as the documents say; a number that is missing is a fault. */
function booksOf(frames: readonly Frame[], topic: 'positions' | 'exits' | 'alarms'): ReadonlyMap<string, unknown> {
  let revision = 0;
  const book = new Map<string, unknown>();
  for (const frame of frames.filter(({ type }) => type === topic)) {
    const { full, removed, ...rest } = outgoing[topic].parse(frame);
    expect(rest.revision).toBe((revision += 1));
    if (full) book.clear();
    for (const name of removed) book.delete(name);
    if (rest.type === 'positions') for (const row of rest.positions) book.set(row.position, row);
    if (rest.type === 'exits') for (const row of rest.exits) book.set(row.exitId, row);
    if (rest.type === 'alarms') for (const row of rest.alarms) book.set(row.id, row);
  }
  return book;
}

/** Without what moves between two readings: times, and what an account's equity makes of its other positions. */
const standing = (rows: readonly unknown[]): readonly unknown[] =>
  rows.map((row) => ({ ...(row as object), updatedAtMs: 0, liquidationPrice: 0 }));

const listed = async (token = reader): Promise<readonly unknown[]> => {
  const answer = await fetch(`${bench.url}/v1/api/positions`, { headers: { authorization: `Bearer ${token}` } });
  return positionsAnswer.parse(await answer.json()).positions;
};

test('the full picture is that of REST, and comes after the answer', async () => {
  const client = await subscribe(['positions', 'exits', 'alarms']);
  const positions = outgoing.positions.parse(await client.ofType('positions'));
  expect(positions).toMatchObject({
    revision: 1,
    full: true,
    removed: [],
    notFresh: [],
    accounts: bench.snapshot().accounts.length,
  });
  expect(standing(positions.positions)).toEqual(standing(await listed()));
  expect(outgoing.exits.parse(await client.ofType('exits'))).toMatchObject({ full: true, exits: [] });
  expect(outgoing.alarms.parse(await client.ofType('alarms'))).toMatchObject({ full: true, alarms: [] });
  expect(client.frames[0]).toHaveProperty('id');
});

test('a key of one account is told of that account only', async () => {
  const [account] = bench.snapshot().accounts;
  const accountId = account?.id ?? '';
  const client = await subscribe(['positions'], await bench.token({ scope: 'read', accounts: [accountId] }));
  const { positions, accounts } = outgoing.positions.parse(await client.ofType('positions'));
  expect(positions.length).toBeGreaterThan(0);
  expect(positions.every((each) => each.accountId === accountId)).toBe(true);
  expect(accounts).toBe(1);
});

test('to subscribe again gives the full picture again; whoever ended it is told nothing more', async () => {
  const client = await subscribe(['positions']);
  await client.ofType('positions');
  await client.ask({ action: 'subscribe', topics: ['positions', 'alarms'] });
  expect(await client.ofType('positions')).toMatchObject({ revision: 2, full: true });
  await client.ofType('alarms');
  expect(await client.ask({ action: 'unsubscribe', topics: ['positions'] })).toMatchObject({ data: { topics: ['alarms'] } });
  bench.desk.notices.raise({ id: 'a', severity: 'alarm', title: 'A', detail: 'B', remedy: null, accountId: null });
  await client.ofType('alarms');
  expect(client.frames.filter(({ type }) => type === 'positions')).toHaveLength(2);
  bench.desk.notices.clear('a');
});

test('unknown topics and fields are refused', async () => {
  const client = await subscribe(['alarms']);
  for (const frame of [
    { action: 'subscribe', topics: [] },
    { action: 'subscribe', topics: ['quotes'] },
    { action: 'subscribe', instruments: ['BTCUSDT'] },
    { action: 'unsubscribe', topics: 'alarms' },
    { action: 'subscribe', topics: ['positions'], api_key: 'x' },
  ])
    expect(await client.ask(frame)).toMatchObject({ status: 400, data: { error: 'Invalid request' } });
});

test('an alarm is raised and cleared; one of an account goes to keys of that account, one of none to keys of all', async () => {
  const [first, second] = bench.snapshot().accounts;
  const all = await subscribe(['alarms']);
  const limited = await subscribe(['alarms'], await bench.token({ scope: 'read', accounts: [first?.id ?? ''] }));
  for (const client of [all, limited]) await client.ofType('alarms');
  const alarm = { severity: 'alarm', title: 'Not flat any more.', detail: 'It came back.', remedy: 'Look.' } as const;
  bench.desk.notices.raise({ ...alarm, id: 'of-second', accountId: second?.id ?? null });
  bench.desk.notices.raise({ ...alarm, id: 'of-none', accountId: null });
  bench.desk.notices.raise({ ...alarm, id: 'of-another', accountId: 'an account of live' });
  bench.desk.notices.raise({ ...alarm, id: 'of-first', accountId: first?.id ?? null });
  bench.desk.notices.raise({ ...alarm, id: 'a-warning', severity: 'warning', accountId: null });
  await limited.ofType('alarms');
  await all.ofType('alarms');
  expect([...booksOf(limited.frames, 'alarms').keys()]).toEqual(['of-first']);
  expect([...booksOf(all.frames, 'alarms').keys()]).toEqual(['of-second', 'of-none', 'of-first']);
  expect(booksOf(all.frames, 'alarms').get('of-first')).toMatchObject({ account: first?.label, title: 'Not flat any more.' });
  for (const id of ['of-second', 'of-none', 'of-another', 'of-first', 'a-warning']) bench.desk.notices.clear(id);
  expect(await limited.ofType('alarms')).toMatchObject({ full: false, alarms: [], removed: ['of-first'] });
});

test('an exit is told from its start to its report, and the positions that it closed are gone', async () => {
  const client = await subscribe(['positions', 'exits']);
  await client.ofType('positions');
  const trader = await openSocket(bench.url, await bench.token());
  open.push(trader);
  const { data } = await trader.rpc('Flatten', { marketPosition: 'short' });
  await client.next('the end of the exit', (frame) => {
    if (frame['type'] !== 'exits') return false;
    return outgoing.exits.parse(frame).exits.some(({ verdict }) => verdict === 'flat');
  });
  await bench.until('the shorts are shown still', ({ positions }) =>
    Object.values(positions).every(({ side }) => side === 'long'),
  );
  await client.ask({ action: 'subscribe', topics: ['exits'] }); // whatever was gathered is told before
  await client.next(
    'the exits of now',
    (frame) => frame['type'] === 'exits' && frame['full'] === true && frame['revision'] !== 1,
  );
  expect(standing([...booksOf(client.frames, 'positions').values()])).toEqual(standing(await listed()));
  const told = client.frames.flatMap((frame) => (frame['type'] === 'exits' ? outgoing.exits.parse(frame).exits : []));
  expect(told.every(({ exitId }) => exitId === data['exitId'])).toBe(true);
  expect(told.at(-1)).toMatchObject({ running: false, verdict: 'flat', askedBy: 'the key "Test program" over WebSocket' });
  expect(told.at(-1)?.proved).toBe(told.at(-1)?.positions);
});

test('nothing is told of the other environment, and all of it anew when it is back', async () => {
  const count = bench.snapshot().accounts.length;
  const client = await subscribe(['positions', 'exits']);
  await client.ofType('positions');
  await client.ofType('exits');
  expect(await bench.desk.handlers.setEnvironment({ environment: 'live' })).toMatchObject({ ok: true });
  const suspended = outgoing.suspended.parse(await client.ofType('suspended'));
  expect(suspended).toMatchObject({ topics: ['positions', 'exits'] });
  expect(suspended.reason).toBe('This key is one of practice, which is not on: what was told before is void.');
  expect(await client.rpc('ListPositions', {})).toMatchObject({ status: 403 });
  expect(await client.ask({ action: 'subscribe', topics: ['alarms'] })).toMatchObject({ status: 403 });
  const before = client.frames.length;
  await bench.desk.handlers.setEnvironment({ environment: 'practice' });
  await bench.ready();
  await client.next('the picture with every account', (frame) => {
    if (frame['type'] !== 'positions') return false;
    const { accounts, notFresh } = outgoing.positions.parse(frame);
    return accounts === count && notFresh.length === 0;
  });
  expect(client.frames[before]).toMatchObject({ full: true });
  expect([...booksOf(client.frames, 'positions').keys()].sort()).toEqual(Object.keys(bench.snapshot().positions).sort());
});

test('a key that is revoked loses its sockets, in words', async () => {
  const token = await bench.token({ name: 'Gone soon' });
  const silent = await openSocket(bench.url, token);
  const client = await subscribe(['positions'], token);
  const other = await subscribe(['positions']);
  const key = bench.snapshot().automation.keys.find(({ name }) => name === 'Gone soon');
  await bench.automation.handlers.revokeApiKey({ keyId: key?.keyId ?? '' });
  const gone = { code: 4401, reason: 'This key was revoked. Create a new one in Settings > Automation.' };
  expect(await client.closed).toEqual(gone);
  expect(await silent.closed).toEqual(gone);
  expect(await other.rpc('ListAccounts', {})).toHaveProperty('data.environment');
});

test('a key that expires loses its sockets', async () => {
  const client = await subscribe(['positions'], await bench.token({ expiresAtMs: Date.now() + 1_500 }));
  expect(await client.closed).toMatchObject({ code: 4401, reason: expect.stringContaining('This key has expired.') });
});

test('the switch in the settings closes the sockets', async () => {
  const client = await subscribe(['positions']);
  bench.desk.changeSettings({ automation: false });
  expect(await client.closed).toEqual({ code: 1001, reason: 'Breakglass closes its ways in for programs.' });
  await bench.until('the server is open still', ({ automation }) => automation.server.kind === 'off');
});

// The same call under the same name is the same exit: at once, later, after a restart, and after one in the middle of it.
import { afterEach, expect, test } from 'vitest';
import type { AutomationDesk } from '../../../electron/automation/ports.ts';
import { createMemoryStore } from '../../../electron/automation/store.ts';
import { startPracticeHost, type PracticeHost } from '../../../electron/practice/host.ts';
import { loadVenues } from '../../../electron/practice/venues.ts';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { restClient } from './restClient.ts';

const onlyBybit = () => ({ venues: loadVenues().filter(({ venue }) => venue === 'bybit') });
const TWICE_MS = 60_000; // two benches are opened
const named = (name: string) => ({ 'idempotency-key': name });
const ASYNC = { prefer: 'respond-async' };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function openBench(options: Parameters<typeof openAutomationBench>[0] = {}): Promise<AutomationBench> {
  const bench = await openAutomationBench({ host: onlyBybit(), ...options });
  ends.push(() => bench.close());
  return bench;
}

const exitIds = (bench: AutomationBench): readonly string[] => bench.desk.exits().map(({ exitId }) => exitId);

test('repeated while it runs and after it ended: one exit, one answer', async () => {
  const bench = await openBench();
  await bench.ready();
  const rest = restClient(bench, await bench.token());
  const call = () => rest.post('positions/flatten', { account: 'Swing' }, named('a-1'));
  const [one, two, three] = await Promise.all([call(), call(), call()]);
  const again = await call();
  expect(exitIds(bench)).toHaveLength(1);
  expect([two?.body, three?.body, again.body]).toEqual([one?.body, one?.body, one?.body]);
  expect(one?.body).toMatchObject({ success: true, joined: false });
  // The fields in another order are the same call; other values, another verb or nothing are not.
  const other = [
    await rest.post('positions/flatten', { account: 'Scalp' }, named('a-1')),
    await rest.post('positions/flatten', {}, named('a-1')),
    await rest.post('emergency-exit', {}, named('a-1')),
    await rest.post('partial-close', { symbol: 'XRPUSDT' }, named('a-1')),
  ];
  for (const { status, body } of other)
    expect({ status, error: body['error'] }).toEqual({ status: 422, error: 'Idempotency-Key reused' });
  expect(exitIds(bench)).toHaveLength(1);
  // A name belongs to its key.
  const another = await restClient(bench, await bench.token()).post('positions/flatten', { account: 'Scalp' }, named('a-1'));
  expect(another.body).toMatchObject({ success: true, joined: false });
  expect(exitIds(bench)).toHaveLength(2);
});

test('the default share is the same call as the share that is said', async () => {
  const bench = await openBench();
  await bench.ready();
  const rest = restClient(bench, await bench.token());
  const first = await rest.post('partial-close', { symbol: 'ADAUSDT' }, named('half'));
  const second = await rest.post('partial-close', { exit_pct: 50, symbol: 'ADAUSDT' }, named('half'));
  expect(first).toMatchObject({ status: 200, body: { success: true, closed_pct: 50 } });
  expect(second.body).toEqual(first.body);
  expect(exitIds(bench)).toHaveLength(1);
});

test('what was refused is not remembered', async () => {
  const bench = await openBench();
  await bench.ready();
  const rest = restClient(bench, await bench.token());
  expect((await rest.post('positions/flatten', { account: 'Nobody' }, named('b'))).status).toBe(404);
  expect((await rest.post('positions/flatten', { acount: 'Swing' }, named('b'))).status).toBe(400);
  expect((await rest.post('partial-close', { symbol: 'ADAUSDT', exit_pct: 0 }, named('b'))).status).toBe(400);
  expect((await rest.post('positions/flatten', { account: 'Swing' }, named('b'))).body).toMatchObject({ success: true });
});

test('the names are read once, before anybody can call, and by no exit', async () => {
  let reads = 0;
  const counted = (desk: AutomationDesk): AutomationDesk => ({
    ...desk,
    askedBefore: () => {
      reads += 1;
      return desk.askedBefore();
    },
  });
  const bench = await openBench({ through: counted });
  await bench.ready();
  expect(reads).toBe(1);
  const call = { symbol: 'ADAUSDT', exit_pct: 25 };
  const { body } = await restClient(bench, await bench.token()).post('partial-close', call, named('early'));
  expect({ reads, success: body['success'] }).toEqual({ reads: 1, success: true });
});

test('a name that is a day old is free again', async () => {
  let ahead = 0;
  const bench = await openBench({ aheadMs: () => ahead });
  await bench.ready();
  const rest = restClient(bench, await bench.token());
  const first = await rest.post('positions/flatten', { account: 'Swing' }, named('daily'));
  ahead = 24 * 3_600_000 - 60_000;
  expect((await rest.post('positions/flatten', { account: 'Swing' }, named('daily'))).body).toEqual(first.body);
  ahead += 120_000;
  const next = await rest.post('positions/flatten', { account: 'Swing' }, named('daily'));
  expect(next.body['exitId']).not.toBe(first.body['exitId']);
});

test(
  'after a restart it is answered out of the stored report',
  async () => {
    const store = { ...createMemoryStore(), close: () => undefined };
    const running = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, ...onlyBybit() });
    ends.push(() => running.stop());
    const first = await openAutomationBench({ running, store });
    await first.ready();
    const token = await first.token();
    const call = (bench: AutomationBench, path: string, body: unknown, name: string) =>
      restClient(bench, token).post(path, body, named(name));
    const partial = await call(first, 'partial-close', { symbol: 'AVAXUSDT', exit_pct: 33 }, 'c-1');
    const winners = await call(first, 'flatten-winners', {}, 'c-2');
    const flatten = await call(first, 'positions/flatten', { account: 'Swing' }, 'c-3');
    await first.close();
    const second = await openBench({ running, store, folder: first.folder });
    expect((await call(second, 'partial-close', { symbol: 'AVAXUSDT', exit_pct: 33 }, 'c-1')).body).toEqual(partial.body);
    expect((await call(second, 'flatten-winners', {}, 'c-2')).body).toEqual(winners.body);
    expect((await call(second, 'positions/flatten', { account: 'Swing' }, 'c-3')).body).toEqual(flatten.body);
    expect((await call(second, 'positions/flatten', { account: 'Scalp' }, 'c-3')).status).toBe(422);
    expect(exitIds(second)).toHaveLength(3);
  },
  TWICE_MS,
);

test(
  'after a crash in the middle of it the same call finds it, and it ends',
  async () => {
    const store = { ...createMemoryStore(), close: () => undefined };
    const running = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, ...onlyBybit() });
    ends.push(() => running.stop());
    const first = await openAutomationBench({ running, store });
    await first.ready();
    const token = await first.token();
    // Nothing of the close gets through, so that it is cut off in the middle.
    const faultId = hold(running);
    const started = await restClient(first, token).post('positions/flatten', { account: 'Swing' }, { ...named('d'), ...ASYNC });
    expect(started).toMatchObject({ status: 202, body: { success: false, running: true, verdict: null } });
    const joined = await restClient(first, token).post('positions/flatten', { account: 'Swing' }, { ...named('d-2'), ...ASYNC });
    expect(joined.body).toMatchObject({ exitId: started.body['exitId'], joined: true });
    await first.close();
    running.world.faults.remove(faultId);
    let isConnected = false;
    const notYet = (desk: AutomationDesk): AutomationDesk => ({
      ...desk,
      exit: (exitId) => (isConnected ? desk.exit(exitId) : null),
      ended: (exitId) => (isConnected ? desk.ended(exitId) : Promise.reject(new Error('not here'))),
      decided: (exitId) => (isConnected ? desk.decided(exitId) : Promise.reject(new Error('not here'))),
    });
    const second = await openBench({ running, store, folder: first.folder, through: notYet });
    const rest = restClient(second, token);
    const cutOff = await rest.post('positions/flatten', { account: 'Swing' }, named('d'));
    expect(cutOff).toMatchObject({ status: 202, body: { success: false, exitId: started.body['exitId'] } });
    expect(String(cutOff.body['errors'])).toContain('stopped in the middle of this exit');
    isConnected = true;
    const found = await rest.post('positions/flatten', { account: 'Swing' }, { ...named('d'), ...ASYNC });
    expect(found.body).toMatchObject({ exitId: started.body['exitId'], joined: false });
    await second.until('it is not taken up', ({ exits }) => exits.some(({ endedAtMs }) => endedAtMs !== null));
    const ended = await rest.post('positions/flatten', { account: 'Swing' }, named('d'));
    expect(ended).toMatchObject({ status: 200, body: { success: true, exitId: started.body['exitId'] } });
    const again = await rest.post('positions/flatten', { account: 'Swing' }, named('d-2'));
    expect(again.body).toMatchObject({ success: true, exitId: started.body['exitId'], joined: true });
    expect(exitIds(second)).toHaveLength(1);
  },
  TWICE_MS,
);

/** Orders of the account reach nobody. */
function hold({ world }: PracticeHost): string {
  return world.faults.add({
    transport: 'http',
    account: 'bybit-swing',
    path: 'order/create',
    from: 1,
    count: null,
    effect: { kind: 'loseRequest', ending: 'silence' },
  });
}

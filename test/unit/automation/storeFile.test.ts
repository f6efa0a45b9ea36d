// Keys and audit log on a real database file: durable, bounded, set aside when damaged, silent while an exit runs.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AutomationStore, StoredKey } from '../../../electron/automation/store.ts';
import { openStore } from '../../../electron/automation/storeFile.ts';
import type { AutomationCall } from '../../../shared/automation.ts';
import type { Failure } from '../../../shared/failure.ts';

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'breakglass-keys-')), 'automation.db');

/** Time stands still but for what waits: each wait ends when the test says so. */
function openAt(path: string) {
  const troubles: (Failure | null)[] = [];
  const waits: (() => void)[] = [];
  let busy = false;
  let nowMs = 0;
  const store = openStore({
    path,
    clock: { now: () => nowMs, epoch: () => 1_000, sleep: () => new Promise((resolve) => void waits.push(resolve)) },
    isBusy: () => busy,
    onTrouble: (failure) => void troubles.push(failure),
  });
  return {
    store,
    troubles,
    exits: (runs: boolean) => void (busy = runs),
    pass: async (ms = 250) => {
      nowMs += ms;
      for (const end of waits.splice(0)) end();
      await new Promise(setImmediate);
    },
  };
}

const key = (keyId: string, change: Partial<StoredKey> = {}): StoredKey => ({
  keyId,
  name: `Bridge ${keyId}`,
  scope: 'trade',
  accounts: null,
  actions: ['flatten'],
  expiresAtMs: null,
  approval: 'firstTime',
  hint: 'bst_…abcd',
  hash: 'ab'.repeat(32),
  environment: 'practice',
  createdAtMs: 1,
  approvedAtMs: null,
  revokedAtMs: null,
  lastUse: null,
  ...change,
});

const call = (change: Partial<AutomationCall> = {}): Omit<AutomationCall, 'callId'> => ({
  atMs: 1_000,
  tookMs: 3,
  via: 'rest',
  keyId: 'one',
  keyName: 'Bridge one',
  verb: 'flatten',
  accountIds: ['acc'],
  exitId: 'exit1',
  status: 200,
  outcome: 'flat',
  detail: null,
  ...change,
});

/** What a process that is killed now would leave: nothing said goodbye. */
function reopened(path: string): AutomationStore {
  const copy = mkdtempSync(join(tmpdir(), 'breakglass-keys-'));
  cpSync(join(path, '..'), copy, { recursive: true });
  return openAt(join(copy, 'automation.db')).store;
}

test('a key and its revocation are on the disk when they return', () => {
  const path = newPath();
  const { store } = openAt(path);
  expect(readdirSync(join(path, '..'))).toEqual([]); // no key, no file
  store.putKey(key('one'));
  store.putKey(key('two'));
  store.putKeySoon(key('one', { lastUse: { atMs: 5, via: 'mcp', verb: 'positions' } }));
  store.putKey(key('one', { revokedAtMs: 7 })); // a use that waits never undoes it
  store.removeKey('two');
  expect(reopened(path).keys()).toEqual([key('one', { revokedAtMs: 7 })]);
});

test('calls are written together, soon, and while an exit runs only when it lasts', async () => {
  const path = newPath();
  const { store, exits, pass } = openAt(path);
  store.putKey(key('one'));
  exits(true);
  store.addCall(call({ outcome: 'flat' }));
  store.putKeySoon(key('one', { lastUse: { atMs: 5, via: 'rest', verb: 'flatten' } }));
  for (let times = 0; times < 4; times += 1) await pass();
  expect(reopened(path).calls({})).toEqual([]);
  await pass(10_000);
  const again = reopened(path);
  expect(again.calls({})).toEqual([{ callId: 1, ...call() }]);
  expect(again.keys()[0]?.lastUse).toEqual({ atMs: 5, via: 'rest', verb: 'flatten' });
});

test('the log pages by key, newest first, and ends with the session', () => {
  const path = newPath();
  const { store } = openAt(path);
  for (let index = 0; index < 250; index += 1) store.addCall(call({ atMs: index, keyId: index % 2 === 0 ? 'one' : 'two' }));
  const first = store.calls({ keyId: 'one' });
  expect(first.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 100 }, (_, index) => 248 - 2 * index));
  const rest = store.calls({ keyId: 'one', beforeCallId: first.at(-1)?.callId });
  expect(rest).toHaveLength(25);
  expect(store.calls({}).every(({ callId }, index) => callId === 250 - index)).toBe(true);
  store.close();
  expect(reopened(path).calls({})).toHaveLength(100);
});

test('a flood of calls without a key is bounded and pushes out no exit', () => {
  const path = newPath();
  const { store } = openAt(path);
  store.addCall(call({ exitId: 'kept' }));
  for (let round = 0; round < 4; round += 1) {
    for (let index = 0; index < 1_500; index += 1)
      store.addCall(call({ keyId: null, keyName: null, verb: 'unknown', exitId: null, status: 401 }));
    store.calls({});
  }
  store.close();
  const again = reopened(path);
  let count = 0;
  let page = again.calls({});
  let oldest = page.at(-1);
  while (page.length > 0) {
    count += page.length;
    oldest = page.at(-1);
    page = again.calls({ beforeCallId: oldest?.callId });
  }
  expect(oldest).toMatchObject({ callId: 1, exitId: 'kept' });
  expect(count).toBeLessThanOrEqual(3_501); // 2,000, and what came since they were last counted
});

describe('a file that can not be used', () => {
  test('because its log of calls is damaged is set aside whole, and its keys work on', () => {
    const path = newPath();
    const { store } = openAt(path);
    store.putKey(key('one'));
    store.putKey(key('gone', { revokedAtMs: 9 }));
    for (let index = 0; index < 500; index += 1) store.addCall(call());
    store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 40_000, 90_000);
    writeFileSync(path, bytes);
    const { store: mended, troubles } = openAt(path);
    expect(mended.keys()).toEqual([key('gone', { revokedAtMs: 9 }), key('one')]);
    expect(troubles).toMatchObject([{ remedy: expect.stringContaining('2 keys could be read and work on') }]);
    const kept = readdirSync(join(path, '..')).find((name) => name.includes('.unusable-'));
    expect(readFileSync(join(path, '..', kept ?? '')).equals(bytes)).toBe(true);
  });

  test('because it is no database is set aside, and it is said that there are no keys', () => {
    const path = newPath();
    writeFileSync(path, 'keys, comma separated\n'.repeat(400));
    const { store, troubles } = openAt(path);
    expect(troubles).toMatchObject([{ remedy: expect.stringContaining('create new ones') }]);
    store.putKey(key('one'));
    expect(reopened(path).keys()).toEqual([key('one')]);
  });

  test('because a newer Breakglass wrote it is left alone, and nobody is let in', () => {
    const path = newPath();
    const { store } = openAt(path);
    store.putKey(key('one'));
    store.close();
    const bytes = readFileSync(path);
    bytes.writeUInt32BE(99, 60); // SQLite keeps user_version here
    writeFileSync(path, bytes);
    const { store: refusing, troubles } = openAt(path);
    expect(refusing.trouble?.message).toContain('its version is 99');
    expect(troubles).toEqual([refusing.trouble]);
    expect(refusing.keys()).toEqual([]);
    expect(() => refusing.putKey(key('two'))).toThrow('another version');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('at all lets nobody in, and says why', () => {
    const path = newPath();
    writeFileSync(path, '');
    mkdirSync(`${path}.unusable-1000`); // where it would be set aside
    writeFileSync(join(`${path}.unusable-1000`, 'occupied'), '');
    writeFileSync(path, 'no database'.repeat(100));
    const { store } = openAt(path);
    expect(store.trouble?.remedy).toContain('Programs are not let in');
    expect(() => store.putKey(key('one'))).toThrow('can not be used');
  });
});

test('a disk that refuses lines is said once and costs no call; the lines come when it has room', async () => {
  const path = newPath();
  const { store, troubles, pass } = openAt(path);
  const blocked = join(path, '..');
  writeFileSync(`${blocked}/blocker`, '');
  const bad = openAt(join(blocked, 'blocker', 'automation.db')); // a file can not be a folder
  for (let times = 0; times < 3; times += 1) {
    bad.store.addCall(call());
    await bad.pass();
  }
  expect(bad.troubles).toMatchObject([{ message: expect.stringContaining('can not be written') }]);
  expect(() => bad.store.putKey(key('one'))).toThrow();
  store.addCall(call());
  await pass();
  expect(troubles).toEqual([]);
});

test('a row that is not whole is left out', () => {
  const path = newPath();
  const { store } = openAt(path);
  store.putKey(key('one'));
  store.putKey({ ...key('two'), hash: 'short' });
  store.putKey({ ...key('three'), scope: 'everything' } as unknown as StoredKey);
  expect(reopened(path).keys()).toEqual([key('one')]);
});

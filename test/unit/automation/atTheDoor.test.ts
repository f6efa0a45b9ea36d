// Who is turned away waits, what is repeated is counted, what is read too often is paced: with a clock that the test turns.
import { expect, test } from 'vitest';
import { createApiKeys } from '../../../electron/automation/apiKeys.ts';
import { createCallLog } from '../../../electron/automation/callLog.ts';
import { createDoor } from '../../../electron/automation/door.ts';
import { createPace } from '../../../electron/automation/pace.ts';
import { createMemoryStore, type AutomationStore, type StoredKey } from '../../../electron/automation/store.ts';
import { newApiKeySchema, type AutomationCall } from '../../../shared/automation.ts';
import type { Notice } from '../../../shared/snapshot.ts';

/** Waits end in their order when time is turned on. */
function turnedClock() {
  let nowMs = 0;
  let waits: Readonly<{ atMs: number; end: () => void }>[] = [];
  return {
    now: () => nowMs,
    epoch: () => 1_700_000_000_000 + nowMs,
    sleep: (ms: number) => new Promise<void>((end) => void waits.push({ atMs: nowMs + ms, end })),
    waits: () => waits.map(({ atMs }) => atMs - nowMs),
    turn: async (ms: number) => {
      nowMs += ms;
      const over = waits.filter(({ atMs }) => atMs <= nowMs);
      waits = waits.filter(({ atMs }) => atMs > nowMs);
      for (const { end } of over) end();
      await new Promise(setImmediate);
    },
  };
}

const line = (change: Partial<AutomationCall> = {}): Omit<AutomationCall, 'callId'> => ({
  atMs: 1,
  tookMs: 1,
  via: 'rest',
  keyId: null,
  keyName: null,
  verb: 'flatten',
  accountIds: [],
  exitId: null,
  status: 401,
  outcome: 'refused',
  detail: 'This is no key of this Breakglass.',
  ...change,
});

test('each wrong key waits longer than the one before, up to a bound, and is forgotten in time', async () => {
  const clock = turnedClock();
  const notices: Omit<Notice, 'atMs'>[] = [];
  const door = createDoor(clock, (notice) => void notices.push(notice));
  for (let index = 0; index < 4; index += 1) void door.wrongKey();
  expect(clock.waits()).toEqual([50, 100, 200, 400]);
  await clock.turn(60_000);
  expect(notices).toEqual([]); // a program whose key was just replaced is no news
  for (let index = 0; index < 1_000; index += 1) void door.wrongKey();
  expect(Math.max(...clock.waits())).toBe(2_000);
  expect(clock.waits().length).toBeLessThanOrEqual(601); // and the notice
  await clock.turn(2_000);
  expect(notices).toMatchObject([{ title: 'Somebody tried 1,004 wrong keys.', severity: 'warning' }]);
  await clock.turn(11 * 60_000);
  void door.wrongKey();
  expect(clock.waits()).toEqual([50]);
});

test('others who are turned away are told at once, unless they come in crowds', async () => {
  const clock = turnedClock();
  const door = createDoor(clock, () => undefined);
  for (let index = 0; index < 60; index += 1) void door.stranger();
  expect(clock.waits()).toEqual(Array.from({ length: 10 }, () => 1_000));
  await clock.turn(10_000);
  void door.stranger();
  expect(clock.waits()).toEqual([]);
});

test('what comes again and again is one line with a count; another thing, and every exit, has its own', async () => {
  const clock = turnedClock();
  const store = createMemoryStore();
  const log = createCallLog(store, clock);
  for (let index = 0; index < 500; index += 1) log.add(line());
  for (let index = 0; index < 30; index += 1)
    log.add(line({ keyId: 'one', exitId: `exit${index}`, status: 200, outcome: 'flat' }));
  log.add(line({ keyId: 'one', status: 403, detail: 'Sent was bst_abcDEF-_123, so to say.' }));
  expect(store.calls({ keyId: 'one' })).toHaveLength(31);
  expect(store.calls({ keyId: 'one' })[0]?.detail).toBe('Sent was bst_…, so to say.');
  expect(store.calls({})).toHaveLength(41);
  await clock.turn(60_000);
  expect(store.calls({})[0]).toMatchObject({
    callId: 42,
    detail: '490 more like this one within a minute. This is no key of this Breakglass.',
  });
  log.add(line());
  expect(store.calls({})).toHaveLength(43);
  for (let index = 0; index < 11; index += 1) log.add(line());
  log.close();
  expect(store.calls({})[0]?.detail).toContain('2 more like this one');
});

test('a call that is repeated under its name, or joins an exit again and again, pushes no other exit out', () => {
  const store = createMemoryStore();
  const log = createCallLog(store, turnedClock());
  for (let index = 0; index < 50; index += 1) log.add(line({ exitId: `exit${index}`, status: 200, outcome: 'flat' }));
  for (let index = 0; index < 5_000; index += 1) log.add(line({ exitId: 'exit1', status: 202, outcome: 'running' }));
  for (let index = 0; index < 5_000; index += 1) log.add(line({ exitId: 'exit2', status: 200, outcome: 'flat' }));
  expect(store.calls({})).toHaveLength(50 + 10 + 9);
});

test('ways of calling that somebody makes up do not cost memory', () => {
  const clock = turnedClock();
  const store = createMemoryStore();
  const log = createCallLog(store, clock);
  for (let index = 0; index < 5_000; index += 1) log.add(line({ verb: `made up ${index}` }));
  expect(clock.waits().length).toBeLessThanOrEqual(501);
});

test('a key that reads too often is told when to come back; others, and its previews, are counted apart', async () => {
  const clock = turnedClock();
  const pace = createPace(clock);
  for (let index = 0; index < 60; index += 1) expect(pace('one', 'read')).toBeNull();
  expect(pace('one', 'read')).toMatchObject({ status: 429, retryAfter: 1 });
  expect(pace('two', 'read')).toBeNull();
  for (let index = 0; index < 6; index += 1) expect(pace('one', 'preview')).toBeNull();
  expect(pace('one', 'preview')).toMatchObject({ status: 429, retryAfter: 1 });
  await clock.turn(1_000);
  expect(pace('one', 'preview')).toBeNull();
  expect(pace('one', 'preview')).not.toBeNull();
});

test('the last use is known at once, and shown and stored once a second; a revocation meanwhile stays', async () => {
  const clock = turnedClock();
  const soon: StoredKey[] = [];
  let puts = 0;
  let shown = 0;
  const memory = createMemoryStore();
  const store: AutomationStore = {
    ...memory,
    putKey: (key) => {
      puts += 1;
      memory.putKey(key);
    },
    putKeySoon: (key) => void soon.push(key),
  };
  const keys = createApiKeys(store, clock, () => {
    shown += 1;
  });
  const created = keys.create(newApiKeySchema.parse({ name: 'Bridge', scope: 'trade' }), 'practice');
  const { keyId } = keys.views()[0] ?? { keyId: '' };
  expect(created.ok).toBe(true);
  for (let index = 0; index < 1_000; index += 1) keys.used(keyId, 'rest', 'positions');
  expect(keys.get(keyId)?.lastUse).toMatchObject({ via: 'rest', verb: 'positions' });
  expect([puts, shown, soon.length]).toEqual([1, 1, 0]);
  keys.revoke(keyId);
  await clock.turn(1_000);
  expect([puts, shown, soon.length]).toEqual([2, 3, 1]);
  expect(soon[0]?.revokedAtMs).not.toBeNull();
});

test('a key that is revoked while nothing can be written is turned away all the same, and the trouble is said', () => {
  const memory = createMemoryStore();
  const soon: StoredKey[] = [];
  let isFull = false;
  const store: AutomationStore = {
    ...memory,
    putKey: (key) => {
      if (isFull) throw new Error('no space left on device');
      memory.putKey(key);
    },
    putKeySoon: (key) => void soon.push(key),
  };
  const keys = createApiKeys(store, turnedClock(), () => undefined);
  keys.create(newApiKeySchema.parse({ name: 'Bridge', scope: 'trade' }), 'practice');
  const { keyId } = keys.views()[0] ?? { keyId: '' };
  isFull = true;
  expect(keys.revoke(keyId)).toMatchObject({
    ok: false,
    failure: { remedy: expect.stringContaining('turned away from now on') as string },
  });
  expect(keys.get(keyId)?.revokedAtMs).not.toBeNull();
  expect(soon).toMatchObject([{ keyId, revokedAtMs: keys.get(keyId)?.revokedAtMs }]);
});

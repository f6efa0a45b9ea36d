// The journal on a real database file: durable, set aside when damaged, bounded, and never in the way of an exit.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../electron/exit/ports.ts';
import { openJournal, type OpenedJournal } from '../../../electron/journal/journal.ts';
import { readReports } from '../../../electron/journal/pastExits.ts';
import type { Asked } from '../../../shared/exit.ts';
import { systemClock } from '../../../electron/systemPorts.ts';
import { exit } from '../renderer/fixtures.ts';
import { FakeVenue } from '../exit/fakeVenue.ts';
import { VirtualClock } from '../exit/virtualClock.ts';

const position = new FakeVenue(new VirtualClock()).open('BTC/USDT:USDT', 'long', '1');
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'breakglass-journal-'));
const openAt = (path: string): OpenedJournal =>
  openJournal({
    path,
    clock: systemClock,
    onNoteFailed: (error) => {
      throw error;
    },
  });

const intended = (exitId: string, atEpochMs = 1_000): JournalEntry => ({
  kind: 'exitIntended',
  exitId,
  atEpochMs,
  request: { action: 'emergencyExit' },
  environment: 'practice',
  startedBy: 'person',
  closeSize: null,
  accounts: ['acc'],
});
const planned = (exitId: string): JournalEntry => ({
  kind: 'legPlanned',
  exitId,
  legId: `${exitId}:0`,
  index: 0,
  position,
  targetSize: '0',
  closeLimit: null,
});
const sent = (exitId: string): JournalEntry => ({
  kind: 'orderIntended',
  exitId,
  legId: `${exitId}:0`,
  attempt: 1,
  clientOrderId: `${exitId}-1`,
  orderSide: 'sell',
  size: '1',
  limitPrice: null,
  restores: null,
});
const ended = (exitId: string, pressedAtMs = 1_000): JournalEntry => ({
  kind: 'exitEnded',
  exitId,
  atEpochMs: pressedAtMs + 200,
  verdict: 'flat',
  report: exit({ exitId, pressedAtMs, endedAtMs: pressedAtMs + 200, verdict: 'flat' }),
});

describe('calls of programs', () => {
  const asked: Asked = { keyId: 'k1', keyName: 'Bridge', via: 'mcp', idempotencyKey: 'one', fingerprint: 'f' };
  const joined = (exitId: string, more: Partial<Asked>): JournalEntry => ({
    kind: 'exitJoined',
    exitId,
    atEpochMs: 1_000,
    asked: { ...asked, ...more },
  });

  test('that named themselves are found again after a restart, those without a name are not', () => {
    const path = join(newFolder(), 'exits.db');
    const first = openAt(path);
    first.journal.commit([{ ...intended('a'), asked } as JournalEntry, intended('b')]);
    first.journal.commit([joined('b', { idempotencyKey: 'two' }), joined('b', { idempotencyKey: null })]);
    first.close();
    const second = openAt(path);
    const atEpochMs: unknown = expect.any(Number);
    expect(second.asked()).toEqual([
      { exitId: 'a', asked, atEpochMs, joined: false },
      { exitId: 'b', asked: { ...asked, idempotencyKey: 'two' }, atEpochMs, joined: true },
    ]);
    expect(second.unfinished().exits.map(({ exitId }) => exitId)).toEqual(['a', 'b']);
    expect(second.timeline('b').map(({ kind, detail }) => `${kind} ${detail ?? ''}`)).toEqual([
      'pressed 1 account',
      'joined by the key "Bridge" over MCP',
      'joined by the key "Bridge" over MCP',
    ]);
    second.close();
  });

  test('a damaged one is left out, and its exit is taken up all the same', () => {
    const path = join(newFolder(), 'exits.db');
    const first = openAt(path);
    first.journal.commit([{ ...intended('a'), asked: { ...asked, via: 'pigeon' } } as unknown as JournalEntry]);
    expect(first.asked()).toEqual([]);
    expect(first.unfinished().exits).toHaveLength(1);
    first.close();
  });
});

describe('what was committed', () => {
  test('is there after a restart: unfinished exits with their orders, ended ones with their report', () => {
    const path = join(newFolder(), 'deep', 'exits.db');
    const first = openAt(path);
    first.journal.commit([intended('done'), planned('done'), sent('done')]);
    first.journal.note(ended('done'));
    first.journal.commit([intended('cut', 2_000), planned('cut'), sent('cut')]);
    first.close();
    const second = openAt(path);
    expect(second.failure).toBeNull();
    expect(second.ended()).toMatchObject([{ exitId: 'done', verdict: 'flat' }]);
    const { exits, legs } = second.unfinished();
    expect(exits).toMatchObject([{ exitId: 'cut', accounts: ['acc'] }]);
    expect(legs.map((leg) => leg.closes.map((close) => close.intended.entry.clientOrderId))).toEqual([['cut-1']]);
    second.close();
  });

  test('a report is found however old it is, as long as it is kept', () => {
    const path = join(newFolder(), 'exits.db');
    const first = openAt(path);
    for (let day = 0; day < 60; day += 1) {
      first.journal.commit([intended(`exit${day}`, 1_000 + day)]);
      first.journal.note(ended(`exit${day}`));
    }
    first.journal.commit([intended('cut', 2_000)]);
    first.close();
    const second = openAt(path);
    expect(second.ended()).toHaveLength(50);
    expect(second.report('exit0')).toMatchObject({ exitId: 'exit0', verdict: 'flat' });
    expect([second.report('cut'), second.report('nothere')]).toEqual([null, null]);
    second.close();
    expect(second.report('exit0')).toBeNull();
  });

  test('survives SIGKILL right after commit returned, and the lock that the dead process left', async () => {
    const path = join(newFolder(), 'exits.db');
    const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'killedWriter.ts'), path], {
      env: { ...process.env, TSX_TSCONFIG_PATH: join(import.meta.dirname, '../../tsconfig.json') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    const signal = await new Promise((resolve) => child.on('exit', (_, by) => resolve(by)));
    expect(signal).toBe('SIGKILL');
    const committed = out.trim().split('\n').filter(Boolean);
    expect(committed.length).toBe(25);
    expect(existsSync(`${path}.lock`)).toBe(true);
    const opened = openAt(path);
    expect(opened.failure).toBeNull();
    expect(opened.unfinished().exits.map((each) => each.exitId)).toEqual(committed);
    opened.close();
  });

  test('includes every note before it, in order', () => {
    const path = join(newFolder(), 'exits.db');
    const opened = openAt(path);
    opened.journal.note(intended('one'));
    opened.journal.commit([planned('one'), sent('one')]);
    expect(opened.timeline('one').map((event) => event.kind)).toEqual(['pressed', 'queued', 'sent']);
    opened.close();
  });
});

describe('a file that can not be used', () => {
  test('because it is damaged is set aside whole, a new one is begun, and it is said', () => {
    const folder = newFolder();
    const path = join(folder, 'exits.db');
    const first = openAt(path);
    for (let index = 0; index < 50; index += 1) first.journal.commit([intended(`exit${index}`), planned(`exit${index}`)]);
    first.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 5_000, Math.min(bytes.length, 60_000));
    writeFileSync(path, bytes);
    const second = openAt(path);
    expect(second.failure?.remedy).toContain('It is kept as');
    const kept = readdirSync(folder).find((name) => name.startsWith('exits.db.unusable-'));
    expect(readFileSync(join(folder, kept ?? '')).equals(bytes)).toBe(true);
    second.journal.commit([intended('new')]);
    expect(second.unfinished().exits.map((each) => each.exitId)).toEqual(['new']);
    second.close();
  });

  test.each([
    ['is no database', (path: string) => writeFileSync(path, 'exits, comma separated\n'.repeat(400))],
    ['is a folder', (path: string) => mkdirSync(path)],
  ])('because it %s is set aside', (_, spoil) => {
    const folder = newFolder();
    const path = join(folder, 'exits.db');
    spoil(path);
    const opened = openAt(path);
    expect(opened.failure?.message).toContain('could not be read');
    expect(readdirSync(folder).some((name) => name.startsWith('exits.db.unusable-'))).toBe(true);
    opened.journal.commit([intended('new')]);
    opened.close();
  });

  test('because it comes from a newer Breakglass is kept as it is', () => {
    const folder = newFolder();
    const path = join(folder, 'exits.db');
    const first = openAt(path);
    first.close();
    const bytes = readFileSync(path);
    bytes.writeUInt32BE(99, 60); // SQLite keeps user_version here
    writeFileSync(path, bytes);
    const second = openAt(path);
    expect(second.failure?.message).toContain('version is 99');
    second.close();
  });

  test('at all leaves exits working: commits fail with words, notes are dropped', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    const opened = openAt(join(folder, 'file', 'exits.db')); // a file can not be a folder
    expect(opened.failure?.remedy).toContain('Exits work, but are not recorded');
    expect(() => opened.journal.commit([intended('one')])).toThrow('can not be written');
    opened.journal.note(ended('one'));
    expect([opened.ended(), opened.timeline('one'), opened.unfinished()]).toEqual([[], [], { exits: [], legs: [] }]);
    opened.close();
  });
});

test('it is bounded: the oldest ended exits go, unfinished ones stay', () => {
  const path = join(newFolder(), 'exits.db');
  const first = openAt(path);
  first.journal.commit([intended('cut', 1)]);
  for (let index = 0; index < 320; index += 1) {
    const exitId = `exit${index}`;
    first.journal.commit([intended(exitId, 10 + index), planned(exitId)]);
    first.journal.note(ended(exitId, 10 + index));
  }
  first.close();
  const second = openAt(path);
  expect(second.timeline('exit0')).toEqual([]);
  expect(second.timeline('exit319')).not.toEqual([]);
  expect(second.unfinished().exits.map((each) => each.exitId)).toEqual(['cut']);
  expect(statSync(path).size).toBeLessThan(10_000_000);
  second.close();
});

test.each([
  { kind: 'legPlanned', exitId: 'cut', legId: 'cut:1' },
  { kind: 'exitIntended', exitId: 'other', atEpochMs: 1_000, request: { action: 'emergencyExit' } },
  { ...intended('other'), request: { action: 'panic' } },
  { kind: 'ordersCancelled', exitId: 'cut', legId: 'cut:0', accountId: 'acc' },
  { ...sent('cut'), size: '1O0' },
])('a damaged row is left out, and what is whole is taken up: %o', (row) => {
  const path = join(newFolder(), 'exits.db');
  const first = openAt(path);
  first.journal.commit([intended('cut'), planned('cut'), row as unknown as JournalEntry]);
  first.close();
  const second = openAt(path);
  expect(second.timeline('cut').map(({ kind }) => kind)).toEqual(['pressed', 'queued']);
  expect(second.unfinished()).toMatchObject({ exits: [{ exitId: 'cut' }], legs: [{ closes: [], removed: [] }] });
  second.close();
});

test('a whole file on a full disk is not set aside: what was cut off is taken up, commits fail with words', async () => {
  const path = join(newFolder(), 'exits.db');
  const first = openAt(path);
  first.journal.commit([intended('cut'), planned('cut')]);
  first.close();
  const script = join(import.meta.dirname, 'fullDisk.ts');
  const command = `ulimit -f 600 && exec "$0" --import tsx "$1" "$2"`; // no file grows beyond 600 KiB: the log would
  const child = spawn('bash', ['-c', command, process.execPath, script, path], {
    env: { ...process.env, TSX_TSCONFIG_PATH: join(import.meta.dirname, '../../tsconfig.json') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await new Promise((resolve) => child.on('exit', resolve));
  expect(JSON.parse(out)).toEqual({ failure: null, unfinished: ['cut'], refused: true });
  expect(readdirSync(join(path, '..')).some((name) => name.includes('unusable'))).toBe(false);
});

test('what a full disk refused is written when there is room again, in order', () => {
  const path = join(newFolder(), 'exits.db');
  const opened = openAt(path);
  const disk = createRequire(import.meta.url)('node:fs') as { writeSync: unknown };
  const { writeSync } = disk;
  try {
    disk.writeSync = () => {
      throw new Error('ENOSPC');
    };
    for (const entry of [intended('cut'), planned('cut')]) expect(() => opened.journal.commit([entry])).toThrow();
  } finally {
    disk.writeSync = writeSync;
  }
  opened.journal.commit([sent('cut')]);
  opened.close();
  const again = openAt(path);
  expect(again.unfinished()).toMatchObject({ exits: [{ exitId: 'cut' }], legs: [{ closes: [{ answered: null }] }] });
  again.close();
});

test('a report that the screen could not show is left out of the history', () => {
  const whole = exit({ exitId: 'good', endedAtMs: 1_200, verdict: 'flat' });
  const rows = [whole, { ...whole, legs: undefined }, { ...whole, verdict: 'perhaps' }, null].map((report) => ({
    report: JSON.stringify(report),
  }));
  expect(readReports([...rows, { report: '{"half' }, { report: 7 }])).toEqual([whole]);
});

test('the timeline tells what happened when, in milliseconds after the press, and the end once', () => {
  const opened = openAt(join(newFolder(), 'exits.db'));
  const exitId = 'told';
  const legId = `${exitId}:0`;
  const pressedAtMs = systemClock.epoch();
  opened.journal.commit([intended(exitId, pressedAtMs), planned(exitId), sent(exitId)]);
  opened.journal.note({
    kind: 'orderAnswered',
    exitId,
    legId,
    clientOrderId: `${exitId}-1`,
    outcome: 'refused',
    reason: 'priceBand',
    orderId: null,
    detail: 'PERCENT_PRICE',
  });
  opened.journal.note({ kind: 'legMoved', exitId, legId, from: 'sending', to: 'refused' });
  for (let times = 0; times < 2; times += 1) opened.journal.note(ended(exitId, pressedAtMs));
  const events = opened.timeline(exitId);
  expect(events.map(({ kind, detail }) => [kind, detail])).toEqual([
    ['pressed', '1 account'],
    ['queued', '1'],
    ['sent', 'sell 1 (attempt 1)'],
    ['refused', 'PERCENT_PRICE'],
    ['moved', 'sending -> refused'],
    ['ended', 'flat'],
  ]);
  expect(events[0]?.atMs).toBe(0);
  expect(events[2]).toMatchObject({ accountId: position.accountId, symbol: 'BTC/USDT:USDT', legId });
  expect(events.every(({ atMs }) => atMs >= 0 && atMs < 10_000)).toBe(true);
  opened.close();
});

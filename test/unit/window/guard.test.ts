// The real shell and real processes.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readDeaths, wordsAgain } from '../../../electron/window/guard.ts';

type Start = Readonly<{ pid: number; ppid: number; words: readonly string[] }>;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guard with spaces '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'starts');
const starts = (): readonly Start[] =>
  existsSync(file())
    ? readFileSync(file(), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Start)
    : [];
const program = resolve(import.meta.dirname, 'guardedProcess.mjs');
const run = (how: string, ...words: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', program, file(), how, ...words], {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: '--import tsx' },
  });
const seen = (count: number) => vi.waitFor(() => expect(starts()).toHaveLength(count), { timeout: 15_000, interval: 20 });
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    expect(String(error)).toContain('ESRCH');
    return false;
  }
};
const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000, interval: 20 });

it('starts it again after its death, with the same words, and not after a goodbye', async () => {
  const first = run('live', 'a word', "it's $HOME");
  await seen(1);
  first.kill('SIGKILL');
  await seen(2);
  const [before, after] = starts();
  expect(after?.words.slice(0, 2)).toEqual(before?.words.slice(0, 2));
  expect(after?.words.at(-1)).toMatch(/^--after-crash=\d+$/);
  const pid = after?.pid ?? 0;
  process.kill(pid, 'SIGTERM');
  await gone(pid);
  expect(starts()).toHaveLength(2);
});

it('gives up after three deaths in five minutes', async () => {
  run('dieAlways');
  await seen(4);
  const last = starts().at(-1);
  expect(readDeaths(last?.words.at(-1)?.slice('--after-crash='.length) ?? '')).toHaveLength(3);
  await gone(last?.pid ?? 0);
  await vi.waitFor(() => expect(starts()).toHaveLength(4));
});

it('starts it without graphics when those died', async () => {
  run('dieWithoutGraphics');
  await seen(2);
  const last = starts().at(-1);
  expect(last?.words.at(-1)).toBe('--disable-gpu');
  process.kill(last?.pid ?? 0, 'SIGTERM');
  await gone(last?.pid ?? 0);
});

it('repeats no exit, no hiding and no crash', () => {
  expect(wordsAgain(['--no-sandbox', '.', '--exit=all', '--hidden', '--after-crash=1,2', '--user-data-dir=/tmp/x'])).toEqual([
    '--no-sandbox',
    '.',
    '--user-data-dir=/tmp/x',
  ]);
  expect(readDeaths('17,x,;rm,18')).toEqual(['17', '18']);
});

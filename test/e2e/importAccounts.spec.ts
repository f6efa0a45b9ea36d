// --import-accounts in the real Electron, without a window, against the practice exchange as if it were live: one line of JSON, an exit
// code, and a vault that the next start opens. With a real keyring and without one.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { electronRuntime } from '../../build/electronRuntime.mjs';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import type { ImportReport } from '../../shared/vault.ts';
import { bareSession, keyringSession, type DesktopSession } from './desktopSession.ts';
import { launchPanel, projectRoot } from './launchPanel.ts';

type Run = Readonly<{ code: number; report: ImportReport & { failure?: { message: string; remedy?: string } }; said: string }>;

let host: PracticeHost;
let folder: string;
let sessions: DesktopSession[] = [];
test.beforeAll(async () => {
  host = await startPracticeHost({ port: 0, portfolio: 'demo', freeze: true, tickMs: 0 });
});
test.afterAll(() => host.stop());
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakglass-import-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const session of sessions) session.forget();
  sessions = [];
});

const kept = (session: DesktopSession): DesktopSession => {
  sessions.push(session);
  return session;
};

const secretsOf = (): readonly string[] =>
  [...host.venues.values()].flatMap((venue) => venue.accounts().flatMap(({ apiKey, secret }) => [apiKey, secret]));

function accountOf(venue: 'okx' | 'bybit', label: string) {
  const account = host.venues.get(venue)?.accounts()[0];
  if (account === undefined) throw new Error(`no ${venue}`);
  const { apiKey, secret, passphrase } = account;
  return {
    venue,
    label,
    keys: { apiKey, secret, ...(passphrase === null ? {} : { password: passphrase }) },
    endpoint: { kind: 'custom', rest: `${host.url}/${venue}`, ws: `${host.url.replace('http', 'ws')}/${venue}` },
  };
}

function fileOf(accounts: readonly unknown[]): string {
  const file = join(folder, 'to-import.json');
  writeFileSync(file, JSON.stringify({ accounts }));
  return file;
}

/** Runs the app in this session until it ends by itself. */
async function run(session: DesktopSession, args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const { executable } = await electronRuntime();
  const [program = '', ...before] = session.command;
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const all = [...before, executable, ...sandbox, `--user-data-dir=${join(folder, 'userData')}`, ...args, '.'];
  return new Promise((resolve, reject) => {
    const options = { cwd: projectRoot, timeout: 40_000, env: { ...process.env, ...session.env, ...env } };
    execFile(program, all, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
      const [line = '{}'] = lines;
      if (lines.length !== 1) reject(new Error(`${lines.length} lines of JSON\n${stdout}\n${stderr}`));
      else resolve({ code: Number(error?.code ?? 0), report: JSON.parse(line) as Run['report'], said: stdout + stderr });
    });
  });
}

const vaultPath = (): string => join(folder, 'userData', 'accounts.vault');

function expectNoSecret(said: string): void {
  const vault = readFileSync(vaultPath(), 'utf8');
  for (const secret of secretsOf()) {
    expect(said).not.toContain(secret);
    expect(vault).not.toContain(secret);
  }
}

test('with a keyring: the key store seals, the next run opens, what is there already is refused', async () => {
  const session = kept(keyringSession());
  const first = await run(session, [`--import-accounts=${fileOf([accountOf('okx', 'Main'), accountOf('bybit', 'Second')])}`]);
  expect(first.report.refused).toEqual([]);
  expect(first.report.added.map(({ label }) => label)).toEqual(['Main', 'Second']);
  expect(first.code).toBe(0);
  expect(first.report.advice).toContain('Delete it now');
  expect(readFileSync(vaultPath(), 'utf8')).toContain('"protection":"system"');
  expect(statSync(vaultPath()).mode & 0o777).toBe(0o600);
  expectNoSecret(first.said);

  const again = await run(session, [`--import-accounts=${fileOf([accountOf('okx', 'Other'), accountOf('bybit', 'Third')])}`]);
  expect(again.code).toBe(1);
  expect(again.report.refused.map(({ reason }) => reason)[0]).toContain('as "Main"');

  const before = readFileSync(vaultPath());
  const foreign = await run(kept(keyringSession()), [`--import-accounts=${fileOf([accountOf('okx', 'Main')])}`]);
  expect(foreign.code).toBe(1);
  expect(foreign.report.failure?.message).toContain('sealed by another one');
  expect(readFileSync(vaultPath()).equals(before)).toBe(true);
});

test('without a keyring: wants a passphrase, out of a file or the environment', async () => {
  const session = kept(bareSession());
  const file = `--import-accounts=${fileOf([accountOf('okx', 'Main'), { venue: 'okx' }])}`;
  const refused = await run(session, [file]);
  expect(refused.code).toBe(1);
  expect(refused.report.failure?.message).toContain('No key store');
  expect(refused.report.failure?.remedy).toContain('--vault-passphrase-file=FILE');

  const passphrase = join(folder, 'passphrase');
  writeFileSync(passphrase, 'correct horse battery\n');
  const some = await run(session, [file, `--vault-passphrase-file=${passphrase}`]);
  expect(some.report.added.map(({ label }) => label)).toEqual(['Main']);
  expect(some.report.refused).toMatchObject([{ index: 1, label: null }]);
  expect(some.code).toBe(2);
  expect(readFileSync(vaultPath(), 'utf8')).toContain('"protection":"passphrase"');
  expectNoSecret(some.said);

  const more = `--import-accounts=${fileOf([accountOf('bybit', 'Second')])}`;
  const wrong = await run(session, [more], { BREAKGLASS_PASSPHRASE: 'not this one' });
  expect(wrong.report.failure?.message).toBe('The passphrase is wrong.');
  expect(wrong.code).toBe(1);
  expect((await run(session, [more], { BREAKGLASS_PASSPHRASE: 'correct horse battery' })).code).toBe(0);

  const panel = await launchPanel({ userData: join(folder, 'userData'), practiceUrl: host.url });
  try {
    const ask = <T>(run: () => Promise<T>): Promise<T> => panel.page.evaluate(run);
    expect(await ask(() => window.panel.setEnvironment({ environment: 'live' }))).toMatchObject({ ok: true });
    expect(await ask(() => window.panel.unlockVault({ passphrase: 'correct horse battery' }))).toMatchObject({ ok: true });
    await expect
      .poll(async () => {
        const snapshot = await ask(() => window.panel.getSnapshot({}));
        return snapshot.ok && snapshot.value.accounts.map(({ label, health }) => `${label}: ${health.kind}`);
      })
      .toEqual(['Main: live', 'Second: live']);
    const busy = await run(session, [more], { BREAKGLASS_PASSPHRASE: 'correct horse battery' });
    expect(busy.report.failure?.message).toContain('Breakglass is running');
    expect(busy.code).toBe(1);
  } finally {
    await panel.close();
  }
});

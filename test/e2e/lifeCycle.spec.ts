// Closing, quitting, starting twice and starting hidden, with the real app. The ledger of an exchange outside it is the judge.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { electronRuntime } from '../../build/electronRuntime.mjs';
import { PANIC_KEYS, press, pressUntil } from './keys.ts';
import { allLive, launchPanel, projectRoot, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';
import { startOutsideExchange, type OutsideExchange } from './practiceHost.ts';
import { openTrayHost } from './trayHost.ts';
import { answerDialogs, asked, closePanel, inMain, isConfirmVisible, pageText, panelState } from './windows.ts';

let exchange: OutsideExchange;
let app: ChildProcess | null = null;
test.beforeEach(async () => {
  exchange = await startOutsideExchange(100);
});
test.afterEach(async () => {
  app?.kill('SIGKILL'); // most of these have ended it already
  app = null;
  await exchange.stop();
});

async function open(settings: Readonly<Record<string, unknown>> = {}, args: readonly string[] = []): Promise<LaunchedPanel> {
  const panel = await launchPanel({
    practiceUrl: exchange.url,
    settingsText: JSON.stringify({ version: 1, practicePort: 0, ...settings }),
    args,
  });
  app = panel.app.process();
  await waitForSnapshot(panel.page, 'all live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
  return panel;
}

const slow = (rttMs: number) => fetch(`${exchange.url}/control/latency`, { method: 'POST', body: JSON.stringify({ rttMs }) });

async function startExit(page: Page): Promise<void> {
  await slow(500);
  await page.evaluate(async () => {
    const preview = await window.panel.previewExit({ action: 'emergencyExit' });
    if (!preview.ok) throw new Error(preview.failure.message);
    await window.panel.confirmExit({ planId: preview.value.planId });
  });
}

const ended = (app: ElectronApplication): Promise<number | null> => {
  const child = app.process();
  return new Promise((resolve) => child.once('exit', resolve));
};

const waitForConfirmPage = (app: ElectronApplication) => expect.poll(() => pageText(app, 'app://confirm')).not.toBe('not yet');

async function crashForGood(app: ElectronApplication): Promise<void> {
  for (let death = 0; death < 6; death += 1) {
    const { pid } = await panelState(app);
    process.kill(pid, 'SIGKILL');
    if (death < 5) await expect.poll(async () => (await panelState(app)).pid).not.toBe(pid);
    if (death < 5) await expect.poll(() => pageText(app, 'app://panel')).not.toBe('not yet');
  }
  await expect.poll(() => asked(app)).toEqual(['The panel keeps crashing.']);
}

const second = async (userData: string, ...args: string[]) =>
  spawnSync((await electronRuntime()).executable, ['--no-sandbox', `--user-data-dir=${userData}`, '.', ...args], {
    cwd: projectRoot,
    encoding: 'utf8',
    timeout: 20_000,
  });

test('closed without a tray it minimises, says so, and hotkeys go on; with that switched off it quits', async () => {
  const { app, page } = await open();
  await closePanel(app);
  await expect.poll(() => panelState(app)).toMatchObject({ minimised: true });
  await expect(page.getByText('The window was minimised instead of closed.')).toBeAttached();
  spawnSync('xdotool', ['key', 'ctrl+alt+shift+x']);
  await expect.poll(() => isConfirmVisible(app)).toBe(true);
  const end = ended(app);
  await page.evaluate(() => window.panel.saveSettings({ closeToTray: false }));
  await closePanel(app);
  expect(await end).toBe(0);
});

test('closed over a tray it hides, a second start shows it, and a tray that goes away strands nobody', async () => {
  const tray = await openTrayHost();
  const { app, page, userData } = await open();
  await waitForSnapshot(page, 'the tray', ({ desktop }) => desktop.tray === 'shown');
  await closePanel(app);
  await expect.poll(() => panelState(app)).toMatchObject({ visible: false });
  expect((await second(userData)).status).toBe(0);
  await expect.poll(() => panelState(app)).toMatchObject({ visible: true });
  await closePanel(app);
  await expect.poll(() => panelState(app)).toMatchObject({ visible: false });
  await tray.close();
  await expect.poll(() => panelState(app), { timeout: 20_000 }).toMatchObject({ minimised: true });
});

test('leaving over a running exit is asked, also with the panel dead; it quits once the exit is proved flat', async () => {
  const { app, page } = await open({ closeToTray: false });
  await startExit(page);
  await answerDialogs(app, 0);
  await closePanel(app);
  await expect.poll(() => asked(app)).toEqual(['An exit is still running.']);
  process.kill((await panelState(app)).pid, 'SIGKILL');
  await answerDialogs(app, 1);
  await inMain(() => app.evaluate((electron) => electron.app.quit()));
  await expect.poll(() => asked(app)).toEqual(['An exit is still running.']);
  expect(exchange.left()).toBeGreaterThan(0);
  expect(await ended(app)).toBe(0);
  expect(exchange.left()).toBe(0);
});

test('told to end by a signal it waits for the exit', async () => {
  const { app, page } = await open();
  await startExit(page);
  await answerDialogs(app, 2); // nobody may be asked: the answer would end it
  const end = ended(app);
  app.process().kill('SIGTERM');
  app.process().kill('SIGHUP'); // of the same end: a session sends both
  expect(await end).toBe(0);
  expect(exchange.left()).toBe(0);
});

test('an exit on the command line of a second start is asked by the first, and two presses of its hotkey fire it', async () => {
  const { app, page, userData } = await open();
  const refused = await second(userData, '--exit=everything');
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining('--exit=all, --exit=winners or --exit=filter:NAME'),
  ]);
  const unknown = await second(userData, '--exit=filter:nothing');
  expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('"nothing"')]);
  expect(await isConfirmVisible(app)).toBe(false);
  expect((await second(userData, '--exit=all')).status).toBe(0);
  await expect.poll(() => isConfirmVisible(app)).toBe(true);
  await expect.poll(() => pageText(app, 'app://confirm')).toContain('Emergency Exit');
  expect(exchange.placed()).toEqual([]);
  await press(PANIC_KEYS); // what another asked is not confirmed by one press
  await expect.poll(() => pageText(app, 'app://confirm')).toContain('again to fire');
  expect(exchange.placed()).toEqual([]);
  await pressUntil(PANIC_KEYS, () => exchange.placed().length > 0);
  await waitForSnapshot(page, 'proof', (snapshot) => snapshot.exits[0]?.verdict === 'flat');
  expect(exchange.left()).toBe(0);
});

test('a first start with an exit on its command line asks when the accounts are there; a hidden one shows no window', async () => {
  const { app } = await open({}, ['--exit=winners', '--hidden']);
  await expect.poll(() => isConfirmVisible(app)).toBe(true);
  await expect.poll(() => pageText(app, 'app://confirm')).toContain('Flatten Winners');
  expect(await panelState(app)).toMatchObject({ visible: false });
  await expect.poll(() => panelState(app), { timeout: 10_000 }).toMatchObject({ minimised: true }); // no tray came that would lead to it
});

test('a start that meets Breakglass on its way out begins when it has gone, and asks what was asked', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'breakglass-leaving-'));
  const preload = join(userData, 'askedLate.cjs');
  const ask = "app.emit('second-instance', {}, [], '', { exit: { kind: 'winners' }, hidden: false })";
  writeFileSync(preload, `const { app } = require('electron'); app.once('will-quit', () => ${ask});`);
  const { executable } = await electronRuntime();
  // Without Playwright, which ends what its app starts.
  const words = ['--no-sandbox', `--user-data-dir=${userData}`, `--practice-exchange=${exchange.url}`, '-r', preload, '.'];
  app = spawn(executable, words, { cwd: projectRoot, stdio: 'ignore' });
  await expect.poll(() => exchange.host.world.sockets.size, { timeout: 20_000 }).toBeGreaterThan(5);
  const before = app.pid;
  app.kill('SIGTERM');
  await expect.poll(() => [before, Number.NaN].includes(lockHolder(userData)), { timeout: 20_000 }).toBe(false);
  const another = lockHolder(userData);
  expect(readFileSync(`/proc/${another}/cmdline`, 'utf8')).toContain('--exit=winners');
  process.kill(another, 'SIGKILL');
  await expect.poll(() => isAlive(another)).toBe(false);
  rmSync(userData, { recursive: true, force: true });
});

test('a panel that hangs in mid-exit is ended and opened again, and the exit does not notice', async () => {
  test.setTimeout(90_000);
  const { app, page } = await open();
  await startExit(page);
  const { pid } = await panelState(app);
  await app.evaluate(({ BrowserWindow }) => {
    const each = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().startsWith('app://panel'));
    void each?.webContents.executeJavaScript('for (;;);');
  });
  await expect.poll(exchange.left, { timeout: 30_000 }).toBe(0);
  // Not asked before: what a page that hangs is asked is never answered.
  await expect.poll(async () => (await panelState(app)).pid, { timeout: 45_000 }).not.toBe(pid);
  await expect.poll(() => pageText(app, 'app://panel'), { timeout: 30_000 }).toContain('The panel was reloaded.');
});

test('a panel that keeps crashing is offered in words, and comes back when it is tried again', async () => {
  const { app, userData } = await open();
  await answerDialogs(app, 1);
  await crashForGood(app);
  expect(await panelState(app)).toMatchObject({ visible: false });
  await second(userData);
  await expect.poll(() => pageText(app, 'app://panel')).toContain('The panel was reloaded.');
});

test('a panel that was left closed after it kept crashing is not lost where there is no tray: it waits minimised', async () => {
  const { app } = await open();
  await answerDialogs(app, 1);
  await crashForGood(app);
  await expect.poll(() => panelState(app), { timeout: 20_000 }).toMatchObject({ minimised: true });
  await inMain(() =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((each) => each.webContents.getURL().startsWith('app://panel'))
        ?.restore(),
    ),
  );
  await expect.poll(() => pageText(app, 'app://panel')).toContain('The panel was reloaded.');
});

test('a hidden start that is asked for before it has painted is shown, and stays so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakglass-preload-'));
  const preload = join(folder, 'askedEarly.cjs');
  const ask = "window.once('ready-to-show', () => app.emit('activate'))";
  writeFileSync(preload, `const { app } = require('electron'); app.once('browser-window-created', (event, window) => ${ask});`);
  const panel = await launchPanel({ practiceUrl: exchange.url, args: ['--hidden'], preload });
  app = panel.app.process();
  await expect.poll(() => panelState(panel.app)).toMatchObject({ visible: true, minimised: false });
  const minimised = inMain(() =>
    panel.app.evaluate(({ BrowserWindow }, withinMs) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://panel'));
      return new Promise((resolve) => {
        window?.once('minimize', () => resolve(true));
        setTimeout(() => resolve(false), withinMs);
      });
    }, 7_000),
  );
  expect(await minimised).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});

test('a signal ends it, and nothing opens on its way out', async () => {
  const { app } = await open();
  await waitForConfirmPage(app);
  let seen = '';
  app.process().stderr?.on('data', (data: Buffer) => (seen += data.toString()));
  const end = ended(app);
  app.process().kill('SIGTERM');
  expect(await end).toBe(0);
  expect(seen).not.toContain("the confirm window's page is gone"); // which opens the next one
});

test('the graphics process dies in mid-exit again and again: the app and the exit go on', async () => {
  const { app, page } = await open();
  await startExit(page);
  for (let death = 0; death < 2; death += 1) {
    const graphics = () =>
      inMain(() => app.evaluate(({ app: main }) => main.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? null));
    await expect.poll(graphics).not.toBeNull();
    const pid = await graphics();
    if (pid !== null) process.kill(pid, 'SIGKILL');
    await expect.poll(graphics).not.toBe(pid);
  }
  await waitForSnapshot(page, 'proof', (snapshot) => snapshot.exits[0]?.verdict === 'flat');
  expect(exchange.left()).toBe(0);
});

test('killed in mid-exit it is started again by its guard, and the exit ends flat', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'breakglass-guarded-'));
  const { executable } = await electronRuntime();
  // Without Playwright, which would have to be attached to what the guard starts.
  const words = ['--no-sandbox', `--user-data-dir=${userData}`, `--practice-exchange=${exchange.url}`, '--guard-restart', '.'];
  app = spawn(executable, [...words, '--exit=all'], { cwd: projectRoot, stdio: 'ignore' });
  const press = () => {
    spawnSync('xdotool', ['key', 'ctrl+alt+shift+x']); // asks, then fires: at the latest once it was asked from the command line
    return exchange.placed().length;
  };
  await expect.poll(() => exchange.host.world.sockets.size, { timeout: 20_000 }).toBeGreaterThan(5);
  await slow(500);
  await expect.poll(press, { intervals: [300], timeout: 20_000 }).toBeGreaterThan(0);
  app.kill('SIGKILL');
  expect(exchange.left()).toBeGreaterThan(0);
  await slow(50);
  await expect.poll(exchange.left, { timeout: 40_000 }).toBe(0);
  const back = lockHolder(userData);
  expect(back).not.toBe(app.pid);
  const all = exchange.placed();
  expect(all.length - new Set(all).size).toBe(0);
  process.kill(back, 'SIGTERM'); // it waits for the proof
  await expect.poll(() => isAlive(back), { timeout: 20_000 }).toBe(false);
  const look = await launchPanel({ userData, practiceUrl: exchange.url });
  const { exits } = await readSnapshot(look.page);
  expect(exits.map(({ verdict, resumedAtMs }) => [verdict, resumedAtMs !== null])).toEqual([['flat', true]]);
  await look.close();
  rmSync(userData, { recursive: true, force: true });
});

/** NaN: nobody holds it. */
function lockHolder(userData: string): number {
  try {
    return Number(readlinkSync(join(userData, 'SingletonLock')).split('-').at(-1));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Number.NaN;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

// What a page in the panel's window could try: every way out is shut, and no secret is there to be found.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { confirmRequestNames } from '../../shared/confirmation.ts';
import { requests } from '../../shared/contract.ts';
import { confirmPage } from './confirmPage.ts';
import {
  allLive,
  holdButton,
  launchPanel,
  practice,
  projectRoot,
  readSnapshot,
  waitForSnapshot,
  type LaunchedPanel,
} from './launchPanel.ts';

let panel: LaunchedPanel;
test.beforeAll(async () => {
  panel = await launchPanel();
  await waitForSnapshot(panel.page, 'all accounts live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
});
test.afterAll(() => panel.close());

test('the renderer has the contract and nothing else: no Node, no Electron, no general IPC', async () => {
  const found = await panel.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter((name) => name in window),
    panel: Object.keys(window.panel).sort(),
  }));
  expect(found.node).toEqual([]);
  expect(found.panel).toEqual([...Object.keys(requests), 'onChanges', 'onShow'].sort());
});

test('requests that do not fit the contract are refused with words and do nothing', async () => {
  const answers = await panel.page.evaluate(async () => {
    const ask = window.panel as unknown as Record<
      string,
      (input: unknown) => Promise<{ ok: boolean; failure?: { message: string } }>
    >;
    const bad: [string, unknown][] = [
      ['previewExit', { action: 'everything' }],
      ['previewExit', { action: 'partialClose', position: 'x', exitPct: 0 }],
      ['previewExit', { action: 'partialClose', position: 'x', exitPct: 33.3 }],
      ['previewExit', { action: 'flatten', filter: { venue: 'ftx' } }],
      ['previewExit', { action: 'emergencyExit', also: 'this' }],
      ['previewExit', null],
      ['confirmExit', { planId: 'guessed' }],
      ['confirmExit', { planId: 'x'.repeat(10_000) }],
      ['confirmExit', { planId: { toString: 'x' } }],
      ['saveSettings', { holdMs: 1 }],
      ['saveSettings', { unknown: true }],
      ['reconnectAccount', { accountId: 'nobody' }],
      ['getSnapshot', { everything: true }],
    ];
    return Promise.all(bad.map(async ([name, input]) => ({ name, answer: await ask[name]?.(input) })));
  });
  for (const { name, answer } of answers) {
    expect(answer?.ok, name).toBe(false);
    expect(answer?.failure?.message.length, name).toBeGreaterThan(10);
  }
  expect((await readSnapshot(panel.page)).exits).toEqual([]);
});

test('no way out of the page: windows, navigation, frames, network, inline scripts, permissions', async () => {
  const outcome = await panel.page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const opened = window.open('https://example.com') !== null;
    const fetched = await fetch('http://127.0.0.1:1/').then(
      () => true,
      () => false,
    );
    const script = document.createElement('script');
    let injected = false;
    try {
      script.textContent = 'window.injected = true';
      document.head.append(script);
      injected = 'injected' in window;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // trusted types refuse the text itself
    }
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com';
    document.body.append(frame);
    const permission = await navigator.permissions.query({ name: 'geolocation' });
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frame.remove();
    location.href = 'https://example.com';
    return { opened, fetched, injected, permission: permission.state, violations };
  });
  expect(outcome).toMatchObject({ opened: false, fetched: false, injected: false, permission: 'denied' });
  expect(outcome.violations).toContain('connect-src');
  expect(panel.page.url()).toMatch(/^app:\/\/panel\//);
});

test('the confirm page has its own few requests and nothing of the panel, and the panel nothing of it', async () => {
  const page = await confirmPage(panel);
  const found = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron', 'panel'].filter(
      (name) => name in window,
    ),
    confirmation: Object.keys(window.confirmation).sort(),
  }));
  expect(found.node).toEqual([]);
  expect(found.confirmation).toEqual([...confirmRequestNames, 'onPush', 'onSound'].sort());
  expect(await panel.page.evaluate(() => 'confirmation' in window)).toBe(false);
  const refused = await page.evaluate(async () => {
    const ask = window.confirmation as unknown as Record<string, (input: unknown) => Promise<{ ok: boolean }>>;
    const bad: [string, unknown][] = [
      ['fire', {}],
      ['fire', { askId: '' }],
      ['fire', { askId: 'guessed', also: 'this' }],
      ['pressing', { askId: 'a', pressing: 'yes' }],
      ['shown', { pushId: 0, heightPx: 1e9 }],
      ['showPanel', null],
    ];
    return Promise.all(bad.map(async ([name, input]) => (await ask[name]?.(input))?.ok));
  });
  expect(refused).toEqual([false, false, false, false, false, false]);
  await page.evaluate(() => window.confirmation.fire({ askId: 'guessed' })); // of no asking: nothing happens
  expect((await readSnapshot(panel.page)).exits).toEqual([]);
});

test('a page with the bridge of the other is refused, and so is another window with the right one', async () => {
  const answers = await panel.app.evaluate(
    async ({ BrowserWindow }, { folder, calls }) => {
      const seen: string[] = [];
      for (const [preload, origin, call] of calls) {
        const webPreferences = { preload: `${folder}/out/${preload}/${preload}.cjs`, sandbox: true };
        const window = new BrowserWindow({ show: false, webPreferences });
        await window.loadURL(`${origin}/`);
        seen.push(JSON.stringify(await window.webContents.executeJavaScript(call)));
        window.destroy();
      }
      return seen;
    },
    {
      folder: projectRoot,
      calls: [
        ['preload', 'app://confirm', 'window.panel.getSnapshot({})'],
        ['confirmPreload', 'app://panel', 'window.confirmation.ready({})'],
        ['confirmPreload', 'app://confirm', 'window.confirmation.ready({})'], // the right page, in a window that is not the one
      ] as const,
    },
  );
  expect(answers).toHaveLength(3);
  for (const answer of answers) expect(answer).toMatch(/"ok":false.*Only the/);
});

test('no way out of the confirm page either, nor from one page to the other', async () => {
  const page = await confirmPage(panel);
  const outcome = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const opened = window.open('app://panel/') !== null;
    const fetched = await fetch('http://127.0.0.1:1/').then(
      () => true,
      () => false,
    );
    const statuses = await Promise.all(
      ['/index.html', '/../main/main.js', '/%2e%2e/main/main.js'].map(async (path) => (await fetch(path)).status),
    );
    document.body.setAttribute('style', 'color: red');
    await new Promise((resolve) => setTimeout(resolve));
    for (const url of ['https://example.com', 'app://panel/', 'file:///etc/passwd']) location.href = url;
    return { opened, fetched, statuses, violations, script: document.querySelectorAll('style').length };
  });
  expect(outcome).toMatchObject({ opened: false, fetched: false, script: 0 });
  for (const status of outcome.statuses) expect([403, 404]).toContain(status);
  expect(outcome.violations).toEqual(expect.arrayContaining(['connect-src', 'style-src-attr']));
  expect(page.url()).toBe('app://confirm/confirm.html');
  await panel.page.evaluate(() => {
    location.href = 'app://confirm/confirm.html';
  });
  expect(panel.page.url()).toMatch(/^app:\/\/panel\//);
  expect(await panel.page.evaluate(async () => (await fetch('/confirm.html')).status)).toBe(404);
});

test('files outside the panel are not served', async () => {
  const statuses = await panel.page.evaluate(async () => {
    const paths = [
      '/../main/main.js',
      '/%2e%2e/main/main.js',
      '/..%2fmain%2fmain.js',
      '/%2e%2e%2f%2e%2e%2fpackage.json',
      '/nothing.js',
    ];
    return Promise.all(paths.map(async (path) => (await fetch(path)).status));
  });
  for (const status of statuses) expect([403, 404]).toContain(status);
});

test('the panel itself breaks no rule of its policy, and keys are nowhere in what it gets or what is written', async () => {
  const { page, userData } = panel;
  const accounts = (
    await practice<{ accounts: { apiKey: string; secret: string; passphrase: string | null }[] }>(
      page,
      'GET',
      '/control/accounts',
    )
  ).accounts;
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) violations.push(message.text());
  });
  await page.reload();
  await waitForSnapshot(page, 'the panel again', allLive);
  await page.getByRole('button', { name: 'Flatten Winners' }).click();
  await page.getByRole('button', { name: 'Hold to confirm' }).waitFor();
  await page.keyboard.press('Escape');
  await holdButton(page, /^Emergency Exit/, async () => {
    await waitForSnapshot(page, 'an exit', (snapshot) => snapshot.exits.length > 0);
  });
  const snapshot = await waitForSnapshot(page, 'its end', ({ exits }) => exits[0]?.verdict === 'flat');
  expect(violations).toEqual([]);
  const journal = join(userData, 'exits.db');
  expect(existsSync(journal)).toBe(true);
  const stored = [journal, `${journal}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1'));
  const seen = JSON.stringify(snapshot) + stored.join('') + (await page.content());
  for (const { apiKey, secret, passphrase } of accounts) {
    for (const word of [apiKey, secret, passphrase]) if (word !== null) expect(seen.includes(word)).toBe(false);
  }
});

test('an ordinary user runs it in the full Chromium sandbox, and an exit ends flat', async () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'the other tests run as an ordinary user already');
  const sandboxed = await launchPanel({ asOrdinaryUser: true });
  try {
    const { app, page } = sandboxed;
    const renderer = await app.evaluate(({ app: main, BrowserWindow }) => ({
      noSandbox: main.commandLine.hasSwitch('no-sandbox'),
      pid: BrowserWindow.getAllWindows()
        .find((each) => each.webContents.getURL().startsWith('app://panel'))
        ?.webContents.getOSProcessId(),
    }));
    expect(renderer.noSandbox).toBe(false);
    const status = readFileSync(`/proc/${renderer.pid}/status`, 'utf8');
    expect(status).toMatch(/^Seccomp:\s*2$/m);
    expect(status).toMatch(/^Uid:\s*65534/m);
    await waitForSnapshot(page, 'all accounts live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
    await holdButton(page, /^Emergency Exit/, async () => {
      await waitForSnapshot(page, 'an exit', (snapshot) => snapshot.exits.length > 0);
    });
    await waitForSnapshot(page, 'proof', (snapshot) => snapshot.exits[0]?.verdict === 'flat', 60_000);
  } finally {
    await sandboxed.close();
  }
});

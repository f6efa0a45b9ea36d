// After a sleep every stream is opened anew at once, and an exit that runs meanwhile ends flat. The sockets of an exchange outside
// the app are the judge. Chromium cuts its own connections when it is told of a sleep, Playwright's to the page among them: the
// page is asked through the main process.
import { expect, test, type ElectronApplication } from '@playwright/test';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { allLive, launchPanel, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';
import { startOutsideExchange, type OutsideExchange } from './practiceHost.ts';
import { startSleepHost, type SleepHost } from './sleepHost.ts';
import { inMain } from './windows.ts';

let exchange: OutsideExchange;
let sleep: SleepHost;
let panel: LaunchedPanel;
test.beforeEach(async () => {
  [exchange, sleep] = await Promise.all([startOutsideExchange(50), startSleepHost()]);
  panel = await launchPanel({ practiceUrl: exchange.url, env: sleep.env });
  await waitForSnapshot(panel.page, 'all live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
});
test.afterEach(async () => {
  sleep.stop();
  await exchange.stop();
});

const inPage = (app: ElectronApplication, script: string): Promise<unknown> =>
  app.evaluate(({ BrowserWindow }, code) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://panel'));
    return window?.webContents.executeJavaScript(code);
  }, script);
const snapshotOf = async (app: ElectronApplication) =>
  (await inMain(() => inPage(app, 'window.panel.getSnapshot({}).then((answer) => answer.value)'))) as PanelSnapshot;

test('a wake opens every stream anew, once, and an exit in the middle of it ends flat; a shutdown ends the app', async () => {
  const { app } = panel;
  const sockets = () => [...exchange.host.world.sockets];
  const before = new Set(sockets());
  expect(before.size).toBeGreaterThan(5);
  sleep.sleepAndWake();
  await expect.poll(() => sockets().filter((socket) => before.has(socket)), { timeout: 3_000 }).toEqual([]);
  await expect.poll(async () => allLive(await snapshotOf(app)), { timeout: 10_000 }).toBe(true);

  await fetch(`${exchange.url}/control/latency`, { method: 'POST', body: JSON.stringify({ rttMs: 300 }) });
  const press = `window.panel.previewExit({ action: 'emergencyExit' }).then((preview) => window.panel.confirmExit({ planId: preview.value.planId }))`;
  await inPage(app, press);
  await expect.poll(() => exchange.placed().length, { intervals: [10] }).toBeGreaterThan(0);
  sleep.sleepAndWake();
  await expect.poll(async () => (await snapshotOf(app)).exits[0]?.verdict, { timeout: 20_000 }).toBe('flat');
  expect(exchange.left()).toBe(0);
  const all = exchange.placed();
  expect(all.length - new Set(all).size).toBe(0);

  const child = app.process();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  sleep.shutDown();
  expect(await ended).toBe(0);
});

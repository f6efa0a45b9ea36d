// The tray over D-Bus, as a desktop's panel uses it: read, and every kind of item chosen; the ledger of the practice exchange
// judges what became of it.
import { expect, test } from '@playwright/test';
import { confirmPage } from './confirmPage.ts';
import {
  allLive,
  launchPanel,
  practice,
  readLedger,
  readSnapshot,
  waitForSnapshot,
  type LaunchedPanel,
  type LaunchOptions,
} from './launchPanel.ts';
import { openTrayHost, type TrayHost } from './trayHost.ts';

test.describe.configure({ timeout: 120_000 });

let host: TrayHost | null = null;
let panel: LaunchedPanel;

const settings = (part: object = {}): string => JSON.stringify({ version: 1, practicePort: 0, ...part });

async function launch(options: LaunchOptions = {}): Promise<void> {
  panel = await launchPanel(options);
  await waitForSnapshot(panel.page, 'all accounts live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
}

async function launchInTray(options: LaunchOptions = {}): Promise<TrayHost> {
  host = await openTrayHost();
  await launch(options);
  await waitForSnapshot(panel.page, 'the tray', ({ desktop }) => desktop.tray === 'shown');
  return host;
}

test.afterEach(async () => {
  await panel.close();
  await host?.close();
  host = null;
});

/** Waits until the confirm window asks for this exit, and confirms it there. */
async function confirm(title: string): Promise<void> {
  const page = await confirmPage(panel);
  await expect(page.getByRole('heading', { name: title }).first()).toBeVisible();
  await page.evaluate(async () => {
    const answer = await window.confirmation.ready({});
    if (answer.ok && answer.value?.view.kind === 'asking') await window.confirmation.fire({ askId: answer.value.view.askId });
  });
}

const ended = () => waitForSnapshot(panel.page, 'the end of the exit', ({ exits }) => exits[0]?.verdict === 'flat');
const trayNotice = async () => (await readSnapshot(panel.page)).notices.find(({ id }) => id === 'tray');

test('Emergency Exit from the tray is asked in the confirm window and ends proved flat, which the icon shows', async () => {
  const tray = await launchInTray();
  expect(await trayNotice()).toBeUndefined();
  await tray.untilTooltip(
    /^Breakglass PRACTICE, 6 accounts live\n\d+ positions, .*\n\$[\d,]+ open, \d+ orders\nPnL [+−]\$[\d,.]+$/,
  );
  await tray.untilEntry(/^PRACTICE: \d+ positions open$/);
  await tray.choose(/^Emergency Exit….*\(Ctrl\+Alt\+Shift\+X\)/);
  expect((await readLedger(panel.page)).positions.length).toBeGreaterThan(15);
  await practice(panel.page, 'POST', '/control/latency', { rttMs: 1000 });
  await confirm('Emergency Exit');
  await tray.untilIcon('exitRunning', 'practice');
  await ended();
  const { positions, orders } = await readLedger(panel.page);
  expect(positions).toEqual([]);
  expect(orders).toEqual([]);
  await tray.untilIcon('flat', 'practice');
  await tray.untilTooltip(/Flat: no position, no order/);
  await tray.untilEntry(/^PRACTICE: Flat: no position, no order$/);
  await practice(panel.page, 'POST', '/control/positions', {
    account: 'binance-main',
    symbol: 'BTCUSDT',
    side: 'long',
    size: '0.1',
    profitPercent: 5,
  });
  await tray.untilIcon('alarm', 'practice'); // what came back within the watch
  await panel.page.evaluate(async () => {
    const answer = await window.panel.getSnapshot({});
    if (!answer.ok) return;
    for (const { id, severity } of answer.value.notices)
      if (severity === 'alarm') await window.panel.dismissNotice({ noticeId: id });
  });
  await tray.untilIcon('profit', 'practice');
});

test('the exit of one account leaves the others alone', async () => {
  const tray = await launchInTray();
  const before = await readLedger(panel.page);
  await tray.choose(/^Desk \(OKX\): 4 positions…$/);
  await confirm('Flatten');
  await ended();
  const after = await readLedger(panel.page);
  const others = ({ accountId }: { readonly accountId: string }) => accountId !== 'okx-desk';
  expect(after.positions.filter(others)).toHaveLength(before.positions.filter(others).length);
  expect(after.orders.filter(others)).toHaveLength(before.orders.filter(others).length);
  expect([...after.positions, ...after.orders].filter((each) => !others(each))).toEqual([]);
  await tray.untilEntry(/^Desk \(OKX\): nothing open…$/);
});

test('Flatten Winners and a saved filter are asked for with their hotkeys, those of the other environment are not offered', async () => {
  const tray = await launchInTray({
    settingsText: settings({
      hotkeys: { flattenWinners: 'CommandOrControl+Alt+W', 'filter:btc': 'CommandOrControl+Alt+B' },
      savedFilters: [
        { filterId: 'btc', name: 'BTC & co_', environment: 'practice', filter: { instrument: 'BTC/USDT:USDT' } },
        { filterId: 'live', name: 'Live only', environment: 'live', filter: { instrument: 'BTC/USDT:USDT' } },
      ],
    }),
  });
  await tray.choose(/^Flatten Winners….*\(Ctrl\+Alt\+W\)/);
  await expect((await confirmPage(panel)).getByRole('heading', { name: 'Flatten Winners' }).first()).toBeVisible();
  await tray.choose(/^Flatten: BTC & co__….*\(Ctrl\+Alt\+B\)/);
  expect(JSON.stringify(await tray.menu())).not.toContain('Live only');
  await confirm('Flatten: BTC & co_');
  await ended();
  const { positions } = await readLedger(panel.page);
  expect(positions.filter(({ symbol }) => symbol === 'BTC/USDT:USDT')).toEqual([]);
  expect(positions.length).toBeGreaterThan(5);
});

test('Stay flat and Pause hotkeys are switched from the tray, and Show Breakglass shows the window', async () => {
  const tray = await launchInTray();
  const entry = (label: string) => tray.untilEntry(new RegExp(`^${label}$`));
  expect((await entry('Stay flat')).checked).toBe(false);
  await tray.choose(/^Stay flat$/);
  await waitForSnapshot(panel.page, 'stay flat', (s) => s.settings.stayFlat);
  await expect.poll(async () => (await entry('Stay flat')).checked).toBe(true);
  await tray.choose(/^Pause hotkeys$/);
  await waitForSnapshot(panel.page, 'paused hotkeys', ({ desktop }) => desktop.hotkeysPaused);
  await expect.poll(async () => (await entry('Pause hotkeys')).checked).toBe(true);
  await tray.untilEntry(/^Emergency Exit….*\(Ctrl\+Alt\+Shift\+X is paused\)$/);
  await tray.choose(/^Pause hotkeys$/);
  await tray.untilEntry(/^Emergency Exit….*\(Ctrl\+Alt\+Shift\+X\)$/);
  const visible = (wanted?: boolean) =>
    panel.app.evaluate(({ BrowserWindow }, show) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.getTitle() === 'Breakglass');
      if (show === false) window?.hide();
      return window?.isVisible();
    }, wanted);
  for (const show of [() => tray.choose(/^Show Breakglass/), () => tray.activate()]) {
    await visible(false);
    expect(await visible()).toBe(false);
    await show();
    await expect.poll(() => visible()).toBe(true);
  }
});

test('without a watch after an exit, Stay flat is disabled in words and its click does nothing', async () => {
  const tray = await launchInTray({ settingsText: settings({ watchMinutes: 0 }) });
  const label = /^Stay flat \(off: nothing is watched after an exit\)$/;
  expect((await tray.untilEntry(label)).enabled).toBe(false);
  await tray.choose(label);
  await tray.choose(/^Pause hotkeys$/);
  const { settings: kept } = await waitForSnapshot(panel.page, 'the later click', ({ desktop }) => desktop.hotkeysPaused);
  expect(kept.stayFlat).toBe(false);
});

test('an account that is silent turns the icon, the tooltip and its entry, until it speaks again', async () => {
  const tray = await launchInTray();
  const silence = { transport: 'socket', venue: 'okx', account: 'okx-desk', count: null, effect: { kind: 'silence' } };
  await practice(panel.page, 'POST', '/control/faults', silence);
  await practice(panel.page, 'POST', '/control/faults', {
    transport: 'http',
    venue: 'okx',
    account: 'okx-desk',
    count: null,
    effect: { kind: 'loseRequest' },
  });
  await practice(panel.page, 'POST', '/control/sockets/drop', { venue: 'okx', account: 'okx-desk' });
  await tray.untilIcon('stale', 'practice');
  await tray.untilTooltip(/^Breakglass PRACTICE, 5 of 6 accounts live\n\d+ positions known\nat least \$/);
  await tray.untilEntry(/^Desk \(OKX\): not read now, last 4 positions…$/);
  await practice(panel.page, 'DELETE', '/control/faults');
  await tray.untilTooltip(/6 accounts live/);
});

test('Quit ends Breakglass', async () => {
  const tray = await launchInTray();
  const child = panel.app.process();
  const over = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await tray.choose(/^Quit Breakglass$/);
  expect(await over).toBe(0);
});

test('no host: a notice says where the actions are; one that comes late or again gets the icon', async () => {
  await launch();
  const missing = await waitForSnapshot(panel.page, 'the notice', ({ notices }) => notices.some(({ id }) => id === 'tray'));
  expect(missing.desktop.tray).toBe('missing');
  for (const time of ['late', 'again']) {
    const tray = await openTrayHost();
    host = tray;
    await waitForSnapshot(panel.page, `the host that comes ${time}`, ({ desktop }) => desktop.tray === 'shown');
    expect(await trayNotice()).toBeUndefined();
    expect(tray.registrations()).toBe(1);
    await tray.choose(/^Pause hotkeys$/);
    await waitForSnapshot(panel.page, 'the click', ({ desktop }) => desktop.hotkeysPaused === (time === 'late'));
    await tray.close();
    host = null;
    await waitForSnapshot(panel.page, 'the end of the host', ({ desktop }) => desktop.tray === 'missing');
    expect(await trayNotice()).toBeDefined();
  }
});

test('no message bus at all: the panel works and says that there is no tray', async () => {
  await launch({ env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' } });
  const { desktop } = await waitForSnapshot(panel.page, 'the notice', ({ notices }) => notices.some(({ id }) => id === 'tray'));
  expect(desktop.tray).toBe('missing');
});

// What breaks around an exit must not break the exit: the renderer, the streams, the practice process.
import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { electronRuntime } from '../../build/electronRuntime.mjs';
import {
  allLive,
  holdButton,
  launchPanel,
  practice,
  projectRoot,
  readLedger,
  readSnapshot,
  waitForSnapshot,
  type LaunchedPanel,
} from './launchPanel.ts';
import { pageText, panelState } from './windows.ts';

let panel: LaunchedPanel;
test.beforeEach(async () => {
  panel = await launchPanel();
  await waitForSnapshot(panel.page, 'all accounts live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
});
test.afterEach(() => panel.close());

test('the renderer dies in mid-exit: the exit goes on, and the new panel shows its report', async () => {
  const { app, page } = panel;
  await practice(page, 'POST', '/control/latency', { rttMs: 1000 }); // so that the exit is still on its way when the panel dies
  const { practiceUrl } = await readSnapshot(page);
  await holdButton(page, /^Emergency Exit/, async () => {
    await waitForSnapshot(page, 'an exit', (snapshot) => snapshot.exits.length > 0);
  });
  process.kill((await panelState(app)).pid, 'SIGKILL');
  // Playwright's page is gone with the renderer: ask the ledger, and read the new panel through the window itself.
  const left = async () => {
    const ledger = (await (await fetch(`${practiceUrl}/control/ledger`)).json()) as {
      accounts: { positions: unknown[]; orders: unknown[] }[];
    };
    return ledger.accounts.reduce((sum, account) => sum + account.positions.length + account.orders.length, 0);
  };
  await expect.poll(left, { timeout: 30_000 }).toBe(0);
  const shown = () => pageText(app, 'app://panel');
  await expect.poll(shown, { timeout: 30_000 }).toContain('FLAT');
  await expect.poll(shown).toContain('The panel was reloaded.');
});

test('quitting right after the renderer died ends the app', async () => {
  const { app } = panel;
  const child = app.process();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  process.kill((await panelState(app)).pid, 'SIGKILL');
  await app.evaluate((electron) => electron.app.quit()).catch(() => undefined); // the answer may end with the app
  expect(await ended).toBe(0);
});

test('broken streams are shown as stale or reconnected, and the truth after them is right', async () => {
  const { page } = panel;
  const silence = { transport: 'socket', venue: 'okx', account: 'okx-desk', count: null, effect: { kind: 'silence' } };
  await practice(page, 'POST', '/control/faults', silence);
  const card = page.locator('[data-account-id="okx-desk"]');
  await expect(card).toHaveAttribute('data-health', 'stale', { timeout: 20_000 });
  const fill = { account: 'okx-desk', symbol: 'LTC-USDT-SWAP', orderSide: 'buy', size: '10' };
  await practice(page, 'POST', '/control/fills', fill); // unseen by the silent stream
  await practice(page, 'DELETE', '/control/faults');
  await expect(card).toHaveAttribute('data-health', 'live', { timeout: 20_000 });
  const ledger = await readLedger(page);
  const held = ledger.positions.find((p) => p.accountId === 'okx-desk' && p.symbol === 'LTC-USDT-SWAP');
  await waitForSnapshot(page, 'the size that the exchange holds', (snapshot) =>
    Object.values(snapshot.positions).some(
      (p) => p.accountId === 'okx-desk' && p.nativeSymbol === 'LTC-USDT-SWAP' && Number(p.size) === Number(held?.size),
    ),
  );
});

test('the practice exchange is killed in mid-exit: nobody says flat, it starts again, and the next exit ends proved flat', async () => {
  test.setTimeout(180_000); // an exit that reaches nobody gives up after a minute
  const { app, page } = panel;
  await practice(page, 'POST', '/control/latency', { rttMs: 400 });
  await holdButton(page, /^Emergency Exit/, async () => {
    await waitForSnapshot(page, 'an exit', (snapshot) => snapshot.exits.length > 0);
  });
  await app.evaluate(({ app: main }) => {
    const utility = main.getAppMetrics().find(({ name }) => name === 'Breakglass practice exchange');
    if (utility === undefined) throw new Error('there is no practice process');
    process.kill(utility.pid, 'SIGKILL');
  });
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('The practice exchange stopped.');
  const { exits } = await waitForSnapshot(page, 'its end', (s) => s.exits[0]?.endedAtMs !== null, 90_000);
  expect(exits[0]?.verdict).toBe('unknown');
  await waitForSnapshot(page, 'live again', (s) => s.practiceUrl !== null && allLive(s) && Object.keys(s.positions).length > 15);
  await holdButton(page, /^Emergency Exit/, async () => {
    await waitForSnapshot(page, 'another exit', (snapshot) => snapshot.exits.length > 1);
  });
  await waitForSnapshot(page, 'proof', (snapshot) => snapshot.exits[0]?.verdict === 'flat', 60_000);
  const ledger = await readLedger(page);
  expect([ledger.positions, ledger.orders]).toEqual([[], []]);
});

test('a second start shows the first window instead of running twice', async () => {
  const { app, page, userData } = panel;
  await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://panel'));
    window?.minimize();
  });
  const second = spawnSync((await electronRuntime()).executable, ['--no-sandbox', `--user-data-dir=${userData}`, '.'], {
    cwd: projectRoot,
    timeout: 20_000,
  });
  expect(second.status).toBe(0);
  await expect.poll(() => panelState(app)).toMatchObject({ minimised: false });
  expect(allLive(await readSnapshot(page))).toBe(true);
});

test('quitting while it still starts ends the app', async () => {
  const young = await launchPanel();
  const ended = new Promise<void>((resolve) => young.app.process().once('exit', () => resolve()));
  await young.close();
  await ended;
});

// Messages of the system as a desktop gets them over D-Bus, and where a click on them leads.
import { expect, test } from '@playwright/test';
import { allLive, launchPanel, practice, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';
import { startNotificationHost, type NotificationHost } from './notificationHost.ts';
import { closePanel, panelState } from './windows.ts';

let host: NotificationHost;
let panel: LaunchedPanel;
test.beforeEach(async () => {
  host = await startNotificationHost();
  panel = await launchPanel();
  await waitForSnapshot(panel.page, 'all live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
});
test.afterEach(async () => {
  await panel.close();
  host.stop();
});

const titles = () => host.shown().map(({ title }) => title);
const message = (title: string) => {
  const found = host.shown().find((each) => each.title === title);
  if (found === undefined) throw new Error(`no message "${title}" among ${titles().join(', ')}`);
  return found;
};

async function runExit(): Promise<void> {
  await panel.page.evaluate(async () => {
    const preview = await window.panel.previewExit({ action: 'emergencyExit' });
    if (!preview.ok) throw new Error(preview.failure.message);
    await window.panel.confirmExit({ planId: preview.value.planId });
  });
  await waitForSnapshot(panel.page, 'its end', ({ exits }) => exits[0]?.verdict === 'flat');
}

test('an exit tells of its start and of its end, which leads to its report; a re-opened position is an urgent alarm', async () => {
  const { app, page } = panel;
  await practice(page, 'POST', '/control/latency', { rttMs: 100 });
  await runExit();
  await expect.poll(titles).toContain('Emergency Exit (practice): flat');
  expect(message('Emergency Exit (practice) started').closed).toBe(true); // its end took its place
  const flat = message('Emergency Exit (practice): flat');
  expect(flat).toMatchObject({
    urgency: 1,
    body: expect.stringMatching(/^\d+ positions closed in \d+\.\d s, proved by a fresh read\.$/),
  });
  await page.getByRole('button', { name: 'Close report' }).click();
  await expect(page.getByRole('region', { name: 'Exit report' })).toBeHidden();
  await closePanel(app);
  await expect.poll(() => panelState(app)).toMatchObject({ minimised: true });
  host.click(flat.id);
  await expect.poll(() => panelState(app)).toMatchObject({ minimised: false, visible: true });
  await expect(page.getByRole('region', { name: 'Exit report' })).toBeVisible();

  await practice(page, 'POST', '/control/fills', { account: 'okx-desk', symbol: 'LTC-USDT-SWAP', orderSide: 'buy', size: '10' });
  await expect.poll(titles).toContain('Not flat any more.');
  const alarm = message('Not flat any more.');
  expect(alarm).toMatchObject({ urgency: 2, timeoutMs: 0, closed: false });
  host.click(alarm.id);
  await expect(page.locator('[data-account-id="okx-desk"]')).toHaveAttribute('data-pointed', 'true');
});

test('an account that is stale while it holds something is told once, and once when it is back; the trial message arrives', async () => {
  const { page } = panel;
  const silence = { transport: 'socket', venue: 'okx', account: 'okx-desk', count: null, effect: { kind: 'silence' } };
  await practice(page, 'POST', '/control/faults', silence);
  const refuse = {
    transport: 'http',
    venue: 'okx',
    account: 'okx-desk',
    count: null,
    effect: { kind: 'refuse', as: 'maintenance' },
  };
  await practice(page, 'POST', '/control/faults', refuse);
  await expect.poll(() => titles().filter((title) => title.includes('stale')), { timeout: 30_000 }).toHaveLength(1);
  await practice(page, 'DELETE', '/control/faults');
  await expect.poll(() => titles().filter((title) => title.includes('live again')), { timeout: 30_000 }).toHaveLength(1);
  expect(titles().filter((title) => title.includes('stale'))).toHaveLength(1);
  expect(await page.evaluate(() => window.panel.tryNotification({}))).toEqual({ ok: true, value: null });
  await expect.poll(titles).toContain('Breakglass');
});

test('nothing is shown where messages are switched off', async () => {
  await panel.page.evaluate(() => window.panel.saveSettings({ notifications: false }));
  await runExit();
  expect(await panel.page.evaluate(() => window.panel.tryNotification({}))).toEqual({ ok: true, value: null }); // whoever tries it wants to see it
  await expect.poll(titles).toEqual(['Breakglass']);
});

test('a notification service that hangs holds up no exit, and the trial says that no message was shown', async () => {
  host.hang();
  const began = Date.now();
  await runExit();
  expect(Date.now() - began).toBeLessThan(15_000); // each question that waits in main costs 25 s
  const trial = await panel.page.evaluate(() => window.panel.tryNotification({}));
  expect(trial).toMatchObject({ ok: false, failure: { message: expect.stringContaining('was not answered') } });
  expect(titles()).toEqual([]);
});

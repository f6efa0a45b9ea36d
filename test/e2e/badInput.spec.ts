// Bad input on the way in: each time a clear message on screen that says what to do, and nothing is lost.
import { createServer, type AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { allLive, holdButton, launchPanel, practice, readLedger, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

const notices = (panel: LaunchedPanel) => panel.page.getByRole('region', { name: 'Notices' });
const card = (panel: LaunchedPanel, accountId: string) => panel.page.locator(`[data-account-id="${accountId}"]`);
const live = (panel: LaunchedPanel) =>
  waitForSnapshot(panel.page, 'all accounts live', (s) => allLive(s) && Object.keys(s.positions).length > 15);

test('a corrupt settings file is set aside, said on screen, and the app works on', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'breakglass-'));
  const damaged = '{"version":1,"practicePort":0,"holdMs":"soon"';
  const panel = await launchPanel({ userData, settingsText: damaged });
  try {
    await live(panel);
    await expect(notices(panel)).toContainText('Settings were damaged.');
    await expect(notices(panel)).toContainText('default settings');
    const kept = readdirSync(userData).filter((name) => /^settings\.damaged-\d+\.json$/.test(name));
    expect(kept).toHaveLength(1);
    expect(readFileSync(join(userData, kept[0] ?? ''), 'utf8')).toBe(damaged);
    const saved = await panel.page.evaluate(() => window.panel.saveSettings({ theme: 'light', practicePort: 0 }));
    expect(saved.ok).toBe(true);
    expect(existsSync(join(userData, 'settings.json'))).toBe(true);
  } finally {
    await panel.close();
    rmSync(userData, { recursive: true, force: true });
  }
});

test('a busy practice port is said on screen with the port that it runs on instead', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const { port } = blocker.address() as AddressInfo;
  const panel = await launchPanel({ settingsText: JSON.stringify({ version: 1, practicePort: port }) });
  try {
    const { practiceUrl } = await live(panel);
    expect(practiceUrl).not.toContain(`:${port}`);
    await expect(notices(panel)).toContainText('The practice port is taken.');
    await expect(notices(panel)).toContainText(String(port));
    await expect(notices(panel)).toContainText(String(practiceUrl));
  } finally {
    await panel.close();
    blocker.close();
  }
});

test('a venue that refuses the key: the account says so, the others are closed, and the verdict is not flat', async () => {
  const panel = await launchPanel();
  try {
    await live(panel);
    await practice(panel.page, 'POST', '/control/key', { account: 'okx-desk', revoked: true });
    await practice(panel.page, 'POST', '/control/sockets/drop', { account: 'okx-desk' });
    await expect(card(panel, 'okx-desk')).toHaveAttribute('data-health', 'failed', { timeout: 20_000 });
    await expect(notices(panel)).toContainText('Desk (OKX) is not connected.');
    await expect(card(panel, 'okx-desk').getByRole('button', { name: 'Reconnect' })).toBeVisible();
    await holdButton(panel.page, /^Emergency Exit/, async () => {
      await waitForSnapshot(panel.page, 'an exit', (snapshot) => snapshot.exits.length > 0);
    });
    const report = panel.page.getByRole('region', { name: 'Exit report' });
    await report.waitFor({ timeout: 60_000 });
    expect(await report.getAttribute('data-verdict')).not.toBe('flat');
    await expect(report).toContainText('Desk');
    const ledger = await readLedger(panel.page);
    expect(new Set(ledger.positions.map(({ accountId }) => accountId))).toEqual(new Set(['okx-desk']));
    // Mended: it comes back by the button, and the next exit proves everything flat.
    await practice(panel.page, 'POST', '/control/key', { account: 'okx-desk', revoked: false });
    await card(panel, 'okx-desk').getByRole('button', { name: 'Reconnect' }).click();
    await expect(card(panel, 'okx-desk')).toHaveAttribute('data-health', 'live', { timeout: 20_000 });
    await holdButton(panel.page, /^Emergency Exit/, async () => {
      await waitForSnapshot(panel.page, 'a second exit', (snapshot) => snapshot.exits.length > 1);
    });
    await waitForSnapshot(panel.page, 'proof', (snapshot) => snapshot.exits[0]?.verdict === 'flat', 60_000);
    expect((await readLedger(panel.page)).positions).toEqual([]);
  } finally {
    await panel.close();
  }
});

test('an answer that nobody can read: the account turns stale with the reason and keeps what was known', async () => {
  const panel = await launchPanel();
  try {
    const before = await live(panel);
    const held = Object.values(before.positions).filter(({ accountId }) => accountId === 'bybit-swing').length;
    const rule = {
      transport: 'http',
      venue: 'bybit',
      account: 'bybit-swing',
      path: '/v5/position/list',
      count: null,
      effect: { kind: 'answer', status: 200, body: '<html>Welcome to the portal</html>' },
    };
    await practice(panel.page, 'POST', '/control/faults', rule);
    await practice(panel.page, 'POST', '/control/sockets/drop', { account: 'bybit-swing' });
    await expect(card(panel, 'bybit-swing')).toHaveAttribute('data-health', 'stale', { timeout: 20_000 });
    await expect(notices(panel)).toContainText('Swing (Bybit) is stale.', { timeout: 20_000 });
    await expect(notices(panel)).toContainText(/could not be read|unreadable|not JSON/i);
    const during = await waitForSnapshot(panel.page, 'the snapshot', () => true);
    expect(Object.values(during.positions).filter(({ accountId }) => accountId === 'bybit-swing')).toHaveLength(held);
    await practice(panel.page, 'DELETE', '/control/faults');
    await live(panel);
    await expect(notices(panel).getByText('Swing (Bybit) is stale.')).toBeHidden();
  } finally {
    await panel.close();
  }
});

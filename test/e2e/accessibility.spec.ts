// The panel for everyone: axe over the screens that matter in both themes, the smallest and a large window, keyboard only.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { allLive, holdButton, launchPanel, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

let panel: LaunchedPanel;
test.beforeAll(async () => {
  panel = await launchPanel({ width: 1280, height: 800 });
  await waitForSnapshot(panel.page, 'all accounts live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
});
test.afterAll(() => panel.close());

async function violations() {
  // A tooltip lives outside the landmarks and belongs to its button by aria-describedby.
  const axe = new AxeBuilder({ page: panel.page }).setLegacyMode(true).exclude('[data-overlay-container]:has(> [role=tooltip])');
  const { violations: found } = await axe.analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}

for (const theme of ['dark', 'light'] as const) {
  test(`${theme}: table, partial close, preview and settings pass axe`, async () => {
    const { page } = panel;
    await page.evaluate((wanted) => window.panel.saveSettings({ theme: wanted }), theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect(await violations()).toEqual([]);
    await page
      .getByRole('button', { name: /^Partial close/ })
      .first()
      .click();
    await page.getByRole('slider', { name: 'Close percentage' }).waitFor();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Flatten Winners' }).click();
    await page.getByRole('button', { name: 'Hold to confirm' }).waitFor();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /settings/i }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
  });
}

for (const theme of ['dark', 'light'] as const) {
  test(`${theme}: readiness, rehearsal, accounts, the way to keep keys and the switch pass axe`, async () => {
    const { page } = panel;
    await page.evaluate((wanted) => window.panel.saveSettings({ theme: wanted }), theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const dialog = page.getByRole('dialog');
    for (const open of [/^Readiness of/, 'Rehearse the exit', /^Accounts/, 'Live'] as const) {
      await page.getByRole('button', { name: open, exact: true }).first().click();
      await dialog.waitFor();
      expect(await violations(), `${theme} ${String(open)}`).toEqual([]);
      if (String(open).includes('Accounts')) {
        await dialog.getByRole('button', { name: 'Add an account' }).click();
        await dialog.getByText('A passphrase', { exact: true }).click();
        await dialog.getByLabel('The same again').waitFor();
        expect(await violations(), `${theme} setup`).toEqual([]);
      }
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  });
}

for (const [width, height] of [
  [1000, 640],
  [1280, 800],
  [2560, 1440],
] as const) {
  test(`${width}x${height}: nothing overflows and the exit buttons are in view`, async () => {
    const { app, page } = panel;
    await app.evaluate(
      ({ BrowserWindow }, size) =>
        BrowserWindow.getAllWindows()
          .find((each) => each.webContents.getURL().startsWith('app://panel'))
          ?.setContentSize(size.width, size.height),
      {
        width,
        height,
      },
    );
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
    const overflow = await page.evaluate(() => ({
      x: document.documentElement.scrollWidth - window.innerWidth,
      y: document.documentElement.scrollHeight - window.innerHeight,
    }));
    expect(overflow).toEqual({ x: 0, y: 0 });
    for (const name of [/^Emergency Exit/, /^Flatten Winners/, /^Flatten \(filtered\)/]) {
      await expect(page.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    }
  });
}

test('the report of an exit, its timeline, its events and the history pass axe in both themes', async () => {
  const { page } = panel;
  await holdButton(page, /^Emergency Exit/, async () => {
    await waitForSnapshot(page, 'an exit', (snapshot) => snapshot.exits.length > 0);
  });
  await page.getByRole('region', { name: 'Exit report' }).waitFor();
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((wanted) => window.panel.saveSettings({ theme: wanted }), theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const view of ['Overview', 'Timeline', 'Events']) {
      await page.getByRole('radio', { name: view }).click();
      expect(await violations(), `${theme} ${view}`).toEqual([]);
    }
  }
  await page.getByRole('button', { name: /^Exits/ }).click();
  await page.getByRole('dialog').waitFor();
  expect(await violations()).toEqual([]);
  await page.keyboard.press('Escape');
});

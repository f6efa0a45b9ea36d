// Settings > Automation in the real app: a key is made by hand, shown once, used over a real socket, seen, and revoked.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { rest, type Program } from './automationClient.ts';
import { confirmPage, expectShown } from './confirmPage.ts';
import { allLive, launchPanel, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

const NAME = 'TradingView bridge of the long-dated Singapore book, night';
let panel: LaunchedPanel;
let program: Program;
test.beforeAll(async () => {
  panel = await launchPanel({
    width: 1000, // the smallest that the panel allows
    height: 640,
    settingsText: JSON.stringify({ version: 1, practicePort: 0, automationPort: 0 }),
  });
  await waitForSnapshot(panel.page, 'all accounts live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
  await panel.page.evaluate(() => {
    const heard: string[] = [];
    window.panel.onChanges((push) => heard.push(JSON.stringify(push)));
    Object.assign(window, { heardPushes: () => heard.join('\n') });
  });
});
test.afterAll(() => panel.close());

const section = () => panel.page.getByRole('tabpanel', { name: 'Automation' });
const openSection = async () => {
  const { page } = panel;
  if (await section().isVisible()) return;
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Automation' }).click();
};

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .exclude('[data-overlay-container]:has(> [role=tooltip])')
    .exclude('[data-live-announcer]') // what it has spoken stays for seconds; it named a button that is gone
    .analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}

test('is off at first, and its lamp lights where it is switched on', async () => {
  const { page } = panel;
  await expect(page.getByRole('button', { name: /^Automation on/ })).toHaveCount(0);
  await openSection();
  await expect(section().getByText('Off. Nothing listens, and no key works.')).toBeVisible();
  await section().getByText('Off', { exact: true }).click();
  await expect(section().getByText(/^http:\/\/127\.0\.0\.1:\d+$/)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Automation on/ }).click();
  await expect(section()).toBeVisible();
});

test('a key is made by hand, shown once and copied', async () => {
  const { app } = panel;
  await openSection();
  await section().getByRole('button', { name: 'New key' }).click();
  await section().getByRole('button', { name: 'Create the key' }).click();
  await expect(section().getByText('Name it after the program that gets it.')).toBeVisible();
  await section().getByLabel('Name of the program').fill(NAME);
  await section().getByRole('radio', { name: 'Read and trade' }).click();
  await section().getByText('Act unattended').click();
  await section().getByRole('button', { name: 'Create the key' }).click();
  const token = (await section().getByLabel('The key', { exact: true }).textContent()) ?? '';
  expect(token).toMatch(/^bst_[\w-]{43}$/);
  await section().page().mouse.click(5, 300); // beside the sheet: it does not throw the key away
  await section().getByRole('button', { name: 'Copy the key' }).click();
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(token);
  const url = await section()
    .page()
    .evaluate(async () => {
      const snapshot = await window.panel.getSnapshot({});
      return snapshot.ok && snapshot.value.automation.server.kind === 'open' ? snapshot.value.automation.server.url : '';
    });
  program = { url, token };
  await section().getByRole('button', { name: 'Done' }).press('Enter');
  await expect(section().getByRole('listitem', { name: NAME })).toContainText('Act unattended · all accounts · all actions');
  await expect(section().getByRole('listitem', { name: NAME })).toContainText('Never used');
});

test('its use is seen beside it and in the log, which leads to the report', async () => {
  const { page } = panel;
  expect((await rest(program, 'GET', '/v1/api/positions')).status).toBe(200);
  await expect(section().getByRole('listitem', { name: NAME })).toContainText(/Last used .* ago over REST: positions/);
  const account = (await readSnapshot(page)).accounts[0]?.id ?? '';
  const flattened = await rest(program, 'POST', '/v1/api/positions/flatten', { account });
  expect(flattened.body).toMatchObject({ success: true, verdict: 'flat' });
  await section()
    .getByRole('button', { name: `Log of ${NAME}` })
    .click();
  const lines = section().getByRole('list', { name: 'Calls, newest first' }).getByRole('listitem');
  await expect(lines).toHaveCount(2);
  await expect(lines.first()).toContainText('Flat');
  await expect(lines.first()).toContainText('flatten over REST');
  await expect(lines.last()).toContainText('positions over REST');
  await lines
    .first()
    .getByRole('button', { name: /^Report/ })
    .click();
  const report = page.getByRole('region', { name: 'Exit report' });
  await expect(report).toContainText(`A program asked for this exit, with the key "${NAME}" over REST.`);
  await page.getByRole('button', { name: /^Exits/ }).click();
  await expect(page.getByRole('dialog', { name: 'Exits' })).toContainText(`${NAME} over REST`);
  await page.keyboard.press('Escape');
});

for (const theme of ['dark', 'light'] as const) {
  test(`${theme}: its pages pass axe, and nothing overflows on the smallest window`, async () => {
    const { page } = panel;
    await page.evaluate((wanted) => window.panel.saveSettings({ theme: wanted }), theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const check = async (what: string) => {
      expect(await violations(page), `${theme} ${what}`).toEqual([]);
      const wide = await section().evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(wide, what).toBeLessThanOrEqual(0);
    };
    await openSection();
    await check('overview');
    await section()
      .getByRole('button', { name: `Revoke ${NAME}` })
      .click();
    await check('revoke');
    await section().getByRole('button', { name: 'Keep it' }).press('Enter');
    await expect(section().getByRole('button', { name: `Revoke ${NAME}` })).toBeFocused();
    await section().getByRole('button', { name: 'Log of all calls' }).click();
    await expect(section().getByRole('list', { name: 'Calls, newest first' })).toBeVisible();
    await check('log');
    await section().getByRole('button', { name: 'Back to automation' }).click();
    await section().getByRole('button', { name: 'New key' }).click();
    await section().getByRole('radio', { name: 'Read and trade' }).click();
    for (const group of ['Accounts', 'Actions']) {
      await section().getByRole('radiogroup', { name: group, exact: true }).getByText('Some', { exact: true }).click();
    }
    await check('new key');
    await section().getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.keyboard.press('Escape'); // the keyboard is still in the sheet
    await expect(section()).toHaveCount(0);
  });
}

test('a key that asks is named on the confirm window, with the share that it means and what a yes means', async () => {
  const { page } = panel;
  const asking = await page.evaluate(async () => {
    await window.panel.saveSettings({ confirmSeconds: 30 });
    return window.panel.createApiKey({ name: 'Night desk', scope: 'trade' });
  });
  if (!asking.ok) throw new Error(asking.failure.message);
  const [held] = Object.values((await readSnapshot(page)).positions);
  const answer = rest({ url: program.url, token: asking.value.token }, 'POST', '/v1/api/partial-close', {
    symbol: held?.symbol,
    account: held?.accountId,
    direction: held?.side,
    exit_pct: 50,
  });
  await expectShown(panel, true);
  const confirm = await confirmPage(panel);
  await expect(confirm.getByRole('note', { name: 'Who asks' })).toContainText('A program asks: Night desk over REST');
  await expect(confirm.getByText('After a yes this key acts without asking, until it is revoked.')).toBeVisible();
  await expect(confirm.getByRole('alertdialog', { name: 'Partial Close 50%?' })).toContainText(
    `50% of the ${held?.symbol} ${held?.side}`,
  );
  await expect(confirm.getByText('Stays open')).toBeVisible();
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((wanted) => window.panel.saveSettings({ theme: wanted }), theme);
    await expect(confirm.locator('html')).toHaveAttribute('data-theme', theme);
    expect(await violations(confirm), theme).toEqual([]);
  }
  await confirm.getByRole('button', { name: /^Abort/ }).click();
  expect(await answer).toMatchObject({ status: 403, body: { success: false } });
});

test('the token is nowhere once its page is left', async () => {
  const { page } = panel;
  await openSection();
  const places = await page.evaluate(async () => {
    const inputs = [...document.querySelectorAll('input')].map(({ value }) => value);
    const { heardPushes } = window as unknown as { heardPushes: () => string };
    const stored = [...Object.values<string>(localStorage), ...Object.values<string>(sessionStorage), location.href];
    return [
      document.documentElement.outerHTML,
      JSON.stringify(await window.panel.getSnapshot({})),
      heardPushes(),
      ...stored,
      ...inputs,
    ];
  });
  expect(places.join('\n')).toContain('bst_…'); // its hint is
  expect(places.join('\n')).not.toContain(program.token);
  expect(places.join('\n')).not.toContain(program.token.slice(4, 20));
});

test('a revoked key is refused from then on, and can be taken off the list', async () => {
  const row = section().getByRole('listitem', { name: NAME });
  await openSection();
  await row.getByRole('button', { name: `Revoke ${NAME}` }).click();
  await row.getByRole('button', { name: 'Revoke the key' }).click();
  await expect(row).toContainText('Revoked');
  const refused = await rest(program, 'GET', '/v1/api/positions');
  expect(refused.status).toBe(401);
  await section().getByRole('button', { name: 'Log of all calls' }).click();
  await expect(section().getByRole('list', { name: 'Calls, newest first' }).getByRole('listitem').first()).toContainText(
    'Refused 401',
  );
  await section().getByRole('button', { name: 'Back to automation' }).click();
  await row.getByRole('button', { name: `Remove ${NAME}` }).press('Enter');
  await expect(row).toHaveCount(0);
  await panel.page.keyboard.press('Escape'); // the keyboard is still in the sheet
  await expect(section()).toHaveCount(0);
});

// Hotkeys and saved filters as a person sets them: recorded with real keys from outside the app, pressed from outside the app,
// and judged by the practice exchange's own ledger. Long, as a story goes all the way from the settings to the ledger.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { HotkeyId, HotkeyView } from '../../shared/desktop.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { pressUntil } from './keys.ts';
import { allLive, launchPanel, readLedger, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

const PANIC = 'CommandOrControl+Alt+Shift+X';
let userData: string;
let panel: LaunchedPanel;

const start = async () => {
  panel = await launchPanel({ userData, width: 1280, height: 800 });
  await waitForSnapshot(panel.page, 'all accounts live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
};

test.beforeEach(async () => {
  userData = mkdtempSync(join(tmpdir(), 'breakglass-'));
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, practicePort: 0 }));
  await start();
});
test.afterEach(async () => {
  await panel.close();
  rmSync(userData, { recursive: true, force: true });
});

/** Real keys, from outside the app. */
const keys = (...words: readonly string[]): void => {
  execFileSync('xdotool', [...words]);
};

/** Keys go to the window that has the focus of the whole display. */
const focusPanel = async (): Promise<void> => {
  await panel.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://panel'));
    window?.show();
    window?.focus();
  });
  await expect.poll(() => panel.page.evaluate(() => document.hasFocus())).toBe(true);
};

const stateOf = (snapshot: PanelSnapshot, hotkey: HotkeyId): HotkeyView['state']['kind'] | undefined =>
  snapshot.desktop.hotkeys.find((view) => view.hotkey === hotkey)?.state.kind;
const waitForHotkey = (hotkey: HotkeyId, kind: HotkeyView['state']['kind'] | undefined) =>
  waitForSnapshot(panel.page, `${hotkey} to be ${kind}`, (snapshot) => stateOf(snapshot, hotkey) === kind);

async function openHotkeys(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Panic hotkey/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('tabpanel', { name: 'Hotkeys' }).waitFor();
  return dialog;
}

async function record(dialog: Locator, name: string): Promise<Locator> {
  await focusPanel();
  await dialog.getByRole('button', { name: `Record ${name}`, exact: true }).click();
  const row = dialog.getByRole('listitem', { name, exact: true });
  await expect(row.getByText('Press the keys')).toBeVisible();
  return row;
}

test('a hotkey is recorded with real keys: modifiers show, wrong keys are explained, Esc cancels, Backspace removes', async () => {
  const { page } = panel;
  await waitForHotkey('emergencyExit', 'ready');
  const dialog = await openHotkeys(page);
  let row = await record(dialog, 'Flatten Winners');
  await waitForHotkey('emergencyExit', 'paused'); // a press goes to the recorder, also one that is a hotkey already

  keys('keydown', 'ctrl', 'keydown', 'alt');
  await expect(row.locator('kbd')).toHaveText(['Ctrl', 'Alt']);
  keys('keyup', 'alt', 'keyup', 'ctrl');
  await expect(row.getByText('Press the keys')).toBeVisible();
  keys('key', 'shift+g');
  await expect(row.getByRole('alert')).toContainText('Shift+G alone would take a key that other programs need');
  keys('key', 'Escape');
  await expect(row.getByText('None')).toBeVisible();
  await waitForHotkey('emergencyExit', 'ready');
  expect((await readSnapshot(page)).settings.hotkeys).toEqual({ emergencyExit: PANIC });
  await expect(dialog).toBeVisible(); // Esc ended the recording, not the settings

  row = await record(dialog, 'Flatten Winners');
  keys('keydown', 'ctrl', 'keydown', 'alt', 'keydown', 'w');
  await expect(row.getByText('Let go to set')).toBeVisible();
  expect((await readSnapshot(page)).settings.hotkeys).toEqual({ emergencyExit: PANIC }); // held keys would repeat into it
  keys('keyup', 'w', 'keyup', 'alt', 'keyup', 'ctrl');
  await waitForHotkey('flattenWinners', 'ready');
  await expect(row.locator('kbd')).toHaveText(['Ctrl', 'Alt', 'W']);
  await waitForHotkey('emergencyExit', 'ready');

  row = await record(dialog, 'Flatten Winners');
  keys('key', 'BackSpace');
  await waitForHotkey('flattenWinners', undefined);
  await expect(row.getByText('None')).toBeVisible();
  expect((await readSnapshot(page)).exits).toEqual([]);
});

test('recording ends with the dialog, and with the focus: the panic hotkey is there again', async () => {
  const { page } = panel;
  const dialog = await openHotkeys(page);
  await record(dialog, 'Show panel');
  await waitForHotkey('emergencyExit', 'paused');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await waitForHotkey('emergencyExit', 'ready');

  await openHotkeys(page);
  await record(dialog, 'Show panel');
  await waitForHotkey('emergencyExit', 'paused');
  await dialog.getByRole('tab', { name: 'Desktop' }).click();
  await waitForHotkey('emergencyExit', 'ready');
  expect((await readSnapshot(page)).settings.hotkeys).toEqual({ emergencyExit: PANIC });
});

test('keys that another program holds are said to be taken, in the header too, and are ours as soon as it lets go', async () => {
  const { page } = panel;
  const other = await launchPanel({
    settingsText: JSON.stringify({ version: 1, practicePort: 0, hotkeys: { showPanel: 'CommandOrControl+Alt+K' } }),
  });
  let otherEnded = false;
  try {
    await waitForSnapshot(other.page, 'the other program to hold them', (snapshot) => stateOf(snapshot, 'showPanel') === 'ready');
    const dialog = await openHotkeys(page);
    // The other program gets these keys, so they can not be recorded by pressing them.
    await page.evaluate(() => window.panel.setHotkey({ hotkey: 'emergencyExit', accelerator: 'CommandOrControl+Alt+K' }));
    const row = dialog.getByRole('listitem', { name: 'Emergency Exit', exact: true });
    await expect(row).toContainText('Another program holds these keys');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: /^Panic hotkey/ })).toContainText('taken');
    otherEnded = true;
    await other.close();
    await waitForHotkey('emergencyExit', 'ready');
    await expect(page.getByRole('button', { name: /^Panic hotkey Ctrl\+Alt\+K ready/ })).toBeVisible();
  } finally {
    if (!otherEnded) await other.close();
  }
});

test('Instant is switched on only by consent, and pausing is said everywhere', async () => {
  const { page } = panel;
  const dialog = await openHotkeys(page);
  await dialog.getByText('Instant', { exact: true }).click();
  const consent = dialog.getByRole('group', { name: 'Consent to Instant' });
  const agree = consent.getByRole('button', { name: 'Switch Instant on' });
  await expect(agree).toBeDisabled();
  expect((await readSnapshot(page)).settings.hotkeyMode).toBe('twoPress');
  await consent.getByRole('button', { name: /^Keep/ }).click();
  await expect(dialog.getByRole('radio', { name: /^Press twice/ })).toBeChecked();

  await dialog.getByText('Instant', { exact: true }).click();
  await consent.getByText('One press closes positions at the venues at once').click();
  await agree.click();
  await waitForSnapshot(page, 'Instant', ({ settings }) => settings.hotkeyMode === 'instant');
  await dialog.getByText('Press and hold', { exact: true }).click();
  await waitForSnapshot(page, 'Press and hold', ({ settings }) => settings.hotkeyMode === 'hold');

  await dialog.getByRole('tab', { name: 'Desktop' }).click();
  await dialog.getByText('Off', { exact: true }).last().click(); // Pause hotkeys
  await waitForHotkey('emergencyExit', 'paused');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Panic hotkey/ })).toContainText('paused');
  await openHotkeys(page);
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await waitForHotkey('emergencyExit', 'ready');
});

test('a saved filter gets a hotkey, which closes exactly its scope, survives a restart and goes with its filter', async () => {
  let { page } = panel;
  await page.getByRole('button', { name: 'Side filter' }).click();
  await page.getByRole('option', { name: 'Long' }).click();
  await page.getByLabel('Filter by text').fill('eth/usdt');
  const flatten = page.getByRole('button', { name: 'Flatten (filtered)' });
  await expect(flatten).not.toHaveAttribute('aria-disabled');
  await page.getByRole('button', { name: /^Saved filters/ }).click();
  let list = page.getByRole('dialog', { name: 'Saved filters' });
  await expect(list).toContainText('Set now: ETH/USDT:USDT · long');
  await list.getByLabel('Save it as').fill('ETH longs');
  await list.getByRole('button', { name: 'Save', exact: true }).click();
  await list.getByRole('button', { name: 'Set the filter ETH longs' }).waitFor();
  const saved = (await readSnapshot(page)).settings.savedFilters;
  expect(saved).toMatchObject([
    { name: 'ETH longs', environment: 'practice', filter: { instrument: 'ETH/USDT:USDT', marketPosition: 'long' } },
  ]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clear filter' }).click();

  // The same name is refused with its reason.
  await page.getByRole('button', { name: 'Venue filter' }).click();
  await page.getByRole('option', { name: 'Bybit' }).click();
  await page.getByRole('button', { name: /^Saved filters/ }).click();
  await list.getByLabel('Save it as').fill('eth LONGS');
  await list.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(list).toContainText('There is a saved filter "ETH longs" already.');
  await page.keyboard.press('Escape');

  // Chosen, it is what Flatten offers.
  await page.getByRole('button', { name: /^Saved filters/ }).click();
  await list.getByRole('button', { name: 'Set the filter ETH longs' }).click();
  await expect(page.getByRole('button', { name: 'Saved filters, ETH longs is set' })).toBeVisible();
  await expect(flatten).not.toHaveAttribute('aria-disabled');
  await flatten.click();
  await page.getByRole('button', { name: 'Hold to confirm' }).waitFor();
  await page.keyboard.press('Escape');

  const dialog = await openHotkeys(page);
  const row = await record(dialog, 'ETH longs');
  keys('key', 'ctrl+alt+e');
  await expect(row.locator('kbd')).toHaveText(['Ctrl', 'Alt', 'E']);
  const hotkey: HotkeyId = `filter:${saved[0]?.filterId ?? ''}`;
  await waitForHotkey(hotkey, 'ready');

  await panel.close();
  await start();
  ({ page } = panel);
  list = page.getByRole('dialog', { name: 'Saved filters' });
  await waitForHotkey(hotkey, 'ready');
  const before = await readSnapshot(page);
  const inScope = Object.values(before.positions).filter(({ symbol, side }) => symbol === 'ETH/USDT:USDT' && side === 'long');
  expect(inScope.length).toBeGreaterThan(0);
  const name = (p: Readonly<{ accountId: string; symbol: string; side: string }>) => `${p.accountId} ${p.symbol} ${p.side}`;
  const held = (await readLedger(page)).positions.map(name);
  const meant = new Set(inScope.map((p) => name({ ...p, symbol: p.nativeSymbol })));

  keys('key', 'ctrl+alt+e');
  await expect
    .poll(() =>
      panel.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().some((each) => each.isVisible() && !each.webContents.getURL().startsWith('app://panel')),
      ),
    )
    .toBe(true);
  expect((await readSnapshot(page)).exits).toEqual([]);
  await pressUntil(['ctrl', 'alt', 'e'], async () => (await readSnapshot(page)).exits.length > 0);
  const after = await waitForSnapshot(page, 'the exit to end', ({ exits }) => (exits[0]?.endedAtMs ?? null) !== null);
  expect(after.exits.map(({ verdict, startedBy, request }) => ({ verdict, startedBy, request }))).toMatchObject([
    { verdict: 'flat', request: { action: 'flatten', filter: { instrument: 'ETH/USDT:USDT', marketPosition: 'long' } } },
  ]);
  const left = (await readLedger(page)).positions.map(name);
  expect(left.sort()).toEqual(held.filter((each) => !meant.has(each)).sort());

  await page.getByRole('button', { name: /^Saved filters/ }).click();
  await list.getByRole('button', { name: 'Change ETH longs' }).click();
  await list.getByRole('button', { name: 'Remove' }).click();
  await expect(list).toContainText('goes with it');
  await list.getByRole('button', { name: 'Remove both' }).click();
  const gone = await waitForSnapshot(page, 'the filter to be gone', ({ settings }) => settings.savedFilters.length === 0);
  expect(gone.settings.hotkeys).toEqual({ emergencyExit: PANIC });
  await waitForHotkey(hotkey, undefined);
});

test('a saved filter takes another name and another scope and keeps its hotkey; one of a removed account can not be set', async () => {
  const { page } = panel;
  const made = await page.evaluate(() => window.panel.saveFilter({ name: 'Longs', filter: { marketPosition: 'long' } }));
  if (!made.ok) throw new Error(made.failure.message);
  const { filterId } = made.value;
  await page.evaluate(
    (id) => window.panel.setHotkey({ hotkey: `filter:${id}`, accelerator: 'CommandOrControl+Alt+L' }),
    filterId,
  );
  await page.evaluate(() => window.panel.saveFilter({ name: 'Old desk', filter: { account: 'removed' } }));
  await page.getByRole('button', { name: 'Venue filter' }).click();
  await page.getByRole('option', { name: 'Bybit' }).click();
  await page.getByRole('button', { name: /^Saved filters/ }).click();
  const list = page.getByRole('dialog', { name: 'Saved filters' });
  await expect(list.getByRole('button', { name: 'Set the filter Old desk' })).toBeDisabled();
  await expect(list).toContainText('Its account is gone');

  const row = list.getByRole('listitem').filter({ hasText: 'Longs' });
  await expect(row.locator('kbd')).toHaveText(['Ctrl', 'Alt', 'L']);
  await row.getByRole('button', { name: 'Change Longs' }).click();
  const change = list.getByRole('group', { name: 'Change Longs' });
  await expect(change).toContainText('Its hotkey would close that.');
  await change.getByLabel('Name').fill('OLD desk');
  await change.getByRole('button', { name: 'Rename' }).click();
  await expect(change).toContainText('There is a saved filter "Old desk" already.');
  await change.getByLabel('Name').fill('');
  await change.getByRole('button', { name: 'Rename' }).click();
  await expect(change).toContainText('Give it a name first.');
  await change.getByRole('button', { name: 'Set it to this' }).click();
  await waitForSnapshot(page, 'the other scope', ({ settings }) =>
    settings.savedFilters.some((saved) => saved.filterId === filterId && saved.filter.venue === 'bybit'),
  );
  await row.getByRole('button', { name: 'Change Longs' }).click();
  await expect(change).toContainText('It is what is set now.');
  await change.getByLabel('Name').fill('All of Bybit');
  await page.keyboard.press('Enter');
  const renamed = await waitForSnapshot(page, 'the other name', ({ settings }) =>
    settings.savedFilters.some(({ name }) => name === 'All of Bybit'),
  );
  expect(renamed.settings.savedFilters.find((saved) => saved.filterId === filterId)?.filter).toEqual({ venue: 'bybit' });
  expect(renamed.settings.hotkeys[`filter:${filterId}`]).toBe('CommandOrControl+Alt+L');
  await list.getByRole('button', { name: 'Change All of Bybit' }).click();
  await list.getByRole('button', { name: 'Hotkey', exact: true }).click();
  await expect(page.getByRole('listitem', { name: 'All of Bybit', exact: true }).locator('kbd')).toHaveText(['Ctrl', 'Alt', 'L']);
});

for (const theme of ['dark', 'light'] as const) {
  test(`${theme}: every section, the recorder, the consent and the saved filters pass axe`, async () => {
    const { page } = panel;
    await page.evaluate((wanted) => window.panel.saveSettings({ theme: wanted }), theme);
    for (const name of ['BTC longs', 'A name of exactly forty characters, here'])
      await page.evaluate(
        (wanted) => window.panel.saveFilter({ name: wanted, filter: { instrument: 'BTC/USDT:USDT', marketPosition: 'long' } }),
        name,
      );
    await page.evaluate(() => window.panel.saveFilter({ name: 'Old desk', filter: { account: 'removed' } }));
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const violations = async (part: string) => {
      const axe = new AxeBuilder({ page }).setLegacyMode(true).include(part);
      const { violations: found } = await axe.analyze();
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    };
    await page.getByRole('button', { name: /^Saved filters/ }).click();
    const list = page.getByRole('dialog', { name: 'Saved filters' });
    await list.getByRole('button', { name: 'Change Old desk' }).click();
    expect(await violations('body'), 'saved filters').toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    const dialog = await openHotkeys(page);
    expect(await violations('.sheet'), 'hotkeys').toEqual([]);
    await record(dialog, 'Show panel');
    expect(await violations('.sheet'), 'recording').toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel recording Show panel' }).click();
    await dialog.getByText('Instant', { exact: true }).click();
    expect(await violations('.sheet'), 'consent').toEqual([]);
    for (const section of ['General', 'Exit', 'Notifications', 'Desktop']) {
      await dialog.getByRole('tab', { name: section }).click();
      await dialog.getByRole('tabpanel', { name: section }).waitFor();
      expect(await violations('.sheet'), section).toEqual([]);
    }
  });
}

// A person's own accounts, from the empty vault to an exit: added against the practice exchange as if it were live, by a
// custom endpoint, with right and wrong keys, with a key store of the desktop and without one.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { openKeyring, type Keyring } from './keyring.ts';
import {
  allLive,
  holdButton,
  launchPanel,
  readSnapshot,
  waitForSnapshot,
  type LaunchedPanel,
  type LaunchOptions,
} from './launchPanel.ts';

const PASSPHRASE = 'correct horse battery staple';
const ASKING = { timeout: 30_000 }; // a trial takes up to 15 s

let host: PracticeHost;
let userData: string;
let panel: LaunchedPanel | null = null;
test.beforeEach(async () => {
  host = await startPracticeHost({ port: 0, portfolio: 'demo', freeze: true, rateLimits: false });
  userData = mkdtempSync(join(tmpdir(), 'breakglass-accounts-'));
});
test.afterEach(async () => {
  await panel?.close();
  panel = null;
  await host.stop();
  rmSync(userData, { recursive: true, force: true });
});

async function start(desktop: Pick<LaunchOptions, 'env' | 'preload'> = {}): Promise<Page> {
  const settingsText = JSON.stringify({ version: 1, practicePort: 0 });
  const first = readdirSync(userData).length === 0;
  panel = await launchPanel({ userData, ...desktop, width: 1280, height: 800, ...(first ? { settingsText } : {}) });
  return panel.page;
}
async function restart(desktop: Pick<LaunchOptions, 'env' | 'preload'> = {}): Promise<Page> {
  await panel?.close();
  panel = null;
  return start(desktop);
}

/** The first practice account at Bybit, with its keys. */
function bybit() {
  const [account] = host.venues.get('bybit')?.accounts() ?? [];
  if (account === undefined) throw new Error('the practice exchange has no account at Bybit');
  return account;
}

async function control(what: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await fetch(`${host.url}/control/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${what} was refused: ${await answer.text()}`);
}
const giveKey = (rights: Readonly<Record<string, boolean>>) => control('key', { account: bybit().id, ...rights });

const dialog = (page: Page): Locator => page.getByRole('dialog');
const openAccounts = (page: Page) => page.getByRole('button', { name: /^Accounts/ }).click();
const beginAdding = async (page: Page) => {
  await openAccounts(page);
  await dialog(page).getByRole('button', { name: 'Add an account' }).click();
};
async function choosePassphrase(page: Page): Promise<void> {
  await dialog(page).getByText('A passphrase', { exact: true }).click();
  await dialog(page).getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await dialog(page).getByLabel('The same again').fill(PASSPHRASE);
  await dialog(page).getByRole('button', { name: 'Go on to the account' }).click();
}
async function fillAccount(page: Page, label: string, secret: string): Promise<void> {
  const form = dialog(page);
  await form.getByText('Bybit', { exact: true }).click();
  await form.getByLabel('Name').fill(label);
  await form.getByLabel('API key').fill(bybit().apiKey);
  await form.getByLabel('API secret').fill(secret);
  await form.getByRole('radio', { name: 'Custom' }).click();
  await form.getByLabel('REST base address').fill(`${host.url}/bybit`);
  await form.getByLabel('WebSocket base address').fill(`${host.url.replace('http', 'ws')}/bybit`);
}
const askVenue = async (page: Page, button: 'Test' | 'Add account'): Promise<Locator> => {
  await dialog(page).getByRole('button', { name: button, exact: true }).click();
  const findings = page.getByRole('region', { name: 'What the test found' });
  await findings.waitFor(ASKING);
  return findings;
};
const add = async (page: Page, label: string): Promise<void> => {
  await dialog(page).getByRole('button', { name: 'Add account' }).click();
  await dialog(page).getByText(`${label} was added.`).waitFor(ASKING);
};
const row = (page: Page, label: string): Locator => dialog(page).getByRole('listitem', { name: new RegExp(`^${label},`) });

async function switchTo(page: Page, environment: 'Live' | 'Practice'): Promise<void> {
  await page.getByRole('button', { name: environment, exact: true }).click();
  await dialog(page)
    .getByRole('button', { name: `Switch to ${environment.toLowerCase()}` })
    .click();
  await dialog(page).waitFor({ state: 'detached' });
}

/** No file of the profile and nothing on the page holds the text. */
async function expectNowhere(page: Page, text: string): Promise<void> {
  expect(await page.content()).not.toContain(text);
  expect(JSON.stringify(await readSnapshot(page))).not.toContain(text);
  for (const entry of readdirSync(userData, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    expect(readFileSync(join(entry.parentPath, entry.name)).includes(text), entry.name).toBe(false);
  }
}

test('without a key store: passphrase, wrong secret, right secret, live, exit, remove', async () => {
  test.setTimeout(180_000);
  const page = await start();
  await beginAdding(page);
  await expect(dialog(page).getByText(/^Not possible here/)).toBeVisible();
  await choosePassphrase(page);

  await fillAccount(page, 'Desk', `${bybit().secret}x`);
  const wrong = await askVenue(page, 'Add account');
  await expect(wrong).toContainText('Not added');
  await expect(wrong).toContainText('Not ready');
  await expect(dialog(page).getByRole('button', { name: 'Add anyway' })).toBeVisible();
  expect((await readSnapshot(page)).entries).toEqual([]);

  await dialog(page).getByLabel('API secret').fill(bybit().secret);
  await expect(wrong).toHaveCount(0); // it was about the other secret
  await expect(await askVenue(page, 'Test')).toContainText('Ready');
  expect((await readSnapshot(page)).entries).toEqual([]);
  await add(page, 'Desk');
  await expect(row(page, 'Desk')).toContainText('Waiting');
  await expect(row(page, 'Desk')).toContainText('127.0.0.1');
  await page.keyboard.press('Escape');
  await expectNowhere(page, bybit().secret);

  await switchTo(page, 'Live');
  await expect(page.getByText('REAL MONEY')).toBeVisible();
  await waitForSnapshot(page, 'the account is live', (s) => s.environment === 'live' && s.accounts.length === 1 && allLive(s));
  const card = page.getByRole('article', { name: /^Desk,/ });
  await expect(card).toContainText('127.0.0.1');

  host.world.requests.clear();
  await page.getByRole('button', { name: 'Rehearse the exit' }).click();
  await expect(dialog(page).getByText(/^Nothing was sent/)).toBeVisible(ASKING);
  await expect(dialog(page).locator('.rehearsed-request').first()).toBeVisible();
  expect(host.world.requests.list().filter(({ write }) => write)).toEqual([]);
  await page.keyboard.press('Escape');

  await holdButton(page, /^Emergency Exit/, async () => {
    await waitForSnapshot(page, 'an exit', (s) => s.exits.length > 0);
  });
  await expect(page.getByRole('region', { name: 'Exit report' })).toHaveAttribute('data-verdict', 'flat', { timeout: 60_000 });
  const open = host.venues
    .get('bybit')
    ?.positions(bybit().id)
    .filter(({ signedSize }) => Number(signedSize) !== 0);
  expect(open).toEqual([]);

  await openAccounts(page);
  await dialog(page).getByRole('button', { name: 'Remove Desk' }).click();
  await expect(dialog(page).getByText(/nothing is closed or cancelled/)).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Remove the account' }).click();
  await expect(dialog(page).getByText(/Desk was removed/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'No account yet' })).toBeVisible();
  await expectNowhere(page, bybit().apiKey);
});

test('a key that may only read is refused, and one that may withdraw needs its own word', async () => {
  test.setTimeout(120_000);
  const page = await start();
  await beginAdding(page);
  await choosePassphrase(page);

  await giveKey({ trade: false });
  await fillAccount(page, 'Reader', bybit().secret);
  const reader = await askVenue(page, 'Test');
  await expect(reader.locator('.check[data-state=bad]').first()).toContainText('May trade');

  await giveKey({ trade: true, withdraw: true });
  await dialog(page).getByLabel('Name').fill('Treasury');
  const dangerous = await askVenue(page, 'Add account');
  await expect(dangerous).toContainText('This key may withdraw.');
  const adding = dialog(page).getByRole('button', { name: 'Add account' });
  await expect(adding).toBeDisabled();
  expect((await readSnapshot(page)).entries).toEqual([]);
  await dialog(page)
    .getByText(/I know that this key can withdraw/)
    .click();
  await add(page, 'Treasury');
  await expect(row(page, 'Treasury')).toContainText('may withdraw');
  expect((await readSnapshot(page)).entries).toMatchObject([{ label: 'Treasury', allowWithdrawal: true }]);
});

test('a clock that is 5 s wrong is said and corrected: the account comes alive all the same', async () => {
  test.setTimeout(120_000);
  await control('clock', { venue: 'bybit', aheadMs: 5_000 });
  const page = await start();
  await beginAdding(page);
  await choosePassphrase(page);
  await fillAccount(page, 'Desk', bybit().secret);
  const findings = await askVenue(page, 'Test');
  await expect(findings.locator('.check', { hasText: 'Clock' })).toContainText('5.0 s');
  await expect(findings).toHaveAttribute('data-lamp', 'amber');
  await add(page, 'Desk');
  await page.keyboard.press('Escape');
  await switchTo(page, 'Live');
  await waitForSnapshot(page, 'the account is live', (s) => s.accounts.length === 1 && allLive(s));
  await page.getByRole('button', { name: /^Readiness of Desk/ }).click();
  await expect(dialog(page).locator('.check', { hasText: 'Clock' })).toContainText('5.0 s', ASKING);
});

test('a passphrase vault is locked after a restart and says so until the passphrase is right', async () => {
  test.setTimeout(120_000);
  const before = await start();
  await beginAdding(before);
  await choosePassphrase(before);
  await fillAccount(before, 'Desk', bybit().secret);
  await add(before, 'Desk');
  await before.keyboard.press('Escape');
  await switchTo(before, 'Live');

  const page = await restart();
  const unlock = page.getByRole('form', { name: 'Unlock the accounts' });
  await expect(page.getByRole('heading', { name: 'Your accounts are locked' })).toBeVisible();
  expect((await readSnapshot(page)).entries).toEqual([]);
  await unlock.getByLabel('Passphrase').fill('not this one');
  await page.keyboard.press('Enter');
  await expect(unlock.getByRole('alert')).toContainText(/passphrase/i);
  await unlock.getByLabel('Passphrase').fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await waitForSnapshot(page, 'the account is live again', (s) => s.accounts.length === 1 && allLive(s));

  await openAccounts(page);
  await dialog(page).getByRole('button', { name: 'Lock changes' }).click();
  await expect(dialog(page).getByRole('button', { name: 'Add an account' })).toBeDisabled();
  expect(allLive(await readSnapshot(page))).toBe(true);
});

test('for this session only: nothing is written, and the next start knows no account', async () => {
  test.setTimeout(120_000);
  const before = await start();
  await beginAdding(before);
  await dialog(before).getByText('This session only', { exact: true }).click();
  await dialog(before).getByRole('button', { name: 'Go on to the account' }).click();
  await fillAccount(before, 'Guest', bybit().secret);
  await add(before, 'Guest');
  expect(readdirSync(userData)).not.toContain('accounts.vault');
  const page = await restart();
  await waitForSnapshot(page, 'an empty vault', (s) => s.vault.state === 'empty' && s.entries.length === 0);
});

test('a rename, an account switched off, and a way back to practice', async () => {
  test.setTimeout(120_000);
  const page = await start();
  await beginAdding(page);
  await choosePassphrase(page);
  await fillAccount(page, 'Desk', bybit().secret);
  await add(page, 'Desk');
  await page.keyboard.press('Escape');
  await switchTo(page, 'Live');
  await waitForSnapshot(page, 'the account is live', (s) => s.accounts.length === 1 && allLive(s));
  await openAccounts(page);
  await dialog(page).getByRole('button', { name: 'Rename Desk' }).click();
  await page.keyboard.type('Night desk');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Night desk')).toContainText('Connected');
  await row(page, 'Night desk').locator('.switch').click();
  await expect(page.getByRole('group', { name: 'Switch Night desk off' })).toContainText('nothing is closed or cancelled');
  await dialog(page).getByRole('button', { name: 'Switch it off' }).click();
  await expect(row(page, 'Night desk')).toContainText('no exit reaches it');
  await waitForSnapshot(page, 'nothing is connected', (s) => s.accounts.length === 0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'All accounts are switched off' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to practice' }).click();
  await dialog(page).getByRole('button', { name: 'Switch to practice' }).click();
  await waitForSnapshot(page, 'practice', (s) => s.environment === 'practice' && s.accounts.length > 1 && allLive(s));
});

test.describe('with a key store of the desktop', () => {
  let keyring: Keyring;
  test.beforeEach(async () => {
    keyring = await openKeyring();
  });
  test.afterEach(() => keyring.stop());

  test('it is offered first, and the accounts are there after a restart without a question', async () => {
    test.setTimeout(120_000);
    const before = await start(keyring.desktop);
    await beginAdding(before);
    await expect(dialog(before).getByText(/^Not possible here/)).toHaveCount(0);
    await dialog(before).getByRole('button', { name: 'Go on to the account' }).click();
    await fillAccount(before, 'Desk', bybit().secret);
    await add(before, 'Desk');
    await before.keyboard.press('Escape');
    await switchTo(before, 'Live');
    await expectNowhere(before, bybit().secret);

    const page = await restart(keyring.desktop);
    const known = await waitForSnapshot(page, 'the account is live again', (s) => s.accounts.length === 1 && allLive(s));
    expect(known.vault).toMatchObject({ state: 'open', protection: 'system' });
  });
});

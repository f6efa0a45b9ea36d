// A key that has to ask: a person decides on the confirm window, by real keys, and the program is told. The practice exchange's ledger
// and its log of writes judge.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { DEAF_MS } from '../../renderer/confirm/keyGuard.ts';
import type { NewApiKey } from '../../shared/automation.ts';
import { openProgram, rest, type Program, type RestAnswer } from './automationClient.ts';
import { confirmPage, confirmWindow, expectShown, HOTKEY, xdotool } from './confirmPage.ts';
import { allLive, launchPanel, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';
import { MIXED_BOOK, startMixedBook, type MixedBook } from './mixedBook.ts';
import { inMain } from './windows.ts';

test.describe.configure({ mode: 'serial', timeout: 90_000 });

const FLATTEN = '/v1/api/positions/flatten';
const NAME = 'Night desk bridge';

let book: MixedBook;
let userData: string;
let panel: LaunchedPanel;
test.beforeAll(async () => {
  book = await startMixedBook(20);
  userData = mkdtempSync(join(tmpdir(), 'breakglass-approval-'));
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, watchMinutes: 0, confirmSeconds: 60 }));
  panel = await launchPanel({ userData, practiceUrl: book.host.url });
  await waitForSnapshot(panel.page, 'the hotkey', ({ desktop }) => desktop.hotkeys.every(({ state }) => state.kind === 'ready'));
});
test.afterAll(async () => {
  await panel.close();
  await book.host.stop();
  rmSync(userData, { recursive: true, force: true });
});
test.beforeEach(async () => {
  if (book.left() === 0) await refill();
  book.host.world.requests.clear();
});

async function refill(): Promise<void> {
  await book.fill();
  await waitForSnapshot(
    panel.page,
    'the portfolio',
    (snapshot) => allLive(snapshot) && Object.keys(snapshot.positions).length === MIXED_BOOK.positions,
  );
}

const keyThatAsks = (approval: NewApiKey['approval'] = 'everyTime'): Promise<Program> =>
  openProgram(panel, { name: NAME, approval });

const writes = (): number => book.host.world.requests.list().filter(({ write }) => write).length;

/** The confirm window, once it asks for this program; no key counts in the first moments after it came. */
async function askedOnScreen(): Promise<Page> {
  await expectShown(panel, true);
  const page = await confirmPage(panel);
  await expect(page.getByRole('alertdialog')).toContainText(NAME);
  await expect.poll(async () => (await confirmWindow(panel))?.focused, { timeout: 15_000 }).toBe(true);
  await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), DEAF_MS + 50);
  expect(writes()).toBe(0); // whatever else happens: nothing before a person said so
  return page;
}

/** Enter, held until the program has its answer. */
async function holdEnter(answer: Promise<RestAnswer>): Promise<RestAnswer> {
  xdotool('keydown', 'Return');
  try {
    return await answer;
  } finally {
    xdotool('keyup', 'Return');
  }
}

async function closeWindow(): Promise<void> {
  xdotool('key', 'Escape');
  await expectShown(panel, false);
}

const declined = { success: false, error: 'Forbidden', errors: [expect.stringContaining('Nothing was sent')] };

test('Esc: the program is told 403, nothing was sent, and it may not ask again at once', async () => {
  const program = await keyThatAsks();
  const asking = rest(program, 'POST', FLATTEN, {});
  await askedOnScreen();
  xdotool('key', 'Escape');
  expect(await asking).toMatchObject({ status: 403, body: declined });
  await expectShown(panel, false);
  expect(await rest(program, 'POST', FLATTEN, {})).toMatchObject({ status: 403, body: declined });
  await expectShown(panel, false);
  expect([writes(), (await readSnapshot(panel.page)).exits]).toEqual([0, []]);
});

test('time that runs out is a no', async () => {
  await panel.page.evaluate(() => window.panel.saveSettings({ confirmSeconds: 3 }));
  const program = await keyThatAsks();
  const asking = rest(program, 'POST', FLATTEN, {});
  await askedOnScreen();
  expect(await asking).toMatchObject({ status: 403, body: declined });
  await expectShown(panel, false);
  expect([writes(), (await readSnapshot(panel.page)).exits]).toEqual([0, []]);
  await panel.page.evaluate(() => window.panel.saveSettings({ confirmSeconds: 60 }));
});

test('held: flat, and the program is told so; a key that asks the first time only goes unattended from then on', async () => {
  const program = await keyThatAsks('firstTime');
  const asking = rest(program, 'POST', FLATTEN, {});
  await askedOnScreen();
  expect(await holdEnter(asking)).toMatchObject({ status: 200, body: { success: true, verdict: 'flat', joined: false } });
  expect(book.left()).toBe(0);
  await closeWindow();
  await refill();
  expect(await rest(program, 'POST', FLATTEN, {})).toMatchObject({ status: 200, body: { success: true, verdict: 'flat' } });
  await expectShown(panel, false);
  expect(book.left()).toBe(0);
  const { exits } = await readSnapshot(panel.page);
  expect(exits.map(({ asked }) => asked?.keyName)).toEqual([NAME, NAME]);
});

test('a share of one position is asked for too, and is what its preview announced', async () => {
  const program = await keyThatAsks();
  const share = { symbol: 'DOGEUSDT', exit_pct: 25 };
  const sinceMs = Date.now();
  const asking = rest(program, 'POST', '/v1/api/partial-close', share);
  const page = await askedOnScreen();
  await expect(page.getByText('Notional')).toBeVisible();
  const { body, status } = await holdEnter(asking);
  expect([status, body]).toEqual([200, expect.objectContaining({ success: true, verdict: 'flat', closed_pct: 25 })]);
  const filled = [...book.host.venues.values()].flatMap((venue) =>
    venue.accounts().flatMap(({ id }) => venue.fills(id, { symbol: 'DOGEUSDT', sinceMs })),
  );
  expect(filled.map(({ size }) => Number(size)).reduce((sum, size) => sum + size, 0)).toBe(
    (body as { closed_qty: number }).closed_qty,
  );
  await closeWindow();
});

test("a hotkey pressed while a program asks is a person's press: it answers nothing for the program", async () => {
  const { exits: before } = await readSnapshot(panel.page);
  const program = await keyThatAsks();
  const asking = rest(program, 'POST', FLATTEN, {});
  await askedOnScreen();
  xdotool('key', HOTKEY);
  expect(await asking).toMatchObject({ status: 403, body: declined });
  expect(writes()).toBe(0);
  const page = await confirmPage(panel);
  await expect(page.getByText('Asked by hotkey')).toBeVisible();
  await expect(page.getByRole('alertdialog')).not.toContainText(NAME);
  xdotool('key', HOTKEY);
  const { exits } = await waitForSnapshot(
    panel.page,
    'the exit',
    (snapshot) => snapshot.exits.length > before.length && snapshot.exits[0]?.verdict === 'flat',
  );
  expect(exits[0]?.asked).toBeUndefined();
  expect(book.left()).toBe(0);
  await expect(page.getByRole('heading', { name: /^FLAT/ })).toBeVisible();
  await closeWindow();
});

test('with the panel dead a program asks, a person answers, and it gets flat', async () => {
  const program = await keyThatAsks();
  await inMain(() =>
    panel.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://panel'));
      window?.webContents.on('render-process-gone', () => window.webContents.stop());
      window?.webContents.forcefullyCrashRenderer();
    }),
  );
  const asking = rest(program, 'POST', FLATTEN, {});
  await askedOnScreen();
  expect(await holdEnter(asking)).toMatchObject({ status: 200, body: { success: true, verdict: 'flat' } });
  expect(book.left()).toBe(0);
});

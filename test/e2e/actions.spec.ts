// The four actions through the window, each proved against the practice exchange's own ledger.
import { expect, test } from '@playwright/test';
import {
  allLive,
  holdButton,
  launchPanel,
  readLedger,
  readSnapshot,
  waitForSnapshot,
  type LaunchedPanel,
} from './launchPanel.ts';

let panel: LaunchedPanel;

test.beforeEach(async () => {
  panel = await launchPanel();
  await waitForSnapshot(
    panel.page,
    'all accounts live',
    (snapshot) => allLive(snapshot) && Object.keys(snapshot.positions).length > 15,
  );
});
test.afterEach(() => panel.close());

const exitStarted = (count: number) => () => waitForSnapshot(panel.page, 'an exit', (snapshot) => snapshot.exits.length > count);
const report = () => panel.page.getByRole('region', { name: 'Exit report' });

async function verdictShown(): Promise<string | null> {
  await report().waitFor({ timeout: 60_000 });
  return report().getAttribute('data-verdict');
}

test('Emergency Exit: the hold completes and everything is proved flat', async () => {
  await holdButton(panel.page, /^Emergency Exit/, exitStarted(0));
  expect(await verdictShown()).toBe('flat');
  const ledger = await readLedger(panel.page);
  expect(ledger.positions).toEqual([]);
  expect(ledger.orders).toEqual([]);
  const exit = (await readSnapshot(panel.page)).exits[0];
  expect(exit?.legs.every((leg) => leg.state === 'proved')).toBe(true);
  expect(exit?.pressToFlatMs).toBeGreaterThan(0);
});

test('the timeline of an exit shows every leg queued, sent, acknowledged and proved', async () => {
  const { page } = panel;
  await holdButton(page, /^Emergency Exit/, exitStarted(0));
  expect(await verdictShown()).toBe('flat');
  const exit = (await readSnapshot(page)).exits[0];
  await page.getByRole('radio', { name: 'Timeline' }).click();
  const list = page.getByRole('list', { name: 'Legs in the order in which they were sent' });
  const rows = list.getByRole('button');
  await rows.first().focus();
  for (let index = 0; index < (exit?.legs.length ?? 0); index++) {
    // By keyboard, so that the rows that are out of sight come into it.
    const row = list.locator('button:focus');
    await expect(row).toHaveAccessibleName(
      /queued [\d,]+ ms, sent [\d,]+ ms.* (acknowledged|proved) [\d,]+ ms.* (acknowledged|proved) [\d,]+ ms/,
    );
    for (const mark of ['queued', 'sent', 'acknowledged', 'proved']) {
      await expect(row.locator(`.bar-mark-${mark}`)).toHaveCount(1);
    }
    await page.keyboard.press('ArrowDown');
  }
  await page.getByRole('radio', { name: 'Events' }).click();
  const events = page.getByRole('region', { name: 'Events of this exit' });
  await expect(events).toContainText('Emergency Exit pressed');
  await expect(events).toContainText('(attempt 1)');
});

test('Emergency Exit: the keyboard holds it too, and a second press after the end starts a new exit', async () => {
  const { page } = panel;
  await page.getByRole('button', { name: /^Emergency Exit/ }).focus();
  await page.keyboard.down('Space');
  await exitStarted(0)();
  await page.keyboard.up('Space');
  expect(await verdictShown()).toBe('flat');
  await holdButton(page, /^Emergency Exit/, exitStarted(1));
  await waitForSnapshot(
    page,
    'the second exit to end',
    (snapshot) => snapshot.exits[0]?.verdict === 'flat' && snapshot.exits.length === 2,
  );
});

test('Emergency Exit: released early, or Esc in the hold, sends nothing', async () => {
  const { page } = panel;
  const holdMs = 3000; // long enough to look at the button while it is held, however slow the machine is
  await page.evaluate((ms) => window.panel.saveSettings({ holdMs: ms }), holdMs);
  const before = await readLedger(page);
  const button = page.getByRole('button', { name: /^Emergency Exit/ });
  await expect(button).toContainText('Hold 3.0 s');
  await holdButton(page, /^Emergency Exit/, async () => {
    await expect(button).toHaveAttribute('data-phase', 'holding');
  });
  await expect(button).toHaveAttribute('data-phase', 'idle');
  await holdButton(page, /^Emergency Exit/, async () => {
    await expect(button).toHaveAttribute('data-phase', 'holding');
    await page.keyboard.press('Escape');
    await expect(button).not.toHaveAttribute('data-phase', 'holding');
    const abortedAt = Date.now();
    // Still pressed for longer than the hold takes: an aborted hold must not fire.
    await expect.poll(() => Date.now() - abortedAt).toBeGreaterThan(holdMs);
  });
  expect((await readSnapshot(page)).exits).toEqual([]);
  const after = await readLedger(page);
  expect(after.positions.map((position) => position.symbol)).toEqual(before.positions.map((position) => position.symbol));
});

test('Flatten Winners closes the winners and leaves the losers and their stops alone', async () => {
  const { page } = panel;
  await page.getByRole('button', { name: 'Flatten Winners' }).click();
  await holdButton(page, 'Hold to confirm', exitStarted(0));
  expect(await verdictShown()).toBe('flat');
  const snapshot = await waitForSnapshot(page, 'the fills', (now) => now.exits[0]?.verdict === 'flat');
  const exit = snapshot.exits[0];
  expect(exit?.legs.length).toBeGreaterThan(3);
  expect(exit?.kept.length).toBeGreaterThan(3);
  const ledger = await readLedger(page);
  const left = ledger.positions.map((position) => `${position.accountId} ${position.symbol} ${position.side}`);
  const kept = (exit?.kept ?? []).map(({ position }) => {
    const shown = snapshot.positions[position];
    return `${shown?.accountId} ${shown?.nativeSymbol} ${shown?.side}`;
  });
  expect(left.sort()).toEqual(kept.sort());
  expect(ledger.orders.length).toBeGreaterThan(0); // the losers' protection is still there
});

test('Flatten (filtered) closes one account and touches no other', async () => {
  const { page } = panel;
  const before = await readLedger(page);
  const target = (await readSnapshot(page)).accounts.find((account) => account.venue === 'bybit');
  if (target === undefined) throw new Error('the demo has no Bybit account');
  await page.getByRole('button', { name: 'Account filter' }).click();
  await page.getByRole('option', { name: target.label }).click();
  await page.getByRole('button', { name: 'Flatten (filtered)' }).click();
  await holdButton(page, 'Hold to confirm', exitStarted(0));
  expect(await verdictShown()).toBe('flat');
  const after = await readLedger(page);
  expect(after.positions.filter((position) => position.accountId === target.id)).toEqual([]);
  expect(after.orders.filter((order) => order.accountId === target.id)).toEqual([]);
  const others = (ledger: typeof before) =>
    ledger.positions.filter((position) => position.accountId !== target.id).map((p) => `${p.accountId} ${p.symbol} ${p.size}`);
  expect(others(after)).toEqual(others(before));
});

test('Partial close at 33 % closes the lot-rounded share and keeps the rest', async () => {
  const { page } = panel;
  const snapshot = await readSnapshot(page);
  // A size whose third is not a whole number of lots, so that rounding shows.
  const position = Object.values(snapshot.positions).find((candidate) => {
    const lots = Number(candidate.size) / Number(candidate.market.lotSize);
    return lots > 10 && Math.abs((lots * 0.33) % 1) > 0.05;
  });
  if (position === undefined) throw new Error('no position of the demo needs rounding');
  const lot = Number(position.market.lotSize);
  const lots = Math.round(Number(position.size) / lot);
  const closedLots = Math.floor((lots * 33) / 100);
  const row = page.locator(`[data-position-key="${position.key}"]`);
  await row.getByRole('button', { name: /^Partial close/ }).click();
  const slider = page.getByRole('slider', { name: 'Close percentage' });
  await expect(slider).toHaveValue('50');
  await slider.focus();
  for (let step = 0; step < 17; step++) await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveValue('33');
  await holdButton(page, 'Hold to confirm', exitStarted(0));
  expect(await verdictShown()).toBe('flat');
  const ledger = await readLedger(page);
  const left = ledger.positions.find(
    (p) => p.accountId === position.accountId && p.symbol === position.nativeSymbol && p.side === position.side,
  );
  expect(Math.round(Number(left?.size) / lot)).toBe(lots - closedLots);
  expect(ledger.positions.length).toBe(Object.keys(snapshot.positions).length);
});

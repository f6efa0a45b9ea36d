// npm run drill: the main job, as a person does it. Opens the real app on the practice venues, holds Emergency Exit
// until it fires, prints the report, and asks the practice exchange's own ledger what is left.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExitView } from '../../shared/exit.ts';
import { allLive, holdButton, launchPanel, projectRoot, readLedger, readSnapshot, waitForSnapshot } from '../e2e/launchPanel.ts';

const folder = join(projectRoot, 'out', 'drill');
mkdirSync(folder, { recursive: true });
const screenshot = join(folder, 'emergency-exit.png');

const panel = await launchPanel();
let result: Readonly<Record<string, unknown>> = { drill: 'emergency-exit', verdict: 'unknown' };
let flat = false;
try {
  const { page } = panel;
  const before = await waitForSnapshot(
    page,
    'every practice account live, with positions',
    (snapshot) => allLive(snapshot) && Object.keys(snapshot.positions).length > 0,
  );
  await page.screenshot({ path: join(folder, 'before.png') });
  const ledgerBefore = await readLedger(page);
  console.log(
    `Before: ${ledgerBefore.positions.length} positions and ${ledgerBefore.orders.length} working orders on ` +
      `${before.accounts.length} practice accounts (the exchange's own ledger).`,
  );
  await holdButton(page, /^Emergency Exit/, async () => {
    await waitForSnapshot(page, 'the exit to start', (snapshot) => snapshot.exits.length > before.exits.length);
  });
  const report = page.getByRole('region', { name: 'Exit report' });
  await report.waitFor({ timeout: 90_000 });
  const exit = (await readSnapshot(page)).exits[0];
  if (exit === undefined) throw new Error('the report is on screen but the snapshot has no exit');
  printReport(exit);
  await page.screenshot({ path: screenshot });
  const shownVerdict = await report.getAttribute('data-verdict');
  const after = await readLedger(page);
  console.log(
    `After: ${after.positions.length} positions and ${after.orders.length} working orders left in the exchange's ledger.`,
  );
  result = {
    drill: 'emergency-exit',
    verdict: exit.verdict,
    venues: new Set(exit.accounts.map((account) => account.venue)).size,
    accounts: exit.accounts.length,
    closed: exit.legs.filter((leg) => leg.state === 'proved').length,
    positionsLeft: after.positions.length,
    ordersLeft: after.orders.length,
    pressToFlatMs: exit.pressToFlatMs === null ? null : Math.round(exit.pressToFlatMs),
    screenshot,
  };
  flat =
    exit.verdict === 'flat' &&
    shownVerdict === 'flat' &&
    after.positions.length === 0 &&
    after.orders.length === 0 &&
    new Set(exit.accounts.map((account) => account.venue)).size >= 3 &&
    exit.accounts.length >= 5;
} catch (error) {
  console.error(error);
  await panel.page.screenshot({ path: screenshot }).catch(() => undefined);
} finally {
  await panel.close();
}
console.log(JSON.stringify(result));
process.exitCode = flat ? 0 : 1;

function printReport(exit: ExitView): void {
  console.log(
    `Verdict: ${exit.verdict}   press to flat: ${exit.pressToFlatMs?.toFixed(0) ?? '-'} ms   orders cancelled: ${exit.ordersCancelled}`,
  );
  console.table(
    exit.legs.map((leg) => ({
      account: leg.accountId,
      symbol: leg.symbol,
      side: leg.side,
      size: `${leg.startSize} ${leg.sizeUnit}`,
      left: leg.remainingSize,
      state: leg.state,
      attempts: leg.attempts,
      'sent ms': leg.sentAtMs?.toFixed(0),
      'ack ms': leg.acknowledgedAtMs?.toFixed(0),
      'proved ms': leg.provedAtMs?.toFixed(0),
      pnl: leg.realizedPnl === null ? null : `${leg.realizedPnl} ${leg.settle}`,
    })),
  );
  for (const left of exit.leftOver) console.log('Left:', JSON.stringify(left));
  for (const note of exit.notes) console.log('Note:', note);
  console.log(`Realised PnL: ${exit.realizedPnlUsd ?? 'not known'} USD   fees: ${exit.feeUsd ?? 'not known'} USD`);
}

// The real app, killed with SIGKILL at every step of its journal (before it is written, and when it is) during an Emergency Exit, and
// started again: it takes the exit up, sends nothing twice, and ends proved flat. The practice exchange runs outside the
// app and outlives it; its ledger and its request log are the judge.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { allLive, launchPanel, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

/** More steps than an exit can take: the test ends where an exit survives, and fails if none does. */
const MOST_STEPS = 60;

// Each test has an exchange and a profile of its own: they share the steps among them, and may run at once.
test.describe.configure({ mode: 'parallel' });
const SHARES = [
  ['odd', 1],
  ['even', 2],
] as const;

let host: PracticeHost;
let userData: string;
test.beforeEach(async () => {
  host = await startPracticeHost({ port: 0, portfolio: 'demo', freeze: true, latencyMs: 30, rateLimits: false });
  userData = mkdtempSync(join(tmpdir(), 'breakglass-crash-'));
});
test.afterEach(async () => {
  await host.stop();
  rmSync(userData, { recursive: true, force: true });
});

const launch = (killAtStep: string): Promise<LaunchedPanel> =>
  launchPanel({
    userData,
    practiceUrl: host.url,
    args: ['--hidden'], // what is not drawn is faster
    preload: join(import.meta.dirname, 'killAtStep.cjs'),
    env: { KILL_AT_STEP: killAtStep },
  });

const ids =
  /"(?:newClientOrderId|clientAlgoId|orderLinkId|clOrdId|algoClOrdId)":"([^"]+)"|(?:newClientOrderId|clientAlgoId)=([^&]+)/g;

/** Account and client order id of every order that was placed. */
const placed = (): readonly string[] =>
  host.world.requests
    .list()
    .filter(({ write, path, method }) => write && method !== 'DELETE' && !/cancel|leverage|margin/i.test(path))
    .flatMap(({ account, query, body }) =>
      [...decodeURIComponent(`${query}&${body}`).matchAll(ids)].map((found) => `${account ?? '?'} ${found[1] ?? found[2] ?? ''}`),
    );

const left = (): number =>
  [...host.venues.values()].reduce(
    (sum, venue) =>
      sum +
      venue
        .accounts()
        .reduce(
          (count, { id }) =>
            count +
            venue.workingOrders(id).length +
            venue.positions(id).filter(({ signedSize }) => Number(signedSize) !== 0).length,
          0,
        ),
    0,
  );

const isReady = (snapshot: PanelSnapshot): boolean => allLive(snapshot) && Object.keys(snapshot.positions).length > 15;

/** Presses Emergency Exit in this panel; resolves when the process is dead or the exit has ended. */
async function pressUntilDead({ app, page }: LaunchedPanel): Promise<'killed' | 'ended'> {
  const child = app.process();
  const dead = new Promise<'killed'>((resolve) => child.once('exit', () => resolve('killed')));
  child.kill('SIGUSR2');
  const ended = (async (): Promise<'ended' | 'lost'> => {
    try {
      const preview = await page.evaluate(() => window.panel.previewExit({ action: 'emergencyExit' }));
      if (!preview.ok) throw new Error(preview.failure.message);
      const { planId } = preview.value;
      await page.evaluate((id) => window.panel.confirmExit({ planId: id }), planId);
      await waitForSnapshot(page, 'its end', ({ exits }) => exits[0]?.verdict !== null && exits[0]?.realizedPnlUsd !== null);
      return 'ended';
    } catch {
      return 'lost'; // its process died
    }
  })();
  const first = await Promise.race([dead, ended]);
  return first === 'lost' ? dead : first;
}

for (const [when, [share, firstStep]] of (['before', 'after'] as const).flatMap((each) =>
  SHARES.map((one) => [each, one] as const),
)) {
  test(`killed ${when} each ${share} step of the journal, an exit is taken up and ends flat`, async () => {
    test.setTimeout(400_000);
    let recorded = 0;
    for (let step: number = firstStep; ; step += SHARES.length) {
      expect(step).toBeLessThan(MOST_STEPS);
      await fetch(`${host.url}/control/reset`, { method: 'POST', body: JSON.stringify({ portfolio: 'demo' }) });
      host.world.requests.clear();
      const first = await launch(`${step}:${when}`);
      await waitForSnapshot(first.page, 'all live', isReady);
      if ((await pressUntilDead(first)) === 'ended') {
        expect(left()).toBe(0);
        await first.close();
        expect(step).toBeGreaterThan(3);
        test.info().annotations.push({ type: 'steps', description: `${when} ${share}: survived step ${step}` });
        return;
      }
      const second = await launch('0:after');
      if (step === 1 && when === 'before') {
        // Not one byte of the intention was written, so not one order had been sent, and nothing is taken up.
        await waitForSnapshot(second.page, 'all live', isReady);
        expect([(await readSnapshot(second.page)).exits, placed()]).toEqual([[], []]);
        await second.close();
        continue;
      }
      recorded += 1;
      const { exits } = await waitForSnapshot(
        second.page,
        `the end of the exit that was killed at step ${step}`,
        (snapshot) => snapshot.exits.length >= recorded && snapshot.exits.every((exit) => exit.verdict !== null),
      );
      expect([step, exits[0]?.verdict, exits[0]?.leftOver]).toEqual([step, 'flat', []]);
      expect([step, left()]).toEqual([step, 0]);
      const all = placed();
      expect([step, all.length - new Set(all).size]).toEqual([step, 0]);
      await second.close();
    }
  });
}

test('an exit that was taken up is told, with what it means', async () => {
  let panel = await launch('1:after');
  await waitForSnapshot(panel.page, 'all live', isReady);
  expect(await pressUntilDead(panel)).toBe('killed');
  panel = await launch('0:after');
  const { exits } = await waitForSnapshot(panel.page, 'its end', (snapshot) => snapshot.exits[0]?.verdict === 'flat');
  expect(exits[0]?.resumedAtMs).not.toBeNull();
  expect(exits[0]?.notes.join(' ')).toContain('took it up again');
  await expect(panel.page.getByText('An exit was taken up again.')).toBeVisible();
  const timeline = await panel.page.evaluate((exitId) => window.panel.getExitTimeline({ exitId }), exits[0]?.exitId ?? '');
  expect(timeline.ok && timeline.value.map((event) => event.kind)).toEqual(
    expect.arrayContaining(['pressed', 'sent', 'resumed', 'ended']),
  );
  expect((await readSnapshot(panel.page)).practiceUrl).toBe(host.url);
  await panel.close();
});

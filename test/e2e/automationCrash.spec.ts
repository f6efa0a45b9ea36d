// The main process killed (SIGKILL) in the middle of an exit that a program asked for under a name of its own, and started again: the
// same call under the same name is the same exit, and nothing is closed twice. A share, as that is where doubling would hurt.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openProgram, rest, type Program } from './automationClient.ts';
import { allLive, launchPanel, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';
import { startOutsideExchange, type OutsideExchange } from './practiceHost.ts';

const HALF = '/v1/api/partial-close';
const SHARE = { symbol: 'DOGEUSDT', exit_pct: 50 };
const HELD = 23458;
const NAME = { 'idempotency-key': 'bridge-2026-11-22-0007' };

let exchange: OutsideExchange;
let userData: string;
test.beforeEach(async () => {
  exchange = await startOutsideExchange(30);
  userData = mkdtempSync(join(tmpdir(), 'breakglass-crash-'));
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, automation: true, automationPort: 0 }));
});
test.afterEach(async () => {
  await exchange.stop();
  rmSync(userData, { recursive: true, force: true });
});

async function launch(killAtStep: string): Promise<LaunchedPanel> {
  const panel = await launchPanel({
    userData,
    practiceUrl: exchange.url,
    args: ['--hidden'],
    preload: join(import.meta.dirname, 'killAtStep.cjs'),
    env: { KILL_AT_STEP: killAtStep },
  });
  await waitForSnapshot(
    panel.page,
    'all live and the way in open',
    (snapshot) => allLive(snapshot) && Object.keys(snapshot.positions).length > 15 && snapshot.automation.server.kind === 'open',
  );
  return panel;
}

/** By the exchange's own fills. */
const closed = (): number =>
  [...exchange.host.venues.values()]
    .flatMap((venue) => venue.accounts().flatMap(({ id }) => venue.fills(id, { symbol: 'DOGEUSDT' })))
    .reduce((sum, { size }) => sum + Number(size), 0);

for (const { at, sent, when } of [
  { when: 'when the intention is written and nothing was sent', at: '1:after', sent: 0 },
  { when: 'when the exchange has taken the order and the journal does not know it', at: '3:before', sent: 1 },
]) {
  test(`killed ${when}: the same name is the same exit, closed once`, async () => {
    test.setTimeout(60_000);
    const first = await launch(at);
    const { token } = await openProgram(first);
    const child = first.app.process();
    const dead = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGUSR2');
    const { automation } = await waitForSnapshot(first.page, 'the address', () => true);
    const cut = rest({ url: urlOf(automation), token }, 'POST', HALF, SHARE, NAME).catch((error: unknown) => String(error));
    await dead;
    expect(exchange.placed()).toHaveLength(sent);
    expect(await cut).toContain('fetch failed');

    const second = await launch('0:after');
    const again = await waitForSnapshot(second.page, 'the exit', ({ exits }) => exits.length > 0);
    const program: Program = { url: urlOf(again.automation), token };
    const { body, status } = await rest(program, 'POST', HALF, SHARE, NAME);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ success: true, verdict: 'flat', exitId: again.exits[0]?.exitId, closed_qty: HELD / 2 }),
    ]);
    const other = await rest(program, 'POST', HALF, { ...SHARE, exit_pct: 51 }, NAME);
    expect([other.status, closed(), new Set(exchange.placed()).size]).toEqual([422, HELD / 2, exchange.placed().length]);
    expect((await waitForSnapshot(second.page, 'its end', ({ exits }) => exits[0]?.verdict === 'flat')).exits).toHaveLength(1);
    await second.close();
  });
}

function urlOf({ server }: { readonly server: Readonly<{ kind: string; url?: string }> }): string {
  if (server.url === undefined) throw new Error(`the way in is ${server.kind}`);
  return server.url;
}

// One exit, whoever asks for it: the same portfolio gets the same orders and the same verdict from the held button, the hotkey, the
// tray, REST, WebSocket and MCP. The practice exchange's own log of what came is compared, word for word but for ids and times.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ExitView } from '../../shared/exit.ts';
import { callTool, curl, openProgram, rpc, type Program } from './automationClient.ts';
import { confirmPage } from './confirmPage.ts';
import { PANIC_KEYS, press, pressUntil } from './keys.ts';
import { allLive, holdButton, launchPanel, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';
import { MIXED_BOOK, startMixedBook, type MixedBook } from './mixedBook.ts';
import { sentOrders, type SentOrders } from './sentOrders.ts';
import { openTrayHost, type TrayHost } from './trayHost.ts';
import { isConfirmVisible } from './windows.ts';

test.describe.configure({ timeout: 180_000 });

/** All three filters at once; the other side of the same hedge, and the same instrument elsewhere, stay. */
const FILTER = { account: 'okx', instrument: 'BTC/USDT:USDT', marketPosition: 'long' } as const;
const FILTER_KEYS = ['ctrl', 'alt', 'b'] as const;
const settings = {
  version: 1,
  watchMinutes: 0, // the portfolio that is opened again for the next way is no surprise
  confirmSeconds: 60,
  hotkeys: { emergencyExit: 'CommandOrControl+Alt+Shift+X', 'filter:btc': 'CommandOrControl+Alt+B' },
  savedFilters: [{ filterId: 'btc', name: 'OKX BTC longs', environment: 'practice', filter: FILTER }],
};

let book: MixedBook;
let userData: string;
let tray: TrayHost;
let panel: LaunchedPanel;
let program: Program;
test.beforeAll(async () => {
  book = await startMixedBook(20);
  userData = mkdtempSync(join(tmpdir(), 'breakglass-same-'));
  writeFileSync(join(userData, 'settings.json'), JSON.stringify(settings));
  tray = await openTrayHost();
  panel = await launchPanel({ userData, practiceUrl: book.host.url });
  await waitForSnapshot(panel.page, 'tray and hotkeys', ({ desktop }) => desktop.tray === 'shown');
  program = await openProgram(panel);
});
test.afterAll(async () => {
  await panel.close();
  await tray.close();
  await book.host.stop();
  rmSync(userData, { recursive: true, force: true });
});

const exits = async (): Promise<number> => (await readSnapshot(panel.page)).exits.length;

async function byHotkey(keys: readonly string[]): Promise<void> {
  const before = await exits();
  await press(keys);
  await expect.poll(() => isConfirmVisible(panel.app), { timeout: 15_000 }).toBe(true);
  await pressUntil(keys, async () => (await exits()) > before);
}

async function byTray(entry: RegExp, title: string): Promise<void> {
  await tray.choose(entry);
  const page = await confirmPage(panel);
  await expect(page.getByRole('heading', { name: `${title}?`, exact: true }).first()).toBeVisible();
  await page.evaluate(async () => {
    const answer = await window.confirmation.ready({});
    if (answer.ok && answer.value?.view.kind === 'asking') await window.confirmation.fire({ askId: answer.value.view.askId });
  });
}

async function byButton(): Promise<void> {
  const before = await exits();
  await holdButton(panel.page, /^Emergency Exit/, () =>
    waitForSnapshot(panel.page, 'the exit', (snapshot) => snapshot.exits.length > before),
  );
}

/** Every way in answers with its verdict too. */
async function answered(answer: Promise<unknown>): Promise<void> {
  expect(await answer).toMatchObject({ success: true, verdict: 'flat', errors: [], joined: false });
}

const flattenByCurl = async (body: object): Promise<void> =>
  answered(curl(program, '/v1/api/positions/flatten', body).then((answer) => answer.body));

/** What the report says, but for when and for how long. */
const toldOf = ({ accounts, environment, legs, leftOver, request, startedBy, verdict }: ExitView) => ({
  request,
  environment,
  startedBy,
  verdict,
  leftOver,
  accounts: accounts.map(({ accountId }) => accountId).toSorted(),
  legs: legs.map(({ accountId, side, startSize, state, symbol, targetSize }) =>
    [accountId, symbol, side, startSize, targetSize, state].join(' '),
  ).toSorted(), // prettier-ignore
});

type Seen = Readonly<{ sent: SentOrders; told: ReturnType<typeof toldOf>; left: number }>;

async function seeExit(way: string, act: () => Promise<void>): Promise<Seen> {
  await book.fill();
  const { exits: before } = await waitForSnapshot(
    panel.page,
    `the portfolio for ${way}`,
    (snapshot) =>
      allLive(snapshot) &&
      Object.keys(snapshot.positions).length === MIXED_BOOK.positions &&
      Object.values(snapshot.orders).flat().length === MIXED_BOOK.orders &&
      snapshot.exits.every(({ endedAtMs }) => endedAtMs !== null),
  );
  const sinceMs = Date.now();
  book.host.world.requests.clear();
  await act();
  const { exits: after } = await waitForSnapshot(
    panel.page,
    `the end of the exit by ${way}`,
    (snapshot) => snapshot.exits.length === before.length + 1 && (snapshot.exits[0]?.endedAtMs ?? null) !== null,
    60_000,
  );
  const [exit] = after;
  if (exit === undefined) throw new Error('the exit is gone');
  return { sent: sentOrders(book.host, sinceMs), told: toldOf(exit), left: book.left() };
}

async function expectAllTheSame(ways: Readonly<Record<string, () => Promise<void>>>): Promise<Seen> {
  let first: Seen | null = null;
  for (const [way, act] of Object.entries(ways)) {
    const seen = await seeExit(way, act);
    first ??= seen;
    expect({ way, ...seen }).toEqual({ way, ...first });
  }
  if (first === null) throw new Error('no way was tried');
  return first;
}

test('everything flattened by button, hotkey, tray, REST, WebSocket and MCP: the same orders, the same verdict', async () => {
  const { left, sent, told } = await expectAllTheSame({
    button: byButton,
    hotkey: () => byHotkey(PANIC_KEYS),
    tray: () => byTray(/^Emergency Exit…/, 'Emergency Exit'),
    REST: () => flattenByCurl({}),
    WebSocket: () => answered(rpc(program, 'FlattenEverything', {})),
    MCP: () => answered(callTool(program, 'bastion_emergency_exit', {})),
  });
  const { length } = sent.firstAttempts;
  expect([told.verdict, left, length, sent.traded.length]).toEqual(['flat', 0, MIXED_BOOK.positions, MIXED_BOOK.positions]);
});

test('one side of one instrument on one account, by hotkey, tray, REST and WebSocket: the same order, the same verdict', async () => {
  const { left, sent, told } = await expectAllTheSame({
    hotkey: () => byHotkey(FILTER_KEYS),
    tray: () => byTray(/^Flatten: OKX BTC longs…/, 'Flatten: OKX BTC longs'),
    REST: () => flattenByCurl(FILTER),
    WebSocket: () => answered(rpc(program, 'Flatten', FILTER)),
  });
  expect([told.verdict, sent.traded]).toEqual(['flat', ['okx BTC-USDT-SWAP sell long 12.31']]);
  expect(left).toBe(MIXED_BOOK.positions + MIXED_BOOK.orders - 2); // the position and its stop
});

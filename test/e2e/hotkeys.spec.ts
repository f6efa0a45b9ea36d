// System-wide hotkeys in the real app: real key events from outside, whatever became of the panel's window. The practice exchange runs
// in this process; its ledger and its request log are the judge.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { connectToX } from '../../electron/desktop/xConnection.ts';
import type { HotkeyMode, HotkeyView } from '../../shared/desktop.ts';
import { hold, PANIC_KEYS, press, pressUntil } from './keys.ts';
import { allLive, launchPanel, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';
import { SMALL_BOOK, startSmallBook, type SmallBook } from './smallBook.ts';
import { inMain, isConfirmVisible } from './windows.ts';

const CALM_MS = 1_600; // a press sooner than that belongs to the exit before it
const SLOW_MS = 30_000; // on a machine that is busy with other things

let book: SmallBook;
let userData: string;
let panel: LaunchedPanel;
test.beforeEach(async () => {
  book = await startSmallBook(20);
  await book.fill();
  userData = mkdtempSync(join(tmpdir(), 'breakglass-hotkeys-'));
});
test.afterEach(async () => {
  const child = panel.app.process();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL'); // a stuck page would have to be waited for
  await gone;
  await book.host.stop();
  const removed = (): string => {
    try {
      rmSync(userData, { recursive: true, force: true });
      return '';
    } catch (error) {
      return String(error); // its other processes end after it
    }
  };
  await expect.poll(removed, { timeout: SLOW_MS }).toBe('');
});

async function launch(settings: Readonly<Record<string, unknown>>): Promise<void> {
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, practicePort: 0, ...settings }));
  panel = await launchPanel({ userData, practiceUrl: book.host.url });
  await waitForSnapshot(
    panel.page,
    'all live',
    (snapshot) => allLive(snapshot) && Object.keys(snapshot.positions).length === SMALL_BOOK,
  );
}

const writes = () => book.host.world.requests.list().filter(({ write }) => write);

/** By the ids of the orders that came. */
const exitsSeen = (): number =>
  new Set(
    writes().flatMap(({ body, query }) =>
      [...decodeURIComponent(`${query}&${body}`).matchAll(/bg-?([a-z0-9]{10})(?:-|l)\d/g)].map((found) => found[1]),
    ),
  ).size;

/** How long nothing has come that places or cancels. */
const quietFor = (ms: number): boolean => {
  const last = writes().at(-1);
  return last !== undefined && Date.now() - last.atMs > ms;
};

const confirmShows = (): Promise<boolean> => isConfirmVisible(panel.app);

const started = (): boolean => writes().length > 0;

async function pressTwice(): Promise<void> {
  await press(PANIC_KEYS);
  await expect.poll(confirmShows, { timeout: SLOW_MS }).toBe(true);
  await pressUntil(PANIC_KEYS, started);
}

const gesture: Readonly<Record<HotkeyMode, () => Promise<void>>> = {
  instant: () => press(PANIC_KEYS),
  twoPress: pressTwice,
  hold: () => hold(PANIC_KEYS, () => expect.poll(started, { timeout: SLOW_MS }).toBe(true)),
};

const windowStates: Readonly<Record<string, () => Promise<unknown>>> = {
  visible: async () => undefined,
  hidden: () =>
    inMain(() =>
      panel.app.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows())
          if (window.webContents.getURL().startsWith('app://panel')) window.hide();
      }),
    ),
  minimised: () =>
    inMain(() =>
      panel.app.evaluate(({ BrowserWindow }) => {
        for (const window of BrowserWindow.getAllWindows())
          if (window.webContents.getURL().startsWith('app://panel')) {
            window.show();
            window.minimize();
          }
      }),
    ),
  'of a killed renderer': async () => {
    const pid = await inMain(() =>
      panel.app.evaluate(({ webContents }) =>
        webContents
          .getAllWebContents()
          .find((each) => each.getURL().startsWith('app://panel'))
          ?.getOSProcessId(),
      ),
    );
    if (pid === undefined) throw new Error('the panel has no renderer');
    process.kill(pid, 'SIGKILL');
  },
  'stuck in a loop': () =>
    inMain(() =>
      panel.app.evaluate(({ webContents }) => {
        const page = webContents.getAllWebContents().find((each) => each.getURL().startsWith('app://panel'));
        void page?.executeJavaScript('for (;;);').catch(() => undefined);
      }),
    ),
};

for (const mode of ['instant', 'twoPress', 'hold'] as const) {
  test(`mode ${mode}: the keys get everything flat with the window visible, hidden, minimised, killed and stuck`, async () => {
    test.setTimeout(120_000);
    await launch({ hotkeyMode: mode });
    for (const [state, enter] of Object.entries(windowStates)) {
      if (book.left() === 0) await book.fill();
      book.host.world.requests.clear();
      await enter();
      expect([state, book.left()]).toEqual([state, SMALL_BOOK + 2]);
      await gesture[mode]();
      await expect.poll(book.left, { message: state, timeout: SLOW_MS }).toBe(0);
      await expect.poll(() => quietFor(CALM_MS), { message: state, timeout: SLOW_MS }).toBe(true);
      expect([state, exitsSeen(), book.left()]).toEqual([state, 1, 0]);
    }
  });
}

const HELD_MS = 2_500; // a repeat every 40 ms after 660

test('held keys fire nothing when a second press is asked for, and fifty rapid presses start one exit', async () => {
  await launch({ confirmSeconds: 60 });
  await hold(PANIC_KEYS, () => new Promise((resolve) => setTimeout(resolve, HELD_MS)));
  expect(await confirmShows()).toBe(true);
  expect(writes()).toEqual([]);
  await press(PANIC_KEYS, { times: 50, apartMs: 90 });
  const { exits } = await waitForSnapshot(panel.page, 'the verdict', (snapshot) => snapshot.exits[0]?.verdict === 'flat');
  expect(exits).toHaveLength(1);
  expect([exitsSeen(), book.left()]).toEqual([1, 0]);
});

const GRAB_KEY = 33;
const MODIFIERS = 0b1101; // Shift, Control, Mod1
const ANY_LOCK = [0, 0b10, 0b10000, 0b10010]; // with Caps Lock, with Num Lock, with both
const KEYCODE_X = 53;

test('keys that another program holds are said to be taken, and are ours soon after it lets go', async () => {
  const { DISPLAY } = process.env;
  if (DISPLAY === undefined) throw new Error('there is no display');
  const rival = await connectToX(DISPLAY, { mappingChanged: () => undefined, closed: () => undefined });
  for (const lock of ANY_LOCK) {
    const request = Buffer.alloc(16);
    request.writeUInt8(GRAB_KEY, 0);
    request.writeUInt8(1, 1);
    request.writeUInt16LE(4, 2);
    request.writeUInt32LE(rival.root, 4);
    request.writeUInt16LE(MODIFIERS | lock, 8);
    request.writeUInt8(KEYCODE_X, 10);
    request.writeUInt8(1, 11);
    request.writeUInt8(1, 12);
    rival.tell(request);
  }
  await rival.ask(Buffer.from([43, 0, 1, 0])); // GetInputFocus: its answer comes after what was asked before is done
  await launch({});
  const stateOf = ({ desktop }: { desktop: { hotkeys: readonly HotkeyView[] } }) => desktop.hotkeys[0]?.state.kind;
  const before = await waitForSnapshot(panel.page, 'taken', (snapshot) => stateOf(snapshot) === 'taken');
  expect(before.notices.map(({ id }) => id)).toContain('hotkey:emergencyExit');
  await press(PANIC_KEYS, { times: 2 });
  expect([await confirmShows(), writes()]).toEqual([false, []]);
  rival.close();
  const after = await waitForSnapshot(panel.page, 'ours', (snapshot) => stateOf(snapshot) === 'ready', 8_000);
  expect(after.notices.map(({ id }) => id)).not.toContain('hotkey:emergencyExit');
  await pressTwice();
  await expect.poll(book.left, { timeout: SLOW_MS }).toBe(0);
});

test('while a hotkey is recorded the others rest, and no longer than its page lives', async () => {
  await launch({ hotkeyMode: 'instant' });
  await panel.page.evaluate(() => window.panel.recordHotkey({ recording: true }));
  await press(PANIC_KEYS);
  expect((await readSnapshot(panel.page)).desktop.hotkeys[0]?.state.kind).toBe('paused');
  expect(writes()).toEqual([]);
  await windowStates['of a killed renderer']?.();
  const pressUntilHeard = async (): Promise<number> => {
    if (writes().length === 0) await press(PANIC_KEYS);
    return book.left();
  };
  await expect.poll(pressUntilHeard, { timeout: SLOW_MS }).toBe(0);
  expect(exitsSeen()).toBe(1);
});

// From the key event of the hotkey to the first order at the exchange: the real app as built, its panel visible and hidden, the machine
// idle and with a busy loop on every core (the exchange, which notes the arrival, runs on it too). In two-press mode the second press
// counts. Every exit must end flat.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { allLive, launchPanel, waitForSnapshot, type LaunchedPanel } from '../e2e/launchPanel.ts';
import { SMALL_BOOK, startSmallBook, type SmallBook } from '../e2e/smallBook.ts';
import { largest, percentile } from './statistics.ts';
import { openXKeyboard, PANIC_KEYCODES, type XKeyboard } from './xKeyboard.ts';

const HELD_MS = 60; // as a finger does it
const BETWEEN_MS = 400; // the two presses
const AGAIN_MS = 1_500;
const MOST_AGAIN = 5;
const CALM_MS = 1_700; // a press sooner than this after the last belongs to the exit before
const LIMIT_MS = 60_000;
const LOOK_MS = 2;

export type HotkeyTimes = Readonly<{
  mode: 'instant' | 'twoPress';
  window: 'visible' | 'hidden';
  machine: 'idle' | 'loaded';
  presses: number;
  /** Presses that were taken for a repeat, as the process was held up: pressed once more, and measured from there. */
  pressedAgain: number;
  p50Ms: number;
  p95Ms: number;
  largestMs: number;
  samples: readonly number[];
}>;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: string, done: () => boolean): Promise<void> {
  const endMs = Date.now() + LIMIT_MS;
  while (!done()) {
    if (Date.now() > endMs) throw new Error(`waited ${LIMIT_MS} ms for ${what}`);
    await pause(LOOK_MS);
  }
}

export async function measureHotkeys(presses: number): Promise<readonly HotkeyTimes[]> {
  const { DISPLAY } = process.env;
  if (DISPLAY === undefined) throw new Error('The keys of this bench go through an X server, and there is none (DISPLAY).');
  const keyboard = await openXKeyboard(DISPLAY, PANIC_KEYCODES);
  const cells: HotkeyTimes[] = [];
  try {
    for (const mode of ['instant', 'twoPress'] as const) {
      const book = await startSmallBook(0);
      const userData = mkdtempSync(join(tmpdir(), 'breakglass-hotkeys-'));
      writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, practicePort: 0, hotkeyMode: mode }));
      try {
        cells.push(...(await measureMode(mode, presses, book, userData, keyboard)));
      } finally {
        await book.host.stop();
        rmSync(userData, { recursive: true, force: true });
      }
    }
    return cells;
  } finally {
    keyboard.close();
  }
}

async function measureMode(
  mode: HotkeyTimes['mode'],
  presses: number,
  book: SmallBook,
  userData: string,
  keyboard: XKeyboard,
): Promise<readonly HotkeyTimes[]> {
  const panel = await launchPanel({ userData, practiceUrl: book.host.url });
  const cells: HotkeyTimes[] = [];
  try {
    await waitForSnapshot(panel.page, 'all live', allLive);
    await measurePress(mode, panel, book, keyboard); // the first exit of a process compiles what it runs
    for (const window of ['visible', 'hidden'] as const) {
      await setWindow(panel, window);
      for (const machine of ['idle', 'loaded'] as const) {
        const loops = machine === 'loaded' ? busyLoops() : [];
        const samples: number[] = [];
        let pressedAgain = 0;
        try {
          for (let press = 0; press < presses; press += 1) {
            const { again, ms } = await measurePress(mode, panel, book, keyboard);
            samples.push(ms);
            pressedAgain += again;
          }
        } finally {
          for (const loop of loops) loop.kill();
        }
        const figures = { p50Ms: percentile(samples, 50), p95Ms: percentile(samples, 95), largestMs: largest(samples) };
        cells.push({ mode, window, machine, presses, pressedAgain, ...figures, samples });
      }
    }
    return cells;
  } finally {
    await panel.close();
  }
}

const busyLoops = (): readonly ChildProcess[] =>
  cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));

const setWindow = ({ app }: LaunchedPanel, window: HotkeyTimes['window']): Promise<void> =>
  app.evaluate(({ BrowserWindow }, wanted) => {
    for (const each of BrowserWindow.getAllWindows()) {
      if (!each.webContents.getURL().startsWith('app://panel')) continue;
      if (wanted === 'hidden') each.hide();
      else each.show();
    }
  }, window);

async function measurePress(
  mode: HotkeyTimes['mode'],
  { page }: LaunchedPanel,
  { fill, host, left }: SmallBook,
  keyboard: XKeyboard,
): Promise<Readonly<{ ms: number; again: number }>> {
  await fill();
  await waitForSnapshot(
    page,
    'the portfolio',
    (snapshot) => allLive(snapshot) && Object.keys(snapshot.positions).length === SMALL_BOOK,
  );
  await pause(CALM_MS);
  host.world.requests.clear();
  const firstOrder = () => host.world.requests.list().find(({ write }) => write);
  let again = 0;
  if (mode === 'twoPress') {
    await keyboard.tap(HELD_MS);
    await pause(BETWEEN_MS);
  }
  let pressedAtMs = await keyboard.tap(HELD_MS);
  for (; again < MOST_AGAIN && !(await within(AGAIN_MS, () => firstOrder() !== undefined)); again += 1)
    pressedAtMs = await keyboard.tap(HELD_MS);
  await until('the first order', () => firstOrder() !== undefined);
  const order = firstOrder();
  if (order === undefined) throw new Error('the order is gone');
  await until('the exchange to be flat', () => left() === 0);
  await waitForSnapshot(page, 'its verdict', ({ exits }) => exits[0]?.verdict === 'flat');
  return { ms: order.atMs - pressedAtMs, again };
}

async function within(ms: number, done: () => boolean): Promise<boolean> {
  const endMs = Date.now() + ms;
  while (!done() && Date.now() < endMs) await pause(LOOK_MS);
  return done();
}

export function describeHotkeys(cells: readonly HotkeyTimes[]): string {
  const line = (words: readonly string[]): string => `${words.map((word) => word.padStart(10)).join('')}\n`;
  const rows = cells.map(({ largestMs, machine, mode, p50Ms, p95Ms, pressedAgain, presses, window }) =>
    line([mode, window, machine, String(presses), ...[p50Ms, p95Ms, largestMs].map((ms) => ms.toFixed(1)), String(pressedAgain)]),
  );
  const head = line(['mode', 'window', 'machine', 'presses', 'p50', 'p95', 'largest', 'again']);
  return `From the key event to the first order at the exchange, ms (two-press: from the second press)\n${head}${rows.join('')}`;
}

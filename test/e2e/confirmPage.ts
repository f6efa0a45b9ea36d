// The confirm window as a test meets it: the system's hotkey by real keys, the page by Playwright, the ledger as judge.
import { execFileSync } from 'node:child_process';
import { expect, type Page } from '@playwright/test';
import type { ConfirmApi } from '../../shared/confirmation.ts';
import { allLive, readLedger, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';
import { inMain } from './windows.ts';

declare global {
  interface Window {
    readonly confirmation: ConfirmApi;
  }
}

export const HOTKEY = 'ctrl+alt+shift+x';
export const xdotool = (...words: readonly string[]): void => {
  execFileSync('xdotool', words);
};

export const ready = (panel: LaunchedPanel) =>
  waitForSnapshot(
    panel.page,
    'all accounts live and the hotkey ready',
    (s) => allLive(s) && Object.keys(s.positions).length > 15 && s.desktop.hotkeys.every(({ state }) => state.kind === 'ready'),
  );

/** The page that is open now; one that was replaced is another. */
export async function confirmPage(panel: LaunchedPanel): Promise<Page> {
  const find = () => panel.app.windows().findLast((page) => !page.isClosed() && page.url() === 'app://confirm/confirm.html');
  await expect.poll(() => find() !== undefined, { message: 'the confirm page' }).toBe(true);
  const page = find();
  if (page === undefined) throw new Error('no confirm page');
  return page;
}

export type WindowFacts = Readonly<{
  visible: boolean;
  focused: boolean;
  onTop: boolean;
  bounds: Readonly<{ x: number; y: number; width: number; height: number }>;
}>;

/** Null: there is no such window now. */
export const confirmWindow = (panel: LaunchedPanel): Promise<WindowFacts | null> =>
  inMain(() =>
    panel.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://confirm'));
      if (window === undefined) return null;
      return {
        visible: window.isVisible(),
        focused: window.isFocused(),
        onTop: window.isAlwaysOnTop(),
        bounds: window.getBounds(),
      };
    }),
  );

export async function expectShown(panel: LaunchedPanel, shown: boolean): Promise<void> {
  await expect.poll(async () => (await confirmWindow(panel))?.visible ?? false, { timeout: 15_000 }).toBe(shown);
}

/** By the system's hotkey; the window is in front and has the keyboard. */
export async function askByHotkey(panel: LaunchedPanel): Promise<Page> {
  xdotool('key', HOTKEY);
  await expectShown(panel, true);
  await expect.poll(async () => (await confirmWindow(panel))?.focused, { timeout: 15_000 }).toBe(true);
  return confirmPage(panel);
}

/** Nothing was sent: no exit is known, and the ledger holds what it held. */
export async function expectNothingSent(panel: LaunchedPanel, positions: number): Promise<void> {
  expect((await readSnapshot(panel.page)).exits).toEqual([]);
  expect((await readLedger(panel.page)).positions.length).toBe(positions);
}

// The panel's window: opens dark, comes back after a renderer crash (not for ever), and asks before it closes over a
// running exit. The exit itself lives in the main process and does not notice.
import { join } from 'node:path';
import { BrowserWindow, dialog } from 'electron';
import type { NumberedChanges } from '../../shared/snapshot.ts';
import { changesChannel } from '../../shared/contract.ts';
import { PANEL_ORIGIN } from './appProtocol.ts';

const RELOADS_PER_MINUTE = 5;

export type PanelWindow = Readonly<{
  push: (changes: NumberedChanges) => void;
  show: () => void;
}>;

export function openPanelWindow(
  options: Readonly<{
    outFolder: string;
    exitRunning: () => boolean;
    onPainted: () => void;
    onRendererGone: (reason: string) => void;
    onClosed: () => void;
  }>,
): PanelWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1000,
    minHeight: 640,
    show: false,
    title: 'Breakglass',
    backgroundColor: '#0d1117',
    webPreferences: {
      preload: join(options.outFolder, 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => {
    window.show();
    options.onPainted();
  });
  const crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    options.onRendererGone(details.reason);
    const now = Date.now();
    while (crashes[0] !== undefined && now - crashes[0] > 60_000) crashes.shift();
    crashes.push(now);
    if (details.reason === 'clean-exit' || crashes.length > RELOADS_PER_MINUTE) return;
    setImmediate(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  });
  window.on('close', (event) => {
    event.preventDefault(); // a page that is dead, reloading or hung does not answer Electron's question, and nothing would quit
    const asked = options.exitRunning() ? askBeforeLeaving(window) : Promise.resolve(true);
    void asked.then((leave) => {
      if (leave && !window.isDestroyed()) window.destroy();
    });
  });
  window.on('closed', options.onClosed);
  void window.loadURL(`${PANEL_ORIGIN}/`);
  return {
    push: (changes) => {
      if (!window.isDestroyed() && !window.webContents.isCrashed()) window.webContents.send(changesChannel, changes);
    },
    show: () => {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}

async function askBeforeLeaving(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'An exit is running',
    message: 'An exit is still running.',
    detail: 'If Breakglass quits now, orders that are on the way stay on the way and nobody proves that you are flat.',
    buttons: ['Keep running', 'Quit anyway'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

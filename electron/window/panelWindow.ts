// The panel's window: opens dark, comes back after its page died or hung, and is told where to go by what was clicked outside it.
// Exits live in the main process and do not notice any of it.
import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import { changesChannel, showChannel } from '../../shared/contract.ts';
import type { PanelPlace } from '../../shared/desktop.ts';
import type { NumberedChanges } from '../../shared/snapshot.ts';
import { PANEL_ORIGIN } from './appProtocol.ts';
import { createPageHealth, LOOK_MS } from './pageHealth.ts';

export type PanelWindow = Readonly<{
  push: (changes: NumberedChanges) => void;
  /** In front of everything; null: as it was left. */
  show: (place?: PanelPlace) => void;
  hide: () => void;
  minimise: () => void;
  close: () => void;
}>;

export function openPanelWindow(
  options: Readonly<{
    outFolder: string;
    /** What it does when it is ready to be seen for the first time. */
    onReady: (window: PanelWindow) => void;
    /** A person closes it; nothing has happened yet. */
    onClose: () => void;
    onPageDied: (reason: string) => void;
    /** The page dies again and again: it stays down until the window is shown again. */
    onGivenUp: () => void;
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
  const contents = window.webContents;
  const alive = (): boolean => !window.isDestroyed() && !contents.isCrashed();
  const health = createPageHealth({
    page: {
      ask: () => (alive() ? contents.executeJavaScript('0') : new Promise(() => undefined)),
      isLoading: () => alive() && contents.isLoadingMainFrame(),
      isDebugged: () => alive() && contents.isDevToolsOpened(),
      kill: () => contents.forcefullyCrashRenderer(),
      reload: () =>
        setImmediate(() => {
          if (!window.isDestroyed()) contents.reload();
        }),
    },
    nowMs: () => performance.now(),
    onDied: options.onPageDied,
    onGivenUp: options.onGivenUp,
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') health.died(reason);
  });
  const looking = setInterval(() => health.look(), LOOK_MS);
  window.on('close', (event) => {
    event.preventDefault(); // a page that is dead, reloading or hung does not answer Electron's question, and nothing would quit
    options.onClose();
  });
  window.on('restore', () => health.wanted()); // by the taskbar
  window.once('closed', () => clearInterval(looking));

  const panel: PanelWindow = {
    push: (changes) => {
      if (alive()) contents.send(changesChannel, changes);
    },
    show: (place) => {
      if (window.isDestroyed()) return;
      health.wanted();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      if (place === undefined) return;
      const go = () => {
        if (alive()) contents.send(showChannel, place);
      };
      if (contents.isLoadingMainFrame()) contents.once('did-finish-load', go);
      else go();
    },
    hide: () => window.hide(),
    minimise: () => {
      if (!window.isVisible()) window.showInactive(); // only a window that is there can be minimised
      window.minimize();
    },
    close: () => {
      if (!window.isDestroyed()) window.destroy();
    },
  };
  window.once('ready-to-show', () => options.onReady(panel));
  void window.loadURL(`${PANEL_ORIGIN}/`);
  return panel;
}

// The confirm window: small, above everything, on the screen where the mouse is. Its page is opened hidden at start, so that
// showing it costs a moment; a page that died is opened again.
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, screen } from 'electron';
import type { z } from 'zod';
import {
  confirmChannel,
  confirmPushChannel,
  confirmRequestNames,
  confirmRequests,
  type ConfirmPush,
  type ConfirmRequestName,
} from '../../shared/confirmation.ts';
import { fail, succeed } from '../../shared/failure.ts';
import { describeIssues } from '../../shared/issues.ts';

type Handler<Name extends ConfirmRequestName> = (input: z.output<(typeof confirmRequests)[Name]>) => void;
export type ConfirmHandlers = Readonly<{ [Name in Exclude<ConfirmRequestName, 'ready'>]: Handler<Name> }>;

export interface ConfirmWindow {
  show(push: ConfirmPush): void;
  close(): void;
}

const WIDTH = 460;
const HEIGHT = 420;

export function openConfirmWindow(
  options: Readonly<{ outFolder: string; origin: string; handlers: ConfirmHandlers; log: (message: string) => void }>,
): ConfirmWindow {
  let current: ConfirmPush | null = null;
  let quitting = false;
  app.on('before-quit', () => {
    quitting = true; // where that is refused, the next thing to show opens it again
  });
  let window = open();

  function open(): BrowserWindow {
    const opened = new BrowserWindow({
      width: WIDTH,
      height: HEIGHT,
      show: false,
      frame: false,
      resizable: false,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      title: 'Breakglass: confirm',
      backgroundColor: '#0d1117',
      webPreferences: {
        preload: join(options.outFolder, 'confirmPreload', 'confirmPreload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        backgroundThrottling: false,
        autoplayPolicy: 'no-user-gesture-required',
      },
    });
    opened.setAlwaysOnTop(true, 'screen-saver');
    opened.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
    opened.on('close', (event) => {
      if (quitting) return;
      event.preventDefault();
      if (current !== null && current.view.kind !== 'closed') options.handlers.dismiss({ askId: current.view.askId });
    });
    void opened.loadURL(`${options.origin}/confirm.html`);
    return opened;
  }

  for (const name of confirmRequestNames) {
    ipcMain.handle(confirmChannel(name), (event, input: unknown) => {
      const frame = event.senderFrame;
      if (frame === null || frame.parent !== null || frame.origin !== options.origin || event.sender !== window.webContents)
        return fail({ kind: 'badRequest', message: 'Only the confirm window itself may ask this.' });
      const parsed = confirmRequests[name].safeParse(input);
      if (!parsed.success) return fail({ kind: 'badRequest', message: `"${name}" was refused: ${describeIssues(parsed.error)}` });
      if (name === 'ready') return succeed(current);
      (options.handlers[name] as (checked: unknown) => void)(parsed.data);
      return succeed(null);
    });
  }

  return {
    show: (push) => {
      current = push;
      if (window.isDestroyed()) {
        quitting = false;
        window = open();
      }
      if (push.view.kind === 'closed') {
        window.hide();
        return;
      }
      window.webContents.send(confirmPushChannel, push);
      if (window.isVisible()) return;
      const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
      window.setBounds({
        x: Math.round(workArea.x + (workArea.width - WIDTH) / 2),
        y: Math.round(workArea.y + (workArea.height - HEIGHT) / 3),
        width: WIDTH,
        height: HEIGHT,
      });
      window.show();
      window.focus();
    },
    close: () => {
      for (const name of confirmRequestNames) ipcMain.removeHandler(confirmChannel(name));
      if (!window.isDestroyed()) window.destroy();
    },
  };
}

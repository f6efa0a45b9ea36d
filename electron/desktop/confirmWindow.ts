// The confirm window: small, above everything, on the screen where the mouse is. Its page is opened hidden once the panel has
// painted, so that neither the start nor showing it waits. What happens when a page fails is decided in confirmKeeper.ts.
import { join } from 'node:path';
import { app, BaseWindow, BrowserWindow, dialog, ipcMain, screen, shell, type WebContents } from 'electron';
import type { z } from 'zod';
import {
  confirmChannel,
  confirmPushChannel,
  confirmRequestNames,
  confirmRequests,
  confirmSoundChannel,
  type ConfirmPush,
  type ConfirmRequestName,
  type ConfirmSound,
} from '../../shared/confirmation.ts';
import { fail, succeed } from '../../shared/failure.ts';
import { describeIssues } from '../../shared/issues.ts';
import type { Clock } from '../exit/ports.ts';
import { createConfirmKeeper, type ConfirmPage, type PageEvents } from './confirmKeeper.ts';
import { createNativeConfirm, type NativeBox } from './nativeConfirm.ts';

type Handler<Name extends ConfirmRequestName> = (input: z.output<(typeof confirmRequests)[Name]>) => void;
export type ConfirmHandlers = Readonly<{ [Name in Exclude<ConfirmRequestName, 'ready' | 'shown' | 'sounded'>]: Handler<Name> }>;

export interface ConfirmWindow {
  show(push: ConfirmPush): void;
  /** Nothing where the person switched sounds off; the system's beep where no page can play it. */
  play(sound: ConfirmSound): void;
  /** Opens its page, hidden. Without it the first asking does. */
  prepare(): void;
  close(): void;
}

export type ConfirmWindowOptions = Readonly<{
  outFolder: string;
  origin: string;
  clock: Pick<Clock, 'sleep' | 'now'>;
  handlers: ConfirmHandlers;
  soundsOn: () => boolean;
  log: (message: string) => void;
}>;

const WIDTH_PX = 480;
const MARGIN_PX = 12;
const SETTLE_MS = 120;
const PREPARE_MS = 5_000; // where no panel ever paints

export function openConfirmWindow(options: ConfirmWindowOptions): ConfirmWindow {
  const { handlers, log } = options;
  let quitting = false;
  const onQuit = () => {
    quitting = true; // where that is refused, the next thing to show says so
  };
  app.on('before-quit', onQuit);
  let live: Readonly<{ contents: WebContents; events: PageEvents }> | null = null;
  let askId: string | null = null;
  const dismiss = () => {
    if (askId !== null) handlers.dismiss({ askId });
  };

  const keeper = createConfirmKeeper({
    sleep: (ms) => options.clock.sleep(ms),
    now: () => options.clock.now(),
    openPage: (events) => {
      const { window, page } = openPage({ ...options, events, quitting: () => quitting, dismiss });
      live = { contents: window.webContents, events };
      return page;
    },
    showNative: createNativeConfirm({
      ask: askNatively,
      fire: (id) => handlers.fire({ askId: id }),
      dismiss: (id) => handlers.dismiss({ askId: id }),
      showPanel: () => handlers.showPanel({}),
      log,
    }),
    letGo: (id) => handlers.pressing({ askId: id, pressing: false }),
    soundsOn: options.soundsOn,
    beep: () => shell.beep(),
    quitting: () => quitting,
    log,
  });

  for (const name of confirmRequestNames) {
    ipcMain.handle(confirmChannel(name), (event, input: unknown) => {
      const frame = event.senderFrame;
      const isOurs = frame !== null && frame.parent === null && frame.origin === options.origin;
      if (!isOurs || live === null || event.sender !== live.contents)
        return fail({ kind: 'badRequest', message: 'Only the confirm window itself may ask this.' });
      const { events } = live;
      const parsed = confirmRequests[name].safeParse(input);
      if (!parsed.success) return fail({ kind: 'badRequest', message: `"${name}" was refused: ${describeIssues(parsed.error)}` });
      const answers = {
        ...handlers,
        ready: () => events.ready(),
        shown: ({ pushId, heightPx }: z.output<typeof confirmRequests.shown>) => events.shown(pushId, heightPx),
        sounded: ({ soundId }: z.output<typeof confirmRequests.sounded>) => events.sounded(soundId),
      };
      const answer = (answers[name] as (checked: unknown) => unknown)(parsed.data);
      return succeed(name === 'ready' ? answer : null);
    });
  }

  void options.clock.sleep(PREPARE_MS).then(() => keeper.prepare());

  return {
    show: (push) => {
      askId = push.view.kind === 'closed' ? null : push.view.askId;
      if (askId !== null) quitting = false;
      keeper.show(push);
    },
    play: (sound) => keeper.play(sound),
    prepare: () => keeper.prepare(),
    close: () => {
      quitting = true;
      app.off('before-quit', onQuit);
      for (const name of confirmRequestNames) ipcMain.removeHandler(confirmChannel(name));
      keeper.close();
    },
  };
}

type PageOptions = Pick<ConfirmWindowOptions, 'outFolder' | 'origin' | 'clock' | 'log'> &
  Readonly<{ events: PageEvents; quitting: () => boolean; dismiss: () => void }>;

function openPage({ events, ...options }: PageOptions): Readonly<{ window: BrowserWindow; page: ConfirmPage }> {
  const window = new BrowserWindow({
    width: WIDTH_PX,
    height: WIDTH_PX,
    show: false,
    frame: false,
    resizable: false,
    maximizable: false,
    minimizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    title: 'Breakglass: confirm',
    backgroundColor: '#11141a',
    // [D] BaseWindowConstructorOptions: on macOS a `panel` floats over full-screen apps and takes keys without their app giving way
    ...(process.platform === 'darwin' ? { type: 'panel' } : {}),
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
  const { webContents } = window;
  window.setAlwaysOnTop(true, 'screen-saver');
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
  window.on('close', (event) => {
    if (options.quitting()) return;
    event.preventDefault();
    options.dismiss();
  });
  window.on('closed', () => events.gone('its window was closed'));
  webContents.on('render-process-gone', (_event, { reason }) => setImmediate(() => events.gone(`its process ended: ${reason}`)));
  webContents.on('preload-error', (_event, _path, error) => setImmediate(() => events.gone(`no bridge: ${error.message}`)));
  webContents.on('did-navigate', (_event, _url, status) => {
    if (status >= 400) setImmediate(() => events.gone(`no page: ${status}`));
  });
  // a load that fails is not an event of its own here: nothing answers, and the keeper takes it for dead
  window.loadURL(`${options.origin}/confirm.html`).catch((error: unknown) => {
    options.log(`the confirm page did not load: ${error instanceof Error ? error.message : String(error)}`);
  });

  const workArea = () =>
    (window.isVisible()
      ? screen.getDisplayMatching(window.getBounds())
      : screen.getDisplayNearestPoint(screen.getCursorScreenPoint())
    ).workArea;
  const alive = () => !window.isDestroyed() && !webContents.isCrashed();

  let place = window.getBounds();

  const page: ConfirmPage = {
    send: (push) => {
      if (alive()) webContents.send(confirmPushChannel, push);
    },
    sound: (order) => {
      if (alive()) webContents.send(confirmSoundChannel, order);
    },
    appear: (heightPx) => {
      const area = workArea();
      const height = Math.min(heightPx, area.height - 2 * MARGIN_PX);
      place = {
        x: Math.round(area.x + (area.width - WIDTH_PX) / 2),
        y: Math.round(area.y + (area.height - height) / 3),
        width: WIDTH_PX,
        height,
      };
      window.setBounds(place);
      window.show();
      window.moveTop();
      window.focus();
      // A window manager may place a new window itself, and give the keyboard back to the program whose key was just pressed.
      void options.clock.sleep(SETTLE_MS).then(() => {
        if (window.isDestroyed() || !window.isVisible()) return;
        const { x, y } = window.getBounds();
        if (x !== place.x || y !== place.y) window.setBounds(place);
        if (!window.isFocused()) window.focus();
      });
    },
    fit: (heightPx) => {
      const area = workArea();
      const height = Math.min(heightPx, area.height - 2 * MARGIN_PX);
      if (height === place.height) return;
      const lowest = area.y + area.height - height - MARGIN_PX;
      place = { ...place, y: Math.min(place.y, lowest), height };
      window.setBounds(place);
    },
    hide: () => {
      if (!window.isDestroyed()) window.hide();
    },
    destroy: () => {
      if (window.isDestroyed()) return;
      if (!webContents.isCrashed()) webContents.forcefullyCrashRenderer(); // one that hangs would live on beside its successor
      window.destroy();
    },
    maxHeightPx: () => workArea().height - 2 * MARGIN_PX,
  };
  return { window, page };
}

async function askNatively({ buttons, signal, ...words }: NativeBox): Promise<number> {
  const box = { ...words, title: 'Breakglass', buttons: [...buttons], defaultId: 0, cancelId: 0, noLink: true, signal };
  if (process.platform !== 'darwin') return (await dialog.showMessageBox(box)).response;
  // [D] dialog.showMessageBox: on macOS a box without a window of its own holds up the whole main process, exits included
  const parent = new BaseWindow({ width: WIDTH_PX, height: 1, alwaysOnTop: true, resizable: false, title: 'Breakglass' });
  try {
    return (await dialog.showMessageBox(parent, box)).response;
  } finally {
    parent.destroy();
  }
}

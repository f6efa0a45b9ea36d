// The desktop around the panel, joined: hotkeys, confirm window, tray, messages. main.ts opens it once Electron is ready.
import { app, globalShortcut } from 'electron';
import type { DesktopView, PanelPlace } from '../../shared/desktop.ts';
import { succeed } from '../../shared/failure.ts';
import type { Desk, DesktopRequests } from '../desk.ts';
import type { Clock } from '../exit/ports.ts';
import type { Handlers } from '../ipc/serveContract.ts';
import { openConfirmWindow } from './confirmWindow.ts';
import type { ExitWish } from './commandLine.ts';
import { createXKeyState } from './keyState.ts';
import { notificationServiceHere } from './notificationService.ts';
import { openNotifications } from './notifications.ts';
import { createPanic, type Panic } from './panic.ts';
import { openSystemHotkeys } from './systemHotkeys.ts';
import { openTray } from './tray.ts';
import { openTrayIcon } from './trayIcon.ts';
import { findTrayHosts } from './trayHosts.ts';
import { inWaylandSession } from './waylandSession.ts';
import { createWishes } from './wishes.ts';

export interface Desktop {
  readonly handlers: Pick<Handlers, DesktopRequests>;
  /** After each push to the panel. */
  changed(): void;
  /** The panel's page is gone, and whatever it had begun. */
  panelGone(): void;
  /** The panel is on screen: what it should not wait for may open now. */
  panelPainted(): void;
  /** An exit that the command line asked for. */
  wish(exit: ExitWish): void;
  /** A program asks for an exit: on the confirm window. */
  askFor: Panic['askFor'];
  /** What was taken of the system may be lost: the computer slept. */
  wake(): void;
  close(): void;
}

type DesktopInputs = Readonly<{
  desk: Desk;
  clock: Clock;
  newId: () => string;
  outFolder: string;
  /** Where the confirm window's page lives. */
  confirmOrigin: string;
  showPanel: (place?: PanelPlace) => void;
  log: (message: string) => void;
}>;

const systems: Readonly<Partial<Record<NodeJS.Platform, DesktopView['system']>>> = { darwin: 'mac', win32: 'windows' };

export function openDesktop(inputs: DesktopInputs): Desktop {
  const { desk, clock, log } = inputs;
  const system = systems[process.platform] ?? 'linux';
  const panic = createPanic({
    clock,
    newId: inputs.newId,
    snapshot: () => desk.snapshot(),
    preview: (request) => desk.handlers.previewExit(request),
    discard: (planId) => void desk.handlers.discardPreview({ planId }),
    fire: (request, asked) => desk.fire(request, asked),
    confirm: (planId, asked) => desk.confirm(planId, asked),
    onChange: () => showConfirm(),
    log,
  });
  const confirmWindow = openConfirmWindow({
    outFolder: inputs.outFolder,
    origin: inputs.confirmOrigin,
    clock,
    soundsOn: () => desk.snapshot().settings.sounds,
    log,
    handlers: {
      fire: ({ askId }) => panic.fire(askId),
      dismiss: ({ askId }) => panic.dismiss(askId),
      pressing: ({ askId, pressing }) => panic.pressing(askId, pressing),
      keysReleased: () => hotkeys.keysReleased(),
      showPanel: () => inputs.showPanel(),
    },
  });
  const notifications = openNotifications({
    snapshot: () => desk.snapshot(),
    nowMs: () => clock.now(),
    show: inputs.showPanel,
    play: (sound) => confirmWindow.play(sound),
    openMessenger: system === 'linux' ? notificationServiceHere(clock) : null,
    log,
  });
  const wishes = createWishes({
    clock,
    snapshot: () => desk.snapshot(),
    ask: (request) => panic.ask(request, 'commandLine', null),
    onRefused: (failure) => {
      desk.notices.raiseFailure('commandLine', 'The exit on the command line was not asked for.', failure);
      inputs.showPanel();
    },
  });
  const { DISPLAY } = process.env;
  const wayland = inWaylandSession(process.platform, process.env);
  const hotkeys = openSystemHotkeys({
    shortcuts: globalShortcut,
    clock,
    // The X server of a Wayland session hears only the keys of its own windows.
    keyState: system === 'linux' && !wayland && DISPLAY !== undefined ? createXKeyState(DISPLAY, log) : null,
    system,
    wayland,
    snapshot: () => desk.snapshot(),
    changeSettings: (part) => desk.changeSettings(part),
    notices: desk.notices,
    panic,
    showPanel: inputs.showPanel,
    onChange: () => showDesktop(),
    log,
  });

  let closed = false; // an exit may still move, and what it shows must not come back

  function showConfirm(): void {
    if (closed) return;
    const { settings } = desk.snapshot();
    confirmWindow.show({ view: panic.view(), look: { theme: settings.theme, holdMs: settings.holdMs, system } });
  }

  const tray = openTray({
    clock,
    snapshot: () => desk.snapshot(),
    ask: (request) => void panic.ask(request, 'tray', null),
    changeSettings: (part) => desk.changeSettings(part),
    pauseHotkeys: (paused) => hotkeys.pause(paused),
    showPanel: inputs.showPanel,
    quit: () => app.quit(),
    notices: desk.notices,
    openIcon: openTrayIcon,
    watchHosts: system === 'linux' ? (found) => findTrayHosts({ clock, log, ...found }) : null,
    onView: () => showDesktop(),
  });

  function showDesktop(): void {
    desk.showDesktop({ system, ...hotkeys.view(), tray: tray.view() });
  }

  hotkeys.changed();
  showDesktop();

  return {
    handlers: {
      ...hotkeys.handlers,
      tryNotification: () => notifications.attempt(),
      quit: async () => {
        app.quit();
        return succeed(null);
      },
    },
    changed: () => {
      if (closed) return;
      hotkeys.changed();
      panic.changed();
      tray.changed();
      wishes.changed();
      notifications.changed();
    },
    panelGone: () => hotkeys.panelGone(),
    panelPainted: () => confirmWindow.prepare(),
    wish: (exit) => wishes.add(exit),
    askFor: (request, asked) => panic.askFor(request, asked),
    wake: () => hotkeys.retry(),
    close: () => {
      closed = true;
      tray.close();
      notifications.close();
      hotkeys.close();
      confirmWindow.close();
    },
  };
}

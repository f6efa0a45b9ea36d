// The desktop around the panel, joined: hotkeys, confirm window, tray, messages. main.ts opens it once Electron is ready.
import { app, globalShortcut } from 'electron';
import type { DesktopView, HotkeyId, PanelPlace } from '../../shared/desktop.ts';
import { succeed } from '../../shared/failure.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Desk, DesktopRequests } from '../desk.ts';
import type { Clock } from '../exit/ports.ts';
import type { Handlers } from '../ipc/serveContract.ts';
import { openConfirmWindow } from './confirmWindow.ts';
import type { ExitWish } from './commandLine.ts';
import { createHotkeys } from './hotkeys.ts';
import { openNotifications } from './notifications.ts';
import { createPanic, type PanicRequest } from './panic.ts';
import { openTray } from './tray.ts';
import { openTrayIcon } from './trayIcon.ts';
import { findTrayHosts } from './trayHosts.ts';
import { createWishes } from './wishes.ts';

export interface Desktop {
  readonly handlers: Pick<Handlers, DesktopRequests>;
  /** After each push to the panel. */
  changed(): void;
  /** An exit that the command line asked for. */
  wish(exit: ExitWish): void;
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

const RETRY_MS = 3_000;
const RECORDING_MS = 30_000;
const systems: Readonly<Partial<Record<NodeJS.Platform, DesktopView['system']>>> = { darwin: 'mac', win32: 'windows' };

export function openDesktop(inputs: DesktopInputs): Desktop {
  const { desk, clock, log } = inputs;
  const system = systems[process.platform] ?? 'linux';
  let paused = false;
  let recording = 0; // which recording is on; 0: none
  let shownSettings: Settings | null = null;

  const panic = createPanic({
    clock,
    newId: inputs.newId,
    snapshot: () => desk.snapshot(),
    preview: (request) => desk.handlers.previewExit(request),
    discard: (planId) => void desk.handlers.discardPreview({ planId }),
    fire: (request) => desk.fire(request),
    onChange: () => showConfirm(),
    log,
  });
  const confirmWindow = openConfirmWindow({
    outFolder: inputs.outFolder,
    origin: inputs.confirmOrigin,
    log,
    handlers: {
      fire: ({ askId }) => panic.fire(askId),
      dismiss: ({ askId }) => panic.dismiss(askId),
      pressing: ({ askId, pressing }) => panic.pressing(askId, pressing),
      keysReleased: () => undefined,
      showPanel: () => inputs.showPanel(),
    },
  });
  const notifications = openNotifications({
    snapshot: () => desk.snapshot(),
    nowMs: () => clock.now(),
    show: inputs.showPanel,
    play: () => undefined,
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
  const hotkeys = createHotkeys({ shortcuts: globalShortcut, onPress: pressed, onChange: showDesktop });

  function showConfirm(): void {
    const { settings } = desk.snapshot();
    confirmWindow.show({ view: panic.view(), look: { theme: settings.theme, holdMs: settings.holdMs, system } });
  }

  function requestOf(hotkey: HotkeyId): PanicRequest | null {
    if (hotkey === 'showPanel') return null;
    if (hotkey === 'emergencyExit' || hotkey === 'flattenWinners') return { action: hotkey };
    const saved = desk.snapshot().settings.savedFilters.find(({ filterId }) => `filter:${filterId}` === hotkey);
    return saved === undefined ? null : { action: 'flatten', filter: saved.filter };
  }

  function pressed(hotkey: HotkeyId): void {
    const request = requestOf(hotkey);
    if (request === null) return inputs.showPanel();
    const view = panic.view();
    if (view.kind === 'asking' && JSON.stringify(view.exit.request) === JSON.stringify(request)) panic.fire(view.askId);
    else panic.ask(request, 'hotkey', { mode: 'twoPress', accelerator: desk.snapshot().settings.hotkeys[hotkey] ?? '' });
  }

  function pauseHotkeys(wanted: boolean): void {
    paused = wanted;
    hotkeys.suspend(paused || recording !== 0);
    showDesktop();
  }

  const tray = openTray({
    clock,
    snapshot: () => desk.snapshot(),
    ask: (request) => void panic.ask(request, 'tray', null),
    changeSettings: (part) => desk.changeSettings(part),
    pauseHotkeys,
    showPanel: inputs.showPanel,
    quit: () => app.quit(),
    notices: desk.notices,
    openIcon: openTrayIcon,
    watchHosts: system === 'linux' ? (found) => findTrayHosts({ clock, log, ...found }) : null,
    onView: () => showDesktop(),
  });

  function showDesktop(): void {
    desk.showDesktop({ system, hotkeys: hotkeys.views(), hotkeysPaused: paused, hotkeyLimits: null, tray: tray.view() });
  }

  function applySettings(): void {
    const { settings } = desk.snapshot();
    if (settings === shownSettings) return;
    shownSettings = settings;
    hotkeys.apply(settings);
    showDesktop();
  }

  const retrying = setInterval(() => hotkeys.retry(), RETRY_MS);
  applySettings();

  return {
    handlers: {
      setHotkey: async ({ hotkey, accelerator }) => {
        const { [hotkey]: _old, ...others } = desk.snapshot().settings.hotkeys;
        const saved = desk.changeSettings({ hotkeys: accelerator === null ? others : { ...others, [hotkey]: accelerator } });
        if (!saved.ok) return saved;
        applySettings();
        return succeed(hotkeys.views().find((view) => view.hotkey === hotkey) ?? null);
      },
      pauseHotkeys: async (wanted) => {
        pauseHotkeys(wanted.paused);
        return succeed(null);
      },
      recordHotkey: async (wanted) => {
        recording = wanted.recording ? recording + 1 : 0;
        const mine = recording;
        hotkeys.suspend(paused || recording !== 0);
        if (mine !== 0)
          void clock.sleep(RECORDING_MS).then(() => {
            if (recording !== mine) return;
            recording = 0;
            hotkeys.suspend(paused);
          });
        return succeed(null);
      },
      tryNotification: async () => notifications.attempt(),
      quit: async () => {
        app.quit();
        return succeed(null);
      },
    },
    changed: () => {
      applySettings();
      panic.changed();
      tray.changed();
      wishes.changed();
      notifications.changed();
    },
    wish: (exit) => wishes.add(exit),
    wake: () => hotkeys.retry(),
    close: () => {
      clearInterval(retrying);
      tray.close();
      notifications.close();
      hotkeys.close();
      confirmWindow.close();
    },
  };
}

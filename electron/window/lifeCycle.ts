// From the first window to the last goodbye: closing, quitting, sleeping, another network, a page or a process that dies.
// What it decides by is in leaving.ts, pageHealth.ts, networkWatch.ts and guard.ts; here Electron is joined to it.
import { homedir, networkInterfaces } from 'node:os';
import { app, BrowserWindow, dialog, powerMonitor, powerSaveBlocker } from 'electron';
import type { PanelPlace } from '../../shared/desktop.ts';
import type { ExitView } from '../../shared/exit.ts';
import type { NumberedChanges } from '../../shared/snapshot.ts';
import type { Desk } from '../desk.ts';
import type { Guard } from './guard.ts';
import { createLeaving, type LeaveAnswer } from './leaving.ts';
import { autostartFile, linuxLoginItem, ownAppImage, type LoginItem } from './loginItem.ts';
import { createNetworkWatch, LOOK_MS } from './networkWatch.ts';
import { openPanelWindow } from './panelWindow.ts';

export interface LifeCycle {
  push(changes: NumberedChanges): void;
  show(place?: PanelPlace): void;
  /** Ends it, or asks first. */
  leave(): void;
  close(): void;
}

type LifeCycleInputs = Readonly<{
  desk: Desk;
  outFolder: string;
  /** Null: nothing starts it again after a crash. */
  guard: Guard | null;
  startHidden: boolean;
  /** The panel's page is drawn for the first time, seen or not. */
  onPainted: () => void;
  onPageDied: () => void;
  /** What would open a window again where one is gone ends first. */
  onEnd: () => void;
  /** Other parts that take hold of the system do it again. */
  onWake: () => void;
  log: (message: string) => void;
}>;

const FIND_TRAY_MS = 5_000; // at a login the tray often comes after us
const REARM_ONCE_WITHIN_MS = 1_000; // a wake is told twice, and brings a network with it

export function openLifeCycle(inputs: LifeCycleInputs): LifeCycle {
  const { desk, guard, log } = inputs;
  const { notices } = desk;
  const exits = (): readonly ExitView[] => desk.snapshot().exits;

  const leaving = createLeaving({
    nowMs: () => performance.now(),
    exitRunning: () => desk.exitRunning(),
    exits,
    choose: () => chooseHowToLeave(log),
    end: () => {
      try {
        inputs.onEnd();
      } catch (error) {
        log(`defect while quitting: ${String(error)}`); // nothing holds up the end
      }
      // Whatever a page thinks of it: one that is hung would hold up the end for ever.
      for (const each of BrowserWindow.getAllWindows()) each.destroy();
      app.quit();
    },
    onWaiting: () =>
      notices.raise({
        id: 'leaving',
        severity: 'info',
        title: 'Breakglass quits when the exit is done.',
        detail: 'If that does not end flat, it stays and says so.',
        remedy: null,
        accountId: null,
      }),
    onStay: (exit) => {
      notices.raise({
        id: 'leaving',
        severity: 'alarm',
        title: 'Breakglass did not quit.',
        detail: 'The exit that it waited for did not end flat.',
        remedy: 'See its report. Then press again for what is left, or quit.',
        accountId: null,
      });
      show({ kind: 'exit', exitId: exit.exitId });
    },
  });

  let wanted = false; // a person asked to see it, perhaps before it was painted
  let hiddenSinceMs: number | null = null; // null: it is on screen, or minimised
  const panel = openPanelWindow({
    outFolder: inputs.outFolder,
    onReady: (window) => {
      if (inputs.startHidden && !wanted) hiddenSinceMs = performance.now();
      else window.show();
      inputs.onPainted();
    },
    onClose: () => closePanel(),
    onPageDied: (reason) => {
      log(`the page of the panel died: ${reason}`);
      inputs.onPageDied();
      desk.rendererGone(reason);
    },
    onGivenUp: () => void offerAnotherTry().catch((error: unknown) => log(`a question could not be asked: ${String(error)}`)),
  });

  /** A tray that went away, or never came, leads to nothing. */
  function keepReachable(): void {
    if (hiddenSinceMs === null || performance.now() - hiddenSinceMs < FIND_TRAY_MS) return;
    if (desk.snapshot().desktop.tray === 'shown') return;
    hiddenSinceMs = null;
    panel.minimise();
  }

  function show(place?: PanelPlace): void {
    wanted = true;
    hiddenSinceMs = null;
    panel.show(place);
  }

  function closePanel(): void {
    const { settings, desktop } = desk.snapshot();
    if (!settings.closeToTray) return leaving.ask();
    if (desktop.tray === 'shown') {
      hiddenSinceMs = performance.now();
      return panel.hide();
    }
    panel.minimise();
    notices.raise({
      id: 'closedWithoutTray',
      severity: 'info',
      title: 'The window was minimised instead of closed.',
      detail: 'This desktop shows no tray icons, so nothing would have led back to it. Hotkeys stay at work.',
      remedy: 'To end Breakglass, choose Quit in Settings, or switch off Close to tray there.',
      accountId: null,
    });
  }

  async function offerAnotherTry(): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: 'Breakglass',
      message: 'The panel keeps crashing.',
      detail:
        'Breakglass itself runs on: running exits go on, and hotkeys and tray work. The window stays empty until the panel is tried again.',
      buttons: ['Try again', 'Leave it closed'],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (response === 0) return show();
    hiddenSinceMs = performance.now();
    panel.hide();
  }

  let rearmedAtMs = Number.NEGATIVE_INFINITY;
  function rearm(why: string): void {
    inputs.onWake();
    const nowMs = performance.now();
    if (nowMs - rearmedAtMs < REARM_ONCE_WITHIN_MS) return;
    rearmedAtMs = nowMs;
    log(`${why}: every connection is opened anew`);
    desk.rearm();
  }
  const onResume = () => rearm('the computer woke up');
  /** Nothing need have been lost: what is alive is left alone. */
  const onUnlock = () => {
    if (desk.snapshot().accounts.every(({ health }) => health.kind === 'live')) inputs.onWake();
    else rearm('the screen was unlocked');
  };
  powerMonitor.on('resume', onResume);
  powerMonitor.on('unlock-screen', onUnlock);
  const network = createNetworkWatch({
    interfaces: networkInterfaces,
    epochMs: () => Date.now(),
    onChanged: () => rearm('the network is another one'),
    onSlept: onResume, // where the system does not tell
  });
  const looking = setInterval(() => {
    network.look();
    keepReachable();
  }, LOOK_MS);

  // An idle computer does not fall asleep in the middle of an exit. Closing its lid still sends it to sleep.
  let awake: number | null = null;
  function keepAwake(): void {
    const running = desk.exitRunning();
    if (running && awake === null) awake = powerSaveBlocker.start('prevent-app-suspension');
    if (running || awake === null) return;
    powerSaveBlocker.stop(awake);
    awake = null;
  }

  // Chromium takes these for a quit by a person, who would be asked. A signal can not be.
  const told = () => leaving.told();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, told);
  powerMonitor.on('shutdown', (event?: Electron.Event) => {
    event?.preventDefault(); // the system waits for us as long as it is willing to
    leaving.told();
  });
  app.on('before-quit', (event) => {
    if (leaving.agreed()) return;
    event.preventDefault();
    leaving.ask();
  });
  app.on('window-all-closed', () => leaving.ask());
  app.on('activate', () => show());

  let graphicsDeaths = 0;
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (type !== 'GPU' || reason === 'clean-exit' || leaving.agreed()) return;
    graphicsDeaths += 1;
    log(`the graphics process died (${reason}); it is started again`);
    if (graphicsDeaths > 1) guard?.withoutGraphics(); // Chromium ends the whole program at the latest after some more
  });

  const loginItem = loginItemHere();
  let startsAtLogin = false;
  function applySettings(): void {
    const { startAtLogin } = desk.snapshot().settings;
    if (startAtLogin === startsAtLogin) return;
    startsAtLogin = startAtLogin;
    const set = loginItem.set(startAtLogin);
    if (set.ok) notices.clear('loginItem');
    else notices.raiseFailure('loginItem', 'Start at login', set.failure);
  }
  applySettings();

  return {
    push: (changes) => {
      panel.push(changes);
      applySettings();
      keepAwake();
      leaving.changed();
    },
    show,
    leave: () => leaving.ask(),
    close: () => {
      clearInterval(looking);
      panel.close();
      guard?.leave();
    },
  };
}

const ANSWERS: readonly LeaveAnswer[] = ['keepRunning', 'whenDone', 'anyway'];

/** Without a parent: the panel may be hidden, dead or hung. */
async function chooseHowToLeave(log: (message: string) => void): Promise<LeaveAnswer> {
  app.focus({ steal: true });
  try {
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      title: 'An exit is running',
      message: 'An exit is still running.',
      detail:
        'Keep running: nothing changes.\n\n' +
        'Quit when it is done: Breakglass ends once the exit is proved flat, and stays if it is not.\n\n' +
        'Quit anyway: orders that are on the way stay on the way, what is still open stays open, and nobody proves that you are flat. ' +
        'The next start takes the exit up again.',
      buttons: ['Keep running', 'Quit when it is done', 'Quit anyway'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    return ANSWERS[response] ?? 'keepRunning';
  } catch (error) {
    log(`a question could not be asked: ${String(error)}`);
    return 'keepRunning';
  }
}

/** What starts this program; in development Electron with our folder. */
export function ownCommand(): readonly string[] {
  const appImage = ownAppImage(process.env, process.execPath);
  if (appImage !== null) return [appImage];
  return process.defaultApp ? [process.execPath, app.getAppPath()] : [process.execPath];
}

function loginItemHere(): LoginItem {
  if (process.platform === 'linux') return linuxLoginItem(autostartFile(process.env, homedir()), ownCommand());
  return {
    set: (openAtLogin) => {
      app.setLoginItemSettings({ openAtLogin });
      return { ok: true, value: null };
    },
  };
}

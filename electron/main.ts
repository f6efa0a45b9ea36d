// The composition root of the desktop app: one instance, one window, one desk behind it.
// Nothing waits at the top level: Electron is ready only after this module has run.
import { join, resolve } from 'node:path';
import { app, dialog, ipcMain, Menu, safeStorage } from 'electron';
import type { Failure, Result } from '../shared/failure.ts';
import { openAutomation, type Automation } from './automation/automation.ts';
import { openStore } from './automation/storeFile.ts';
import { automationDesk } from './automationDesk.ts';
import { openDesk, type Desk } from './desk.ts';
import {
  handedOverSchema,
  exitWords,
  readExitWish,
  requestOfWish,
  type ExitWish,
  type HandedOver,
} from './desktop/commandLine.ts';
import { openDesktop, type Desktop } from './desktop/desktop.ts';
import { inWaylandSession } from './desktop/waylandSession.ts';
import { importAccounts } from './importAccounts.ts';
import { serveContract } from './ipc/serveContract.ts';
import { attachPracticeExchange } from './practiceProcess/practiceControl.ts';
import { startPracticeProcess } from './practiceProcess/practiceProcess.ts';
import { peekSettings } from './settings/settingsFile.ts';
import { randomIds, systemClock } from './systemPorts.ts';
import { createElectronKeyStore } from './vault/electronKeyStore.ts';
import { CONFIRM_ORIGIN, PANEL_ORIGIN, registerPanelScheme, servePanel } from './window/appProtocol.ts';
import { watchDefects } from './window/defects.ts';
import { AFTER_CRASH, readDeaths, startGuard, wordsAgain, type Guard } from './window/guard.ts';
import { openLifeCycle, ownCommand, type LifeCycle } from './window/lifeCycle.ts';
import { denyPermissions, lockDown } from './window/lockDown.ts';

const outFolder = resolve(import.meta.dirname, '..');
const log = (message: string) => process.stderr.write(`${message}\n`);

registerPanelScheme();
// Before Electron 34 it is left unused; later ones ask the desktop's portal for hotkeys (electronjs.org/docs/latest/api/global-shortcut).
if (inWaylandSession(process.platform, process.env)) app.commandLine.appendSwitch('enable-features', 'GlobalShortcutsPortal');
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
lockDown();

let life: LifeCycle | null = null;
let desktop: Desktop | null = null;
let automation: Automation | null = null;

async function chooseFile(): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Import accounts',
    buttonLabel: 'Import',
    properties: ['openFile'],
    filters: [
      { name: 'JSON', extensions: ['json'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return filePaths[0] ?? null; // none: it was closed
}

async function start(first: HandedOver, guard: Guard | null): Promise<void> {
  await app.whenReady();
  denyPermissions();
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
  servePanel(join(outFolder, 'renderer'));
  const desk = openDesk({
    folder: app.getPath('userData'),
    clock: systemClock,
    ids: randomIds,
    startPractice: (port, onGone) => {
      const running = app.commandLine.getSwitchValue('practice-exchange');
      if (running !== '') return attachPracticeExchange(running);
      return startPracticeProcess({ script: join(outFolder, 'practice', 'practice.js'), port, onGone });
    },
    keyStore: createElectronKeyStore(safeStorage, process.platform),
    chooseFile,
    push: (changes) => {
      life?.push(changes);
      desktop?.changed();
      automation?.changed();
    },
    log,
  });
  desktop = openDesktop({
    desk,
    clock: systemClock,
    newId: () => randomIds.planId(),
    outFolder,
    confirmOrigin: CONFIRM_ORIGIN,
    showPanel: (place) => life?.show(place),
    log,
  });
  automation = openAutomation({
    desk: automationDesk(desk, desktop.askFor),
    store: openStore({
      path: join(app.getPath('userData'), 'automation.db'),
      clock: systemClock,
      isBusy: () => desk.exitRunning(),
      onTrouble: (failure) => tellStore(desk, failure),
    }),
    clock: systemClock,
    show: (view) => desk.showAutomation(view),
    raise: desk.notices.raise,
    log,
  });
  serveContract(ipcMain, PANEL_ORIGIN, { ...desk.handlers, ...desktop.handlers, ...automation.handlers }, (name, error) => {
    log(`defect while answering ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
  const isBack = app.commandLine.hasSwitch(AFTER_CRASH);
  life = openLifeCycle({
    desk,
    outFolder,
    guard,
    startHidden: !isBack && (first.hidden || desk.snapshot().settings.startHidden),
    onPainted: () => desktop?.panelPainted(),
    onPageDied: () => desktop?.panelGone(),
    onWake: () => desktop?.wake(),
    onEnd: () => {
      ending = true;
      desktop?.close();
    },
    log,
  });
  if (isBack) tellBack(desk);
  watchDefects((words) => tellDefect(desk, words));
  if (first.exit !== null) desktop.wish(first.exit);
  for (const handed of handedOver.splice(0)) take(handed);
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    life?.close();
    const deadline = systemClock.sleep(2_000);
    const done = Promise.all([automation?.close(), desk.close()]).catch((error: unknown) =>
      log(`defect while quitting: ${String(error)}`),
    );
    void Promise.race([done, deadline]).then(() => {
      closed = true;
      setImmediate(() => app.quit()); // Electron takes no second quit before this event has returned
    });
  });
  await desk.open();
}

function tellBack(desk: Desk): void {
  desk.notices.raise({
    id: 'afterCrash',
    severity: 'warning',
    title: 'Breakglass was started again.',
    detail: 'It had ended without a goodbye. What it left undone is taken up below.',
    remedy: null,
    accountId: null,
  });
}

function tellDefect(desk: Desk, words: string): void {
  log(`defect: ${words}`);
  desk.notices.raise({
    id: 'defect',
    severity: 'warning',
    title: 'Something failed inside Breakglass.',
    detail: `${words.split('\n')[0] ?? words}. Running exits go on.`,
    remedy: 'Start Breakglass again when no exit runs, and report it: the log has the details.',
    accountId: null,
  });
}

function tellStore(desk: Desk, failure: Failure | null): void {
  if (failure === null) desk.notices.clear('automationStore');
  else desk.notices.raiseFailure('automationStore', 'Something is wrong with the keys or the log of programs.', failure);
}

/** What second starts hand over before this one is ready. */
const handedOver: HandedOver[] = [];

let ending = false;

function take(handed: HandedOver): void {
  if (ending) startAnother(handed);
  else if (life === null || desktop === null) handedOver.push(handed);
  else if (handed.exit !== null) desktop.wish(handed.exit);
  else if (!handed.hidden) life.show();
}

/** Who starts Breakglass while it goes would be left with nothing: it starts once more when it has gone, and is asked the same. */
function startAnother({ exit, hidden }: HandedOver): void {
  const said = [...(exit === null ? [] : [exitWords(exit)]), ...(hidden ? ['--hidden'] : [])];
  const [execPath = process.execPath] = ownCommand();
  app.relaunch({ execPath, args: [...wordsAgain(process.argv.slice(1)), ...said] });
}

/** Not in development, where a program that ends is often ended. */
function guardOfThis(): Guard | null {
  const { commandLine } = app;
  const wanted = commandLine.hasSwitch('guard-restart') || (app.isPackaged && !commandLine.hasSwitch('no-guard'));
  const [executable] = ownCommand();
  if (!wanted || process.platform === 'win32' || executable === undefined) return null;
  const deaths = readDeaths(commandLine.getSwitchValue(AFTER_CRASH));
  return startGuard({ executable, words: wordsAgain(process.argv.slice(1)), deaths, log });
}

function startOnce(exit: ExitWish | null): void {
  const mine: HandedOver = { exit, hidden: app.commandLine.hasSwitch('hidden') };
  if (!app.requestSingleInstanceLock(mine)) {
    app.quit();
    return;
  }
  app.on('second-instance', (_event, _argv, _folder, data: unknown) => {
    const handed = handedOverSchema.safeParse(data);
    take(handed.success ? handed.data : { exit: null, hidden: false }); // another version of Breakglass
  });
  const guard = guardOfThis();
  start(mine, guard).catch((error: unknown) => {
    log(`Breakglass could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    guard?.leave();
    app.exit(1);
  });
}

/** What is asked for must be understood as a whole before anything starts. */
function readCommandLine(): Result<ExitWish | null> {
  const wish = readExitWish(process.argv);
  if (!wish.ok || wish.value === null) return wish;
  const settings = peekSettings(join(app.getPath('userData'), 'settings.json'));
  const request = settings === null ? null : requestOfWish(wish.value, settings);
  return request === null || request.ok ? wish : request;
}

if (app.commandLine.hasSwitch('import-accounts')) {
  importAccounts(log);
} else {
  const wish = readCommandLine();
  if (wish.ok) startOnce(wish.value);
  else {
    const { message, remedy } = wish.failure;
    process.stderr.write(`${message} ${remedy ?? ''}\n`, () => app.exit(2));
  }
}

// The composition root of the desktop app: one instance, one window, one desk behind it.
// Nothing waits at the top level: Electron is ready only after this module has run.
import { join, resolve } from 'node:path';
import { app, dialog, ipcMain, Menu, safeStorage } from 'electron';
import { openDesk, type Desk } from './desk.ts';
import { openDesktop, type Desktop } from './desktop/desktop.ts';
import { importAccounts } from './importAccounts.ts';
import { serveContract } from './ipc/serveContract.ts';
import { attachPracticeExchange } from './practiceProcess/practiceControl.ts';
import { startPracticeProcess } from './practiceProcess/practiceProcess.ts';
import { randomIds, systemClock } from './systemPorts.ts';
import { createElectronKeyStore } from './vault/electronKeyStore.ts';
import { CONFIRM_ORIGIN, PANEL_ORIGIN, registerPanelScheme, servePanel } from './window/appProtocol.ts';
import { denyPermissions, lockDown } from './window/lockDown.ts';
import { openPanelWindow, type PanelWindow } from './window/panelWindow.ts';

const outFolder = resolve(import.meta.dirname, '..');
const log = (message: string) => process.stderr.write(`${message}\n`);

registerPanelScheme();
// Before Electron 34 it is left unused; later ones ask the desktop's portal for hotkeys (electronjs.org/docs/latest/api/global-shortcut).
if (process.platform === 'linux' && process.env['XDG_SESSION_TYPE'] === 'wayland')
  app.commandLine.appendSwitch('enable-features', 'GlobalShortcutsPortal');
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
lockDown();

let window: PanelWindow | null = null;
let desktop: Desktop | null = null;

function openWindow(desk: Desk): PanelWindow {
  return openPanelWindow({
    outFolder,
    exitRunning: () => desk.exitRunning(),
    onRendererGone: (reason) => {
      desktop?.panelGone();
      desk.rendererGone(reason);
    },
    onPainted: () => desktop?.panelPainted(),
    onClosed: () => app.quit(), // the confirm window is still there, hidden
  });
}

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

async function start(): Promise<void> {
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
      window?.push(changes);
      desktop?.changed();
    },
    log,
  });
  desktop = openDesktop({
    desk,
    clock: systemClock,
    newId: () => randomIds.planId(),
    outFolder,
    confirmOrigin: CONFIRM_ORIGIN,
    showPanel: () => window?.show(),
    log,
  });
  serveContract(ipcMain, PANEL_ORIGIN, { ...desk.handlers, ...desktop.handlers }, (name, error) => {
    log(`defect while answering ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
  window = openWindow(desk);
  app.on('second-instance', () => window?.show());
  app.on('activate', () => window?.show());
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    desktop?.close();
    const deadline = systemClock.sleep(2_000);
    const done = desk.close().catch((error: unknown) => log(`defect while quitting: ${String(error)}`));
    void Promise.race([done, deadline]).then(() => {
      closed = true;
      setImmediate(() => app.quit()); // Electron takes no second quit before this event has returned
    });
  });
  await desk.open();
}

if (app.commandLine.hasSwitch('import-accounts')) {
  importAccounts(log);
} else if (app.requestSingleInstanceLock()) {
  app.on('window-all-closed', () => app.quit());
  start().catch((error: unknown) => {
    log(`Breakglass could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    app.exit(1);
  });
} else {
  app.quit();
}

// The app without a window: --import-accounts=FILE. Prints one line of JSON; 0 all were added, 2 some were refused, 1 nothing worked.
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { app, safeStorage } from 'electron';
import { createAdmission } from './accounts/admission.ts';
import { emptyReport, importHeadless, PASSPHRASE_SWITCH, takePassphrase, type HeadlessEnd } from './accounts/headlessImport.ts';
import { createTrial } from './accounts/trial.ts';
import { checkReadiness } from './readiness/checkReadiness.ts';
import { systemClock } from './systemPorts.ts';
import { createElectronKeyStore } from './vault/electronKeyStore.ts';
import { createVault } from './vault/vault.ts';
import { openVaultFile } from './vault/vaultFile.ts';
import { openMarketCache } from './venues/marketCache.ts';
import { createPacingRoom } from './venues/pacing.ts';

export function importAccounts(log: (message: string) => void): void {
  const file = resolve(app.commandLine.getSwitchValue('import-accounts'));
  const end = ({ report, exitCode }: HeadlessEnd): void => {
    process.stdout.write(`${JSON.stringify(report)}\n`, () => app.exit(exitCode));
  };
  run(file, log).then(end, (error: unknown) => {
    log(`Breakglass could not import: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const message = error instanceof Error ? error.message : String(error);
    end({ report: { ...emptyReport(file), failure: { kind: 'internal', message } }, exitCode: 1 });
  });
}

async function run(file: string, log: (message: string) => void): Promise<HeadlessEnd> {
  const passphrase = takePassphrase(app.commandLine.getSwitchValue(PASSPHRASE_SWITCH), process.env);
  if (!app.requestSingleInstanceLock()) {
    const message = 'Breakglass is running with this profile: its vault is in use.';
    const remedy = 'Import in its window, or quit it first.';
    return { report: { ...emptyReport(file), failure: { kind: 'vault', message, remedy } }, exitCode: 1 };
  }
  await app.whenReady(); // the key store is not known before
  const folder = app.getPath('userData');
  const clock = systemClock;
  const vault = createVault({
    file: openVaultFile(join(folder, 'accounts.vault'), { log }),
    keyStore: createElectronKeyStore(safeStorage, process.platform),
    clock,
    onChange: () => undefined,
  });
  const surroundings = {
    clock,
    pacing: createPacingRoom(() => clock.now()),
    marketCache: openMarketCache(join(folder, 'markets'), () => clock.epoch(), log),
  };
  const trial = createTrial(surroundings, checkReadiness, () => false);
  const noExit = async (): Promise<void> => undefined; // there is no window to press in
  const admission = createAdmission({ vault, trial, newId: randomUUID, epoch: () => clock.epoch(), noExit });
  return importHeadless({ file, passphrase, vault, admission });
}

// Provisioning without a window: --import-accounts=FILE adds what is in the file, says what became of it as one line of JSON,
// and ends. A passphrase comes out of a file or the environment: what stands on a command line every program can read.
import { readFileSync } from 'node:fs';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { ImportReport } from '../../shared/vault.ts';
import type { Vault } from '../vault/vault.ts';
import type { Admission } from './admission.ts';
import { deleteAdvice } from './importFile.ts';

export type HeadlessReport = ImportReport & Readonly<{ failure?: Failure }>;
export type HeadlessEnd = Readonly<{ report: HeadlessReport; exitCode: 0 | 1 | 2 }>;

export const PASSPHRASE_SWITCH = 'vault-passphrase-file';
export const PASSPHRASE_VARIABLE = 'BREAKGLASS_PASSPHRASE';
const SHORTEST_NEW = 8; // as the panel asks for

const vaultFailure = (message: string, remedy: string): Failure => ({ kind: 'vault', message, remedy });
const HOW = `Give it with --${PASSPHRASE_SWITCH}=FILE or in the environment variable ${PASSPHRASE_VARIABLE}.`;

/** Null: none was given. What starts from now on does not inherit it; /proc keeps it as it was at the start: a file is better. */
export function takePassphrase(file: string, environment: NodeJS.ProcessEnv): Result<string | null> {
  const given = environment[PASSPHRASE_VARIABLE];
  delete environment[PASSPHRASE_VARIABLE];
  if (file === '') return succeed(given === undefined || given === '' ? null : given);
  try {
    return succeed(readFileSync(file, 'utf8').replace(/\r?\n$/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(
      vaultFailure(`The passphrase file ${file} can not be read: ${reason}.`, 'Check its name and that you may read it.'),
    );
  }
}

type HeadlessInputs = Readonly<{ file: string; passphrase: Result<string | null>; vault: Vault; admission: Admission }>;

export async function importHeadless({ file, passphrase, vault, admission }: HeadlessInputs): Promise<HeadlessEnd> {
  const opened = passphrase.ok ? await openVault(vault, passphrase.value) : passphrase;
  const imported = opened.ok ? await admission.importFrom(file) : opened;
  if (!imported.ok) return { report: { ...emptyReport(file), failure: imported.failure }, exitCode: 1 };
  const { added, refused } = imported.value;
  return { report: imported.value, exitCode: added.length === 0 ? 1 : refused.length > 0 ? 2 : 0 };
}

/** What is said when it can not even begin. */
export const emptyReport = (file: string): ImportReport => ({ file, added: [], refused: [], advice: deleteAdvice(file) });

/** Opens the vault that there is, or makes one: with the passphrase when there is one, else under the system's key store. */
async function openVault(vault: Vault, passphrase: string | null): Promise<Result<null>> {
  await vault.load();
  const { state, protection, failure, systemTrouble } = vault.view();
  if (state === 'open') return succeed(null);
  if (state === 'empty') return passphrase === null ? createBySystem(vault, systemTrouble) : createWith(vault, passphrase);
  if (failure !== null || protection !== 'passphrase')
    return fail(failure ?? vaultFailure('The vault can not be opened.', 'Start Breakglass: it says why.'));
  return passphrase === null ? fail(vaultFailure('The vault wants its passphrase.', HOW)) : vault.unlock(passphrase);
}

async function createBySystem(vault: Vault, trouble: Failure | null): Promise<Result<null>> {
  if (trouble === null) return vault.create({ protection: 'system' });
  return fail(vaultFailure(trouble.message, `${trouble.remedy ?? ''} For a passphrase: ${HOW}`.trim()));
}

async function createWith(vault: Vault, passphrase: string): Promise<Result<null>> {
  if (passphrase.length >= SHORTEST_NEW) return vault.create({ protection: 'passphrase', passphrase });
  return fail(vaultFailure(`The passphrase has fewer than ${SHORTEST_NEW} characters.`, 'Choose a longer one.'));
}

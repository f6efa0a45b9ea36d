// How the keys are kept, in words.
import { assertNever } from '../../shared/failure.ts';
import type { VaultView } from '../../shared/vault.ts';

export function keptWords({ state, protection }: VaultView): string {
  switch (state) {
    case 'empty':
      return 'No key is stored yet.';
    case 'session':
      return 'Keys live in memory until Breakglass ends; nothing is stored.';
    case 'locked':
      return protection === 'passphrase'
        ? 'Locked with your passphrase.'
        : "Locked: the system's key store does not open the file.";
    case 'damaged':
      return 'The file with the keys can not be used.';
    case 'open':
      return protection === 'passphrase'
        ? 'Keys are stored encrypted with your passphrase.'
        : "Keys are stored encrypted; the system's key store holds the key to the file.";
    default:
      return assertNever(state);
  }
}

/** Accounts can be added and changed now. */
export const canChange = (vault: VaultView): boolean =>
  !vault.addingLocked && (vault.state === 'open' || vault.state === 'session' || vault.state === 'empty');

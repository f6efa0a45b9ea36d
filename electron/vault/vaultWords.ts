// What the vault says when it refuses.
import { assertNever, type Failure } from '../../shared/failure.ts';

const vault = (message: string, remedy: string): Failure => ({ kind: 'vault', message, remedy });

export const wrongPassphrase: Failure = vault(
  'The passphrase is wrong.',
  'Nothing was changed. Try again; without it nobody can read the keys, and they have to be entered anew in a new vault.',
);

export const damagedFile = (path: string, why: string): Failure =>
  vault(
    `The vault file ${path} is damaged: ${why}.`,
    'It is kept as it is. Put a good copy of it in its place and restart Breakglass, or set it aside and enter your keys again.',
  );

export const newerFile = (path: string, version: number): Failure =>
  vault(
    `The vault file ${path} has version ${version}, which this Breakglass does not know.`,
    'It is kept as it is. Use the newer Breakglass that wrote it, or set it aside and enter your keys again.',
  );

export const otherKeyStore = (path: string): Failure =>
  vault(
    `The key store of this computer does not open the vault file ${path}: it was sealed by another one, or by another user.`,
    'The file is kept as it is. Log in as the user who made it with the same keyring, or set it aside and enter your keys again.',
  );

export const wrapRefused = (error: unknown): Failure =>
  vault(
    `The key store of this computer did not seal the keys: ${error instanceof Error ? error.message : String(error)}.`,
    'Nothing was changed. Unlock the key store and try again.',
  );

export const notEmpty = (path: string): Failure =>
  vault(
    `There is a vault already: ${path}.`,
    'Unlock it, or set it aside if it can not be opened; how keys are kept is decided once.',
  );

export const setAsideRefused = vault(
  'There is no vault to set aside: only one that is locked or damaged can be.',
  'To delete keys remove their accounts.',
);

export function wanted(state: 'empty' | 'session' | 'locked' | 'addingLocked'): Failure {
  switch (state) {
    case 'empty':
      return vault(
        'Nobody has decided yet how the keys are kept.',
        'Choose the key store of this computer, a passphrase, or this session only.',
      );
    case 'session':
      return vault('Keys are kept for this session only: there is nothing to unlock.', 'Add your accounts.');
    case 'locked':
      return vault('The vault is locked.', 'Unlock it first.');
    case 'addingLocked':
      return vault(
        'Adding and changing accounts is locked. What is connected stays connected, and exits work.',
        'Enter the passphrase of the vault.',
      );
    default:
      return assertNever(state);
  }
}

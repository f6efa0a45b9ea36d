// Electron's safeStorage as the system key store. It counts only where a real key store stands behind it: on Linux the
// back ends "basic_text" (a password that is in Chromium's source) and "unknown" protect nothing.
// The asynchronous calls are used where they exist (Electron 45), the synchronous ones otherwise (Electron 33); what the
// synchronous one encrypted the asynchronous one decrypts [D: electronjs.org/docs/latest/api/safe-storage].
import type { Failure } from '../../shared/failure.ts';
import type { SystemKeyStore } from './keyStore.ts';

/** The part of Electron's safeStorage that is used, old and new; which of it exists is looked at when it runs. */
export type SafeStorage = Readonly<{
  isEncryptionAvailable?: () => boolean;
  encryptString?: (plainText: string) => Buffer;
  decryptString?: (encrypted: Buffer) => string;
  isAsyncEncryptionAvailable?: () => Promise<boolean>;
  encryptStringAsync?: (plainText: string) => Promise<Buffer>;
  decryptStringAsync?: (encrypted: Buffer) => Promise<Readonly<{ result: string }>>;
  getSelectedStorageBackend?: () => string;
}>;

const NO_REAL_STORE: readonly string[] = ['basic_text', 'unknown'];
const OTHER_WAYS = 'or protect the keys with a passphrase, or enter them for this session only.';

const noStore = (message: string, remedy: string): Failure => ({ kind: 'vault', message, remedy: `${remedy}, ${OTHER_WAYS}` });

/** To be asked after `ready`: before, every back end is unknown. */
export function createElectronKeyStore(safeStorage: SafeStorage, platform: NodeJS.Platform): SystemKeyStore {
  const isAvailable = async (): Promise<boolean> => {
    if (safeStorage.isAsyncEncryptionAvailable !== undefined) return safeStorage.isAsyncEncryptionAvailable();
    return safeStorage.isEncryptionAvailable?.() === true;
  };

  const lookAtLinux = (): Failure | null => {
    const backend = safeStorage.getSelectedStorageBackend?.() ?? 'unknown';
    if (!NO_REAL_STORE.includes(backend)) return null;
    return noStore(
      'No key store was found on this desktop, so nothing here could encrypt the keys.',
      'Install GNOME Keyring or KWallet and restart Breakglass, with --password-store=gnome-libsecret on an unusual desktop',
    );
  };

  return {
    trouble: async () => {
      try {
        const trouble = platform === 'linux' ? lookAtLinux() : null;
        if (trouble !== null) return trouble;
        if (await isAvailable()) return null;
        return noStore('The key store of this computer is locked or does not answer.', 'Unlock it and restart Breakglass');
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return noStore(`The key store of this computer failed: ${reason}.`, 'Restart the computer');
      }
    },
    wrap: async (secret) => {
      if (safeStorage.encryptStringAsync !== undefined) return safeStorage.encryptStringAsync(secret);
      if (safeStorage.encryptString !== undefined) return safeStorage.encryptString(secret);
      throw new Error('this Electron has no safeStorage');
    },
    unwrap: async (wrapped) => {
      if (safeStorage.decryptStringAsync !== undefined) return (await safeStorage.decryptStringAsync(wrapped)).result;
      if (safeStorage.decryptString !== undefined) return safeStorage.decryptString(wrapped);
      throw new Error('this Electron has no safeStorage');
    },
  };
}

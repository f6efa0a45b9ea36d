import { describe, expect, it } from 'vitest';
import { createElectronKeyStore, type SafeStorage } from '../../../electron/vault/electronKeyStore.ts';

const oldElectron = (changes: Partial<SafeStorage> = {}): SafeStorage => ({
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from(`old:${text}`),
  decryptString: (bytes) => bytes.toString().replace('old:', ''),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  ...changes,
});

describe('the key store behind safeStorage', () => {
  it.each([
    ['linux', 'basic_text', true, 'No key store was found'],
    ['linux', 'unknown', true, 'No key store was found'],
    ['linux', 'gnome_libsecret', false, 'locked or does not answer'],
    ['darwin', 'unknown', false, 'locked or does not answer'],
  ] as const)('%s with back end %s and available %s is refused: %s', async (platform, backend, available, words) => {
    const storage = oldElectron({ getSelectedStorageBackend: () => backend, isEncryptionAvailable: () => available });
    const trouble = await createElectronKeyStore(storage, platform).trouble();
    expect(trouble).toMatchObject({ kind: 'vault' });
    expect(trouble?.message).toContain(words);
    expect(trouble?.remedy).toContain('passphrase');
  });

  it.each([
    ['linux', 'gnome_libsecret'],
    ['linux', 'kwallet6'],
    ['darwin', 'unknown'],
    ['win32', 'unknown'],
  ] as const)('%s with back end %s is taken', async (platform, backend) => {
    const storage = oldElectron({ getSelectedStorageBackend: () => backend });
    expect(await createElectronKeyStore(storage, platform).trouble()).toBeNull();
  });

  it('takes the asynchronous calls where they exist', async () => {
    const store = createElectronKeyStore(
      oldElectron({
        isAsyncEncryptionAvailable: async () => true,
        isEncryptionAvailable: () => false,
        encryptStringAsync: async (text) => Buffer.from(`new:${text}`),
        decryptStringAsync: async (bytes) => ({ result: bytes.toString().replace('new:', '') }),
      }),
      'linux',
    );
    expect(await store.trouble()).toBeNull();
    const wrapped = await store.wrap('key');
    expect(wrapped.toString()).toBe('new:key');
    expect(await store.unwrap(wrapped)).toBe('key');
  });

  it('takes the synchronous ones otherwise, and tells what throws in words', async () => {
    const store = createElectronKeyStore(oldElectron(), 'linux');
    expect(await store.unwrap(await store.wrap('key'))).toBe('key');
    const broken = oldElectron({
      isEncryptionAvailable: () => {
        throw new Error('no bus');
      },
    });
    expect((await createElectronKeyStore(broken, 'linux').trouble())?.message).toContain('no bus');
  });
});

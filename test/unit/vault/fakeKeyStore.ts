// A key store of an operating system that a test holds: another one, or a locked one, behaves as real ones do.
import { randomBytes } from 'node:crypto';
import type { SystemKeyStore } from '../../../electron/vault/keyStore.ts';
import { seal, unseal } from '../../../electron/vault/seal.ts';
import type { Failure } from '../../../shared/failure.ts';

export type FakeKeyStore = SystemKeyStore & { failure: Failure | null; readonly given: string[] };

export const noKeyStore: Failure = { kind: 'vault', message: 'No key store.', remedy: 'Use a passphrase.' };

export function createFakeKeyStore(key = randomBytes(32)): FakeKeyStore {
  const store: FakeKeyStore = {
    failure: null,
    given: [],
    trouble: async () => store.failure,
    wrap: async (secret) => {
      if (store.failure !== null) throw new Error('locked');
      store.given.push(secret);
      return seal(key, Buffer.from(secret), 'fake');
    },
    unwrap: async (wrapped) => {
      const secret = unseal(key, wrapped, 'fake');
      if (secret === null || store.failure !== null) throw new Error('Error while decrypting the ciphertext.');
      return secret.toString();
    },
  };
  return store;
}

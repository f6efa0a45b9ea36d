// The key store of the operating system (Keychain, DPAPI, Secret Service, KWallet), as far as the vault needs it.
import type { Failure } from '../../shared/failure.ts';

export interface SystemKeyStore {
  /** Why it can not be used here; null: it can. Asked each time: a keyring may be unlocked meanwhile. Never rejects. */
  trouble(): Promise<Failure | null>;
  /** Rejects when the store refuses. */
  wrap(secret: string): Promise<Buffer>;
  /** Rejects for what another store, or another user's, had wrapped. */
  unwrap(wrapped: Buffer): Promise<string>;
}

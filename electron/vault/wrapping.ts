// How a data key is wrapped: by the operating system's key store, or by a key that a passphrase gives. Each write of the
// vault has a data key of its own, which lives as long as the write.
import { randomBytes, scrypt } from 'node:crypto';
import type { SystemKeyStore } from './keyStore.ts';
import { KEY_BYTES, seal, unseal } from './seal.ts';
import { headerLine, passphraseHeader, systemHeader, type ScryptParameters, type VaultHeader } from './vaultFormat.ts';

export type Wrapping = Readonly<{
  header: VaultHeader;
  wrap: (dataKey: Buffer) => Promise<Buffer>;
  /** Null: not wrapped by this one. */
  unwrap: (wrapped: Buffer) => Promise<Buffer | null>;
  /** Zeroes the key that it holds. */
  forget: () => void;
}>;

/** 128 MiB and some tenths of a second for each guess [D: RFC 7914; OWASP's first choice for scrypt]. */
export const SCRYPT_COST = { N: 1 << 17, r: 8, p: 1 } as const;
export type ScryptCost = Readonly<{ N: number; r: number; p: number }>;

export const wrapBySystem = (store: SystemKeyStore): Wrapping => ({
  header: systemHeader(),
  wrap: (dataKey) => store.wrap(dataKey.toString('base64')),
  unwrap: async (wrapped) => {
    const dataKey = Buffer.from(await store.unwrap(wrapped), 'base64');
    return dataKey.length === KEY_BYTES ? dataKey : null;
  },
  forget: () => undefined,
});

export const newScrypt = ({ N, r, p }: ScryptCost): ScryptParameters => ({
  name: 'scrypt',
  N,
  r,
  p,
  salt: randomBytes(32).toString('hex'),
});

/** @param line  the header as it stands in the file, when there is one: the wrapped key is bound to these bytes */
export async function wrapByPassphrase(passphrase: string, kdf: ScryptParameters, line?: string): Promise<Wrapping> {
  const key = await deriveKey(passphrase, kdf);
  const header = passphraseHeader(kdf);
  const bound = line ?? headerLine(header);
  return {
    header,
    wrap: async (dataKey) => seal(key, dataKey, headerLine(header)),
    unwrap: async (wrapped) => unseal(key, wrapped, bound),
    forget: () => void key.fill(0),
  };
}

/** The same passphrase in another keyboard's spelling of its letters gives the same key. */
function deriveKey(passphrase: string, { N, r, p, salt }: ScryptParameters): Promise<Buffer> {
  const maxmem = 128 * r * (N + p + 4) + 1024;
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), KEY_BYTES, { N, r, p, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

// A vault in a folder of its own, with a clock that a test moves and a derivation that costs little.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Credential } from '../../../electron/vault/credential.ts';
import { storeAccount, type StoredAccount } from '../../../electron/vault/storedAccounts.ts';
import { createVault, type Vault } from '../../../electron/vault/vault.ts';
import { openVaultFile, type Disk } from '../../../electron/vault/vaultFile.ts';
import { succeed, type Failure } from '../../../shared/failure.ts';
import { createFakeKeyStore, type FakeKeyStore } from './fakeKeyStore.ts';

export const SECRET = 'S3cretOfTheFirstAccount';
export const CHEAP = { N: 1 << 10, r: 8, p: 1 };

export type VaultBench = Readonly<{
  vault: Vault;
  folder: string;
  path: string;
  keyStore: FakeKeyStore;
  clock: { ms: number };
  said: string[];
}>;

export function openVault(options: Partial<{ folder: string; keyStore: FakeKeyStore; disk: Disk }> = {}): VaultBench {
  const folder = options.folder ?? join(mkdtempSync(join(tmpdir(), 'breakglass-vault-')), 'userData');
  const keyStore = options.keyStore ?? createFakeKeyStore();
  const clock = { ms: 1_000 };
  const said: string[] = [];
  const path = join(folder, 'accounts.vault');
  const file = openVaultFile(path, {
    log: (message) => said.push(message),
    ...(options.disk === undefined ? {} : { disk: options.disk }),
  });
  const vault = createVault({
    file,
    keyStore,
    clock: { now: () => clock.ms, epoch: () => 1_700_000_000_000 + clock.ms },
    onChange: () => undefined,
    scryptCost: CHEAP,
  });
  return { vault, folder, path, keyStore, clock, said };
}

export const accountOf = (id: string, secret = SECRET): StoredAccount =>
  storeAccount(
    {
      id,
      venue: 'okx',
      label: `Label ${id}`,
      enabled: true,
      endpoint: { kind: 'place', id: 'live' },
      allowWithdrawal: false,
      addedAtMs: 1,
    },
    new Credential({
      keys: { apiKey: `key-${id}`, secret, password: 'Pass' },
      proxy: 'socks5://me:pr0xyPassword@127.0.0.1:1080',
    }),
  );

export const add = (vault: Vault, account: StoredAccount) => vault.change((accounts) => succeed([...accounts, account]));
export const remove = (vault: Vault, id: string) =>
  vault.change((accounts) => succeed(accounts.filter(({ entry }) => entry.id !== id)));

export async function failureOf(result: Promise<Readonly<{ ok: boolean }>>): Promise<Failure> {
  const settled = (await result) as Readonly<{ ok: true } | { ok: false; failure: Failure }>;
  if (settled.ok) throw new Error('it was not refused');
  return settled.failure;
}

/** Every byte of every file below the folder. */
export const everyByte = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

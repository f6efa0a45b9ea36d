import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../../electron/accounts/admission.ts';
import { importHeadless, takePassphrase } from '../../../electron/accounts/headlessImport.ts';
import { succeed } from '../../../shared/failure.ts';
import { noKeyStore } from '../vault/fakeKeyStore.ts';
import { openVault, type VaultBench } from '../vault/vaultBench.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakglass-headless-'));
const account = (label: string) => ({ venue: 'bybit', label, keys: { apiKey: `key-${label}`, secret: 'secret' } });

function importInto({ vault }: VaultBench, passphrase: string | null, accounts: readonly unknown[]) {
  const file = join(folder, 'accounts.json');
  writeFileSync(file, JSON.stringify({ accounts }));
  let serial = 0;
  const admission = createAdmission({
    vault,
    trial: async () => succeed({ lamp: 'green', checkedAtMs: 1, checks: [] }),
    newId: () => `id-${(serial += 1)}`,
    epoch: () => 1,
    noExit: async () => undefined,
  });
  return importHeadless({ file, passphrase: succeed(passphrase), vault, admission });
}

describe('import without a window', () => {
  it('makes a vault under the key store, and ends with 0, 2 or 1', async () => {
    const bench = openVault();
    expect(await importInto(bench, null, [account('one')])).toMatchObject({ exitCode: 0, report: { added: [{ label: 'one' }] } });
    expect(bench.vault.view()).toMatchObject({ state: 'open', protection: 'system' });
    const next = openVault({ folder: bench.folder, keyStore: bench.keyStore });
    expect((await importInto(next, null, [account('two'), account('one')])).exitCode).toBe(2);
    const third = openVault({ folder: bench.folder, keyStore: bench.keyStore });
    expect((await importInto(third, null, [account('one')])).exitCode).toBe(1);
    expect(third.vault.entries()).toHaveLength(2);
  });

  it('without a key store wants a passphrase and says how to give it; makes the vault with it; opens it with it', async () => {
    const bench = openVault();
    bench.keyStore.failure = noKeyStore;
    const without = await importInto(bench, null, [account('one')]);
    expect(without).toMatchObject({ exitCode: 1, report: { added: [], failure: { kind: 'vault' } } });
    expect(without.report.failure?.remedy).toContain('--vault-passphrase-file');
    expect((await importInto(bench, 'short', [account('one')])).report.failure?.message).toContain('fewer than 8');
    expect((await importInto(bench, 'long enough', [account('one')])).exitCode).toBe(0);
    const { folder: userData } = bench;
    expect((await importInto(openVault({ folder: userData }), null, [account('two')])).report.failure?.remedy).toContain(
      'BREAKGLASS_PASSPHRASE',
    );
    expect((await importInto(openVault({ folder: userData }), 'wrong one', [account('two')])).report.failure?.message).toContain(
      'wrong',
    );
    expect((await importInto(openVault({ folder: userData }), 'long enough', [account('two')])).exitCode).toBe(0);
  });

  it('touches no vault that is damaged', async () => {
    const bench = openVault();
    await importInto(bench, null, [account('one')]);
    writeFileSync(bench.path, 'damaged');
    const again = await importInto(openVault({ folder: bench.folder }), 'long enough', [account('two')]);
    expect(again).toMatchObject({ exitCode: 1, report: { failure: { kind: 'vault' } } });
    expect(again.report.failure?.message).toContain('damaged');
  });
});

describe('a passphrase', () => {
  it('comes out of a file or the environment, and leaves the environment', () => {
    const file = join(folder, 'passphrase');
    writeFileSync(file, 'of the file \n');
    const environment = { BREAKGLASS_PASSPHRASE: 'of the environment' };
    expect(takePassphrase(file, environment)).toEqual(succeed('of the file '));
    expect(environment).toEqual({});
    expect(takePassphrase('', { BREAKGLASS_PASSPHRASE: 'of the environment' })).toEqual(succeed('of the environment'));
    expect(takePassphrase('', {})).toEqual(succeed(null));
    expect(takePassphrase('/nowhere', {})).toMatchObject({ ok: false, failure: { kind: 'vault' } });
  });
});

import * as fs from 'node:fs';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LOCK_AFTER_MS } from '../../../electron/vault/vault.ts';
import { createFakeKeyStore, noKeyStore } from './fakeKeyStore.ts';
import { accountOf, add, everyByte, failureOf, openVault, remove, SECRET } from './vaultBench.ts';

const PASSPHRASE = 'correct horse battery';

async function withPassphrase() {
  const bench = openVault();
  await bench.vault.load();
  expect(await bench.vault.create({ protection: 'passphrase', passphrase: PASSPHRASE })).toMatchObject({ ok: true });
  expect(await add(bench.vault, accountOf('one'))).toMatchObject({ ok: true });
  return bench;
}

async function withKeyStore() {
  const bench = openVault();
  await bench.vault.load();
  expect(await bench.vault.create({ protection: 'system' })).toMatchObject({ ok: true });
  expect(await add(bench.vault, accountOf('one'))).toMatchObject({ ok: true });
  return bench;
}

describe('vault', () => {
  it('is empty at first, and takes nothing before it is decided how keys are kept', async () => {
    const { vault, folder } = openVault();
    await vault.load();
    expect(vault.view()).toMatchObject({ state: 'empty', protection: null, failure: null });
    expect((await failureOf(add(vault, accountOf('one')))).kind).toBe('vault');
    expect(existsSync(folder)).toBe(false);
  });

  it('opens by the key store of the system at the next start, with every field as it was', async () => {
    const { folder, keyStore } = await withKeyStore();
    const next = openVault({ folder, keyStore });
    await next.vault.load();
    expect(next.vault.view()).toMatchObject({ state: 'open', protection: 'system', addingLocked: false });
    expect(next.vault.entries()).toEqual([accountOf('one').entry]);
    expect(next.vault.accounts()[0]?.secrets.reveal()).toEqual(accountOf('one').secrets.reveal());
    expect(next.vault.entries()[0]).toMatchObject({ endpointLabel: 'Live', proxied: true });
  });

  it('with a passphrase is locked at the next start until it is given; a wrong one is said to be wrong', async () => {
    const { folder } = await withPassphrase();
    const { vault, path } = openVault({ folder });
    const before = readFileSync(path);
    await vault.load();
    expect(vault.view()).toMatchObject({ state: 'locked', protection: 'passphrase', failure: null });
    expect(vault.entries()).toEqual([]);
    expect(await failureOf(vault.unlock('wrong'))).toMatchObject({ kind: 'vault', message: 'The passphrase is wrong.' });
    expect(vault.view().state).toBe('locked');
    expect(await vault.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    expect(vault.entries()).toHaveLength(1);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is for its owner alone, on disk', async () => {
    const { folder, path } = await withPassphrase();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(['accounts.vault']);
  });

  it('keeps another session in memory only, and moves it into a file when asked to', async () => {
    const { vault, folder, path } = openVault();
    await vault.load();
    await vault.create({ protection: 'session' });
    await add(vault, accountOf('one'));
    expect(vault.view().state).toBe('session');
    expect(existsSync(folder)).toBe(false);
    expect(await vault.create({ protection: 'system' })).toMatchObject({ ok: true });
    expect(vault.entries()).toHaveLength(1);
    expect(existsSync(path)).toBe(true);
  });

  it('says why the key store can not be used, and stores nothing with it', async () => {
    const { vault, keyStore, path } = openVault();
    keyStore.failure = noKeyStore;
    await vault.load();
    expect(vault.view().systemTrouble).toEqual(noKeyStore);
    expect(await failureOf(vault.create({ protection: 'system' }))).toEqual(noKeyStore);
    expect(existsSync(path)).toBe(false);
  });

  it('sealed by another key store is told, kept, and can be set aside', async () => {
    const { folder, path } = await withKeyStore();
    const before = readFileSync(path);
    const { vault } = openVault({ folder, keyStore: createFakeKeyStore() });
    await vault.load();
    expect(vault.view()).toMatchObject({ state: 'locked', protection: 'system' });
    expect(vault.view().failure?.message).toContain('sealed by another one');
    expect((await failureOf(vault.create({ protection: 'session' }))).kind).toBe('vault');
    expect((await failureOf(add(vault, accountOf('two')))).kind).toBe('vault');
    expect(readFileSync(path).equals(before)).toBe(true);
    const aside = await vault.setAside();
    if (!aside.ok) throw new Error(aside.failure.message);
    expect(aside.value.file).toContain('accounts.vault.damaged-');
    expect(readFileSync(aside.value.file).equals(before)).toBe(true);
    expect(vault.view().state).toBe('empty');
  });

  it('opens when the keyring is there by now', async () => {
    const { folder, keyStore } = await withKeyStore();
    keyStore.failure = noKeyStore;
    const { vault } = openVault({ folder, keyStore });
    await vault.load();
    expect(vault.view()).toMatchObject({ state: 'locked', failure: noKeyStore });
    keyStore.failure = null;
    expect(await vault.unlock('any')).toMatchObject({ ok: true });
    expect(vault.entries()).toHaveLength(1);
  });

  it('locks adding after five minutes without use, keeps what is open, and wants the passphrase again', async () => {
    const { vault, clock } = await withPassphrase();
    clock.ms += LOCK_AFTER_MS - 1;
    vault.lockWhenIdle();
    expect(await add(vault, accountOf('two'))).toMatchObject({ ok: true }); // which is use
    clock.ms += LOCK_AFTER_MS;
    vault.lockWhenIdle();
    await expect.poll(() => vault.view().addingLocked).toBe(true);
    expect(vault.view().state).toBe('open');
    expect(vault.entries()).toHaveLength(2);
    expect(await failureOf(add(vault, accountOf('three')))).toMatchObject({ kind: 'vault' });
    expect((await failureOf(vault.unlock('wrong'))).message).toBe('The passphrase is wrong.');
    expect(vault.view().addingLocked).toBe(true);
    expect(await vault.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    expect(await add(vault, accountOf('three'))).toMatchObject({ ok: true });
  });

  it('locks at once when told to, where there is a passphrase', async () => {
    const { vault } = await withPassphrase();
    expect(await vault.lock()).toMatchObject({ ok: true });
    expect(vault.view().addingLocked).toBe(true);
    const system = await withKeyStore();
    expect((await failureOf(system.vault.lock())).kind).toBe('badRequest');
  });

  it('deletes: the keys of a removed account are in no file, sealed or not', async () => {
    const { vault, folder, path, keyStore } = await withKeyStore();
    await add(vault, accountOf('two', 'SecretOfTheSecond'));
    const old = readFileSync(path, 'latin1');
    await remove(vault, 'one');
    const now = everyByte(folder);
    for (const line of old.split('\n').slice(1, 4)) expect(now).not.toContain(line);
    const next = openVault({ folder, keyStore });
    await next.vault.load();
    expect(next.vault.entries().map(({ id }) => id)).toEqual(['two']);
  });

  it('holds no key in the clear, on disk or in what can be printed', async () => {
    const { vault, folder } = await withPassphrase();
    const shown = JSON.stringify([vault.view(), vault.entries(), vault.accounts(), String(vault.accounts()[0]?.secrets)]);
    for (const secret of [SECRET, 'key-one', 'pr0xyPassword', PASSPHRASE]) {
      expect(everyByte(folder)).not.toContain(secret);
      expect(everyByte(folder)).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
      expect(shown).not.toContain(secret);
    }
  });

  it('does not write over what something else wrote meanwhile', async () => {
    const { vault, path } = await withKeyStore();
    writeFileSync(path, 'a copy out of a backup');
    expect((await failureOf(add(vault, accountOf('two')))).message).toContain('changed by something else');
    expect(readFileSync(path, 'utf8')).toBe('a copy out of a backup');
    expect(vault.entries()).toHaveLength(1);
  });

  it('says so where it may not write, and keeps what it has', async () => {
    const { folder, keyStore, path } = await withKeyStore();
    const before = readFileSync(path);
    const openSync: typeof fs.openSync = (name, flags, mode) => {
      if (flags === 'wx') throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
      return fs.openSync(name, flags, mode);
    };
    const { vault } = openVault({ folder, keyStore, disk: { ...fs, openSync } });
    await vault.load();
    expect((await failureOf(add(vault, accountOf('two')))).message).toContain('could not be written: EROFS');
    expect(vault.entries()).toHaveLength(1);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('says so where its folder is something else', async () => {
    const { folder } = openVault();
    writeFileSync(folder, 'a file where the folder should be');
    const { vault } = openVault({ folder });
    await vault.load();
    expect(vault.view()).toMatchObject({ state: 'damaged', failure: { kind: 'vault' } });
    expect(await failureOf(vault.create({ protection: 'system' }))).toMatchObject({ kind: 'vault' });
    expect(readFileSync(folder, 'utf8')).toBe('a file where the folder should be');
  });

  it('takes a passphrase however a keyboard spells its letters', async () => {
    const { vault, folder } = openVault();
    await vault.load();
    await vault.create({ protection: 'passphrase', passphrase: 'schl\u00fcssel' });
    const next = openVault({ folder });
    await next.vault.load();
    expect(await next.vault.unlock('schlu\u0308ssel')).toMatchObject({ ok: true });
  });
});

// Whatever happens to the file: it is noticed, told in words, and the file stays as it is.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Disk } from '../../../electron/vault/vaultFile.ts';
import { accountOf, add, failureOf, openVault, remove } from './vaultBench.ts';

type Kind = 'system' | 'passphrase';
const PASSPHRASE = 'correct horse battery';

async function stored(protection: Kind) {
  const bench = openVault();
  await bench.vault.load();
  await bench.vault.create(protection === 'system' ? { protection } : { protection, passphrase: PASSPHRASE });
  await add(bench.vault, accountOf('one'));
  return bench;
}

/** Opens what stands there, with the right passphrase and key store. */
async function reopen({ folder, keyStore }: Awaited<ReturnType<typeof stored>>) {
  const { vault } = openVault({ folder, keyStore });
  await vault.load();
  const unlocked = vault.view().state === 'locked' ? await vault.unlock(PASSPHRASE) : null;
  return { vault, unlocked };
}

const withChecksum = (bytes: Buffer): Buffer => {
  const lines = `${bytes.toString('latin1').split('\n').slice(0, 3).join('\n')}\n`;
  return Buffer.from(`${lines}${createHash('sha256').update(lines, 'latin1').digest('hex')}\n`, 'latin1');
};

describe('a damaged vault', () => {
  it.each(['system', 'passphrase'] as const)('%s: each byte that is flipped in turn is noticed', async (protection) => {
    const bench = await stored(protection);
    const good = fs.readFileSync(bench.path);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at);
      fs.writeFileSync(bench.path, bad);
      const { vault } = await reopen(bench);
      expect(vault.view().state, `byte ${at}`).toBe('damaged');
      expect(vault.view().failure?.remedy, `byte ${at}`).toContain('kept');
      expect(fs.readFileSync(bench.path).equals(bad)).toBe(true);
    }
  });

  it.each(['system', 'passphrase'] as const)('%s: so is a change by somebody who mends the checksum', async (protection) => {
    const bench = await stored(protection);
    const good = fs.readFileSync(bench.path);
    const sealedUntil = good.lastIndexOf('\n', good.length - 2);
    for (let at = 0; at < sealedUntil; at += 1) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at);
      const mended = withChecksum(bad);
      fs.writeFileSync(bench.path, mended);
      const { vault, unlocked } = await reopen(bench);
      expect(vault.view().state === 'open', `byte ${at}`).toBe(false);
      expect(vault.entries()).toEqual([]);
      expect(unlocked?.ok ?? false, `byte ${at}`).toBe(false);
    }
  });

  it.each(['system', 'passphrase'] as const)(
    '%s: cut off anywhere it is told, and nothing writes over it',
    async (protection) => {
      const bench = await stored(protection);
      const good = fs.readFileSync(bench.path);
      for (let length = 0; length < good.length; length += 1) {
        fs.writeFileSync(bench.path, good.subarray(0, length));
        const { vault } = await reopen(bench);
        expect(vault.view().state, `${length} bytes`).toBe('damaged');
        expect((await failureOf(vault.create({ protection: 'system' }))).kind).toBe('vault');
        expect((await failureOf(vault.unlock(PASSPHRASE))).message).toContain('damaged');
        expect(fs.statSync(bench.path).size).toBe(length);
      }
    },
  );

  it('of a newer version is left to the Breakglass that wrote it', async () => {
    const bench = await stored('system');
    const newer = fs.readFileSync(bench.path, 'utf8').replace('"version":1', '"version":2');
    fs.writeFileSync(bench.path, newer);
    const { vault } = await reopen(bench);
    expect(vault.view()).toMatchObject({ state: 'damaged' });
    expect(vault.view().failure?.message).toContain('version 2');
    expect(fs.readFileSync(bench.path, 'utf8')).toBe(newer);
  });

  it('can not make a start derive a key for ever', async () => {
    const bench = await stored('passphrase');
    const foreign = fs.readFileSync(bench.path, 'utf8').replace('"N":1024', '"N":1073741824');
    fs.writeFileSync(bench.path, withChecksum(Buffer.from(foreign)));
    expect((await reopen(bench)).vault.view().state).toBe('damaged');
  });

  it('put back from a good copy opens again; set aside it makes room for a new one', async () => {
    const bench = await stored('system');
    const good = fs.readFileSync(bench.path);
    fs.writeFileSync(bench.path, good.subarray(0, 100));
    const { vault } = await reopen(bench);
    fs.writeFileSync(bench.path, good);
    expect((await reopen(bench)).vault.entries()).toHaveLength(1);
    fs.writeFileSync(bench.path, good.subarray(0, 100));
    const aside = await vault.setAside();
    if (!aside.ok) throw new Error(aside.failure.message);
    expect(fs.readFileSync(aside.value.file).equals(good.subarray(0, 100))).toBe(true);
    expect(await vault.create({ protection: 'system' })).toMatchObject({ ok: true });
    expect((await failureOf(vault.setAside())).kind).toBe('vault');
  });
});

/** The file system, with the power cut at the n-th call that changes something; whatever was not flushed is lost. */
function cutAt(n: number): Disk & { calls: string[] } {
  const calls: string[] = [];
  const step = <Arguments extends unknown[], Answer>(name: string, run: (...all: Arguments) => Answer) => {
    return (...all: Arguments): Answer => {
      if (calls.length >= n) throw new Error('power cut');
      calls.push(name);
      return run(...all);
    };
  };
  return {
    ...fs,
    calls,
    writeSync: step('write', fs.writeSync) as Disk['writeSync'],
    fsyncSync: step('flush', fs.fsyncSync),
    renameSync: step('rename', fs.renameSync),
  };
}

describe('a vault whose power is cut in the middle of a write', () => {
  it('flushes the new file before it takes the name, then the folder, and only then overwrites the old bytes', async () => {
    const bench = await stored('system');
    const disk = cutAt(Number.POSITIVE_INFINITY);
    const { vault } = openVault({ folder: bench.folder, keyStore: bench.keyStore, disk });
    await vault.load();
    await add(vault, accountOf('two'));
    expect(disk.calls).toEqual(['write', 'flush', 'rename', 'flush', 'write', 'flush']);
  });

  it.each([0, 1, 2, 3, 4, 5])('after %i steps holds the old accounts or the new ones, whole', async (steps) => {
    const bench = await stored('system');
    const cut = openVault({ folder: bench.folder, keyStore: bench.keyStore, disk: cutAt(steps) });
    await cut.vault.load();
    const removed = await remove(cut.vault, 'one');
    const { vault } = await reopen(bench);
    expect(vault.view().state).toBe('open');
    expect(vault.entries()).toHaveLength(steps <= 2 ? 1 : 0);
    expect(removed.ok).toBe(steps >= 4); // nobody is told that it is done before it is
    expect(fs.readdirSync(bench.folder)).toEqual(['accounts.vault']);
  });

  it('overwrites the bytes of the old file', async () => {
    const bench = await stored('system');
    const old = fs.openSync(bench.path, 'r');
    await remove(bench.vault, 'one');
    const { size } = fs.fstatSync(old);
    const bytes = Buffer.alloc(size);
    fs.readSync(old, bytes, 0, size, 0);
    fs.closeSync(old);
    expect(size).toBeGreaterThan(100);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });
});

// A person's own accounts, through the requests of the panel: real sockets, real signatures, the vault on disk.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Credential } from '../../../electron/vault/credential.ts';
import { storeAccount } from '../../../electron/vault/storedAccounts.ts';
import { accountOf, add, openVault } from '../vault/vaultBench.ts';
import type { PracticeHost } from '../../../electron/practice/host.ts';
import { healthOf, openDeskBench, type DeskBench } from './deskBench.ts';

const open: DeskBench[] = [];
let hosts: PracticeHost[] = [];

async function openBench(...options: Parameters<typeof openDeskBench>): Promise<DeskBench> {
  const bench = await openDeskBench(...options);
  open.push(bench);
  hosts = [...new Set([...hosts, bench.host])];
  await bench.desk.open();
  return bench;
}

/** Live, with a vault under the system's key store. */
async function openLive(): Promise<DeskBench> {
  const bench = await openBench();
  await bench.get('setEnvironment', { environment: 'live' });
  await bench.get('createVault', { protection: 'system' });
  return bench;
}

const asked = ({ host }: DeskBench, venue: string): number =>
  host.world.requests.list().filter((request) => request.venue === venue).length;
const newKeyAsked = ({ host }: DeskBench): boolean => {
  const second = host.venues.get('okx')?.accounts()[1]?.id;
  return host.world.requests.list().some(({ account }) => account === second);
};

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ desk }) => desk.close()));
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
});

describe('own accounts', { timeout: 60_000 }, () => {
  it('are added after a test, connect, and are there at the next start', async () => {
    const bench = await openLive();
    const added = await bench.get('addAccount', bench.entryOf('okx'));
    expect(added.readiness.lamp).not.toBe('red');
    expect(added.entry).toMatchObject({ venue: 'okx', label: 'My okx 0', enabled: true, proxied: false });
    expect(added.entry?.endpointLabel).toBe(new URL(bench.host.url).host);
    await bench.becomes(healthOf, ['My okx 0: live']);
    const { accounts, entries, vault } = await bench.snapshot();
    expect(accounts[0]).toMatchObject({ id: added.entry?.id, environment: 'live', place: new URL(bench.host.url).host });
    expect(entries).toEqual([added.entry]);
    expect(vault).toMatchObject({ state: 'open', protection: 'system' });
    await bench.desk.close();
    const next = await openBench({ folder: bench.folder, keyStore: bench.keyStore, host: bench.host });
    expect(next.practiceRuns()).toBe(false);
    await next.becomes(healthOf, ['My okx 0: live']);
    expect((await next.snapshot()).accounts[0]?.id).toBe(added.entry?.id);
  });

  it('a test stores nothing and leaves nothing connected', async () => {
    const bench = await openLive();
    const tested = await bench.get('testAccount', bench.entryOf('binanceusdm'));
    expect(tested.entry).toBeNull();
    expect(tested.readiness.checks.find(({ id }) => id === 'keyValid')).toMatchObject({ state: 'ok' });
    expect(await bench.snapshot()).toMatchObject({ entries: [], accounts: [] });
    await expect.poll(() => bench.host.world.sockets.size, { timeout: 8_000 }).toBe(0);
  });

  it('a wrong secret is red with the words of the venue: not stored, unless a person says so', async () => {
    const bench = await openLive();
    const wrong = bench.entryOf('bybit');
    const entry = { ...wrong, keys: { ...wrong.keys, secret: 'NotTheSecretOfThisKey' } };
    const refused = await bench.get('addAccount', entry);
    expect(refused).toMatchObject({ readiness: { lamp: 'red' }, entry: null });
    expect(refused.readiness.checks.find(({ id }) => id === 'keyValid')).toMatchObject({ state: 'bad' });
    expect((await bench.snapshot()).entries).toEqual([]);
    const stored = await bench.get('addAccount', { ...entry, anyway: true });
    expect(stored.entry?.label).toBe('My bybit 0');
    await bench.becomes(healthOf, ['My bybit 0: failed']);
    const replaced = await bench.get('replaceKeys', { accountId: stored.entry?.id ?? '', keys: wrong.keys });
    expect(replaced.entry).toMatchObject({ label: 'My bybit 0' });
    await bench.becomes(healthOf, ['My bybit 0: live']);
  });

  it('names and keys are there once', async () => {
    const bench = await openLive();
    await bench.get('addAccount', bench.entryOf('okx'));
    const sameName = await bench.refused('addAccount', { ...bench.entryOf('okx', 1), label: ' my OKX 0 ' });
    expect(sameName.message).toContain('"My okx 0"');
    const sameKey = await bench.refused('addAccount', { ...bench.entryOf('okx'), label: 'Another' });
    expect(sameKey.message).toContain('is there already');
    const second = await bench.get('addAccount', bench.entryOf('okx', 1));
    const rename = { accountId: second.entry?.id ?? '', label: 'My okx 0' };
    expect((await bench.refused('changeAccount', rename)).kind).toBe('badRequest');
  });

  it('are renamed where they stand, switched off and on, and removed with their keys', async () => {
    const bench = await openLive();
    const { entry } = await bench.get('addAccount', bench.entryOf('okx'));
    const accountId = entry?.id ?? '';
    await bench.becomes(healthOf, ['My okx 0: live']);
    await bench.get('changeAccount', { accountId, label: 'Desk two' });
    expect(healthOf(await bench.snapshot())).toEqual(['Desk two: live']); // not a moment without its truth
    bench.host.world.rttMs = 1_500; // an exit would read first, and the rehearsal says so
    await expect.poll(async () => (await bench.get('rehearseExit', {})).notes.join(), { timeout: 8_000 }).toMatch(/./);
    expect((await bench.get('rehearseExit', {})).notes.filter((note) => !note.startsWith('OKX, Desk two'))).toEqual([]);
    bench.host.world.rttMs = 0;
    const preview = await bench.get('previewExit', { action: 'flatten', filter: { account: accountId } });
    expect(preview.legs.length).toBeGreaterThan(0);
    expect(await bench.get('changeAccount', { accountId, enabled: false })).toMatchObject({ enabled: false });
    expect(await bench.snapshot()).toMatchObject({ accounts: [], positions: {} });
    await bench.get('changeAccount', { accountId, enabled: true });
    await bench.becomes(healthOf, ['Desk two: live']);
    await bench.get('removeAccount', { accountId });
    expect(await bench.snapshot()).toMatchObject({ accounts: [], entries: [], positions: {} });
    expect((await bench.refused('removeAccount', { accountId })).kind).toBe('notFound');
  });

  it('are asked for what their venue wants, before anything is dialled', async () => {
    const bench = await openLive();
    const okx = bench.entryOf('okx');
    const { apiKey, secret } = okx.keys;
    expect((await bench.refused('addAccount', { ...okx, keys: { apiKey, secret } })).message).toContain('passphrase is missing');
    const plain = { kind: 'custom', rest: 'http://api.example.com', ws: 'wss://api.example.com' } as const;
    expect((await bench.refused('addAccount', { ...okx, endpoint: plain })).message).toContain('not encrypted');
    const nowhere = { kind: 'place', id: 'moon' } as const;
    expect((await bench.refused('addAccount', { ...okx, endpoint: nowhere })).remedy).toContain('live');
    expect((await bench.refused('addAccount', { ...okx, proxy: 'user:pr0xyWord@host' })).message).not.toContain('pr0xyWord');
    expect(bench.host.world.requests.list().filter(({ account }) => account === 'ok-main')).toEqual([]);
  });

  it('wait for a passphrase at the next start; adding locks while what is connected goes on', async () => {
    const bench = await openBench();
    await bench.get('setEnvironment', { environment: 'live' });
    await bench.get('createVault', { protection: 'passphrase', passphrase: 'correct horse' });
    await bench.get('addAccount', bench.entryOf('okx'));
    await bench.becomes(healthOf, ['My okx 0: live']);
    await bench.get('lockVault', {});
    expect(await bench.refused('addAccount', bench.entryOf('bybit'))).toMatchObject({ kind: 'vault' });
    expect((await bench.snapshot()).vault.addingLocked).toBe(true);
    expect(healthOf(await bench.snapshot())).toEqual(['My okx 0: live']);
    const { planId } = await bench.get('previewExit', { action: 'emergencyExit' });
    await bench.get('confirmExit', { planId });
    await bench.becomes(({ exits }) => exits[0]?.verdict, 'flat');
    await bench.desk.close();
    const next = await openBench({ folder: bench.folder, host: bench.host });
    expect(await next.snapshot()).toMatchObject({ vault: { state: 'locked' }, accounts: [], entries: [] });
    expect((await next.refused('unlockVault', { passphrase: 'wrong' })).message).toContain('wrong');
    await next.get('unlockVault', { passphrase: 'correct horse' });
    await next.becomes(healthOf, ['My okx 0: live']);
  });

  it('of this session only leave nothing on the disk', async () => {
    const bench = await openBench();
    await bench.get('setEnvironment', { environment: 'live' });
    await bench.get('createVault', { protection: 'session' });
    await bench.get('addAccount', bench.entryOf('okx'));
    await bench.becomes(healthOf, ['My okx 0: live']);
    expect(() => readFileSync(join(bench.folder, 'accounts.vault'))).toThrow('ENOENT');
  });

  it('connect each on its own: a venue that does not answer delays nobody', async () => {
    const bench = await openLive();
    const effect = { kind: 'loseRequest', ending: 'silence' } as const;
    bench.host.world.faults.add({ transport: 'http', venue: 'bybit', from: 1, count: null, effect });
    const dead = bench.get('addAccount', { ...bench.entryOf('bybit'), anyway: true });
    await bench.get('addAccount', bench.entryOf('okx'));
    await bench.becomes(healthOf, ['My okx 0: live']);
    expect((await dead).readiness.lamp).not.toBe('green');
    expect(healthOf(await bench.snapshot())).toContain('My okx 0: live');
  });
});

describe('practice and live', { timeout: 60_000 }, () => {
  it('are never connected together, and the choice is kept', async () => {
    const bench = await openBench();
    await bench.becomes(({ accounts }) => accounts.length, 6);
    await bench.get('createVault', { protection: 'system' });
    await bench.get('addAccount', bench.entryOf('okx'));
    expect((await bench.snapshot()).accounts.every(({ environment }) => environment === 'practice')).toBe(true);
    await bench.get('setEnvironment', { environment: 'live' });
    const live = await bench.snapshot();
    expect(live).toMatchObject({ environment: 'live', practiceUrl: null, settings: { environment: 'live' } });
    expect(live.accounts.map(({ label }) => label)).toEqual(['My okx 0']);
    expect(bench.practiceRuns()).toBe(false);
    expect(JSON.parse(readFileSync(join(bench.folder, 'settings.json'), 'utf8'))).toMatchObject({ environment: 'live' });
    await bench.get('saveSettings', { holdMs: 900 });
    expect((await bench.snapshot()).settings).toMatchObject({ environment: 'live', holdMs: 900 });
    expect((await bench.refused('resetPractice', {})).kind).toBe('badRequest');
    await bench.get('setEnvironment', { environment: 'practice' });
    await bench.becomes(({ accounts }) => accounts.map(({ environment }) => environment), Array(6).fill('practice'));
    expect(Object.keys((await bench.snapshot()).positions).every((key) => !key.includes('My'))).toBe(true);
  });

  it('can not be switched, nor an account removed, while an exit runs', async () => {
    const bench = await openLive();
    const { entry } = await bench.get('addAccount', bench.entryOf('okx'));
    const accountId = entry?.id ?? '';
    await bench.becomes(healthOf, ['My okx 0: live']);
    bench.host.world.rttMs = 1_000;
    const { planId } = await bench.get('previewExit', { action: 'emergencyExit' });
    await bench.get('confirmExit', { planId });
    expect((await bench.refused('setEnvironment', { environment: 'practice' })).message).toContain('exit is running');
    expect((await bench.refused('removeAccount', { accountId })).message).toContain('exit is running');
    expect((await bench.refused('changeAccount', { accountId, enabled: false })).message).toContain('exit is running');
    const { keys } = bench.entryOf('okx');
    expect((await bench.refused('replaceKeys', { accountId, keys })).message).toContain('exit is running');
    expect((await bench.refused('testAccount', bench.entryOf('bybit'))).message).toContain('exit is running');
    expect((await bench.refused('addAccount', bench.entryOf('bybit'))).message).toContain('exit is running');
    bench.host.world.rttMs = 0;
    await bench.becomes(({ exits }) => exits[0]?.verdict, 'flat');
    await bench.get('removeAccount', { accountId });
  });
});

describe('an exit that begins meanwhile', { timeout: 60_000 }, () => {
  const press = async (bench: DeskBench): Promise<void> => {
    const { planId } = await bench.get('previewExit', { action: 'emergencyExit' });
    await bench.get('confirmExit', { planId });
  };

  it('breaks off a test, and an import goes on after it', async () => {
    const bench = await openLive();
    await bench.get('addAccount', bench.entryOf('okx'));
    await bench.becomes(healthOf, ['My okx 0: live']);
    const silence = { kind: 'loseRequest', ending: 'silence' } as const;
    bench.host.world.faults.add({ transport: 'http', venue: 'bybit', from: 1, count: null, effect: silence });
    const tested = bench.refused('testAccount', bench.entryOf('bybit'));
    const { keys, ...rest } = bench.entryOf('binanceusdm');
    const file = join(bench.folder, 'import.json');
    writeFileSync(file, JSON.stringify({ accounts: [{ ...rest, keys }, bench.entryOf('bybit')] }));
    bench.chosen.file = file;
    const imported = bench.get('importAccounts', {});
    await expect.poll(() => asked(bench, 'bybit')).toBeGreaterThan(1);
    bench.host.world.rttMs = 700;
    await press(bench);
    expect((await tested).message).toContain('An exit began');
    expect((await bench.snapshot()).exits[0]?.endedAtMs).toBeNull();
    const before = asked(bench, 'bybit');
    await bench.becomes(({ exits }) => exits[0]?.verdict, 'flat');
    expect(asked(bench, 'bybit')).toBe(before);
    bench.host.world.rttMs = 0;
    bench.host.world.faults.remove(null);
    expect((await imported)?.added.map(({ venue }) => venue)).toEqual(['binanceusdm', 'bybit']);
  });

  it.each(['replaced', 'removed', 'switched off'] as const)(
    'keeps the connection that it works on; when it has ended an account that was %s meanwhile is so',
    async (what) => {
      const bench = await openLive();
      const { entry } = await bench.get('addAccount', bench.entryOf('okx'));
      const accountId = entry?.id ?? '';
      await bench.becomes(healthOf, ['My okx 0: live']);
      const { keyStore } = bench;
      const wrap = keyStore.wrap.bind(keyStore);
      let seal: () => void = () => undefined;
      const sealing = new Promise<void>((resolve) => {
        keyStore.wrap = async (secret) => {
          resolve();
          await new Promise<void>((go) => (seal = go));
          return wrap(secret);
        };
      });
      const other = bench.entryOf('okx', 1).keys;
      const change = {
        replaced: () => bench.get('replaceKeys', { accountId, keys: other }),
        removed: () => bench.get('removeAccount', { accountId }),
        'switched off': () => bench.get('changeAccount', { accountId, enabled: false }),
      }[what]();
      await sealing;
      bench.host.world.requests.clear(); // of the test of the new keys
      bench.host.world.rttMs = 400;
      await press(bench);
      seal();
      await change;
      expect(healthOf(await bench.snapshot())).toEqual(['My okx 0: live']);
      bench.host.world.rttMs = 0;
      await bench.becomes(({ exits }) => exits[0]?.verdict, 'flat');
      const now = async () => [(await bench.snapshot()).accounts.length, newKeyAsked(bench)];
      await expect.poll(now, { timeout: 8_000 }).toEqual(what === 'replaced' ? [1, true] : [0, false]);
    },
  );
});

describe('an account that can not be dialled', { timeout: 60_000 }, () => {
  it('is named before and after an exit, which is not called flat', async () => {
    const bench = await openLive();
    await bench.get('addAccount', bench.entryOf('okx'));
    await bench.desk.close();
    const { vault } = openVault({ folder: bench.folder, keyStore: bench.keyStore });
    await vault.load();
    const { venue: _venue, ...facts } = accountOf('gone').entry;
    const secrets = new Credential({ keys: { apiKey: 'key', secret: 'secret' }, proxy: null });
    await add(vault, storeAccount({ ...facts, label: 'Gone', venue: 'ccxt:nosuchvenue' }, secrets));
    const next = await openBench({ folder: bench.folder, keyStore: bench.keyStore, host: bench.host });
    await next.becomes(healthOf, ['Gone: failed', 'My okx 0: live']);
    const { planId, warnings } = await next.get('previewExit', { action: 'emergencyExit' });
    expect(warnings.join()).toContain('Gone (nosuchvenue (uncertified)) is not connected');
    expect((await next.get('rehearseExit', {})).notes.join()).toContain('nosuchvenue, Gone: is not connected');
    await next.get('confirmExit', { planId });
    await next.becomes(({ exits }) => exits[0]?.endedAtMs !== null, true);
    const [exit] = (await next.snapshot()).exits;
    expect(exit).toMatchObject({ verdict: 'unknown', accounts: [{ label: 'My okx 0', verdict: 'flat' }] });
    expect(exit?.leftOver).toMatchObject([{ kind: 'unreadable', accountId: 'gone' }]);
    const okx = (await next.snapshot()).entries.find(({ venue }) => venue === 'okx');
    const filtered = await next.get('previewExit', { action: 'flatten', filter: { account: okx?.id } });
    expect(filtered.warnings.join()).not.toContain('Gone');
    await next.get('changeAccount', { accountId: 'gone', enabled: false });
    const without = await next.get('previewExit', { action: 'emergencyExit' });
    await next.get('confirmExit', { planId: without.planId });
    await next.becomes(({ exits }) => exits[0]?.verdict, 'flat');
    await next.get('changeAccount', { accountId: 'gone', enabled: true });
    await next.get('changeAccount', { accountId: okx?.id ?? '', enabled: false });
    expect((await next.refused('previewExit', { action: 'emergencyExit' })).message).toContain('Gone');
  });
});

it('the watch that follows an exit does not end in silence when an account is connected with new keys', async () => {
  const bench = await openLive();
  const { entry } = await bench.get('addAccount', bench.entryOf('okx'));
  const accountId = entry?.id ?? '';
  await bench.becomes(healthOf, ['My okx 0: live']);
  await bench.get('replaceKeys', { accountId, keys: bench.entryOf('okx').keys });
  await bench.becomes(healthOf, ['My okx 0: live']);
  expect((await bench.snapshot()).notices).toEqual([]);
  const { planId } = await bench.get('previewExit', { action: 'emergencyExit' });
  await bench.get('confirmExit', { planId });
  await bench.becomes(({ exits }) => exits[0]?.verdict, 'flat');
  await bench.get('replaceKeys', { accountId, keys: bench.entryOf('okx').keys });
  const { notices } = await bench.snapshot();
  expect(notices).toMatchObject([{ title: 'My okx 0 is not watched any more.', accountId }]);
}, 60_000);

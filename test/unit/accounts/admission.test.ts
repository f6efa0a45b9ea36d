import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAdmission, type Admission } from '../../../electron/accounts/admission.ts';
import type { TriedAccount } from '../../../electron/accounts/trial.ts';
import { succeed } from '../../../shared/failure.ts';
import type { CheckId, CheckState, Lamp, ReadinessView } from '../../../shared/readiness.ts';
import { newAccountSchema, type ImportReport, type NewAccount } from '../../../shared/vault.ts';
import { LOCK_AFTER_MS, type VaultProtection } from '../../../electron/vault/vault.ts';
import { openVault, type VaultBench } from '../vault/vaultBench.ts';

const viewOf = (lamp: Lamp, id: CheckId, state: CheckState): ReadinessView => ({
  lamp,
  checkedAtMs: 1,
  checks: [{ id, state, detail: `${id} is ${state}.`, remedy: 'Mend it.' }],
});
const GREEN = viewOf('green', 'reachable', 'ok');

async function open(
  judge: (account: TriedAccount, bench: VaultBench) => ReadinessView = () => GREEN,
  how: VaultProtection = { protection: 'system' },
) {
  const bench = openVault();
  await bench.vault.load();
  await bench.vault.create(how);
  const tried: string[] = [];
  let serial = 0;
  const admission = createAdmission({
    vault: bench.vault,
    trial: async (account) => {
      tried.push(account.label);
      return succeed(judge(account, bench));
    },
    newId: () => `id-${(serial += 1)}`,
    epoch: () => 42,
    noExit: async () => undefined,
  });
  return { ...bench, admission, tried };
}

const wish = (label: string, changes: Partial<NewAccount> = {}): NewAccount => ({
  ...newAccountSchema.parse({ venue: 'bybit', label, keys: { apiKey: `key-${label}`, secret: `secret-${label}` } }),
  ...changes,
});

function fileOf(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'breakglass-import-')), 'accounts.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function imported(admission: Admission, content: unknown): Promise<ImportReport> {
  const report = await admission.importFrom(fileOf(content));
  if (!report.ok) throw new Error(report.failure.message);
  return report.value;
}

async function refusedFile(content: unknown): Promise<string> {
  const { admission, vault } = await open();
  const report = await admission.importFrom(fileOf(content));
  expect(vault.entries()).toEqual([]);
  if (report.ok) throw new Error('it was imported');
  return `${report.failure.message} ${report.failure.remedy ?? ''}`;
}

describe('a key that may withdraw', () => {
  const withdrawing = () => viewOf('red', 'withdrawal', 'bad');

  it('is refused, whatever else was said', async () => {
    const { admission, vault } = await open(withdrawing);
    for (const anyway of [false, true])
      expect(await admission.add(wish('one'), anyway)).toMatchObject({
        ok: true,
        value: { entry: null, readiness: { lamp: 'red' } },
      });
    const report = await imported(admission, { accounts: [wish('one')] });
    expect(report).toMatchObject({ added: [], refused: [{ index: 0, label: 'one', reason: 'withdrawal is bad. Mend it.' }] });
    expect(vault.entries()).toEqual([]);
  });

  it('is taken when its owner says so', async () => {
    const { admission, vault } = await open(() => viewOf('amber', 'withdrawal', 'warning'));
    expect(await admission.add(wish('one', { allowWithdrawal: true }), false)).toMatchObject({
      ok: true,
      value: { entry: { id: 'id-1' } },
    });
    expect(vault.entries()[0]).toMatchObject({ allowWithdrawal: true, addedAtMs: 42 });
  });

  it('does not come in by replacing the keys of another', async () => {
    let view = GREEN;
    const { admission, vault } = await open(() => view);
    await admission.add(wish('one'), false);
    view = withdrawing();
    const keys = { apiKey: 'other', secret: 'other' };
    expect(await admission.replaceKeys('id-1', keys)).toMatchObject({ ok: true, value: { entry: null } });
    expect(vault.accounts()[0]?.secrets.reveal().keys.apiKey).toBe('key-one');
  });
});

it('keys are replaced though a position is too large for an exit, and not when the venue could not be asked', async () => {
  let view = GREEN;
  const { admission, vault } = await open(() => view);
  await admission.add(wish('one'), false);
  const keyNow = () => vault.accounts()[0]?.secrets.reveal().keys.apiKey;
  view = viewOf('red', 'reachable', 'bad');
  await admission.replaceKeys('id-1', { apiKey: 'new', secret: 'new' });
  expect(keyNow()).toBe('key-one');
  view = viewOf('red', 'marketMaximum', 'bad');
  await admission.replaceKeys('id-1', { apiKey: 'new', secret: 'new' });
  expect(keyNow()).toBe('new');
});

it('keys that are put in place of two accounts at the same time are there once', async () => {
  const { admission, vault } = await open();
  await admission.add(wish('one'), false);
  await admission.add(wish('two'), false);
  const keys = { apiKey: 'new', secret: 'new' };
  const both = await Promise.all([admission.replaceKeys('id-1', keys), admission.replaceKeys('id-2', keys)]);
  expect(both.map(({ ok }) => ok)).toEqual([true, false]);
  expect(vault.accounts().map(({ secrets }) => secrets.reveal().keys.apiKey)).toEqual(['new', 'key-two']);
});

describe('an import', () => {
  it('adds the good ones and says of each other one why not', async () => {
    const { admission, vault, tried } = await open(({ label }) => {
      if (label === 'refused') return viewOf('red', 'keyValid', 'bad');
      return label === 'offline' ? viewOf('red', 'reachable', 'bad') : GREEN;
    });
    await admission.add(wish('there'), false);
    const report = await imported(admission, {
      accounts: [
        wish('first'),
        { ...wish('second'), venue: 'mtgox' },
        { label: 'third', venue: 'bybit', keys: { apiKey: 'k' } },
        wish('First '),
        wish('copy', { keys: { apiKey: 'key-first', secret: 's' } }),
        wish('again', { keys: { apiKey: 'key-there', secret: 's' } }),
        wish('refused'),
        wish('offline'),
        'nothing',
        { ...wish('okx'), venue: 'okx' },
        { ...wish('extra'), S3cretAsFieldName: true },
      ],
    });
    expect(report.added.map(({ label }) => label)).toEqual(['first', 'offline']);
    const reasons = new Map(report.refused.map(({ index, reason }) => [index, reason]));
    expect([...reasons.keys()]).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10]);
    expect(reasons.get(1)).toContain('binanceusdm, binancecoinm, bybit');
    expect(reasons.get(2)).toContain('keys.secret');
    expect(reasons.get(3)).toContain('"first"');
    expect(reasons.get(4)).toContain('as "first"');
    expect(reasons.get(5)).toContain('as "there"');
    expect(reasons.get(6)).toContain('keyValid is bad');
    expect(reasons.get(9)).toContain('passphrase is missing');
    expect(JSON.stringify(report)).not.toContain('S3cretAsFieldName');
    expect(report.refused.map(({ label }) => label).slice(0, 2)).toEqual(['second', 'third']);
    expect(report.advice).toContain(report.file);
    expect(report.advice).toContain('Delete it now');
    expect(vault.entries().map(({ label }) => label)).toEqual(['there', 'first', 'offline']);
    expect(tried).toEqual(['there', 'first', 'refused', 'offline']); // what is wrong by itself is not dialled
  });

  it.each([
    ['{"accounts": [\n{"secret": "P1antedSecret",,}]}', 'not JSON'],
    ['', 'not JSON'],
    ['null', 'no list of accounts'],
    ['{"accounts": []}', 'no list of accounts'],
    ['{"accounts": {"secret": "P1antedSecret"}}', 'no list of accounts'],
    ['{"P1antedSecret": 1, "accounts": [1]}', 'no list of accounts'],
    ['x'.repeat(10_000_001), 'larger than 10 MB'],
  ])('of a bad file (%#) is refused in words that quote nothing of it', async (content, words) => {
    const said = await refusedFile(content);
    expect(said).toContain(words);
    expect(said).toContain('{"accounts": [{"venue": "bybit"');
    expect(said).not.toContain('P1antedSecret');
  });

  it('of many, which takes longer than adding stays open without use, is stored', async () => {
    const bench = await open(
      (_account, { clock, vault }) => {
        clock.ms += LOCK_AFTER_MS / 20;
        vault.lockWhenIdle();
        return GREEN;
      },
      { protection: 'passphrase', passphrase: 'correct horse' },
    );
    const accounts = Array.from({ length: 60 }, (_, index) => wish(`of many ${index}`));
    const report = await imported(bench.admission, { accounts });
    expect(report.added).toHaveLength(60);
  });

  it('names the line of a mistake', async () => {
    expect(await refusedFile('{"accounts": [\n\n{"label" 1}]}')).toContain('line 3');
  });

  it('of a file that is not there is refused', async () => {
    const { admission } = await open();
    expect(await admission.importFrom('/nowhere/accounts.json')).toMatchObject({ ok: false, failure: { kind: 'badRequest' } });
  });

  it('takes a file with a byte order mark', async () => {
    const { admission } = await open();
    const report = await imported(admission, `\uFEFF${JSON.stringify({ accounts: [wish('one')] })}`);
    expect(report.added).toHaveLength(1);
  });

  it('writes nothing when the vault can not be written', async () => {
    const { admission, path } = await open();
    writeFileSync(path, 'something else');
    expect(await admission.importFrom(fileOf({ accounts: [wish('one')] }))).toMatchObject({
      ok: false,
      failure: { kind: 'vault' },
    });
  });
});

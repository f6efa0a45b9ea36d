// Secrets are planted, and everything that a desk says or writes in a whole session is searched for them: pushes, answers,
// snapshots, notices, log lines, and every file of its folder, journal and vault included.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { everyByte } from '../vault/vaultBench.ts';
import { healthOf, openDeskBench } from './deskBench.ts';

const PASSPHRASE = 'Pl4ntedVaultPassphrase';
const WRONG = { secret: 'Pl4ntedWrongSecret', apiKey: 'Pl4ntedUnknownKey', proxy: 'Pl4ntedProxyPassword' };

const printed: string[] = [];
const consoleCalls = ['log', 'info', 'warn', 'error', 'debug'] as const;
for (const call of consoleCalls) {
  console[call] = (...all: unknown[]) => void printed.push(all.map((each) => inspect(each, { depth: 9 })).join(' '));
}
let close: () => Promise<void> = async () => undefined;
afterAll(() => close());

it('no secret is said or written in the clear', { timeout: 60_000 }, async () => {
  const bench = await openDeskBench();
  close = async () => {
    await bench.desk.close();
    await bench.host.stop();
  };
  await bench.desk.open();
  await bench.get('setEnvironment', { environment: 'live' });
  await bench.get('createVault', { protection: 'passphrase', passphrase: PASSPHRASE });
  const okx = bench.entryOf('okx');
  const binance = bench.entryOf('binanceusdm');
  const bybit = bench.entryOf('bybit');

  const added = await bench.get('addAccount', okx);
  await bench.get('addAccount', { ...binance, keys: { ...binance.keys, secret: WRONG.secret }, anyway: true });
  await bench.get('testAccount', { ...bybit, keys: { apiKey: WRONG.apiKey, secret: WRONG.secret } });
  // Bybit quotes the key in its refusal of a signature.
  await bench.get('testAccount', { ...bybit, keys: { ...bybit.keys, secret: WRONG.secret } });
  await bench.refused('addAccount', { ...bybit, proxy: `ftp://me:${WRONG.proxy}@127.0.0.1:1` });
  await bench.ask('addAccount', { ...bybit, proxy: `socks5://me:${WRONG.proxy}@127.0.0.1:1` });
  await bench.refused('addAccount', { ...okx, label: 'Copy' });
  const file = join(mkdtempSync(join(tmpdir(), 'breakglass-leak-')), 'accounts.json');
  writeFileSync(file, JSON.stringify({ accounts: [bybit, { ...bybit, venue: WRONG.secret }, { ...okx, [WRONG.apiKey]: 1 }] }));
  bench.chosen.file = file;
  await bench.get('importAccounts', {});
  writeFileSync(file, `{"accounts": [{"secret": "${WRONG.secret}" oops`);
  await bench.refused('importAccounts', {});
  // What no schema lets through is refused in words, too.
  await bench.ask('addAccount', { ...okx, [WRONG.apiKey]: WRONG.secret });
  await bench.ask('unlockVault', { passphrase: WRONG.secret });

  await bench.becomes((snapshot) => healthOf(snapshot), ['My binanceusdm 0: failed', 'My bybit 0: live', 'My okx 0: live']);
  bench.host.world.faults.add({
    transport: 'http',
    venue: 'okx',
    method: 'POST',
    from: 1,
    count: 1,
    effect: { kind: 'refuse', as: 'unknownError', process: true, bans: 'account' },
  });
  const { planId } = await bench.get('previewExit', { action: 'emergencyExit' });
  const { exitId } = await bench.get('confirmExit', { planId });
  await bench.becomes(({ exits }) => exits[0]?.endedAtMs !== null, true);
  await bench.get('getExitTimeline', { exitId });
  await bench.get('replaceKeys', { accountId: added.entry?.id ?? '', keys: { ...okx.keys, secret: WRONG.secret } });
  await bench.get('lockVault', {});
  await bench.get('unlockVault', { passphrase: PASSPHRASE });
  await bench.get('removeAccount', { accountId: added.entry?.id ?? '' });
  await bench.snapshot();
  await close();
  close = async () => undefined;

  const planted = [
    PASSPHRASE,
    ...Object.values(WRONG),
    ...[okx, binance, bybit].flatMap(({ keys }) => Object.values(keys)),
  ].filter((each) => each !== undefined);
  expect(planted).toHaveLength(11);
  expect(bench.told.length).toBeGreaterThan(20);
  const said = [...bench.told, ...printed].join('\n');
  const written = everyByte(bench.folder);
  expect(written).toContain('breakglass-vault');
  expect(written).toContain(exitId); // the journal is among them
  for (const secret of planted) {
    for (const form of [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      Buffer.from(secret).toString('hex'),
    ]) {
      expect(said.includes(form), `said: ${form}`).toBe(false);
      expect(written.includes(form), `written: ${form}`).toBe(false);
    }
  }
});

// An exit that a crash cut off on live accounts, while the next start is in practice and the vault is locked.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openJournal } from '../../../electron/journal/journal.ts';
import { systemClock } from '../../../electron/systemPorts.ts';
import type { PanelSnapshot } from '../../../shared/snapshot.ts';
import { healthOf, openDeskBench, type DeskBench } from './deskBench.ts';

const benches: DeskBench[] = [];
afterEach(async () => {
  await Promise.all(benches.map(({ desk }) => desk.close()));
  await Promise.all([...new Set(benches.splice(0).map(({ host }) => host))].map((host) => host.stop()));
});

async function opened(...options: Parameters<typeof openDeskBench>): Promise<DeskBench> {
  const bench = await openDeskBench(...options);
  benches.push(bench);
  await bench.desk.open();
  return bench;
}

/** What a crash leaves: written down, and never ended. */
function cutOff(folder: string, exitId: string, environment: 'practice' | 'live', accountId: string): void {
  const written = openJournal({ path: join(folder, 'exits.db'), clock: systemClock, onNoteFailed: () => undefined });
  const atEpochMs = systemClock.epoch();
  const request = { action: 'emergencyExit' } as const;
  const about = { environment, startedBy: 'person', closeSize: null, accounts: [accountId] } as const;
  written.journal.commit([{ kind: 'exitIntended', exitId, atEpochMs, request, ...about }]);
  written.close();
}

const noticeIds = ({ notices }: PanelSnapshot) => notices.map(({ id }) => id);

it(
  'waits, told and kept, until live is on and the vault is open; then it is taken up and ends flat',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakglass-unfinished-'));
    const first = await opened({ folder });
    await first.get('setEnvironment', { environment: 'live' });
    await first.get('createVault', { protection: 'passphrase', passphrase: 'correct horse' });
    const { entry } = await first.get('addAccount', first.entryOf('okx'));
    await first.becomes(healthOf, ['My okx 0: live']);
    await first.get('setEnvironment', { environment: 'practice' });
    await first.desk.close();
    cutOff(folder, 'cutofflive', 'live', entry?.id ?? '');

    const next = await opened({ folder, host: first.host });
    await next.becomes((snapshot) => noticeIds(snapshot).includes('unfinished:live'), true);
    expect((await next.snapshot()).exits).toEqual([]);
    await next.get('setEnvironment', { environment: 'live' });
    expect(await next.snapshot()).toMatchObject({ vault: { state: 'locked' }, exits: [] });
    expect(noticeIds(await next.snapshot())).toContain('unfinished:live');
    await next.get('unlockVault', { passphrase: 'correct horse' });
    await next.becomes(({ exits }) => exits.map(({ exitId, verdict }) => `${exitId} ${verdict}`), ['cutofflive flat']);
    const notices = noticeIds(await next.snapshot());
    expect(notices).toContain('resumed:cutofflive');
    expect(notices).not.toContain('unfinished:live');
  },
);

it('of practice waits while live is on', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakglass-unfinished-'));
  const first = await opened({ folder });
  const [practiceId = ''] = (await first.snapshot()).accounts.map(({ id }) => id);
  await first.get('setEnvironment', { environment: 'live' });
  await first.desk.close();
  cutOff(folder, 'cutoffprac', 'practice', practiceId);
  const next = await opened({ folder, host: first.host });
  await next.becomes((snapshot) => noticeIds(snapshot).includes('unfinished:practice'), true);
  await next.get('setEnvironment', { environment: 'practice' });
  await next.becomes(({ exits }) => exits.map(({ exitId, verdict }) => `${exitId} ${verdict}`), ['cutoffprac flat']);
  expect(noticeIds(await next.snapshot())).not.toContain('unfinished:practice');
});

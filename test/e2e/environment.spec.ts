// Practice and live in the real app: the practice exchange is a process of its own, and it is there in practice only.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { allLive, launchPanel, readSnapshot, waitForSnapshot } from './launchPanel.ts';

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/control/health`)).ok;
  } catch {
    return false;
  }
};

test('the practice exchange stops when live is switched on, comes back, and does not start with live', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'breakglass-environment-'));
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, practicePort: 0 }));
  const first = await launchPanel({ userData });
  try {
    const { practiceUrl } = await waitForSnapshot(first.page, 'practice', allLive);
    expect(await answers(practiceUrl ?? '')).toBe(true);
    expect(await first.page.evaluate(() => window.panel.setEnvironment({ environment: 'live' }))).toMatchObject({ ok: true });
    expect(await readSnapshot(first.page)).toMatchObject({ environment: 'live', practiceUrl: null, accounts: [], positions: {} });
    await expect.poll(() => answers(practiceUrl ?? '')).toBe(false);
    expect(await first.page.evaluate(() => window.panel.setEnvironment({ environment: 'practice' }))).toMatchObject({ ok: true });
    const back = await waitForSnapshot(first.page, 'practice again', allLive);
    expect(back.notices.filter(({ id }) => id === 'practice')).toEqual([]); // it was stopped on purpose
    await first.page.evaluate(() => window.panel.setEnvironment({ environment: 'live' }));
  } finally {
    await first.close();
  }
  const second = await launchPanel({ userData });
  try {
    const live = await waitForSnapshot(second.page, 'live', ({ environment }) => environment === 'live');
    expect(live).toMatchObject({ practiceUrl: null, accounts: [], settings: { environment: 'live' } });
  } finally {
    await second.close();
    rmSync(userData, { recursive: true, force: true });
  }
});

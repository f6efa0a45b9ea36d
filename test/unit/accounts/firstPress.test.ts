import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDesk } from '../../../electron/desk.ts';
import { randomIds, systemClock } from '../../../electron/systemPorts.ts';
import { fail, type Failure, type Result } from '../../../shared/failure.ts';
import { createFakeKeyStore } from '../vault/fakeKeyStore.ts';

it('a press while the accounts are still being opened is told so, not that there are none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakglass-first-'));
  let end = (_result: Result<never>): void => undefined;
  const practice = new Promise<Result<never>>((resolve) => {
    end = resolve;
  });
  const desk = openDesk({
    folder,
    clock: systemClock,
    ids: randomIds,
    keyStore: createFakeKeyStore(),
    chooseFile: async () => null,
    startPractice: () => practice,
    push: () => undefined,
    log: () => undefined,
  });
  const failure = (answer: Result<unknown>): Failure | null => (answer.ok ? null : answer.failure);
  const opening = desk.open();
  expect(failure(desk.fire({ action: 'emergencyExit' }))?.message).toContain('still being opened');
  expect(failure(await desk.handlers.previewExit({ action: 'emergencyExit' }))?.message).toContain('still being opened');
  end(fail({ kind: 'unreachable', message: 'no port' }));
  await opening;
  expect(failure(desk.fire({ action: 'emergencyExit' }))?.message).toBe('There is no account here.');
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

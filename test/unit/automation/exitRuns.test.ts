// What a name means: a program that names many calls takes nothing from another's.
import { expect, test } from 'vitest';
import { createExitRuns } from '../../../electron/automation/exitRuns.ts';
import type { AutomationDesk } from '../../../electron/automation/ports.ts';
import type { ApiKeyView } from '../../../shared/automation.ts';
import { succeed } from '../../../shared/failure.ts';

test('ten thousand names of one key leave the name of another as it was', async () => {
  let fired = 0;
  const desk = {
    askedBefore: () => [],
    fire: () => succeed({ exitId: `exit${(fired += 1)}`, joined: false }),
  } as unknown as AutomationDesk;
  const clock = { now: () => 0, epoch: () => 0, sleep: () => Promise.resolve() };
  const runs = createExitRuns(desk, { approved: () => undefined } as unknown as Parameters<typeof createExitRuns>[1], clock);
  const call = (keyId: string, idempotencyKey: string) =>
    runs.start({
      key: { keyId, name: keyId, approval: 'never' } as ApiKeyView,
      via: 'rest',
      said: 'all',
      request: { action: 'emergencyExit' },
      idempotencyKey,
      endedMeanwhile: () => null,
    });
  const first = await call('bridge', 'one');
  for (let index = 0; index < 10_050; index += 1) await call('flood', `name ${index}`);
  expect(await call('bridge', 'one')).toEqual(first);
  expect(await call('flood', 'name 10049')).toMatchObject({ ok: true, exitId: 'exit10051', joined: false });
  expect(await call('flood', 'name 0')).toMatchObject({ ok: true, exitId: 'exit10052', joined: false }); // long forgotten
});

// What outlives a session: keys with what they may, revocations, and the log; and what does not: the tokens themselves.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../../electron/automation/storeFile.ts';
import { systemClock } from '../../../electron/systemPorts.ts';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { headOf, openSocket } from './rawClient.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakglass-restart-'));
const troubles: unknown[] = [];

const start = (): Promise<AutomationBench> =>
  openAutomationBench({
    folder,
    store: openStore({
      path: join(folder, 'automation.db'),
      clock: systemClock,
      isBusy: () => false,
      onTrouble: (trouble) => void troubles.push(trouble),
    }),
  });

let bench: AutomationBench;
beforeAll(async () => {
  bench = await start();
}, 60_000);
afterAll(() => bench.close());

const status = async (token: string): Promise<number> =>
  (await fetch(`${bench.url}/v1/api/accounts`, { headers: { authorization: `Bearer ${token}` } })).status;

test('keys, revocations and the log outlive a session; no token is on the disk', async () => {
  const works = await bench.token({ name: 'Works', scope: 'read' });
  const gone = await bench.token({ name: 'Gone' });
  const keyId = bench.snapshot().automation.keys.find(({ name }) => name === 'Gone')?.keyId ?? '';
  expect([await status(works), await status(gone)]).toEqual([200, 200]);
  expect((await bench.automation.handlers.revokeApiKey({ keyId })).ok).toBe(true);
  await bench.close();
  bench = await start();
  expect([await status(works), await status(gone)]).toEqual([200, 401]);
  const [first, second] = [...bench.snapshot().automation.keys].sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(first).toMatchObject({ name: 'Gone', revokedAtMs: expect.any(Number) });
  expect(second).toMatchObject({ name: 'Works', scope: 'read', lastUse: { verb: 'accounts' } });
  const calls = await bench.automation.handlers.getAutomationCalls({});
  expect(calls).toMatchObject({
    ok: true,
    value: [
      { keyName: 'Gone', status: 401 },
      { keyName: 'Works', status: 200 },
      { keyName: 'Gone', status: 200 },
      { keyName: 'Works', status: 200 },
    ],
  });
  const files = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile());
  expect(files.map(({ name }) => name)).toContain('automation.db');
  for (const { name } of files) {
    const bytes = readFileSync(join(folder, name));
    for (const token of [works, gone]) expect([name, bytes.includes(token)]).toEqual([name, false]);
  }
  expect(troubles).toEqual([]);
});

test('switched off in the midst of half-open connections it is closed at once, and opens again', async () => {
  const sockets = await Promise.all(Array.from({ length: 50 }, () => openSocket(bench.port)));
  const ends = Promise.all(sockets.map((socket) => new Promise((resolve) => void socket.once('close', resolve))));
  for (const socket of sockets) socket.resume();
  for (const socket of sockets.slice(25))
    socket.write(headOf('POST /v1/api/positions/flatten HTTP/1.1', ['Host: x']).slice(0, -4));
  bench.desk.changeSettings({ automation: false });
  await bench.until('it is off', ({ automation }) => automation.server.kind === 'off');
  await ends;
  bench.desk.changeSettings({ automation: true, automationPort: bench.port });
  await bench.until('it is open', ({ automation }) => automation.server.kind === 'open');
  expect(await status(await bench.token({ name: 'New' }))).toBe(200);
});

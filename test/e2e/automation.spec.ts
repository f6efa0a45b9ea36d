// Programs in the real app: the same exits, by REST, WebSocket and MCP, judged by the practice exchange's ledger.
import { expect, test } from '@playwright/test';
import { openProgram, rest, type Program } from './automationClient.ts';
import { launchPanel, readLedger, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

test.describe.configure({ timeout: 120_000 });

let panel: LaunchedPanel;
let program: Program;
test.beforeAll(async () => {
  panel = await launchPanel();
  await waitForSnapshot(panel.page, 'positions', ({ positions }) => Object.keys(positions).length >= 20);
  program = await openProgram(panel);
});
test.afterAll(() => panel.close());

test('a literal {} over REST closes everything and says so when it is proved', async () => {
  const { status, body } = await rest(program, 'POST', '/v1/api/positions/flatten', {});
  expect(body).toMatchObject({ success: true, verdict: 'flat', errors: [], joined: false });
  expect(status).toBe(200);
  expect(await readLedger(panel.page)).toEqual({ positions: [], orders: [] });
});

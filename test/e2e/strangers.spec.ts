// A page of a stranger in a real Chromium beside the running app: it tries every way a page has to reach a server on this computer,
// with and without a stolen key, under its own name and under one that resolves to this computer. Nothing starts, nothing is read,
// and a program with a key gets flat meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { electronRuntime } from '../../build/electronRuntime.mjs';
import { openProgram, rest, type Program } from './automationClient.ts';
import { allLive, attachBeforeReady, launchPanel, projectRoot, readSnapshot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts'; // prettier-ignore
import { startOutsideExchange, type OutsideExchange } from './practiceHost.ts';
import { tryEverything, type Attempt } from './strangerPage.ts';

test.describe.configure({ timeout: 120_000 });

/** A name of the stranger's own, which resolves to this computer: DNS rebinding. */
const REBOUND = 'rebound.test';

const WORKER = `self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', ({ data, source }) => {
  fetch(data.url, { method: 'POST', body: data.body, headers: data.headers })
    .then(async (answer) => source.postMessage(answer.type + ' ' + answer.status + ' ' + (await answer.text())))
    .catch((error) => source.postMessage('refused: ' + String(error)));
});`;

let exchange: OutsideExchange;
let panel: LaunchedPanel;
let program: Program;
let stranger: Server;
let browser: ElectronApplication;
let browserData: string;
let page: Page;
test.beforeAll(async () => {
  exchange = await startOutsideExchange(20);
  panel = await launchPanel({ practiceUrl: exchange.url });
  await waitForSnapshot(panel.page, 'all live', (s) => allLive(s) && Object.keys(s.positions).length > 15);
  program = await openProgram(panel);
  stranger = createServer(({ url }, answer) => {
    const isWorker = url === '/worker.js';
    answer
      .setHeader('content-type', isWorker ? 'text/javascript' : 'text/html')
      .end(isWorker ? WORKER : '<body>a stranger</body>');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  browserData = mkdtempSync(join(tmpdir(), 'breakglass-stranger-'));
  browser = await _electron.launch({
    executablePath: (await electronRuntime()).executable,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '-r',
      attachBeforeReady,
      `--user-data-dir=${browserData}`,
      `--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`,
      join(projectRoot, 'test/e2e/strangerBrowser.cjs'),
    ],
  });
  page = await browser.firstWindow();
});
test.afterAll(async () => {
  await browser.close();
  stranger.close();
  await panel.close();
  await exchange.stop();
  rmSync(browserData, { recursive: true, force: true });
});

const mcpCall = (token: string) =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'bastion_emergency_exit', arguments: { api_key: token } },
  });

/** With a key that works and without one. */
async function tryAll(target: string): Promise<readonly Attempt[]> {
  const flatten = '{}';
  const keyless = await page.evaluate(tryEverything, { target, stolen: null, flatten, mcp: mcpCall('bst_none') });
  const stolen = program.token;
  return [...keyless, ...(await page.evaluate(tryEverything, { target, stolen, flatten, mcp: mcpCall(stolen) }))];
}

/** What a cross-origin page is told of an answer: that there is none, or none it may read. */
const UNREADABLE = /^(refused: .*|opaque 0 |0 |true)$/s;

async function expectNothingStarted(): Promise<void> {
  expect((await readSnapshot(panel.page)).exits).toEqual([]);
  expect(exchange.host.world.requests.list().filter(({ write }) => write)).toEqual([]);
  const calls = await panel.page.evaluate(() => window.panel.getAutomationCalls({}));
  if (!calls.ok) throw new Error(calls.failure.message);
  expect(calls.value.filter(({ outcome }) => outcome !== 'refused')).toEqual([]);
}

const apiPort = (): string => new URL(program.url).port;

test('a page of another origin reads nothing and starts nothing, with a stolen key too', async () => {
  const own = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  await page.goto(own);
  // The attempts are real ones: what a server of the page's own answers is read.
  expect((await tryAll(own)).filter(({ read }) => read.includes('a stranger')).length).toBeGreaterThan(60);
  for (const host of ['127.0.0.1', 'localhost']) {
    const attempts = await tryAll(`http://${host}:${apiPort()}`);
    expect(attempts.length).toBeGreaterThan(80);
    expect(attempts.filter(({ read }) => !UNREADABLE.test(read))).toEqual([]);
  }
  await expectNothingStarted();
});

test('a page under a name that resolves to this computer is told 403 and nothing else', async () => {
  const own = `http://${REBOUND}:${apiPort()}`;
  await page.route(`${own}/page`, (route) => route.fulfill({ contentType: 'text/html', body: '<body>a stranger</body>' }));
  await page.goto(`${own}/page`);
  const attempts = await tryAll(own); // to the browser all of this is one origin
  const told = attempts.filter(({ read }) => !UNREADABLE.test(read));
  expect(told.length).toBeGreaterThan(20);
  for (const { how, read } of told) {
    expect([how, read]).toEqual([how, expect.stringMatching(/^(basic )?(403|frame) /)]);
    expect([how, read]).toEqual([how, expect.stringContaining('"error":"Forbidden"')]);
  }
  await expectNothingStarted();
});

test('a link from a page leads to a refusal', async () => {
  await page.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
  await page.evaluate((href) => location.assign(href), `${program.url}/v1/api/positions`);
  await page.waitForURL(/positions/);
  expect(await page.innerText('body')).toContain('Pages in a browser');
  await expectNothingStarted();
});

test('a program with a key gets flat while the page goes on', async () => {
  await page.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
  const attacking = tryAll(program.url);
  const { body, status } = await rest(program, 'POST', '/v1/api/positions/flatten', {});
  expect([status, body]).toEqual([200, expect.objectContaining({ success: true, verdict: 'flat' })]);
  expect(exchange.left()).toBe(0);
  await attacking;
  expect((await readSnapshot(panel.page)).exits).toHaveLength(1);
});

// The switch between a venue and its testnet: the chosen place is dialled, under its own name and certificate, and no other. The
// dials end at a TLS server of this test, behind which the practice exchange answers.
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, test } from '@playwright/test';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { allLive, launchPanel, projectRoot, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

const tlsFolder = join(projectRoot, 'test', 'fixtures', 'tls');
const dialled = new Set<string>();
let host: PracticeHost;
let front: Server;
let panel: LaunchedPanel;

const dialledAs = (incoming: IncomingMessage): void => {
  const { servername } = incoming.socket as TLSSocket & { servername: string | false };
  if (servername !== false) dialled.add(servername);
};

/** The venue's hosts, for whoever dials them: everything goes on to the practice exchange's Bybit. */
function startFront(target: URL): Promise<Server> {
  const server = createServer({
    key: readFileSync(join(tlsFolder, 'venue.key')),
    cert: readFileSync(join(tlsFolder, 'venue.pem')),
  });
  server.on('request', (incoming, answer) => {
    dialledAs(incoming);
    const { method, headers, url } = incoming;
    const onward = request({ host: target.hostname, port: target.port, path: `/bybit${url ?? ''}`, method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, socket, head) => {
    dialledAs(incoming);
    const onward = connect(Number(target.port), target.hostname, () => {
      const lines = [`GET /bybit${incoming.url ?? ''} HTTP/1.1`];
      for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
        lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
      }
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

test.beforeEach(async () => {
  dialled.clear();
  host = await startPracticeHost({ port: 0, portfolio: 'demo', freeze: true, rateLimits: false });
  front = await startFront(new URL(host.url));
  const address = front.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  panel = await launchPanel({
    preload: join(projectRoot, 'test', 'e2e', 'dialHome.cjs'),
    env: { NODE_EXTRA_CA_CERTS: join(tlsFolder, 'authority.pem'), BREAKGLASS_TEST_DIAL_PORT: String(address.port) },
  });
});
test.afterEach(async () => {
  await panel.close();
  front.closeAllConnections();
  front.close();
  await host.stop();
});

test('a testnet account dials the testnet alone and says so; a live one dials the venue', async () => {
  const { page } = panel;
  const [first, second] = host.venues.get('bybit')?.accounts() ?? [];
  if (first === undefined || second === undefined) throw new Error('two accounts of Bybit are wanted');
  await page.evaluate(() => window.panel.createVault({ protection: 'session' }));
  const form = page.getByRole('dialog');
  const add = async (label: string, account: typeof first, place: 'Testnet' | 'Live'): Promise<void> => {
    await page.getByRole('button', { name: /^Accounts/ }).click();
    await form.getByRole('button', { name: 'Add an account' }).click();
    await form.getByText('Bybit', { exact: true }).click();
    await form.getByLabel('Name').fill(label);
    await form.getByLabel('API key').fill(account.apiKey);
    await form.getByLabel('API secret').fill(account.secret);
    await form.getByRole('radio', { name: place }).click();
    await form.getByRole('button', { name: 'Add account' }).click();
    await form.getByText(`${label} was added.`).waitFor({ timeout: 30_000 });
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  };
  await add('Play', first, 'Testnet');
  await page.evaluate(() => window.panel.setEnvironment({ environment: 'live' }));
  const shown = await waitForSnapshot(
    page,
    'the testnet account with its positions',
    (s) => s.environment === 'live' && allLive(s) && Object.keys(s.positions).length > 0,
  );
  expect(shown.accounts).toMatchObject([{ label: 'Play', place: 'Testnet' }]);
  expect([...dialled].toSorted()).toEqual(['api-testnet.bybit.com', 'stream-testnet.bybit.com']);
  await expect(page.getByRole('main').getByText('Testnet').first()).toBeVisible();

  dialled.clear();
  await add('Real', second, 'Live');
  const both = await waitForSnapshot(page, 'both accounts', (s) => s.accounts.length === 2 && allLive(s));
  expect(both.accounts.find(({ label }) => label === 'Real')).not.toHaveProperty('place');
  expect([...dialled]).toEqual(expect.arrayContaining(['api.bybit.com', 'stream.bybit.com']));

  const plan = await page.evaluate(() => window.panel.previewExit({ action: 'emergencyExit' }));
  if (!plan.ok) throw new Error(plan.failure.message);
  await page.evaluate((planId) => window.panel.confirmExit({ planId }), plan.value.planId);
  const ended = await waitForSnapshot(page, 'the exit', ({ exits }) => (exits[0]?.verdict ?? null) !== null, 60_000);
  expect(ended.exits[0]?.accounts.map(({ verdict }) => verdict)).toEqual(['flat', 'flat']);
});

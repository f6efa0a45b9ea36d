// A leak hunt: known secrets are planted in every way that keys come in, a long session does everything that a day could, and
// then each file, output, message, answer, page and process line of it is searched for them. A program takes part: its key is found
// nowhere, and the hash of it in its own database only.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startPracticeHost } from '../../electron/practice/host.ts';
import type { NewAccount } from '../../shared/vault.ts';
import { openProgram, rpc, type Program } from './automationClient.ts';
import { allLive, launchPanel, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

declare global {
  interface Window {
    heard: string[];
  }
}

const passphrase = 'planted-passphrase-Korrekt-Pferd-7741';
const wrongPassphrase = 'planted-passphrase-wrong-Pferd-1187';
const wrongSecret = 'plantedWrongSecretQ7d8s9f0a1z2x3c4v5b6n7m8';
const strayAccount = 'no such account';
const strayKey = 'plantedStrayKeyJ3k4l5h6g7f8d9s0a1';
const proxyPassword = 'plantedProxyPassword9911';

/** As text, and as somebody who dumps memory, a URL or a log may have written it. */
const formsOf = (secret: string): readonly Buffer[] =>
  [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ].flatMap((form) => [Buffer.from(form), Buffer.from(form, 'utf16le')]);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Name, arguments and environment of the app's processes, as any program of the same user may read them. */
function processLines(rootPid: number): Buffer {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      parents.set(Number(name), Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  const isOurs = (pid: number): boolean => pid === rootPid || (parents.has(pid) && isOurs(parents.get(pid) ?? 0));
  return Buffer.concat(
    [...parents.keys()].filter(isOurs).flatMap((pid) =>
      ['comm', 'cmdline', 'environ'].map((name) => {
        try {
          return readFileSync(`/proc/${pid}/${name}`);
        } catch {
          return Buffer.alloc(0); // it ended meanwhile
        }
      }),
    ),
  );
}

/** What programs ask and what they get wrong, with the key wherever one may come to put it. */
async function callAsPrograms(program: Program, exitId: string, stray: string): Promise<readonly string[]> {
  const { token, url } = program;
  const bearer = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });
  const tell = async (path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(url + path, init);
    return `${path.replace(token, '')} ${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  };
  const get = (path: string, key = token) => tell(path, { headers: bearer(key) });
  const post = (path: string, body: string, key = token) => tell(path, { method: 'POST', headers: bearer(key), body });
  const flatten = '/v1/api/positions/flatten';
  const inMcp = { name: 'bastion_get_positions', arguments: { api_key: token } };
  const mcp = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: inMcp });
  const answers: string[] = [];
  for (const path of ['positions', 'accounts', 'exits', `exits/${exitId}`, `exits/${exitId}/timeline`, 'openapi.json'])
    answers.push(await get(`/v1/api/${path}`));
  answers.push(
    await post('/v1/api/preview', '{"action":"emergencyExit"}'),
    await post('/v1/api/emergency-exit', '{}'),
    await post(flatten, `{"account":"${stray}"}`),
    await post(flatten, `{"api_key":"${token}"}`),
    await post(flatten, `{"${token}":1}`),
    await post(flatten, `{"account":"${token}"}`),
    await post(flatten, token),
    await post(flatten, '{}', `${token}x`),
    await get(`/v1/api/positions?api_key=${token}`, 'bst_none'),
    await get(`/${token}`),
    await post('/mcp', mcp, 'bst_none'),
    await post('/mcp', mcp),
    await rpc(program, 'Flatten', { api_key: token, account: stray }).then(JSON.stringify, String),
    await rpc({ url, token: `${token}x` }, 'FlattenEverything', {}).then(JSON.stringify, String),
  );
  return answers;
}

test('planted secrets are in no file, output, message, page or process line of a long session', async () => {
  test.setTimeout(180_000);
  const host = await startPracticeHost({ port: 0, freeze: false });
  const userData = mkdtempSync(join(tmpdir(), 'breakglass-hunt-'));
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, practicePort: 0 }));
  let panel: LaunchedPanel = await launchPanel({ userData });
  const outputs: Buffer[] = [];
  const answers: string[] = [];
  const listen = async (): Promise<void> => {
    const child = panel.app.process();
    child.stdout?.on('data', (part: Buffer) => outputs.push(part));
    child.stderr?.on('data', (part: Buffer) => outputs.push(part));
    panel.page.on('console', (message) => outputs.push(Buffer.from(message.text())));
    await panel.page.evaluate(() => {
      window.heard = [];
      window.panel.onChanges((push) => window.heard.push(JSON.stringify(push)));
    });
  };
  const pages: string[] = [];
  const look = async (): Promise<void> => {
    pages.push(await panel.page.content(), ...(await panel.page.evaluate(() => window.heard.splice(0))));
    answers.push(JSON.stringify(await panel.page.evaluate(() => window.panel.getSnapshot({}))));
  };
  const keep = <Answer>(answer: Answer): Answer => {
    answers.push(JSON.stringify(answer));
    return answer;
  };
  const found: string[] = [];
  const secrets = new Map<string, string>([
    ['vault passphrase', passphrase],
    ['wrong vault passphrase', wrongPassphrase],
    ['wrong secret', wrongSecret],
    ['stray key', strayKey],
    ['proxy password', proxyPassword],
  ]);
  try {
    await listen();
    const accounts = [...host.venues].flatMap(([venue, exchange]) =>
      exchange.accounts().map(({ id, apiKey, secret, passphrase: password }): NewAccount => {
        for (const [name, value] of [
          ['key', apiKey],
          ['secret', secret],
          ['password', password],
        ] as const) {
          if (value !== null) secrets.set(`${id} ${name}`, value);
        }
        const endpoint = {
          kind: 'custom',
          rest: `${host.url}/${venue}`,
          ws: `${host.url.replace('http', 'ws')}/${venue}`,
        } as const;
        const keys = { apiKey, secret, ...(password === null ? {} : { password }) };
        return { venue, label: `Own ${id}`, keys, endpoint, proxy: null, allowWithdrawal: false };
      }),
    );
    const [first] = accounts;
    if (first === undefined) throw new Error('no practice account');
    const { page } = panel;
    keep(await page.evaluate((given) => window.panel.createVault({ protection: 'passphrase', passphrase: given }), passphrase));
    for (const account of accounts) {
      const added = keep(await page.evaluate((given) => window.panel.addAccount({ ...given, anyway: true }), account));
      expect(added.ok ? null : added.failure.message).toBeNull();
    }
    const wrong = { ...first, label: 'Wrong', keys: { ...first.keys, secret: wrongSecret } };
    keep(await page.evaluate((given) => window.panel.testAccount(given), wrong));
    keep(await page.evaluate((given) => window.panel.addAccount({ ...given, anyway: false }), wrong));
    const proxied = { ...first, label: 'Proxied', proxy: `http://trader:${proxyPassword}@127.0.0.1:9` };
    keep(await page.evaluate((given) => window.panel.testAccount(given), proxied));
    // Requests that do not fit the contract, with keys in them.
    const stray = { ...first, surprise: strayKey, keys: { ...first.keys, apiKey: strayKey, more: strayKey } };
    keep(await page.evaluate(async (given) => window.panel.addAccount(given as never), stray));
    keep(await page.evaluate((given) => window.panel.unlockVault({ passphrase: given }), wrongPassphrase));
    keep(await page.evaluate(() => window.panel.setEnvironment({ environment: 'live' })));
    const live = await waitForSnapshot(page, 'own accounts live', (s) => s.environment === 'live' && allLive(s), 60_000);
    await look();
    keep(await page.evaluate(() => window.panel.rehearseExit({})));
    for (const { id } of live.accounts) keep(await page.evaluate((accountId) => window.panel.checkReadiness({ accountId }), id));

    const plan = keep(await page.evaluate(() => window.panel.previewExit({ action: 'emergencyExit' })));
    if (!plan.ok) throw new Error(plan.failure.message);
    keep(await page.evaluate((planId) => window.panel.confirmExit({ planId }), plan.value.planId));
    const ended = await waitForSnapshot(page, 'the exit', ({ exits }) => (exits[0]?.verdict ?? null) !== null, 90_000);
    expect(ended.exits[0]?.verdict).toBe('flat');
    keep(await page.evaluate((exitId) => window.panel.getExitTimeline({ exitId }), ended.exits[0]?.exitId ?? ''));
    await look();

    const program = await openProgram(panel);
    const tokenHash = createHash('sha256').update(program.token).digest('hex');
    secrets.set('automation key', program.token);
    const calls = await callAsPrograms(program, ended.exits[0]?.exitId ?? '', strayAccount);
    expect(calls.filter((answer) => answer.includes(' 200 ')).length).toBeGreaterThan(6);
    answers.push(...calls.map((answer) => answer.replaceAll(program.token, ''))); // a program may be told what it said itself
    keep(await page.evaluate(() => window.panel.getAutomationCalls({})));
    await look();

    // The key is refused in the middle of the day, the account is connected anew, its keys are replaced, another is removed.
    const [one, two] = live.accounts;
    if (one === undefined || two === undefined) throw new Error('two accounts are wanted');
    keep(await page.evaluate((accountId) => window.panel.reconnectAccount({ accountId }), one.id));
    keep(
      await page.evaluate(([accountId, keys]) => window.panel.replaceKeys({ accountId, keys }), [
        one.id,
        { ...first.keys, secret: wrongSecret },
      ] as const),
    );
    keep(await page.evaluate((accountId) => window.panel.removeAccount({ accountId }), two.id));
    keep(await page.evaluate(() => window.panel.lockVault({})));
    keep(await page.evaluate((given) => window.panel.unlockVault({ passphrase: given }), passphrase));
    await look();
    const pid = panel.app.process().pid ?? 0;
    const lines = processLines(pid);
    await panel.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((each) => each.webContents.getURL().startsWith('app://panel'))
        ?.webContents.forcefullyCrashRenderer(),
    );
    const shown = () =>
      panel.app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows().find((each) =>
          each.webContents.getURL().startsWith('app://panel'),
        )?.webContents;
        return contents !== undefined && !contents.isCrashed() && !contents.isLoading();
      });
    await expect.poll(shown, { timeout: 30_000 }).toBe(true);
    await panel.close();

    // A day later: the vault is locked, somebody tries, then it opens.
    panel = await launchPanel({ userData });
    await listen();
    await waitForSnapshot(panel.page, 'the locked vault', ({ vault }) => vault.state === 'locked');
    keep(await panel.page.evaluate((given) => window.panel.unlockVault({ passphrase: given }), wrongPassphrase));
    keep(await panel.page.evaluate((given) => window.panel.unlockVault({ passphrase: given }), passphrase));
    await waitForSnapshot(
      panel.page,
      'an account of the vault',
      (s) => s.accounts.some(({ health }) => health.kind === 'live'),
      60_000,
    );
    await look();
    await panel.close();

    const places: readonly (readonly [where: string, content: Buffer])[] = [
      ['output', Buffer.concat(outputs)],
      ['an answer or snapshot', Buffer.from(answers.join('\n'))],
      ['a page or push', Buffer.from(pages.join('\n'))],
      ['a process line', lines],
      ...filesBelow(userData).map((file) => [file, readFileSync(file)] as const),
    ];
    // The hunt sees what is there: a label that is no secret is found where it belongs.
    const named = places.filter(([, content]) => formsOf(first.label).some((form) => content.includes(form)));
    expect(named.map(([where]) => where)).toEqual(expect.arrayContaining(['an answer or snapshot', 'a page or push']));
    expect(places.map(([where]) => where)).toEqual(
      expect.arrayContaining(['accounts.vault', 'exits.db', 'settings.json'].map((name) => join(userData, name))),
    );
    for (const [where, content] of places) {
      for (const [name, secret] of secrets) {
        if (formsOf(secret).some((form) => content.includes(form))) found.push(`${name} in ${where}`);
      }
    }
    expect(found).toEqual([]);
    const hashed = places.filter(([, content]) =>
      [Buffer.from(tokenHash), Buffer.from(tokenHash, 'hex')].some((form) => content.includes(form)),
    );
    expect(hashed.map(([where]) => basename(where)).filter((name) => !name.startsWith('automation.db'))).toEqual([]);
  } finally {
    await panel.close().catch(() => undefined);
    await host.stop();
    rmSync(userData, { recursive: true, force: true });
  }
});

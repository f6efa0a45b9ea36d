// A program beside the app: its key, and its calls over real sockets.
import { spawn } from 'node:child_process';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { WebSocket } from 'ws';
import type { NewApiKey } from '../../shared/automation.ts';
import { waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

export type Program = Readonly<{ url: string; token: string }>;
export type RestAnswer = Readonly<{ status: number; headers: Headers; body: unknown }>;

/** Switches automation on and creates a key, as Settings does. */
export async function openProgram(panel: LaunchedPanel, wanted: Partial<NewApiKey> = {}): Promise<Program> {
  await panel.page.evaluate(() => window.panel.saveSettings({ automation: true, automationPort: 0 }));
  const { automation } = await waitForSnapshot(
    panel.page,
    'automation',
    (snapshot) => snapshot.automation.server.kind === 'open',
  );
  const created = await panel.page.evaluate((key) => window.panel.createApiKey(key), {
    name: 'Test program',
    scope: 'trade',
    approval: 'never',
    ...wanted,
  } as const);
  if (!created.ok) throw new Error(created.failure.message);
  if (automation.server.kind !== 'open') throw new Error('automation is not open');
  return { url: automation.server.url, token: created.value.token };
}

export async function rest(
  { url, token }: Program,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<RestAnswer> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** By curl, as the documents show it. The key goes through its standard input: a process line may be read by anybody. */
export function curl({ url, token }: Program, path: string, body: unknown): Promise<Omit<RestAnswer, 'headers'>> {
  const child = spawn('curl', ['--config', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(
    [
      'silent',
      'show-error',
      `url = ${quoted(url + path)}`,
      `header = ${quoted(`Authorization: Bearer ${token}`)}`,
      'header = "Content-Type: application/json"',
      `data-binary = ${quoted(JSON.stringify(body))}`,
      'write-out = "\\n%{http_code}"',
    ].join('\n'),
  );
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => {
      const end = text.lastIndexOf('\n');
      if (code !== 0) reject(new Error(`curl ended with ${String(code)}`));
      else resolve({ status: Number(text.slice(end + 1)), body: JSON.parse(text.slice(0, end)) as unknown });
    });
  });
}

/** One frame over /ws/stream, and the answer with its id. */
export function rpc({ url, token }: Program, api: string, args: unknown): Promise<unknown> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/stream`, { headers: { authorization: `Bearer ${token}` } });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the socket')));
    socket.once('open', () => socket.send(JSON.stringify({ action: 'rpc', id: 'e2e', api, args })));
    socket.on('message', (frame: Buffer) => {
      const answer = JSON.parse(frame.toString('utf8')) as Readonly<{ id?: string; data?: unknown }>;
      if (answer.id !== 'e2e') return;
      resolve(answer.data ?? answer);
      socket.close();
    });
  });
}

/** One tool over MCP, by the official client. */
export async function callTool({ url, token }: Program, name: string, args: Record<string, unknown>): Promise<unknown> {
  const client = new Client({ name: 'breakglass-e2e', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
  try {
    const { structuredContent } = await client.callTool({ name, arguments: args }, { timeout: 60_000 });
    return structuredContent;
  } finally {
    await client.close();
  }
}

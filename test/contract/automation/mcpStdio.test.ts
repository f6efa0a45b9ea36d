// breakglass-mcp as an assistant starts it: a process of its own, the SDK's client on its stdin and stdout.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { saidBy } from './mcpClient.ts';

const root = resolve(import.meta.dirname, '../../..');
const command = [process.execPath, '--import', 'tsx', resolve(root, 'electron/mcpStdio.ts')] as const;

let bench: AutomationBench;
const clients: Client[] = [];
beforeAll(async () => {
  bench = await openAutomationBench({ host: { rateLimits: false } });
  await bench.ready();
}, 60_000);
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(() => bench.close());

type Start = Readonly<{ mode?: 'legacy' | 'auto'; token?: string; port?: number }>;

async function start({ mode = 'legacy', token, port = bench.port }: Start): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  clients.push(client);
  const [program, ...args] = command;
  const env = { BREAKGLASS_PORT: String(port), ...(token === undefined ? {} : { BREAKGLASS_API_KEY: token }) };
  await client.connect(new StdioClientTransport({ command: program, args, cwd: root, env, stderr: 'ignore' }));
  return client;
}

describe.each(['legacy', 'auto'] as const)('a client of the %s era', (mode) => {
  test('lists and reads with the key of the environment', async () => {
    const client = await start({ mode, token: await bench.token({ scope: 'read' }) });
    expect(client.getNegotiatedProtocolVersion()).toBe(mode === 'auto' ? '2026-07-28' : '2025-11-25');
    expect((await client.listTools()).tools).toHaveLength(4);
    const answer = await client.callTool({ name: 'bastion_get_positions', arguments: {} });
    expect(answer.structuredContent).toMatchObject({ totals: { positions: bench.ledger().positions } });
    const { contents } = await client.readResource({ uri: 'breakglass://positions' });
    expect(contents).toHaveLength(1);
  });

  test('is told when the key is nobody’s, and closes nothing', async () => {
    const before = bench.ledger();
    const client = await start({ mode, token: `bst_${'x'.repeat(43)}` });
    const answer = await client.callTool({ name: 'bastion_emergency_exit', arguments: {} });
    expect(answer.isError).toBe(true);
    expect(saidBy(answer)).toMatchObject({ success: false, error: 'Unauthorized' });
    expect(bench.ledger()).toEqual(before);
  });

  test('is told when Breakglass does not run', async () => {
    await expect(start({ mode, port: 1 })).rejects.toThrow('Start Breakglass');
  });
});

test('the key may come with the call instead', async () => {
  const client = await start({});
  const args = { api_key: await bench.token({ scope: 'read' }) };
  expect((await client.callTool({ name: 'bastion_get_positions', arguments: args })).isError).not.toBe(true);
});

test('closes everything, at the port of the argument, and ends with its input', async () => {
  const token = await bench.token();
  const [program, ...args] = command;
  const own = spawn(program, [...args, '--port', String(bench.port)], {
    cwd: root,
    env: { BREAKGLASS_API_KEY: token, BREAKGLASS_PORT: '1', PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const call = { jsonrpc: '2.0', id: 'a', method: 'tools/call', params: { name: 'bastion_emergency_exit', arguments: {} } };
  own.stdin.end(`${JSON.stringify(call)}\n`);
  let [out, trouble] = ['', ''];
  own.stdout.on('data', (chunk) => (out += String(chunk)));
  own.stderr.on('data', (chunk) => (trouble += String(chunk)));
  const code = await new Promise((done) => own.on('close', done));
  expect({ code, trouble }).toEqual({ code: 0, trouble: '' });
  const lines = out.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    jsonrpc: '2.0',
    id: 'a',
    result: { structuredContent: { success: true, verdict: 'flat', errors: [] } },
  });
  expect(bench.ledger()).toEqual({ positions: 0, orders: 0 });
});

test.each([[['--port', 'x']], [['--key', 'bst_secret']], [['bst_secret']]])(
  '%j is refused without being repeated',
  async (given) => {
    const [program, ...args] = command;
    const child = spawn(program, [...args, ...given], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, trouble] = ['', ''];
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (trouble += String(chunk)));
    expect(await new Promise((done) => child.on('close', done))).toBe(2);
    expect(out).toBe('');
    expect(trouble).toContain('port');
    expect(trouble).not.toContain('bst_secret');
  },
);

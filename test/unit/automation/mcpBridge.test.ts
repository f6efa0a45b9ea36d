// What passes MCP on: one answer to each request, whatever the other side does, and nothing sent twice.
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { bridge } from '../../../electron/automation/mcpBridge.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const heard: { headers: IncomingHttpHeaders; body: string }[] = [];

async function listen(answer: RequestListener): Promise<number> {
  heard.length = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      answer(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Sends these lines, ends, and gives back the lines that came out. */
async function speak(port: number, lines: readonly unknown[], token: string | null = 'bst_secret'): Promise<readonly unknown[]> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  await bridge({ port, token, input, output });
  output.end();
  let text = '';
  for await (const chunk of output) text += String(chunk);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
const json = { 'content-type': 'application/json' };

test('passes the key in the header and the answer as it is', async () => {
  const port = await listen((_request, response) =>
    response.writeHead(200, json).end('{"jsonrpc":"2.0","id":1,"result":{"a":1}}'),
  );
  expect(await speak(port, [ping, ''])).toEqual([{ jsonrpc: '2.0', id: 1, result: { a: 1 } }]);
  expect(heard).toHaveLength(1);
  expect(heard[0]?.headers).toMatchObject({ authorization: 'Bearer bst_secret', 'content-type': 'application/json' });
  expect(heard[0]?.headers['mcp-method']).toBeUndefined();
  await speak(port, [ping], null);
  expect(heard[1]?.headers.authorization).toBeUndefined();
});

test('reads a stream of events, whatever its pieces', async () => {
  const port = await listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': keepalive\n\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n');
    response.write('\r\ndata: {"jsonrpc":"2.0",\ndata: "id":1,"result":{}}\n\n');
    response.end();
  });
  expect(await speak(port, [ping])).toEqual([
    { jsonrpc: '2.0', method: 'notifications/progress', params: {} },
    { jsonrpc: '2.0', id: 1, result: {} },
  ]);
});

test('says in the headers what the revision of 2026 wants there, and the version that one of 2025 agreed on', async () => {
  const port = await listen((_request, response) =>
    response.writeHead(200, json).end('{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}'),
  );
  const params = { name: 'Zürich', _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
  await speak(port, [{ ...ping, method: 'tools/call', params }]);
  expect(heard[0]?.headers).toMatchObject({
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': '=?base64?WsO8cmljaA==?=',
  });
});

test.each([
  ['breaks off before it answers', (_request, response) => response.destroy(), 'is not known'],
  [
    'breaks off in mid-answer',
    (_request, response) =>
      void response.writeHead(200, { ...json, 'content-length': '99' }).write('{', () => response.destroy()),
    'is not known',
  ],
  ['is something else', (_request, response) => response.writeHead(404).end('<html>'), 'no answer that MCP knows'],
  [
    'turns it away at the door',
    (_request, response) => response.writeHead(403, json).end('{"success":false,"errors":["Not for you."]}'),
    'Not for you.',
  ],
] as [string, RequestListener, string][])('a server that %s: one error, sent once', async (_what, answer, words) => {
  const port = await listen(answer);
  expect(await speak(port, [ping])).toEqual([
    { jsonrpc: '2.0', id: 1, error: { code: -32603, message: expect.stringContaining(words) as string } },
  ]);
  expect(heard).toHaveLength(1);
});

test('nobody listens: what to do', async () => {
  const port = await listen(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const [answer, ...others] = await speak(port, [ping, { jsonrpc: '2.0', method: 'notifications/initialized' }]);
  expect(others).toEqual([]);
  expect(answer).toMatchObject({ id: 1, error: { message: expect.stringContaining('Start Breakglass') as string } });
  expect(JSON.stringify(answer)).not.toContain('bst_secret');
});

test('a refusal without an id is the answer to what was asked; a line that is no JSON is refused here', async () => {
  const port = await listen((_request, response) =>
    response.writeHead(413, json).end('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"too large"}}'),
  );
  expect(await speak(port, ['{', ping])).toEqual([
    { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'This line is no JSON.' } },
    { jsonrpc: '2.0', id: 1, error: { code: -32700, message: 'too large' } },
  ]);
});

test('a cancelled request is let go, and a subscription ends with the input', async () => {
  const port = await listen(() => undefined); // never answers
  const input = new PassThrough();
  const output = new PassThrough();
  const ended = bridge({ port, token: null, input, output });
  input.write(`${JSON.stringify(ping)}\n`);
  await expect.poll(() => heard.length).toBe(1);
  input.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })}\n`);
  input.end(`${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'subscriptions/listen', params: {} })}\n`);
  await ended;
  expect(output.read()).toBeNull();
});

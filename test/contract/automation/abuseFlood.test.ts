// Floods: idle, slow, large and endless. Nothing of it starts an exit, and one that a valid key asks for in the midst of it ends
// flat.
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { answerOn, exchange, headOf, openSocket, type RawAnswer } from './rawClient.ts';

const FLATTEN = 'POST /v1/api/positions/flatten HTTP/1.1';
/** In the same process as those who flood, on a machine that may be busy: far from what a connection that hangs would take. */
const MOST_MS = 20_000;

let bench: AutomationBench;
let token: string;
let reader: string;
const open: Socket[] = [];
/** Of those who may. */
let exits = 0;

const headersOf = (key: string | null, more: readonly string[] = []): readonly string[] => [
  `Host: 127.0.0.1:${bench.port}`,
  'Content-Type: application/json',
  ...(key === null ? [] : [`Authorization: Bearer ${key}`]),
  ...more,
];

/** How long {} takes until the answer says flat and the exchange's ledger is empty. */
async function exitMs(): Promise<number> {
  const beganMs = performance.now();
  const answer = await exchange(bench.port, `${headOf(FLATTEN, headersOf(token, ['Content-Length: 2']))}{}`);
  const tookMs = performance.now() - beganMs;
  expect(JSON.parse(answer.body)).toMatchObject({ success: true, verdict: 'flat' });
  expect(bench.ledger()).toEqual({ positions: 0, orders: 0 });
  return tookMs;
}

async function connected(count: number): Promise<readonly Socket[]> {
  const sockets = await Promise.all(Array.from({ length: count }, () => openSocket(bench.port)));
  open.push(...sockets);
  return sockets;
}

const endOf = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

beforeAll(async () => {
  bench = await openAutomationBench();
  await bench.ready();
  token = await bench.token();
  reader = await bench.token({ scope: 'read' });
  await exitMs();
  exits = 1;
  await bench.reset();
}, 60_000);
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await bench.until('its exits', (now) => now.exits.length >= exits);
  if (bench.snapshot().exits.length !== exits) throw new Error('another exit was started');
});
afterAll(() => bench.close());

/** Tries keys, one after the other, until it is told to end. */
async function tryKeys(first: Socket, onTry: () => boolean): Promise<void> {
  for (let socket = first, goesOn = true; goesOn;) {
    const answer = answerOn(socket);
    socket.write(`${headOf(FLATTEN, headersOf('bst_guess', ['Content-Length: 2']))}{}`);
    goesOn = onTry();
    await answer;
    if (goesOn) [socket = socket] = await connected(1);
  }
}

const MEGABYTES = Buffer.alloc(10_000_000, 0x20);

async function sendMegabytes(key: string | null, said: boolean): Promise<RawAnswer> {
  const [socket] = await connected(1);
  if (socket === undefined) throw new Error('not connected');
  const answer = answerOn(socket);
  const size = said ? `Content-Length: ${MEGABYTES.length}` : 'Transfer-Encoding: chunked';
  socket.write(headOf(FLATTEN, headersOf(key, [size])));
  if (!said) socket.write(`${MEGABYTES.length.toString(16)}\r\n`);
  socket.write(MEGABYTES);
  return answer;
}

function sendWithoutWaiting(socket: Socket, key: string): void {
  const read = headOf('GET /v1/api/positions HTTP/1.1', headersOf(key));
  const exit = `${headOf(FLATTEN, headersOf(key, ['Content-Length: 2']))}{}`;
  socket.resume();
  socket.write((read + exit).repeat(200) + '\u0000garbage\r\n\r\n'.repeat(50));
}

test(
  'an exit in the midst of a thousand idle connections, two hundred that try keys, and large and endless requests',
  { timeout: 60_000 },
  async () => {
    const [known] = await connected(1);
    const look = async (): Promise<number | null> => {
      if (known === undefined || known.destroyed) return null;
      const answer = answerOn(known);
      known.write(headOf('GET /v1/api/accounts HTTP/1.1', headersOf(reader)));
      return (await answer).status;
    };
    expect(await look()).toBe(200);
    const idle = await connected(1_000);
    for (const socket of idle.slice(700)) socket.write(`${FLATTEN}\r\nHost: 127.0.0.1:${bench.port}\r\nAuthor`); // half a request
    let tries = 0;
    let over = false;
    const onTry = (): boolean => {
      tries += 1;
      return !over;
    };
    const busy = Promise.allSettled((await connected(200)).map((socket) => tryKeys(socket, onTry)));
    for (const socket of await connected(20)) sendWithoutWaiting(socket, reader);
    const large = Promise.allSettled([sendMegabytes(token, true), sendMegabytes(token, false), sendMegabytes(null, false)]);
    try {
      await bench.until('tries', () => tries >= 200);
      expect(bench.snapshot().exits).toHaveLength(exits);
      expect(bench.ledger().positions).toBeGreaterThan(10);
      const tookMs = await exitMs();
      exits += 1;
      expect(tookMs).toBeLessThan(MOST_MS);
      expect(await look()).toBe(200); // the oldest of all, but it has shown its key
    } finally {
      over = true;
      for (const socket of open.splice(0)) socket.destroy();
      await Promise.all([large, busy]);
    }
    // Lines with a count stand for what came again and again.
    expect(bench.store.calls({}).filter(({ keyId }) => keyId === null).length).toBeLessThan(30);
  },
);

test('ten megabytes, said before and not said, with a key, a wrong one and none, are answered and not read', async () => {
  const answers = await Promise.all([
    sendMegabytes(token, true),
    sendMegabytes(token, false),
    sendMegabytes('bst_wrong', true),
    sendMegabytes('bst_wrong', false),
    sendMegabytes(null, true), // a key may stand in the body, though not in one like this
  ]);
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 401, 401, 400]);
  expect(JSON.parse(answers[0].body)).toMatchObject({
    success: false,
    errors: expect.arrayContaining([expect.stringContaining('64 KiB')]),
  });
});

test('bodies and headers that never come are cut off, with words', async () => {
  const bodies = await connected(20);
  const heads = await connected(20);
  const silent = await connected(20);
  const told = Promise.all([...bodies, ...heads].map(answerOn));
  const ends = Promise.all([...bodies, ...heads, ...silent].map(endOf));
  for (const socket of bodies) socket.write(`${headOf(FLATTEN, headersOf(token, ['Content-Length: 2']))}{`);
  for (const socket of heads) socket.write(`${FLATTEN}\r\nHost: 127`);
  for (const socket of silent) socket.resume();
  for (const answer of await told) expect(answer.status).toBe(408);
  await ends;
});

test('requests that do not wait for their answers end with their connection', async () => {
  const sockets = await connected(10);
  const ends = Promise.all(sockets.map(endOf));
  for (const socket of sockets) sendWithoutWaiting(socket, reader);
  await ends;
  expect(sockets.every(({ closed }) => closed)).toBe(true);
});

test('a captured call: with its Idempotency-Key the same exit again, without it a call of whoever holds the key', async () => {
  const captured = `${headOf(FLATTEN, headersOf(token, ['Content-Length: 2', 'Idempotency-Key: alert-1']))}{}`;
  const exitOf = ({ head }: RawAnswer): string | undefined => /^location: .*\/(\w+)\r?$/im.exec(head)?.[1];
  const first = exitOf(await exchange(bench.port, captured));
  exits += 1;
  expect(first).toBeDefined();
  expect(exitOf(await exchange(bench.port, captured))).toBe(first);
  await bench.until('the end', (now) => now.exits.length >= exits && now.exits.every(({ endedAtMs }) => endedAtMs !== null));
  expect(bench.snapshot().exits).toHaveLength(exits);
  await exitMs(); // whoever has the key has the key, until it is revoked
  exits += 1;
});

test('whoever asks MCP without a key again and again is told to wait; a call with the documented api_key is not, and keeps its connection', async () => {
  const message = (method: string, params: object) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const call = (name: string, key: string) => message('tools/call', { name, arguments: { api_key: key } });
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const statusOf = async (body: string): Promise<number> => {
    const answer = await fetch(`${bench.url}/mcp`, { method: 'POST', headers, body });
    await answer.text();
    return answer.status;
  };
  const asks = call('bastion_emergency_exit', await bench.token({ approval: 'everyTime' }));
  const [waiting] = await connected(1);
  if (waiting === undefined) throw new Error('no connection');
  let lost = false;
  waiting.on('close', () => (lost = true));
  const accept = ['Accept: application/json, text/event-stream', `Content-Length: ${asks.length}`];
  waiting.write(headOf('POST /mcp HTTP/1.1', headersOf(null, accept)) + asks);
  await bench.until('nobody is asked', () => bench.panic.view().kind === 'asking');
  await connected(600);
  const statuses = await Promise.all(Array.from({ length: 90 }, () => statusOf(message('tools/list', {}))));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10);
  expect(await statusOf(call('bastion_get_positions', reader))).toBe(200);
  expect(lost).toBe(false);
});

// What the WebSocket bounds: peers that do not read, are gone, flood, or send what is no frame. Its server is real, the calls and
// the state behind it are played, so that a thousand positions and short times are at hand. One file because all of it stands on
// that one stage.
import { createServer, type Server } from 'node:http';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Call, CallAnswer, Calls } from '../../../electron/automation/calls.ts';
import { refuse, type Refusal } from '../../../electron/automation/refusals.ts';
import { LIMITS, openSockets, type SocketLimits } from '../../../electron/automation/socket.ts';
import { outgoing } from '../../../electron/automation/socketFrames.ts';
import { systemClock } from '../../../electron/systemPorts.ts';
import type { ApiKeyView } from '../../../shared/automation.ts';
import { applyChange, type PanelSnapshot } from '../../../shared/snapshot.ts';
import { account, position, snapshot } from '../../unit/renderer/fixtures.ts';
import { openSocket, refusedUpgrade, type SocketClient } from './socketClient.ts';

const key: ApiKeyView = {
  name: 'Played',
  scope: 'trade',
  accounts: null,
  actions: null,
  expiresAtMs: null,
  approval: 'never',
  keyId: 'k',
  hint: 'bst_…1234',
  environment: 'practice',
  createdAtMs: 0,
  approvedAtMs: null,
  revokedAtMs: null,
  lastUse: null,
};

const SHORT: SocketLimits = {
  ...LIMITS,
  tellEveryMs: 5,
  lookEveryMs: 10,
  pingEveryMs: 50,
  pingsUnanswered: 2,
  behindMs: 1_000,
  goodbyeMs: 100,
};

type Stage = Readonly<{
  url: string;
  port: number;
  server: Server;
  ran: Call[];
  turned: Refusal[];
  log: string[];
  /** What waits to be read, of the one that waits most. */
  unread: () => number;
  connections: () => number;
  change: (change: (now: PanelSnapshot) => PanelSnapshot) => void;
  open: (token?: string) => Promise<SocketClient>;
}>;

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function openStage(
  limits: Partial<SocketLimits> = {},
  answer: (call: Call) => Promise<CallAnswer> = async () => ({ ok: true, status: 200, body: { success: true }, exitId: null }),
): Promise<Stage> {
  let now = snapshot();
  const ran: Call[] = [];
  const turned: Refusal[] = [];
  const log: string[] = [];
  const calls: Calls = {
    identify: (token) => ({ ok: true, caller: { keyId: token ?? '' } }),
    keyOf: ({ keyId }) => ({ ok: true, key: { ...key, keyId } }),
    listen: () => null,
    paceStrangers: () => null,
    run: (_caller, call) => {
      ran.push(call);
      return answer(call);
    },
    turnedAway: async (_via, _verb, refusal) => void turned.push(refusal),
    answerWaiting: () => undefined,
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => response.end(`${request.method} ${request.url} ${body}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connections = new Set<Socket>();
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  const sockets = openSockets(
    {
      server,
      portOf: () => port,
      calls,
      desk: { snapshot: () => now },
      clock: systemClock,
      log: (words) => void log.push(words),
    },
    { ...SHORT, ...limits },
  );
  const clients: SocketClient[] = [];
  ends.push(async () => {
    for (const { socket } of clients) socket.terminate();
    await sockets.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(log).toEqual([]);
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    server,
    ran,
    turned,
    log,
    unread: () => Math.max(0, ...[...connections].map(({ writableLength }) => writableLength)),
    connections: () => connections.size,
    change: (change) => {
      now = change(now);
      sockets.changed();
    },
    open: async (token = 'k') => {
      const client = await openSocket(url, token);
      clients.push(client);
      return client;
    },
  };
}

const accounts = Array.from({ length: 20 }, (_each, index) => account({ id: `a${index}`, label: `Account ${index}` }));
/** A thousand positions, each of them moved since the last time. */
const moved =
  (mark: number) =>
  (now: PanelSnapshot): PanelSnapshot =>
    applyChange(
      { ...now, accounts },
      {
        kind: 'positions',
        upserted: Array.from({ length: 1_000 }, (_each, index) =>
          position({ accountId: `a${index % 20}`, symbol: `C${index}/USDT:USDT`, markPrice: `${mark}.5` }),
        ),
        removed: [],
      },
    );

async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > endMs) throw new Error(what);
    await sleep(2);
  }
}

test('200 sockets: as many as there is room for, the others are told so, and each of those that are in is answered', async () => {
  const stage = await openStage();
  const asked = Array.from({ length: 200 }, (_each, index) => stage.open(`key-${index % 10}`).catch(() => null));
  const clients = (await Promise.all(asked)).flatMap((client) => client ?? []);
  expect(clients).toHaveLength(LIMITS.sockets);
  const refused = await refusedUpgrade(stage.url, { authorization: 'Bearer k' });
  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { error: 'Unavailable' } });
  const answers = await Promise.all(clients.map((client) => client.rpc('Flatten', { marketPosition: 'long' })));
  expect(answers.every(({ data }) => data['success'] === true)).toBe(true);
  clients[0]?.socket.close();
  await clients[0]?.closed;
  await until('there is no room again', () => stage.turned.length > 0);
  await expect(stage.open('another')).resolves.toBeDefined();
});

test('one key takes no more than its share', async () => {
  const stage = await openStage({ socketsOfAKey: 2 });
  await stage.open('greedy');
  await stage.open('greedy');
  await expect(stage.open('greedy')).rejects.toThrow('503');
  await expect(stage.open('modest')).resolves.toBeDefined();
});

test('a subscriber that does not read is told less, then closed, while another is told all', async () => {
  const stage = await openStage({ pingEveryMs: 60_000 });
  stage.change(moved(0));
  const slow = await stage.open('slow');
  const quick = await stage.open('quick');
  for (const client of [slow, quick]) {
    await client.ask({ action: 'subscribe', topics: ['positions'] });
    await client.ofType('positions');
  }
  slow.socket.pause();
  let mark = 0;
  let most = 0;
  while (stage.connections() === 2) {
    stage.change(moved((mark += 1)));
    await quick.ofType('positions');
    most = Math.max(most, stage.unread());
  }
  expect(most).toBeLessThan(LIMITS.pictureBytes + 1_000_000); // and one picture of a thousand rows
  expect(mark).toBeGreaterThan(10);
  slow.socket.resume();
  expect([4408, 1006]).toContain((await slow.closed).code); // the goodbye stood behind what was not read
}, 60_000);

test('what was left out is told as the difference when it is read again', async () => {
  const stage = await openStage({ pingEveryMs: 60_000, behindMs: 60_000 });
  stage.change(moved(0));
  const client = await stage.open();
  await client.ask({ action: 'subscribe', topics: ['positions'] });
  await client.ofType('positions');
  client.socket.pause();
  let mark = 0;
  for (let full = 0; full < 20;) {
    stage.change(moved((mark += 1)));
    await sleep(SHORT.tellEveryMs);
    if (stage.unread() > LIMITS.pictureBytes) full += 1;
  }
  client.socket.resume();
  await client.next('the last mark', (frame) => {
    if (frame['type'] !== 'positions') return false;
    return outgoing.positions.parse(frame).positions.every(({ marketPrice }) => marketPrice === mark + 0.5);
  });
  const told = client.frames.flatMap((frame) => (frame['type'] === 'positions' ? outgoing.positions.parse(frame) : []));
  expect(told.length).toBeLessThan(mark - 10);
  expect(told.map(({ revision }) => revision)).toEqual(told.map((_each, index) => index + 1));
}, 60_000);

test('who is never done reading is closed in words', async () => {
  const stage = await openStage({ pictureBytes: -1 }); // as if something always waited
  const client = await stage.open();
  await client.ask({ action: 'subscribe', topics: ['positions'] });
  expect(await client.closed).toEqual({ code: 4408, reason: 'What was subscribed to is not read.' });
});

test('answers that nobody reads end the socket; the calls were run', async () => {
  const big = { success: true, padding: 'x'.repeat(1_000_000) };
  const stage = await openStage({ pingEveryMs: 60_000 }, async () => ({ ok: true, status: 200, body: big, exitId: null }));
  const client = await stage.open();
  client.socket.pause();
  for (let call = 0; call < 32; call += 1) client.send({ action: 'rpc', id: String(call), api: 'EmergencyExit', args: {} });
  await until('it is open still', () => stage.connections() === 0);
  expect(stage.ran).toHaveLength(32);
  expect(stage.unread()).toBe(0);
});

test('a peer that does not answer pings is dropped; one that does stays', async () => {
  const stage = await openStage();
  const deaf = new WebSocket(`ws://127.0.0.1:${stage.port}/ws/stream`, {
    headers: { authorization: 'Bearer deaf' },
    autoPong: false,
  });
  const gone = new Promise<number>((resolve) => deaf.on('close', resolve));
  const alive = await stage.open();
  expect(await gone).toBe(1006);
  alive.send({ action: 'ping' });
  await alive.ofType('pong');
});

test('a giant frame and wrong UTF-8 are closed with the codes of the protocol, fragments are put together', async () => {
  const stage = await openStage();
  const giant = await stage.open();
  giant.send({ action: 'rpc', id: 'x', api: 'FlattenEverything', args: {}, padding: 'x'.repeat(70_000) });
  expect((await giant.closed).code).toBe(1009);
  const fragments = await stage.open();
  fragments.socket.send('x'.repeat(40_000), { fin: false });
  fragments.socket.send('x'.repeat(40_000), { fin: true });
  expect((await fragments.closed).code).toBe(1009);
  const garbled = await stage.open();
  garbled.socket.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false });
  expect((await garbled.closed).code).toBe(1007);
  expect(stage.ran).toEqual([]);
  const whole = await stage.open();
  const text = JSON.stringify({ action: 'rpc', id: 'ä', api: 'Flatten', args: { account: 'Mäx' } });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 3)
    // through the middle of a letter
    whole.socket.send(bytes.subarray(at, at + 3), { binary: false, fin: at + 3 >= bytes.length });
  expect(await whole.next('the answer', ({ id }) => id === 'ä')).toMatchObject({ data: { success: true } });
  expect(stage.ran).toMatchObject([{ verb: 'flatten', args: { account: 'Mäx' } }]);
});

test('half a frame, then nothing: nothing is started, and the peer is dropped', async () => {
  const stage = await openStage();
  const client = await stage.open();
  client.socket.send('{"action":"rpc","id":"x","api":"FlattenEverything",', { fin: false });
  client.socket.pause(); // answers no pings either
  await until('it is not dropped', () => stage.connections() === 0);
  expect(stage.ran).toEqual([]);
});

test('a flood closes its own socket and nobody waits for it', async () => {
  const stage = await openStage();
  const flood = await stage.open('flood');
  const other = await stage.open('other');
  for (let count = 0; count < 2_000; count += 1) flood.send('{"action":"ping"}');
  expect(await other.rpc('FlattenEverything', {})).toMatchObject({ data: { success: true } });
  expect(await flood.closed).toMatchObject({ code: 4429, reason: 'More than 500 frames in a second.' });
});

test('calls at once are bounded, and those that read take no room of an exit', async () => {
  const waiting: (() => void)[] = [];
  const stage = await openStage(
    { reads: 2, exits: 2 },
    () => new Promise((resolve) => waiting.push(() => resolve({ ok: true, status: 200, body: { success: true }, exitId: null }))),
  );
  const client = await stage.open();
  const reads = [1, 2].map(() => client.rpc('ListPositions', {}));
  expect(await client.rpc('ListPositions', {})).toMatchObject({
    status: 429,
    retryAfter: 1,
    data: { success: false, error: 'Too many requests' },
  });
  const exits = [1, 2].map(() => client.rpc('EmergencyExit', {}));
  expect(await client.rpc('EmergencyExit', {})).toMatchObject({ status: 429 });
  expect(stage.ran).toHaveLength(4);
  for (const answer of waiting) answer();
  await Promise.all([...reads, ...exits]);
  const again = client.rpc('EmergencyExit', {});
  await until('there is no room again', () => stage.ran.length === 5);
  waiting.at(-1)?.();
  expect(await again).toMatchObject({ data: { success: true } });
});

test('a defect in a call is answered as one, and told in the log', async () => {
  const stage = await openStage({}, () => Promise.reject(new Error('a defect')));
  const client = await stage.open();
  expect(await client.rpc('ListPositions', {})).toMatchObject({ status: 500, data: { error: 'Internal error' } });
  expect(stage.log.splice(0)).toEqual([expect.stringContaining('a defect')]);
});

test('a key that stops working while a call is under way ends the socket after the answer', async () => {
  const stage = await openStage({}, async () => ({ ok: false, refusal: refuse(401, 'This key was revoked.') }));
  const client = await stage.open();
  expect(await client.rpc('ListPositions', {})).toMatchObject({ status: 401 });
  expect(await client.closed).toEqual({ code: 4401, reason: 'This key was revoked.' });
});

function speak(port: number, text: string): Promise<string> {
  const socket: Socket = connectTcp(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.write(text);
  return new Promise((resolve, reject) => {
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
}

test('a request that offers another protocol is answered as any other, body and all', async () => {
  const { port } = await openStage();
  const body = '{"marketPosition":"long"}';
  const lines = [
    'POST /v1/api/positions/flatten HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
    `Content-Length: ${body.length}`,
  ];
  const heard = await speak(port, `${lines.join('\r\n')}\r\n\r\n${body}`);
  expect(heard).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(heard).toContain(`POST /v1/api/positions/flatten ${body}`);
});

test('an upgrade that is half one is refused as HTTP says', async () => {
  const { port, ran } = await openStage();
  const lines = [
    `GET /ws/stream HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Authorization: Bearer k',
    'Connection: Upgrade',
    'Upgrade: websocket',
  ];
  expect(await speak(port, `${lines.join('\r\n')}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  const post = [...lines.map((line) => line.replace('GET', 'POST')), 'Content-Length: 2'];
  expect(await speak(port, `${post.join('\r\n')}\r\n\r\n{}`)).toMatch(/^HTTP\/1\.1 405 /);
  expect(ran).toEqual([]);
});

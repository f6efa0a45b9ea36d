// Against a bus of a few lines, and messages that another library wrote.
import { createServer, type Server, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { messageLength, readMessage, writeCall, type BusMessage } from '../../../electron/desktop/busMessage.ts';
import { openSessionBus, sessionBusPath } from '../../../electron/desktop/sessionBus.ts';
import { systemClock } from '../../../electron/systemPorts.ts';

const call = { destination: 'a.b', path: '/a', interface: 'a.b.C', member: 'D', body: ['é', ''] };
/** An answer of a dbus-daemon to Hello with its signal behind it, as they came over a socket. */
const welcome = (serial: number): Buffer => {
  const fields = [
    0x06,
    0x01,
    0x73,
    0x00,
    0x03,
    0,
    0,
    0,
    ...Buffer.from(':.9\0'),
    0,
    0,
    0,
    0,
    0x05,
    0x01,
    0x75,
    0x00,
    serial,
    0,
    0,
    0,
  ];
  const rest = [0x08, 0x01, 0x67, 0x00, 0x01, 0x73, 0x00];
  const body = [0x03, 0, 0, 0, ...Buffer.from(':.9\0')];
  const all = [...fields, ...rest];
  return Buffer.from([0x6c, 2, 1, 1, body.length, 0, 0, 0, 1, 0, 0, 0, all.length, 0, 0, 0, ...all, 0, ...body]);
};

test('a call is read as it was written, and its length is known from its beginning', () => {
  const bytes = writeCall(call, 5);
  expect(readMessage(bytes)).toMatchObject({ type: 'call', interface: 'a.b.C', member: 'D', body: ['é', ''] });
  expect(messageLength(bytes)).toBe(bytes.length);
  expect(messageLength(bytes.subarray(0, 15))).toBeNull();
  expect(() => messageLength(Buffer.alloc(16))).toThrow('begins with 0');
  expect(readMessage(welcome(3))).toEqual({
    type: 'answer',
    replySerial: 3,
    interface: null,
    member: null,
    sender: null,
    body: [':.9'],
  });
});

test('what a message of the system is made of is read as it was written', () => {
  const body = ['a', 7, { strings: ['x', 'yz'] }, { variants: { urgency: { byte: 2 }, entry: 'b' } }, { signed: -1 }, 'end'];
  expect(readMessage(writeCall({ ...call, body }, 5)).body).toEqual([
    'a',
    7,
    ['x', 'yz'],
    [
      ['urgency', 2],
      ['entry', 'b'],
    ],
    -1,
    'end',
  ]);
});

test('the address of the bus: by path, abstract, in the usual place, or none', () => {
  const at = (address: string, runtime?: string) =>
    sessionBusPath({ DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime });
  expect(at('unix:path=/tmp/dbus%20x,guid=1')).toBe('/tmp/dbus x');
  expect(at('tcp:host=x;unix:abstract=/tmp/y,guid=1')).toBe('\0/tmp/y');
  expect(at('', '/run/user/7')).toBe('/run/user/7/bus');
  expect(at('', '')).toBeNull();
  expect(at('tcp:host=localhost,port=1', '/run/user/7')).toBeNull();
  expect(at('nonsense')).toBeNull();
  expect(at('unix:path=/tmp/100%,guid=1;unix:path=/tmp/z')).toBe('/tmp/z');
});

let folder: string;
let server: Server | null = null;
let clients: Socket[];
const lost: string[] = [];
const signals: BusMessage[] = [];

const closeServer = () => new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakglass-bus-'));
  lost.splice(0);
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await closeServer();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(onData: (socket: Socket, text: string, data: Buffer) => void) {
  const opened = createServer((socket) => {
    clients.push(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => onData(socket, data.toString('latin1'), data));
  });
  const path = join(folder, 'bus');
  await new Promise<void>((resolve) => opened.listen(path, resolve));
  server = opened;
  return openSessionBus({
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` },
    uid: 1000,
    clock: systemClock,
    onSignal: (message) => signals.push(message),
    onLost: (reason) => lost.push(reason),
  });
}

const polite = (socket: Socket, text: string): void => {
  if (text.startsWith('\0AUTH EXTERNAL 31303030\r\n')) socket.write('OK 123\r\n');
  if (text.includes('BEGIN\r\n')) for (const byte of welcome(1)) socket.write(Buffer.from([byte])); // in the smallest pieces
};

test('enters, and a bus that goes away fails what waits and says so once', async () => {
  const bus = await serve(polite);
  if (!bus.ok) throw new Error(bus.failure.message);
  expect(bus.value.name).toBe(':.9');
  const waiting = bus.value.call(call);
  for (const client of clients) client.destroy();
  expect(await waiting).toMatchObject({ ok: false });
  expect(await bus.value.call(call)).toMatchObject({ ok: false });
  expect(lost).toHaveLength(1);
});

test('a bus that lets nobody in, or speaks nonsense, is a failure', async () => {
  expect(await serve((socket) => void socket.write('REJECTED EXTERNAL\r\n'))).toMatchObject({
    ok: false,
    failure: { message: 'The message bus does not let this program in.' },
  });
  await closeServer();
  expect(await serve((socket, text) => void socket.write(text.includes('AUTH') ? 'OK 1\r\n' : 'x'.repeat(64)))).toMatchObject({
    ok: false,
    failure: { message: expect.stringContaining('spoke what can not be read') },
  });
});

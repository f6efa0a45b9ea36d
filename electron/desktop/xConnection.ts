// A connection to the X server of this desktop over its local socket: the few requests that reading keys needs, and none of
// the rest of an X client. Byte layouts: X Window System Protocol, version 11, "Connection Setup" and appendix B.
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';

export interface XConnection {
  readonly keycodes: Readonly<{ least: number; most: number }>;
  readonly root: number;
  /** Sends a request that is answered; rejects with the server's error, or when the connection ends. */
  ask(request: Buffer): Promise<Buffer>;
  /** Sends one that is not. */
  tell(request: Buffer): void;
  close(): void;
}

const MAPPING_NOTIFY = 34;
const GENERIC_EVENT = 35;
const COOKIE = 'MIT-MAGIC-COOKIE-1';
const LOCAL = 256;
const ANY = 65_535;

const padded = (length: number): number => (length + 3) & ~3;

/** @param display  as in DISPLAY; only a server on this machine is spoken to */
export async function connectToX(
  display: string,
  on: Readonly<{ mappingChanged: () => void; closed: () => void }>,
): Promise<XConnection> {
  const number = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(display)?.[1];
  if (number === undefined) throw new Error(`the display "${display}" is not one of this machine`);
  const socket = connect(`/tmp/.X11-unix/X${number}`);
  const read = createReader(socket);
  socket.write(setUpRequest(cookieOf(number)));
  const head = await read.next(8);
  const rest = await read.next(head.readUInt16LE(6) * 4);
  if (head.readUInt8(0) !== 1) {
    socket.destroy();
    throw new Error(`the X server refused: ${rest.toString('latin1', 0, head.readUInt8(1)).trim()}`);
  }
  const screens = 32 + padded(rest.readUInt16LE(16)) + rest.readUInt8(21) * 8;
  const waiting = new Map<number, { resolve: (reply: Buffer) => void; reject: (error: Error) => void }>();
  let sequence = 0;

  const tell = (request: Buffer): number => {
    sequence = (sequence + 1) & 0xffff;
    socket.write(request);
    return sequence;
  };
  async function receive(): Promise<never> {
    for (;;) {
      const packet = await read.next(32);
      const kind = packet.readUInt8(0) & 0x7f;
      const more = kind === 1 || kind === GENERIC_EVENT ? await read.next(packet.readUInt32LE(4) * 4) : Buffer.alloc(0);
      if (kind === MAPPING_NOTIFY) on.mappingChanged();
      if (kind > 1) continue;
      const asked = packet.readUInt16LE(2);
      const waiter = waiting.get(asked);
      waiting.delete(asked);
      if (kind === 1) waiter?.resolve(Buffer.concat([packet, more]));
      else waiter?.reject(new Error(`the X server answered with its error ${packet.readUInt8(1)}`));
    }
  }
  receive().catch((error: unknown) => {
    const words = new Error(`the X server is gone: ${error instanceof Error ? error.message : String(error)}`);
    for (const { reject } of waiting.values()) reject(words);
    waiting.clear();
    socket.destroy();
    on.closed();
  });
  return {
    keycodes: { least: rest.readUInt8(26), most: rest.readUInt8(27) },
    root: rest.readUInt32LE(screens),
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) reject(new Error('the connection to the X server has ended'));
        else waiting.set(tell(request), { resolve, reject });
      }),
    tell: (request) => void tell(request),
    close: () => socket.destroy(),
  };
}

function setUpRequest(cookie: Buffer | null): Buffer {
  const name = cookie === null ? '' : COOKIE;
  const data = cookie ?? Buffer.alloc(0);
  const request = Buffer.alloc(12 + padded(name.length) + padded(data.length));
  request.write('l', 0, 'latin1'); // least significant byte first
  request.writeUInt16LE(11, 2);
  request.writeUInt16LE(name.length, 6);
  request.writeUInt16LE(data.length, 8);
  request.write(name, 12, 'latin1');
  data.copy(request, 12 + padded(name.length));
  return request;
}

/** What lets this user in, out of the authority file (man Xau); null: none is listed, and the server may want none. */
function cookieOf(display: string): Buffer | null {
  let file: Buffer;
  try {
    file = readFileSync(process.env['XAUTHORITY'] ?? join(homedir(), '.Xauthority'));
  } catch {
    return null; // the server decides
  }
  let at = 0;
  const field = (): Buffer => {
    const length = file.readUInt16BE(at);
    at += 2 + length;
    return file.subarray(at - length, at);
  };
  while (at < file.length) {
    const family = file.readUInt16BE(at);
    at += 2;
    const [address, number, name, data] = [field().toString(), field().toString(), field().toString(), field()];
    const here = family === ANY || (family === LOCAL && address === hostname());
    if (here && (number === '' || number === display) && name === COOKIE) return data;
  }
  return null;
}

/** Exactly as many bytes as are asked for, one asking at a time. */
function createReader(socket: Socket) {
  let buffer: Buffer = Buffer.alloc(0);
  let wanted: { bytes: number; resolve: (bytes: Buffer) => void; reject: (error: Error) => void } | null = null;
  let ended: Error | null = null;
  const give = (): void => {
    if (wanted === null) return;
    if (buffer.length >= wanted.bytes) {
      const { bytes, resolve } = wanted;
      wanted = null;
      const taken = buffer.subarray(0, bytes);
      buffer = buffer.subarray(bytes);
      resolve(taken);
    } else if (ended !== null) wanted.reject(ended);
  };
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    give();
  });
  socket.on('error', (error) => {
    ended = error;
    give();
  });
  socket.on('close', () => {
    ended ??= new Error('it closed the connection');
    give();
  });
  return {
    next: (bytes: number): Promise<Buffer> =>
      new Promise((resolve, reject) => {
        wanted = { bytes, resolve, reject };
        give();
      }),
  };
}

// HTTP as nobody polite would send it: bytes over a socket.
import { connect, type Socket } from 'node:net';

export const headOf = (line: string, headers: readonly string[]): string => `${[line, ...headers].join('\r\n')}\r\n\r\n`;

/** Connected. Errors of the other side are part of the game: a test looks at what it got. */
export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.off('error', reject);
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

export type RawAnswer = Readonly<{ status: number | null; head: string; body: string; closed: boolean }>;

/** The first whole answer; status null: the connection ended without one. */
export function answerOn(socket: Socket): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let text = '';
    const read = (closed: boolean): RawAnswer | null => {
      const end = text.indexOf('\r\n\r\n');
      const head = end < 0 ? '' : text.slice(0, end);
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? Number.NaN);
      const isWhole = end >= 0 && Buffer.byteLength(text.slice(end + 4)) >= length;
      if (!isWhole && !closed) return null;
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
      return { status: status === undefined ? null : Number(status), head, body: text.slice(end + 4), closed };
    };
    const done = (closed: boolean): void => {
      const answer = read(closed);
      if (answer === null) return;
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve(answer);
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      done(false);
    };
    const onClose = (): void => done(true);
    socket.on('data', onData);
    socket.on('close', onClose);
  });
}

/** Sends it on a connection of its own. */
export async function exchange(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = await openSocket(port);
  const answer = answerOn(socket);
  socket.write(bytes);
  try {
    return await answer;
  } finally {
    socket.destroy();
  }
}

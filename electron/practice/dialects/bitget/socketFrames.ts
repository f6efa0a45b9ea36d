// What public and private sockets have in common: text pings, subscriptions by their args, and errors in Bitget's words.
import type { WireSocket } from '../../exchange.ts';
import { isRecord, readJson, records, text, type Params } from './wire.ts';

export const argKey = (arg: Params): string =>
  ['instType', 'channel', 'instId', 'coin'].map((name) => text(arg, name) ?? '').join('|');

export const sendError = (socket: WireSocket, code: number, msg: string, arg?: Params): void =>
  socket.send({ event: 'error', ...(arg === undefined ? {} : { arg }), code, msg });

export type Frames = Readonly<{
  logIn: (args: Params) => void;
  change: (op: 'subscribe' | 'unsubscribe', arg: Params) => void;
}>;

export function serveFrames(socket: WireSocket, { logIn, change }: Frames): void {
  socket.onMessage((raw) => {
    if (raw === 'ping') {
      socket.send('pong');
      return;
    }
    const frame = readJson(raw);
    const op = isRecord(frame) ? text(frame, 'op') : undefined;
    if (!isRecord(frame) || op === undefined) sendError(socket, 30_002, 'Illegal request');
    else if (op === 'login') logIn(records(frame['args'])[0] ?? {});
    else if (op === 'subscribe' || op === 'unsubscribe') for (const arg of records(frame['args'])) change(op, arg);
    else sendError(socket, 30_003, 'Invalid op');
  });
}

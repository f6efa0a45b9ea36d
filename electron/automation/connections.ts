// How many connections there may be. Everybody comes from 127.0.0.1, so that nobody can be told from another by where they come
// from: only by having shown a key. Whoever has not is dropped when there are too many, the oldest first; a program with a key
// sends it at once, and so is never the oldest. Descriptors are what is protected: the venues' connections need them too.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AutomationClock } from './ports.ts';

const MOST_STRANGERS = 512; // no less than what the kernel queues before it is accepted (511): a burst drops none of itself
const MOST_KNOWN = 128;
/** Requests that wait for their answers on one connection. */
const MOST_PIPELINED = 16;
const LAST_ANSWERS_MS = 1_000;

export interface Connections {
  /** To be called with each request; false: it is one too many, or comes after the connection was given up. */
  takes(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends them all; those that wait for an answer get a moment. */
  end(): Promise<void>;
}

const proofs = new WeakMap<Socket, () => void>();

/** This connection has shown a key that works. */
export const hasShownKey = (socket: Socket): void => proofs.get(socket)?.();

const handedOver = new WeakMap<Socket, () => void>();

/** This connection is a WebSocket now: whoever made it one bounds how many there are. */
export const handOver = (socket: Socket): void => handedOver.get(socket)?.();

const turnedOut = new WeakSet<Socket>();

/** What else comes on this connection is not even looked at. */
export const turnOut = (socket: Socket): void => void turnedOut.add(socket);

export function boundConnections(server: Server, clock: Pick<AutomationClock, 'sleep'>): Connections {
  // Sets keep the order in which they were filled.
  const strangers = new Set<Socket>();
  const known = new Set<Socket>();
  const waiting = new Map<Socket, number>();
  let ending = false;

  const isIdle = (socket: Socket): boolean => (waiting.get(socket) ?? 0) === 0;

  function dropOne(sockets: Set<Socket>, most: number): void {
    if (sockets.size <= most) return;
    const all = [...sockets];
    const dropped = all.find(isIdle) ?? all[0];
    if (dropped === undefined) return;
    sockets.delete(dropped);
    dropped.destroy();
  }

  server.on('connection', (socket: Socket) => {
    strangers.add(socket);
    proofs.set(socket, () => {
      if (!strangers.delete(socket)) return;
      known.add(socket);
      dropOne(known, MOST_KNOWN);
    });
    handedOver.set(socket, () => {
      strangers.delete(socket);
      known.delete(socket);
    });
    socket.on('close', () => {
      strangers.delete(socket);
      known.delete(socket);
      waiting.delete(socket);
    });
    if (strangers.size <= MOST_STRANGERS) return;
    const [oldest] = strangers;
    if (oldest !== undefined) strangers.delete(oldest);
    oldest?.destroy();
  });

  return {
    takes: ({ socket }, response) => {
      if (socket.destroyed || turnedOut.has(socket)) return false;
      const count = (waiting.get(socket) ?? 0) + 1;
      if (count > MOST_PIPELINED) {
        socket.destroy();
        return false;
      }
      waiting.set(socket, count);
      response.on('close', () => {
        waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
        if (ending && isIdle(socket)) socket.destroySoon();
      });
      return true;
    },
    end: async () => {
      ending = true;
      const busy = [...known].filter((socket) => !isIdle(socket));
      for (const socket of [...strangers, ...known]) if (!busy.includes(socket)) socket.destroy();
      const answered = Promise.all(busy.map((socket) => new Promise((resolve) => void socket.once('close', resolve))));
      await Promise.race([answered, clock.sleep(LAST_ANSWERS_MS)]);
      for (const socket of busy) socket.destroy();
    },
  };
}

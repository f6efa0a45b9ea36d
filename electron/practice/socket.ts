// One WebSocket of a client, as the dialect sees it: latency both ways in order, stream faults on every frame.
import { WebSocket, type RawData } from 'ws';
import { createDelayLine } from './delayLine.ts';
import type { Dialect, WireSocket } from './exchange.ts';
import type { HostWorld } from './host.ts';
import { isWriteOperation, operationOf } from './requestLog.ts';

export type HostSocket = Readonly<{
  venue: string;
  path: string;
  accountId: () => string | null;
  /** Breaks the connection without a closing handshake. */
  breakOff: () => void;
}>;

const textOf = (data: RawData): string => {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
};

export function openWireSocket(
  world: HostWorld,
  dialect: Dialect,
  socket: WebSocket,
  at: Readonly<{ path: string; query: string; ip: string }>,
) {
  const onMessage: ((text: string) => void)[] = [];
  const onClose: (() => void)[] = [];
  const early: string[] = []; // before the dialect listens
  const incoming = createDelayLine(() => world.rttMs / 2);
  const outgoing = createDelayLine(() => world.rttMs / 2);
  const breakOff = () => socket.terminate();
  let held: readonly string[] = []; // frames that come after the next one

  const wire: WireSocket = {
    ...at,
    accountId: null,
    send(frame) {
      const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
      outgoing.push(() => {
        if (socket.readyState !== WebSocket.OPEN) return;
        const effect = world.faults.forFrame(subject('out', text), 'out');
        if (effect?.kind === 'silence' || effect?.kind === 'gap') return;
        if (effect?.kind === 'drop') {
          breakOff();
          return;
        }
        if (effect?.kind === 'reorder') {
          held = [...held, text];
          return;
        }
        socket.send(text);
        if (effect?.kind === 'duplicate') socket.send(text);
        for (const late of held) socket.send(late);
        held = [];
      });
    },
    close(code) {
      outgoing.push(() => socket.close(code));
    },
    onMessage(listener) {
      onMessage.push(listener);
      for (const text of early.splice(0)) listener(text);
    },
    onClose(listener) {
      onClose.push(listener);
    },
  };
  const subject = (direction: 'in' | 'out', text: string) => ({
    venue: dialect.venue,
    account: wire.accountId,
    path: at.path,
    method: direction === 'in' ? operationOf(text) : 'out',
    text,
  });
  const host: HostSocket = { venue: dialect.venue, path: at.path, accountId: () => wire.accountId, breakOff };
  world.sockets.add(host);

  function receive(text: string) {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (onMessage.length === 0) early.push(text);
    try {
      for (const listener of onMessage) listener(text);
    } catch (error) {
      console.error(`practice exchange: frame on ${dialect.venue}${at.path} failed`, error);
      socket.close(1011, 'practice exchange defect');
    }
  }
  socket.on('message', (data: RawData) => {
    const text = textOf(data);
    const operation = operationOf(text);
    world.requests.add({
      atMs: world.now(),
      venue: dialect.venue,
      account: wire.accountId,
      transport: 'socket',
      method: operation,
      path: at.path,
      query: at.query,
      body: text,
      write: isWriteOperation(operation),
    });
    const effect = world.faults.forFrame(subject('in', text), 'in');
    if (effect?.kind === 'silence') return;
    if (effect?.kind === 'drop') {
      breakOff();
      return;
    }
    incoming.push(() => receive(text));
  });
  socket.on('ping', (data) => {
    const effect = world.faults.forFrame({ ...subject('in', ''), method: 'ping' }, 'in');
    if (effect?.kind === 'silence') return; // a dead line does not answer pings either
    incoming.push(() => outgoing.push(() => socket.pong(data)));
  });
  socket.on('error', breakOff);
  socket.on('close', () => {
    world.sockets.delete(host);
    incoming.cut();
    outgoing.cut();
    for (const listener of onClose) listener();
  });
  dialect.socket(wire);
}

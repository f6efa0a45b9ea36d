// A venue's WebSocket that can only recite: every handshake and message is kept, and frames are said on demand. Tests only.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';

export type Handshake = Readonly<{ path: string; query: string; headers: IncomingHttpHeaders }>;
export type Heard = Readonly<{ path: string; message: unknown }>;

export type ScriptedSocket = Readonly<{
  url: string;
  handshakes: () => readonly Handshake[];
  heard: () => readonly Heard[];
  /** To every socket of this path that is open. */
  say: (path: string, frame: unknown) => void;
  /** What is said to each message; null: nothing. */
  answerWith: (answer: (heard: Heard) => unknown) => void;
  hangUp: () => void;
  stop: () => Promise<void>;
}>;

export async function startScriptedSocket(): Promise<ScriptedSocket> {
  const server = createServer();
  const upgrades = new WebSocketServer({ server });
  const sockets = new Map<WebSocket, string>();
  const handshakes: Handshake[] = [];
  const heard: Heard[] = [];
  let answer: (heard: Heard) => unknown = () => null;

  upgrades.on('connection', (socket, request) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    handshakes.push({ path, query, headers: request.headers });
    sockets.set(socket, path);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data: Buffer) => {
      const each: Heard = { path, message: JSON.parse(data.toString()) as unknown };
      heard.push(each);
      const said = answer(each);
      if (said !== null) socket.send(JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const hangUp = () => {
    for (const socket of sockets.keys()) socket.terminate();
  };
  return {
    url: `ws://127.0.0.1:${address.port}`,
    handshakes: () => handshakes,
    heard: () => heard,
    say: (path, frame) => {
      for (const [socket, own] of sockets) if (own === path) socket.send(JSON.stringify(frame));
    },
    answerWith: (next) => {
      answer = next;
    },
    hangUp,
    stop: async () => {
      hangUp();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

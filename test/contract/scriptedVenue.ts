// A venue that can only recite: recorded answers for method and path over a real socket, and every request kept.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export type WireRequest = Readonly<{
  method: string;
  path: string; // without the query
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
}>;

/** `answer`: sent as JSON; a string goes as it is; a function sees the request. `destroy`: the connection breaks instead. */
export type ScriptedCall = Readonly<{
  method: string;
  path: string;
  /** For calls of one path that differ in what they ask for. Absent: any. */
  when?: ((request: WireRequest) => boolean) | undefined;
  status?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  answer: unknown;
}>;

export const destroy = Symbol('the connection breaks');

export type ScriptedVenue = Readonly<{
  url: string;
  /** From now on these answers, the first that fits. */
  play: (calls: readonly ScriptedCall[]) => void;
  /** What was asked since the last call of this. */
  takeRequests: () => readonly WireRequest[];
  /** Asked for and in no script. */
  unscripted: () => readonly string[];
  stop: () => Promise<void>;
}>;

export async function startScriptedVenue(): Promise<ScriptedVenue> {
  let script: readonly ScriptedCall[] = [];
  let requests: WireRequest[] = [];
  const unscripted: string[] = [];

  function answer(request: WireRequest, response: ServerResponse): void {
    requests.push(request);
    const call = script.find(
      ({ method, path, when }) => method === request.method && path === request.path && (when === undefined || when(request)),
    );
    if (call === undefined) {
      unscripted.push(`${request.method} ${request.path}?${request.query} ${request.body}`);
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"script":"has no answer to this"}');
      return;
    }
    const said: unknown =
      typeof call.answer === 'function' ? (call.answer as (asked: WireRequest) => unknown)(request) : call.answer;
    if (said === destroy) {
      response.socket?.destroy();
      return;
    }
    response.writeHead(call.status ?? 200, { 'content-type': 'application/json', ...call.headers });
    response.end(typeof said === 'string' ? said : JSON.stringify(said));
  }

  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const [path = '', query = ''] = (incoming.url ?? '').split('?');
      const body = Buffer.concat(parts).toString();
      answer({ method: incoming.method ?? '', path, query, headers: incoming.headers, body }, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    play: (calls) => {
      script = calls;
    },
    takeRequests: () => {
      const taken = requests;
      requests = [];
      return taken;
    },
    unscripted: () => unscripted,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

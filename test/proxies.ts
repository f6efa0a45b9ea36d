// Small proxies on 127.0.0.1: HTTP CONNECT and SOCKS5 (RFC 1928, user and password by RFC 1929). Tests only.
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type ProxyKind = 'http' | 'socks5';
type Target = Readonly<{ host: string; port: number }>;
/** works; refuses to connect; takes connections and says nothing. */
type Mood = 'works' | 'refuses' | 'silent';

export type TestProxy = Readonly<{
  url: string;
  port: number;
  /** "host:port" of every tunnel that was asked for. */
  asked: readonly string[];
  /** Bytes that went through, both ways. */
  bytes: () => number;
  setMood: (mood: Mood) => void;
  /** Breaks every connection that is open. */
  hangUp: () => void;
  stop: () => Promise<void>;
}>;

type Options = Readonly<{
  login?: Readonly<{ user: string; password: string }> | undefined;
  /** Where a name is; default: as it says. */
  resolve?: ((target: Target) => Target) | undefined;
}>;

export async function startProxy(kind: ProxyKind, { login, resolve = (target) => target }: Options = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  let mood: Mood = 'works';
  let bytes = 0;

  function keep(socket: Socket): void {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy()); // whoever hung up
  }

  function tunnel(client: Socket, target: Target, opened: () => void, refused: () => void): void {
    asked.push(`${target.host}:${target.port}`);
    if (mood === 'refuses') return refused();
    const { host, port } = resolve(target);
    const server = connect(port, host, () => {
      opened();
      client.pipe(server).pipe(client);
    });
    keep(server);
    server.on('error', refused);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      from.on('close', () => to.destroy());
    }
  }

  const server = kind === 'http' ? httpProxy() : socksProxy();
  server.on('connection', keep);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = login === undefined ? '' : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;

  function httpProxy(): Server {
    const proxy = createHttpServer((_request, response) => {
      response.writeHead(400).end(); // only tunnels
    });
    proxy.on('connect', (request, client: Socket) => {
      if (mood === 'silent') return;
      const wanted =
        login === undefined ? undefined : `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
      if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const { hostname, port } = new URL(`tcp://${request.url ?? ''}`);
      tunnel(
        client,
        { host: hostname, port: Number(port) },
        () => client.write('HTTP/1.1 200 Connection Established\r\n\r\n'),
        () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
      );
    });
    return proxy;
  }

  function socksProxy(): Server {
    return createTcpServer((client) => {
      const steps = [hello, ...(login === undefined ? [] : [logIn]), request];
      client.on('data', function step(chunk: Buffer) {
        if (mood === 'silent') return;
        const next = steps.shift();
        if (steps.length === 0) client.off('data', step);
        next?.(chunk);
      });
      function hello(): void {
        client.write(Buffer.from([5, login === undefined ? 0 : 2]));
      }
      function logIn(chunk: Buffer): void {
        const userLength = chunk[1] ?? 0;
        const user = chunk.subarray(2, 2 + userLength).toString();
        const password = chunk.subarray(3 + userLength, 3 + userLength + (chunk[2 + userLength] ?? 0)).toString();
        const good = user === login?.user && password === login.password;
        client.write(Buffer.from([1, good ? 0 : 1]));
        if (!good) client.end();
      }
      function request(chunk: Buffer): void {
        const isName = chunk[3] === 3;
        const length = isName ? (chunk[4] ?? 0) : 4;
        const start = isName ? 5 : 4;
        const address = chunk.subarray(start, start + length);
        const target = { host: isName ? address.toString() : [...address].join('.'), port: chunk.readUInt16BE(start + length) };
        const answer = (code: number) => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
        tunnel(
          client,
          target,
          () => client.write(answer(0)),
          () => client.end(answer(5)),
        );
      }
    });
  }

  const hangUp = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `${kind}://${at}127.0.0.1:${port}`,
    port,
    asked,
    bytes: () => bytes,
    setMood: (next) => {
      mood = next;
    },
    hangUp,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        hangUp();
      }),
  };
}

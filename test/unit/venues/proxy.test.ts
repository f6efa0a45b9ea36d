// What may be written as a proxy, and what a proxy gets to see.
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Agent, request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { proxiedConnector, proxiedDial, readProxy, type Proxy } from '../../../electron/venues/proxy.ts';
import { startProxy, type ProxyKind, type TestProxy } from '../../proxies.ts';

const proxyOf = (text: string): Proxy => {
  const read = readProxy(text);
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
};

describe('a proxy', () => {
  it.each([
    ['http://10.0.0.1:8080', 'http://10.0.0.1:8080'],
    ['http://proxy.example', 'http://proxy.example:80'],
    ['https://user:word@proxy.example/', 'https://proxy.example:443'],
    ['socks5://user:a%40b@[::1]', 'socks5://[::1]:1080'],
  ])('may be %s', (text, name) => {
    expect(proxyOf(text).name).toBe(name);
  });

  it.each([
    ['', 'not a web address'],
    ['proxy.example:8080', 'can not be proxy.example'],
    ['socks4://user:geheim@proxy.example:1080', 'can not be socks4'],
    ['http://user:geheim@proxy.example/path', 'behind its port'],
    ['http://user:geheim@proxy.example?x=1', 'behind its port'],
    ['http://user:geheim%zz@proxy.example', 'not written'],
    [`socks5://user:${'geheim'.repeat(50)}@proxy.example`, 'at most 255'],
  ])('may not be %s, and the words repeat no password', (text, words) => {
    const read = readProxy(text);
    expect(read).toMatchObject({ ok: false, failure: { kind: 'badRequest', message: expect.stringContaining(words) as string } });
    expect(JSON.stringify(read)).not.toContain('geheim');
  });
});

it('a proxy may say yes to CONNECT with any number from 200 to 299 (RFC 9110, 9.3.6)', async () => {
  const server = createServer((socket) => void socket.once('data', () => socket.write('HTTP/1.1 201 Tunnel\r\n\r\n')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const socket = await proxyOf(`http://127.0.0.1:${port}`).open('venue.example', 443);
  expect(socket.remotePort).toBe(port);
  socket.destroy();
  server.close();
});

describe.each<ProxyKind>(['http', 'socks5'])('through %s', (kind) => {
  let proxy: TestProxy;
  let venue: Server;
  afterEach(async () => {
    await proxy.stop();
    venue.close();
  });

  /** A venue that only listens: what it hears first. */
  async function open(login?: Readonly<{ user: string; password: string }>) {
    const heard: Buffer[] = [];
    venue = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => heard.push(chunk));
    });
    await new Promise<void>((resolve) => venue.listen(0, '127.0.0.1', resolve));
    const { port } = venue.address() as AddressInfo;
    proxy = await startProxy(kind, { login, resolve: () => ({ host: '127.0.0.1', port }) });
    return heard;
  }

  it('speaks TLS with the venue itself, over REST and WebSocket, and leaves names to the proxy', async () => {
    const heard = await open();
    const route = proxyOf(proxy.url);
    const agent = new Agent({ connect: proxiedConnector(route) });
    const asked = request('https://api.venue.example/secret-path', { dispatcher: agent }).catch((error: unknown) => error);
    await expect.poll(() => heard.length).toBe(1);
    const socket = new WebSocket('wss://stream.venue.example/secret-path', {
      createConnection: proxiedDial(route, true) as never,
    });
    socket.on('error', () => socket.terminate());
    await expect.poll(() => heard.length).toBe(2);
    expect(proxy.asked).toEqual(['api.venue.example:443', 'stream.venue.example:443']);
    for (const [index, name] of ['api.venue.example', 'stream.venue.example'].entries()) {
      expect(heard[index]?.[0]).toBe(0x16); // a TLS handshake, with the venue's own name
      expect(heard[index]?.toString('latin1')).toContain(name);
      expect(heard[index]?.toString('latin1')).not.toContain('secret-path');
    }
    socket.terminate();
    await agent.destroy();
    expect(await asked).toBeInstanceOf(Error);
  });

  it('says that the password is wrong, and not what it was', async () => {
    await open({ user: 'trader', password: 'right' });
    const failed = proxyOf(proxy.url.replace('right', 'geheim')).open('api.venue.example', 443);
    await expect(failed).rejects.toThrow(/the proxy \w+:\/\/127\.0\.0\.1:\d+ (wants another user or password|does not connect)/);
    await expect(failed).rejects.not.toThrow('geheim');
    const socket = await proxyOf(proxy.url).open('api.venue.example', 443);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });
});

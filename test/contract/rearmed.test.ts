// After a sleep or on another network the connections of before are dead and do not know it: whatever is written into them is
// never answered. Real sockets: a relay stops carrying what was open, and carries what is opened anew.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { connectOn } from './connectedOn.ts';

let host: PracticeHost;
beforeAll(async () => {
  host = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, portfolio: 'empty' });
});
afterAll(() => host.stop());

async function startRelay(port: number) {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('error', () => from.destroy());
      from.on('data', (chunk: Buffer) => void (open.has(from) && to.write(chunk)));
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const all: Socket[] = [];
  server.on('connection', (socket) => all.push(socket));
  return {
    url: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    sleep: () => open.clear(),
    stop: () => {
      for (const socket of all) socket.destroy();
      server.close();
    },
  };
}

it.each(['binanceusdm', 'bybit', 'okx'] as const)('%s is read at once over new connections', async (venue) => {
  const relay = await startRelay(Number(new URL(host.url).port));
  const endpoint = { rest: `http://${relay.url}/${venue}`, ws: `ws://${relay.url}/${venue}` };
  const generous = createPacingRoom(() => performance.now() * 500);
  const opened = connectOn(host, venue, {}, { endpoint }, generous);
  await opened.becomes('live');
  await opened.account.warm(3);
  const mine = () => [...host.world.sockets].filter((socket) => socket.accountId() === opened.id);
  const before = new Set(mine());
  relay.sleep();
  expect((await opened.account.readPositions(performance.now() + 400)).ok).toBe(false);
  const began = performance.now();
  opened.account.rearm();
  opened.account.rearm(); // some systems tell of a wake twice
  expect((await opened.account.readPositions(performance.now() + 3_000)).ok).toBe(true);
  await expect.poll(() => mine().some((socket) => !before.has(socket)), { timeout: 3_000, interval: 5 }).toBe(true);
  await opened.becomes('live');
  expect(performance.now() - began).toBeLessThan(2_500); // silence alone is noticed after three seconds
  await opened.account.disconnect();
  relay.stop();
});

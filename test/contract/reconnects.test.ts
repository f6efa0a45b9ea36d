// Whoever reconnects for days must end with what was there at the start: sockets and timers of every connection that ended
// are gone, of those that never came about too.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { closeTransport, createAgent, openTransport } from '../../electron/venues/transport.ts';
import { storyProfiles, storyVenues } from '../storyVenues.ts';
import { connectOn } from './connectedOn.ts';

let host: PracticeHost;
beforeAll(async () => {
  host = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, portfolio: 'empty' });
});
afterAll(() => host.stop());

const handles = (kind: string): number => process.getActiveResourcesInfo().filter((each) => each === kind).length;
/** Sleeps of the adapter end by themselves within this. */
const SLEEPS_MS = 12_000;

it.each(storyVenues)(
  '%s keeps no socket and no timer of connections that ended',
  async (venue) => {
    const before = { sockets: handles('TCPSocketWrap'), timers: handles('Timeout') };
    // Reading whole snapshots so often is not what the budget is for.
    const opened = connectOn(
      host,
      venue,
      {},
      {},
      createPacingRoom(() => performance.now() * 500),
    );
    const mine = () => [...host.world.sockets].filter((socket) => socket.accountId() === opened.id);
    await opened.becomes('live');
    await expect.poll(mine, { timeout: 8_000, interval: 5 }).not.toEqual([]);
    const privateSockets = mine().length;
    for (let time = 0; time < 5; time += 1) {
      const [known] = mine();
      opened.account.reconnect();
      await expect.poll(() => mine().some((socket) => socket !== known), { timeout: 8_000, interval: 5 }).toBe(true);
      opened.account.reconnect(); // again, while it is opening
    }
    await opened.becomes('live');
    await expect.poll(() => mine().length, { timeout: 8_000 }).toBe(privateSockets);
    await opened.account.disconnect();
    await expect.poll(() => handles('TCPSocketWrap'), { timeout: 3_000 }).toBeLessThanOrEqual(before.sockets);
    await expect.poll(() => handles('Timeout') - before.timers, { timeout: SLEEPS_MS }).toBeLessThanOrEqual(3);
  },
  60_000,
);

it.each(['bybit', 'okx'] as const)('%s opens nothing any more once its client was closed', async (venue) => {
  const agent = createAgent(null);
  const profile = storyProfiles[venue];
  const client = profile.createClient({ apiKey: 'a', secret: 'b', password: 'c' }, { playMoney: false });
  const publicClient = profile.createClient({ apiKey: '', secret: '' }, { playMoney: false });
  const endpoint = { rest: `${host.url}/${venue}`, ws: `${host.url.replace('http', 'ws')}/${venue}` };
  for (const each of [client, publicClient]) await openTransport(each, endpoint, agent);
  await publicClient.loadMarkets();
  client.setMarketsFromExchange(publicClient);
  const onItsWay = client.watchPositions(); // it has not dialled yet
  const closed = closeTransport(client);
  await expect(onItsWay).rejects.toThrow('closed');
  await closed;
  await expect(client.watchPositions()).rejects.toThrow('closed');
  expect([...host.world.sockets].filter((socket) => socket.venue === venue)).toEqual([]);
  await agent.destroy();
});

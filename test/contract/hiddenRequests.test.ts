// Methods of ccxt may ask something else before they write: the fate of the write is told from its own bytes.
import { Agent } from 'undici';
import { expect, it } from 'vitest';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { gate } from '../../electron/venues/profiles/gate.ts';
import { send } from '../../electron/venues/send.ts';
import { openTransport } from '../../electron/venues/transport.ts';
import { destroy, startScriptedVenue } from './scriptedVenue.ts';

const now = () => performance.now();

it('does not take the refusal of an earlier question for the fate of an order whose answer is lost', async () => {
  const venue = await startScriptedVenue();
  const agent = new Agent();
  const client = gate.createClient({ apiKey: 'key', secret: 'secret' }, { playMoney: false });
  await openTransport(client, { rest: venue.url, ws: venue.url }, agent);
  venue.play([
    { method: 'GET', path: '/api/v4/account/detail', status: 403, answer: { label: 'FORBIDDEN', message: 'no permission' } },
    { method: 'POST', path: '/api/v4/futures/usdt/orders', answer: destroy },
  ]);
  const sent = await send(
    {
      venueName: 'Gate',
      hide: (text) => text,
      lane: 'exit',
      deadlineMs: () => now() + 3_000,
      now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      pacer: createPacingRoom(now).pacer('account', 'gate', gate.limits),
      mayGo: () => Promise.resolve(),
      onRequest: () => undefined,
      readRefusal: (status, body, headers) => gate.readRefusal(status, body, headers),
    },
    [],
    async () => {
      await client.privateAccountGetDetail({}).catch(() => null);
      return client.privateFuturesPostSettleOrders({ settle: 'usdt', contract: 'ADA_USDT', size: '-1' });
    },
  );
  expect(venue.takeRequests().map(({ method }) => method)).toEqual(['GET', 'POST']);
  expect(sent.kind).toBe('unknown');
  await agent.destroy();
  await venue.stop();
});

// What is shown of requests: nothing that a key or signature could be read from, wherever a venue puts it.
import type { Exchange } from 'ccxt';
import { expect, it } from 'vitest';
import { captureRequests, spendOf, type Wave } from '../../../electron/venues/captureRequests.ts';
import type { VenueContext, VenueProfile } from '../../../electron/venues/profile.ts';
import { createAgent, openTransport, type ClientInternals } from '../../../electron/venues/transport.ts';
import { holding } from '../book/account.ts';

const SECRETS = ['planted-api-key-0001', 'planted-secret-0002', 'planted-passphrase-0003'];
const [KEY, SECRET, PASSPHRASE] = SECRETS;
const position = holding('long', '0.5');
const wave: Wave = {
  closes: [{ clientOrderId: 'bg-one-0-1-0', position, orderSide: 'sell', size: '0.5', limitPrice: null }],
  cancels: [],
};

type Request = Readonly<{ method: string; url: string; headers: Record<string, string>; body?: string }>;

/** A client that dials nothing but what it is told, through the real transport. */
async function shown(...requests: readonly Request[]) {
  let dialled = 0;
  const inner = {
    loadFetchImplementation: async () => undefined,
    undiciModule: {},
    undiciRequest: async () => {
      dialled += 1;
      return { status: 200, headers: {}, text: async () => '{}' };
    },
    client: () => {
      throw new Error('no sockets here');
    },
  } as unknown as ClientInternals;
  await openTransport(inner as unknown as Exchange, null, createAgent(null));
  const profile = {
    traits: { closeBatchSize: 1, cancelBatchSize: 1 },
    submitCloses: async (context: VenueContext) => {
      for (const { url, ...rest } of requests)
        await context.send([{ bucket: 'orders', cost: 2 }], () => inner.undiciRequest(url, rest));
      return [];
    },
    readPositions: async (context: VenueContext) => {
      await context.send([{ bucket: 'reads', cost: 1 }], async () => []);
      return [];
    },
    readOrders: () => Promise.reject(new Error('not understood')),
  } as unknown as VenueProfile;
  const context = {} as VenueContext;
  const captured = await captureRequests(profile, context, wave, SECRETS, () => true);
  expect(await captureRequests(profile, context, wave, SECRETS, () => false)).toEqual([]);
  const spent = await spendOf(profile, context, wave);
  expect(dialled).toBe(0);
  const text = JSON.stringify(captured);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  return { captured, text, spent };
}

it('leaves out headers, signatures and keys, in the address, in forms and at every depth of JSON', async () => {
  const headers = { 'X-API-KEY': `${KEY}`, 'OK-ACCESS-PASSPHRASE': `${PASSPHRASE}`, 'OK-ACCESS-SIGN': 'c2lnbmVk' };
  const { captured, text } = await shown(
    { method: 'DELETE', url: `https://venue.example/v1/order?symbol=BTC&signature=beef&apiKey=${KEY}&timestamp=1`, headers },
    {
      method: 'POST',
      url: 'https://venue.example/v1/order',
      headers,
      body: `side=SELL&text=bg-one-0-1-0&listenKey=x1&Signature=beef`,
    },
    {
      method: 'POST',
      url: 'https://venue.example/v1/exchange',
      headers,
      body: JSON.stringify({
        action: { orders: [{ s: '0.5', c: 'bg-one-0-1-0', auth: { api_key: KEY, password: PASSPHRASE } }] },
        signature: { r: '0xbeef', s: '0xbeef', v: 27 },
        client_secret: SECRET,
        memo: `of ${KEY}`,
      }),
    },
    { method: 'GET', url: `https://venue.example/keys/${SECRET}/orders`, headers },
  );
  expect(text).not.toMatch(/beef|c2lnbmVk|x1/);
  expect(captured.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'DELETE https://venue.example/v1/order?symbol=BTC&timestamp=1',
    'POST https://venue.example/v1/order',
    'POST https://venue.example/v1/exchange',
    'GET https://venue.example/keys/[removed]/orders',
  ]);
  expect(captured[1]?.body).toBe('side=SELL\ntext=bg-one-0-1-0');
  expect(JSON.parse(captured[2]?.body ?? '')).toEqual({
    action: { orders: [{ s: '0.5', c: 'bg-one-0-1-0', auth: {} }] },
    memo: 'of [removed]',
  });
  expect(captured.map(({ what }) => what)).toEqual([
    'a request of the exit',
    'close BTC/USDT:USDT long 0.5',
    'close BTC/USDT:USDT long 0.5',
    'a request of the exit',
  ]);
});

it('counts what the orders and the proof would spend, and signs nothing for it', async () => {
  const { spent } = await shown({ method: 'POST', url: 'https://venue.example', headers: {} });
  expect(spent).toEqual([
    { bucket: 'orders', cost: 2 },
    { bucket: 'reads', cost: 1 },
  ]);
});

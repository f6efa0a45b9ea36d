// What an Emergency Exit would send, shown and not sent: the exchange hears of no order, and nothing of a key is shown.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { familyOf } from '../../electron/practice/portfolio.ts';
import { rehearseExit } from '../../electron/readiness/rehearseExit.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { storyVenues, type PlayedVenue } from '../storyVenues.ts';
import { venueFacts } from './adapterAccount.ts';
import { connectOn, type OnPractice } from './connectedOn.ts';

let host: PracticeHost;
beforeAll(async () => {
  host = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, portfolio: 'empty', rateLimits: false });
});
afterAll(() => host.stop());

const rehearse = (accounts: readonly OnPractice[], accountId?: string, running = false) =>
  rehearseExit({
    accounts: accounts.map(({ connected }) => connected),
    unreached: [],
    accountId,
    rates: () => ({}),
    exitRunning: () => running,
    nowEpochMs: systemClock.epoch(),
  });

/** A resting order that opens, and a stop that protects. */
function orders({ operated, id }: OnPractice, venue: PlayedVenue): void {
  const { native, size } = venueFacts[venue];
  const base = {
    symbol: native,
    size,
    timeInForce: 'gtc' as const,
    tag: 'both' as const,
    marginMode: null,
    clientOrderId: null,
    attachedTo: null,
    wire: {},
  };
  const placed = [
    operated.place(id, {
      ...base,
      orderSide: 'buy',
      type: 'limit',
      price: '30000',
      reduceOnly: false,
      family: 'plain',
      trigger: null,
    }),
    operated.place(id, {
      ...base,
      orderSide: 'sell',
      type: 'market',
      price: null,
      reduceOnly: true,
      family: familyOf(venue, 'conditional'),
      trigger: { kind: 'stop', price: '20000', by: 'mark', callbackPercent: null },
    }),
  ];
  for (const each of placed) if (!each.ok) throw new Error(`${each.code}: ${each.detail}`);
}

const WORDS: Readonly<Record<PlayedVenue, readonly string[]>> = {
  binanceusdm: ['POST', '/fapi/v1/', 'symbol=BTCUSDT', 'side=SELL', 'type=MARKET', 'quantity=0.5', 'reduceOnly=true'],
  bybit: ['POST', '/v5/order/create', '"category": "linear"', '"side": "Sell"', '"qty": "0.5"', '"reduceOnly": true'],
  okx: ['POST', '/api/v5/trade/', '"instId": "BTC-USDT-SWAP"', '"side": "sell"', '"sz": "50"', '"ordType": "market"'],
};

describe.each(storyVenues)('%s', (venue) => {
  it('shows the close and the cancel, sends neither, and shows nothing of the key', async () => {
    const opened = connectOn(host, venue);
    try {
      await opened.becomes('live');
      orders(opened, venue);
      await expect.poll(() => opened.venue.known().orders.length, { timeout: 3_000 }).toBe(2);
      const asked = opened.requests().length;
      const rehearsed = await rehearse([opened]);
      if (!rehearsed.ok) throw new Error(rehearsed.failure.message);
      const { requests, notes } = rehearsed.value;

      expect(requests.map(({ what }) => what)).toEqual([
        expect.stringMatching(/^close BTC\/USDT:USDT long (0\.50*|50)$/),
        expect.stringMatching(/^cancel BTC\/USDT:USDT plain order \S+$/),
      ]);
      const [close] = requests;
      for (const words of WORDS[venue]) expect(`${close?.method} ${close?.url}\n${close?.body}`).toContain(words);
      expect(requests.every(({ url, accountId }) => url.startsWith(host.url) && accountId === opened.id)).toBe(true);
      expect(notes.join('\n')).toContain('protective orders that stay until their positions are proved closed, and go then: 1.');

      const shown = JSON.stringify(rehearsed);
      for (const secret of opened.secrets) expect(shown).not.toContain(secret);
      expect(shown).not.toMatch(/signature|api-?key|passphrase|OK-ACCESS|X-BAPI/i);
      expect(
        opened
          .requests()
          .slice(asked)
          .filter(({ write }) => write),
      ).toEqual([]);
      expect(opened.operated.positions(opened.id)).toHaveLength(1);
      expect(opened.operated.workingOrders(opened.id)).toHaveLength(2);
    } finally {
      await opened.account.disconnect();
    }
  });
});

it('names accounts that can not be rehearsed, and takes one account alone', async () => {
  const [good, bad] = [connectOn(host, 'okx'), connectOn(host, 'bybit', { revoked: true })];
  try {
    await good.becomes('live');
    await bad.becomes('failed');
    const all = await rehearse([good, bad]);
    if (!all.ok) throw new Error(all.failure.message);
    expect(all.value.requests.map(({ accountId }) => accountId)).toEqual([good.id]);
    expect(all.value.notes.join('\n')).toContain(`${bad.account.label}: could not be rehearsed`);
    expect(await rehearse([good, bad], good.id)).toMatchObject({ ok: true, value: { notes: [] } });
    expect(await rehearse([good, bad], 'nobody')).toMatchObject({ ok: false, failure: { kind: 'notFound' } });
    expect(await rehearse([good, bad], good.id, true)).toMatchObject({ ok: false, failure: { kind: 'badRequest' } });
  } finally {
    await Promise.all([good.account.disconnect(), bad.account.disconnect()]);
  }
});

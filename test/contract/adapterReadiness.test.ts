// The lamp against the practice exchange: what each venue tells of a key, and what comes of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckId, ReadinessView } from '../../shared/readiness.ts';
import type { PracticeKey } from '../../electron/practice/exchange.ts';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { checkReadiness } from '../../electron/readiness/checkReadiness.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import type { AccountOptions } from '../../electron/connectedAccount.ts';
import { storyVenues } from '../storyVenues.ts';
import { connectOn } from './connectedOn.ts';

let host: PracticeHost;
beforeAll(async () => {
  host = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, portfolio: 'empty', rateLimits: false });
});
afterAll(() => host.stop());

const soon = (ms = 6_000) => systemClock.now() + ms;
const stateOf = (view: ReadinessView, id: CheckId) => view.checks.find((check) => check.id === id)?.state;
const detailOf = (view: ReadinessView, id: CheckId) => view.checks.find((check) => check.id === id)?.detail;
const notOk = (view: ReadinessView) => view.checks.filter(({ state }) => state !== 'ok').map(({ id, state }) => `${id} ${state}`);

describe.each(storyVenues)('%s', (venue) => {
  async function lampOf(key: Partial<PracticeKey>, more: Partial<AccountOptions> = {}): Promise<ReadinessView> {
    const opened = connectOn(host, venue, key, more);
    try {
      return await checkReadiness(opened.connected, soon());
    } finally {
      await opened.account.disconnect();
    }
  }

  it('is green for a key that trades, does not withdraw and is bound to addresses', async () => {
    const view = await lampOf({});
    expect({ lamp: view.lamp, notOk: notOk(view) }).toEqual({ lamp: 'green', notOk: [] });
    expect(view.checkedAtMs).not.toBeNull();
  });

  it('is red when the key may withdraw, and amber when its owner knows it', async () => {
    const red = await lampOf({ withdraw: true });
    expect({ lamp: red.lamp, notOk: notOk(red) }).toEqual({ lamp: 'red', notOk: ['withdrawal bad'] });
    const amber = await lampOf({ withdraw: true }, { allowWithdrawal: true });
    expect({ lamp: amber.lamp, notOk: notOk(amber) }).toEqual({ lamp: 'amber', notOk: ['withdrawal warning'] });
  });

  it('is amber when the key works from everywhere', async () => {
    const view = await lampOf({ addressesListed: false });
    expect({ lamp: view.lamp, notOk: notOk(view) }).toEqual({ lamp: 'amber', notOk: ['addresses warning'] });
  });

  it('is red for a key that only reads, and says so', async () => {
    const view = await lampOf({ trade: false });
    expect(view.lamp).toBe('red');
    expect(stateOf(view, 'trading')).toBe('bad');
    expect(stateOf(view, 'keyValid')).not.toBe('bad');
    expect(stateOf(view, 'stream')).toBe('bad');
  });

  it.each(['revoked', 'ipAllowed'] as const)('is red for a key that the venue refuses (%s)', async (right) => {
    const view = await lampOf({ [right]: right === 'revoked' });
    expect(view.lamp).toBe('red');
    expect(stateOf(view, 'reachable')).toBe('ok');
    expect(stateOf(view, 'keyValid')).toBe('bad');
    expect(stateOf(view, 'withdrawal')).toBe('unknown');
    expect(stateOf(view, 'marketMaximum')).toBe('unknown');
  });

  it('is red where nobody answers, and shows none of the keys', async () => {
    const nowhere = { rest: 'http://127.0.0.1:9', ws: 'ws://127.0.0.1:9' };
    const view = await lampOf({}, { endpoint: nowhere });
    expect(view.lamp).toBe('red');
    expect(stateOf(view, 'reachable')).toBe('bad');
    expect(stateOf(view, 'trading')).toBe('unknown');
  });

  it.each([5_000, -5_000])('trades with a clock that is %i ms wrong, and says by how much', async (aheadMs) => {
    host.world.aheadMs.set(venue, -aheadMs);
    const opened = connectOn(host, venue);
    try {
      const view = await checkReadiness(opened.connected, soon());
      expect({ lamp: view.lamp, notOk: notOk(view) }).toEqual({ lamp: 'amber', notOk: ['clock warning'] });
      expect(detailOf(view, 'clock')).toContain(`5.0 s ${aheadMs > 0 ? 'ahead of' : 'behind'}`);
      const [position] = opened.venue.known().positions;
      if (position === undefined) throw new Error('no position');
      const clientOrderId = opened.account.traits.clientOrderId('skewskewsk', 0, 1, 0);
      const order = { clientOrderId, position, orderSide: 'sell' as const, size: position.size, limitPrice: null };
      expect(await opened.account.submitCloses([order], soon())).toMatchObject([{ kind: 'accepted' }]);
      await expect.poll(() => opened.venue.known().positions, { timeout: 3_000 }).toEqual([]); // the socket's login too
      const answered = opened.requests().filter(({ transport }) => transport === 'http');
      expect(answered.filter(({ status }) => status !== 200).map(({ path }) => path)).toEqual([]);
    } finally {
      host.world.aheadMs.delete(venue);
      await opened.account.disconnect();
    }
  });
});

it('warns of a Bybit key that ends soon, and refuses one that has ended', async () => {
  const day = 86_400_000;
  const after = async (days: number) => {
    const opened = connectOn(host, 'bybit', { expiresAtMs: Date.now() + days * day });
    try {
      return stateOf(await checkReadiness(opened.connected, soon()), 'keyValid');
    } finally {
      await opened.account.disconnect();
    }
  };
  expect([await after(30), await after(6), await after(-1)]).toEqual(['ok', 'warning', 'bad']);
});

it('knows nothing of a Binance key where the wallet service does not exist', async () => {
  const opened = connectOn(host, 'binanceusdm');
  try {
    await opened.becomes('live');
    host.world.faults.add({
      transport: 'http',
      account: opened.id,
      path: 'apiRestrictions',
      from: 1,
      count: null,
      effect: { kind: 'answer', status: 404, body: '<html>not found</html>', process: false },
    });
    const view = await checkReadiness(opened.connected, soon());
    expect(notOk(view)).toEqual(['trading unknown', 'withdrawal unknown', 'addresses unknown']);
    expect(view.lamp).toBe('amber');
  } finally {
    await opened.account.disconnect();
  }
});

it.each(['binancecoinm', 'bitget', 'hyperliquid'] as const)(
  'concludes for %s too, and counts what an exit of it spends',
  async (venue) => {
    const opened = connectOn(host, venue);
    try {
      await opened.becomes('live');
      const view = await checkReadiness(opened.connected, soon());
      expect(view.checks.filter(({ state }) => state === 'bad')).toEqual([]);
      expect(stateOf(view, 'trading')).toBe('ok');
      expect(stateOf(view, 'stream')).toBe('ok');
      expect(detailOf(view, 'requestBudget')).toContain('An exit of what is open spends');
    } finally {
      await opened.account.disconnect();
    }
  },
);

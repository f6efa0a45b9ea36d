// The way to the first orders is rehearsed while the button is held: everything but the dial. Nothing reaches the venue,
// and the order that follows under the same name is the first that it hears of.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { closeOf, openAdapter } from './adapterAccount.ts';

let host: PracticeHost;
beforeAll(async () => {
  host = await startPracticeHost({ port: 0, portfolio: 'empty', freeze: true });
});
afterAll(() => host.stop());

test.each(['binanceusdm', 'bybit', 'okx'] as const)('%s: a rehearsal sends nothing', async (venue) => {
  const adapter = openAdapter(host, venue);
  adapter.account.connect();
  try {
    await adapter.becomes('live');
    await expect.poll(() => adapter.book.known().positions.length).toBe(1);
    const order = closeOf(adapter);
    const calls = (): number =>
      host.world.requests.list().filter((entry) => entry.account === adapter.id && /order/i.test(entry.path)).length;
    const before = calls();
    const { rehearse } = adapter.account;
    if (rehearse === undefined) throw new Error('it can not be rehearsed');
    await rehearse([order, { ...order, clientOrderId: `${order.clientOrderId}x` }]);
    expect(calls()).toBe(before);
    expect(adapter.writes()).toBe(0);
    const [outcome] = await adapter.account.submitCloses([order], systemClock.now() + 3_000);
    expect(outcome?.kind).toBe('accepted');
    expect(adapter.writes()).toBe(1);
  } finally {
    await adapter.account.disconnect();
  }
});

import { expect, it, vi } from 'vitest';
import { createVenueClock } from '../../electron/venues/venueClock.ts';
import { createClient, EXPIRES_MS } from '../../electron/venues/profiles/hyperliquid/client.ts';

const credential = { apiKey: `0x${'a'.repeat(40)}`, secret: `0x${'1'.repeat(64)}` };

async function expiryUnder(aheadMs: number) {
  const client = createClient(credential, { playMoney: false });
  const clock = createVenueClock({ now: () => 0, epoch: () => Date.now() });
  clock.correct(client);
  const reading = await clock.measure(async () => Promise.resolve(Date.now() - aheadMs));
  const post = vi.spyOn(client, 'privatePostExchange').mockResolvedValue({});
  await client.act({ type: 'order', orders: [], grouping: 'na' }, null);
  const [body] = post.mock.calls[0] ?? [];
  const { expiresAfter, nonce } = body as { expiresAfter: number; nonce: number };
  const venueMs = Date.now() - aheadMs;
  return { reading, nonceOffMs: nonce - venueMs, livesMs: expiresAfter - venueMs };
}

// the slow one last: nonces of one key never fall
it.each([60_000, 0, -60_000])('signs with the venue’s time on a computer that is %i ms ahead', async (aheadMs) => {
  const { reading, nonceOffMs, livesMs } = await expiryUnder(aheadMs);
  expect(reading?.correctable).toBe(true);
  expect(Math.abs(nonceOffMs)).toBeLessThan(1_000);
  expect(livesMs).toBeGreaterThan(EXPIRES_MS - 1_000);
  expect(livesMs).toBeLessThanOrEqual(EXPIRES_MS);
});

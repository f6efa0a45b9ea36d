// The venue says "too many requests" and for how long: Binance 429 with Retry-After, Bybit 10006 with its reset time, OKX
// 50011 for its window. Nothing is sent in that time, and the exit ends flat after it.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { calls } from './venueWire.ts';

const WAIT_MS = { binanceusdm: 1_000, bybit: 1_000, okx: 2_000 };

test.concurrent.each(venues)('%s: a close that was turned away waits as told and is sent again', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'refuse', as: 'rateLimited' } });

    await exitEverything(world, 'flat');

    const [turnedAway, again, ...more] = closesSent(world);
    expect(more).toEqual([]);
    const waitedMs = (again?.request.atMs ?? 0) - (turnedAway?.request.answeredAtMs ?? 0);
    expect(waitedMs).toBeGreaterThanOrEqual(WAIT_MS[venue] - 5); // two clocks, whole milliseconds
  });
});

// The venue itself does not know what became of the close: Binance's 503 "Unknown error", Bybit's server timeout, OKX's
// endpoint timeout. Done or not, it is looked up; only what is proved missing leaves again.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: an unknown error after the order was taken is no reason to send it again', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'refuse', as: 'unknownError', process: true } });

    await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
  });
});

test.concurrent.each(venues)('%s: an unknown error before the order was taken is looked up, then sent again', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'refuse', as: 'unknownError' } });

    await exitEverything(world, 'flat');

    expect(world.requestsTo(calls[venue].lookUp).length).toBeGreaterThan(0);
    expect(closesSent(world)).toHaveLength(2);
  });
});

// The book holds less than the position: each close takes what is there, the rest goes on until nothing is left. An empty
// book ends in an honest notFlat with the venue's words.
import { expect, test } from 'vitest';
import { held, instrument, whenAsked } from './hands.ts';
import { accountWith, closesSent, exitEverything, inWorld, long, reasonsOf, venues } from './story.ts';
import { calls } from './venueWire.ts';

/** So that one market order finds about half of it inside the venue's price band. */
const thin = { binanceusdm: 0.000_04, bybit: 0.000_1, okx: 0.000_22 } as const;

test.concurrent.each(venues)('%s: a book too thin is emptied until the position is gone', async (venue) => {
  const account = accountWith({ venue, positions: [long('LTC', 400_000), long('BTC', 9_000)] });
  await inWorld({ accounts: [account] }, async (world) => {
    const { operator } = world.venue(venue);
    const before = Number(held(world, venue, 'LTC'));
    operator.setDepth(instrument(world, venue, 'LTC').symbol, thin[venue]);
    // Other traders come back with each attempt.
    whenAsked(world, venue, calls[venue].close, () => operator.tick(), { every: true });

    const report = await exitEverything(world, 'flat');

    const parts = world.witness.fills.filter(({ symbol }) => symbol.startsWith('LTC'));
    expect(parts.reduce((sum, { size }) => sum + Number(size), 0)).toBeCloseTo(before, 6);
    expect(report.legs.find(({ symbol }) => symbol.startsWith('LTC'))?.attempts).toBeGreaterThan(1);
  });
});

test.concurrent.each(venues)('%s: an empty book is named', async (venue) => {
  const account = accountWith({ venue, positions: [long('LTC', 20_000, { stop: { percent: 5 } }), long('BTC', 9_000)] });
  await inWorld({ accounts: [account], limits: { attempts: 3 } }, async (world) => {
    world.venue(venue).operator.setDepth(instrument(world, venue, 'LTC').symbol, 0);

    const report = await exitEverything(world, 'notFlat');

    expect(report.leftOver.map((item) => ('symbol' in item ? `${item.kind} ${item.symbol}` : item.kind)).sort()).toEqual([
      'order LTC/USDT:USDT',
      'position LTC/USDT:USDT',
    ]);
    expect(reasonsOf(report)).toMatch(/price|limit/i);
    expect(closesSent(world).length).toBeGreaterThan(2);
  });
});

// The book holds less than the position: each close takes what is there, the rest goes on until nothing is left. An empty
// book ends in an honest notFlat with the venue's words.
import { expect, test } from 'vitest';
import { held, instrument, whenAsked } from './hands.ts';
import { accountWith, closesSent, exitEverything, inWorld, long, reasonsOf, venues } from './story.ts';
import { calls } from './venueWire.ts';

/** Coins with a coarse tick, and a depth at which the venue's price band holds about half of the position. */
const thin = {
  binanceusdm: { base: 'ICX', depth: 0.000_11 },
  bybit: { base: '1INCH', depth: 0.000_08 },
  okx: { base: '1INCH', depth: 0.000_18 },
} as const;

test.concurrent.each(venues)('%s: a book too thin is emptied until the position is gone', async (venue) => {
  const { base, depth } = thin[venue];
  await inWorld({ accounts: [accountWith({ venue, positions: [long(base, 30_000), long('BTC', 9_000)] })] }, async (world) => {
    const { operator } = world.venue(venue);
    const { symbol } = instrument(world, venue, base);
    const before = Number(held(world, venue, base));
    operator.setDepth(symbol, depth);
    let factor = 1;
    const othersComeBack = () => operator.setDepth(symbol, depth * (factor += 0.4));
    whenAsked(world, venue, calls[venue].close, othersComeBack, { nth: 2, every: true });

    const report = await exitEverything(world, 'flat');

    const parts = world.witness.fills.filter((fill) => fill.symbol === symbol);
    expect(parts.reduce((sum, { size }) => sum + Number(size), 0)).toBeCloseTo(before, 6);
    expect(report.legs.find((leg) => leg.symbol.startsWith(base))?.attempts).toBeGreaterThan(1);
  });
});

test.concurrent.each(venues)('%s: an empty book is named', async (venue) => {
  const account = accountWith({ venue, positions: [long('LTC', 20_000, { stop: { percent: 5 } }), long('BTC', 9_000)] });
  await inWorld({ accounts: [account], limits: { attempts: 3 } }, async (world) => {
    world.venue(venue).operator.setDepth(instrument(world, venue, 'LTC').symbol, 0);

    const report = await exitEverything(world, 'notFlat');

    expect(
      report.leftOver
        .map((item) => ('symbol' in item ? `${item.kind} ${item.symbol}` : item.kind))
        .sort((a, b) => a.localeCompare(b)),
    ).toEqual(['order LTC/USDT:USDT', 'position LTC/USDT:USDT']);
    expect(reasonsOf(report)).toMatch(/price|limit/i);
    expect(closesSent(world).length).toBeGreaterThan(2);
  });
});

// Less than the venue's smallest order: tried all the same, since some venues take it. Where it is refused, the report calls
// it dust, with its worth and the minimum.
import { expect, test } from 'vitest';
import { divide } from '../../shared/decimal.ts';
import { instrument, markOf, refuseCloses } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, reasonsOf, venues } from './story.ts';

// qty "0" with reduceOnly and closeOnTrigger closes what a Bybit position holds, however little.
const verdicts = { binanceusdm: 'notFlat', bybit: 'flat', okx: 'notFlat' } as const;

test.each(venues)('%s: dust is closed where the venue takes it, and named where not', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, positions: [long('BTC', 20_000)] })] }, async (world) => {
    const { symbol, minSize } = instrument(world, venue, 'LTC');
    // Binance has no position below its least size; what it may refuse there is an order worth too little.
    const signedSize = venue === 'binanceusdm' ? minSize : divide(minSize, '2');
    world.venue(venue).operator.injectPosition(venue, { symbol, signedSize, entryPrice: markOf(world, venue, 'LTC') });
    await world.ready();
    if (venue === 'binanceusdm') refuseCloses(world, venue, 'belowMinNotional', { symbol, count: null });

    const report = await exitEverything(world, verdicts[venue]);

    const named = verdicts[venue] === 'flat' ? [] : [{ kind: 'position', symbol: 'LTC/USDT:USDT', dust: true }];
    expect(report.leftOver).toMatchObject(named);
    expect(reasonsOf(report)).toMatch(verdicts[venue] === 'flat' ? /^$/ : /Dust: worth .* USDT, below the venue's minimum of/);
  });
});

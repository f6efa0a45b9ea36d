// A position that is no whole number of lots (the venue made its lot larger since): what can be closed is closed, and only the
// rest that no order can carry is called dust.
import { expect, test } from 'vitest';
import { add, divide, multiply } from '../../shared/decimal.ts';
import { held, instrument, markOf } from './hands.ts';
import { accountWith, exitEverything, inWorld, reasonsOf } from './story.ts';

// Binance prints and keeps whole lots only. Bybit has an order for whatever is left, OKX has none.
const verdicts = { bybit: 'flat', okx: 'notFlat' } as const;

test.each(['bybit', 'okx'] as const)('%s: a position between two lots is closed down to the dust', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, positions: [] })] }, async (world) => {
    const { symbol, lotSize } = instrument(world, venue, 'ETH');
    const half = divide(lotSize, '2');
    const signedSize = add(multiply(lotSize, '200'), half);
    world.venue(venue).operator.injectPosition(venue, { symbol, signedSize, entryPrice: markOf(world, venue, 'ETH') });
    await world.ready();

    const report = await exitEverything(world, verdicts[venue]);

    expect(Number(held(world, venue, 'ETH'))).toBe(verdicts[venue] === 'flat' ? 0 : Number(half));
    expect(reasonsOf(report)).toMatch(verdicts[venue] === 'flat' ? /^$/ : /^Dust: /);
  });
});

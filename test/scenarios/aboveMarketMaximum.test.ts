// A position larger than the venue's largest market order goes in parts that add up to it digit for digit.
import { expect, test } from 'vitest';
import { compare } from '../../shared/decimal.ts';
import { totalOf } from '../../electron/exit/plan.ts';
import { held, instrument } from './hands.ts';
import { accountWith, closesSent, exitEverything, inWorld, long, venues } from './story.ts';

test.each(venues)('%s: a position above the market maximum is split', async (venue) => {
  const whale = long('LTC', 0, { leverage: 5 });
  const account = accountWith({
    venue,
    wallets: { USDT: '1000000000' },
    positions: [{ ...whale, worth: { timesMaxMarketSize: '2.35' } }],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const { symbol, maxMarketSize } = instrument(world, venue, 'LTC');
    world.venue(venue).operator.setDepth(symbol, 200);
    const size = held(world, venue, 'LTC');

    await exitEverything(world, 'flat');

    const parts = closesSent(world).map((close) => close.size);
    expect(parts).toHaveLength(3);
    expect(parts.filter((part) => compare(part, maxMarketSize) > 0)).toEqual([]);
    expect(compare(totalOf(parts), size)).toBe(0);
  });
});

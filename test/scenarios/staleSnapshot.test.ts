// The position shrank one millisecond before the press: the live book does not know yet, and the close is sized too large.
import { expect, test } from 'vitest';
import { botTrades, held } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, venues } from './story.ts';

test.each(venues)('%s: the live book is one event behind at the press', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, positions: [long('BTC', 20_000), long('ETH', 9_000)] })] }, async (world) => {
    const [account] = world.accounts;
    const shown = account?.book.known().positions.find(({ symbol }) => symbol.startsWith('BTC'))?.size;
    botTrades(world, venue, 'BTC', -0.6);
    const shownAtPress = account?.book.known().positions.find(({ symbol }) => symbol.startsWith('BTC'))?.size;
    expect(shownAtPress).toBe(shown);
    expect(Number(held(world, venue, 'BTC'))).toBeLessThan(Number(shown));

    await exitEverything(world, 'flat');
  });
});

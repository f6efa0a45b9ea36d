// Between the read and the close another bot of the same account grows, shrinks, closes or turns the position. Whatever the
// close meets, it only ever reduces, and the exit ends flat.
import { describe, expect, test } from 'vitest';
import { botTrades, held, whenAsked } from './hands.ts';
import { accountWith, closesSent, exitEverything, inWorld, long, short, venues } from './story.ts';
import { calls } from './venueWire.ts';

const changes = [
  { what: 'has grown', by: 0.5 },
  { what: 'has shrunk', by: -0.4 },
  { what: 'is closed', by: -1 },
  { what: 'has turned to the other side', by: -2.5 },
] as const;

describe.each(venues)('%s', (venue) => {
  test.each(changes)('the position $what when the close arrives', async ({ by }) => {
    const account = accountWith({ venue, positions: [short('ETH', 15_000), long('BTC', 20_000)] });
    await inWorld({ accounts: [account] }, async (world) => {
      whenAsked(world, venue, calls[venue].close, () => botTrades(world, venue, 'ETH', by));

      const report = await exitEverything(world, 'flat');

      expect(held(world, venue, 'ETH')).toBe('0');
      expect(report.legs.filter(({ state }) => state !== 'proved')).toEqual([]);
      expect(closesSent(world).length).toBeLessThan(8);
    });
  });
});

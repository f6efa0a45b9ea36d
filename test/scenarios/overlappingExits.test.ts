// Two exits of overlapping scopes at once: each has its own report, and no position gets two closes.
import { expect, test } from 'vitest';
import { pressAtOnce } from './hands.ts';
import { accountWith, closesSent, expectHonest, inWorld, long, short, venues } from './story.ts';

test.each(venues)('%s: two exits at once never send two closes for one position', async (venue) => {
  const account = accountWith({
    venue,
    positions: [long('BTC', 20_000, { stop: { percent: 3 } }), short('ETH', 9_000), long('SOL', 6_000)],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const ids = await pressAtOnce(
      world,
      { action: 'flatten', filter: { instrument: 'BTC/USDT:USDT' } },
      { action: 'flatten', filter: { marketPosition: 'short' } },
      { action: 'emergencyExit' },
    );

    const reports = await Promise.all(ids.map((id) => world.exits.ended(id)));

    expect(new Set(ids).size).toBe(3);
    expect(reports.map(({ verdict }) => verdict)).toEqual(['flat', 'flat', 'flat']);
    expect(reports.map(({ legs }) => legs.length)).toEqual([1, 1, 3]);
    expect(
      closesSent(world)
        .map(({ symbol }) => symbol.slice(0, 3))
        .sort(),
    ).toEqual(['BTC', 'ETH', 'SOL']);
    for (const report of reports.slice(2)) expectHonest(world, report);
  });
});

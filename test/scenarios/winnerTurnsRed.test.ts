// In profit in the preview, at a loss in the fresh read after the press: kept, and nothing is sent for it.
import { expect, test } from 'vitest';
import { priceMoves } from './hands.ts';
import { accountWith, closesSent, inWorld, long, short, venues } from './story.ts';

test.each(venues)('%s: a winner that has turned red is kept', async (venue) => {
  const account = accountWith({
    venue,
    positions: [long('ETH', 20_000, { profitPercent: 1 }), short('BTC', 9_000, { profitPercent: 2 })],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const preview = await world.exits.preview({ action: 'flattenWinners' });
    if (!preview.ok) throw new Error(preview.failure.message);
    expect(preview.value.legs).toHaveLength(2);

    priceMoves(world, venue, 'ETH', -2);
    const confirmed = world.exits.confirm(preview.value.planId);
    if (!confirmed.ok) throw new Error(confirmed.failure.message);
    const report = await world.exits.ended(confirmed.value.exitId);

    expect(report.verdict).toBe('flat');
    expect(report.kept).toMatchObject([{ symbol: 'ETH/USDT:USDT', side: 'long' }]);
    expect(report.kept[0]?.reason).toMatch(/^loses /);
    expect(closesSent(world).map(({ symbol }) => symbol.slice(0, 3))).toEqual(['BTC']);
    expect(world.openPositions()).toHaveLength(1);
  });
});

// A share that would leave less than the venue's minimum closes all of it, and the preview says so before anything is
// confirmed.
import { expect, test } from 'vitest';
import { multiply } from '../../shared/decimal.ts';
import { held, instrument, keyOf, markOf } from './hands.ts';
import { accountWith, inWorld, venues } from './story.ts';

// OKX knows no least value: there the minimum is the lot, and a rest below it can not be.
const cases = venues.filter((venue) => venue !== 'okx');

test.each(cases)('%s: a partial close that would leave dust is announced as a full one', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, positions: [] })] }, async (world) => {
    const { symbol, minSize, minNotional } = instrument(world, venue, 'XRP');
    const minimum = Math.ceil(Number(minNotional) / Number(markOf(world, venue, 'XRP')) / Number(minSize)) + 4;
    const signedSize = multiply(minSize, String(minimum));
    world.venue(venue).operator.injectPosition(venue, { symbol, signedSize, entryPrice: markOf(world, venue, 'XRP') });
    await world.ready();
    const request = { action: 'partialClose', position: keyOf(world, { venue }, 'XRP', 'long'), exitPct: 90 } as const;

    const preview = await world.exits.preview(request);
    expect(preview.ok ? preview.value.legs : preview.failure).toMatchObject([
      { closeSize: held(world, venue, 'XRP'), remainingSize: '0' },
    ]);
    expect(preview.ok ? preview.value.legs[0]?.note : '').toMatch(/Closes all of it/);
    const report = await world.run(request);

    expect(report.verdict).toBe('flat');
    expect(world.openPositions()).toEqual([]);
  });
});

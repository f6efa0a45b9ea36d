// A share that is less than one lot is refused before anything is sent, with the smallest share that can be closed.
import { expect, test } from 'vitest';
import { multiply } from '../../shared/decimal.ts';
import { instrument, keyOf, markOf } from './hands.ts';
import { accountWith, closesSent, inWorld, venues } from './story.ts';

test.each(venues)('%s: a partial close that rounds to zero is refused', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, positions: [] })] }, async (world) => {
    const { symbol, lotSize } = instrument(world, venue, 'ETH');
    const entryPrice = markOf(world, venue, 'ETH');
    world.venue(venue).operator.injectPosition(venue, { symbol, signedSize: multiply(lotSize, '4'), entryPrice });
    await world.ready();

    const preview = await world.exits.preview({
      action: 'partialClose',
      position: keyOf(world, { venue }, 'ETH', 'long'),
      exitPct: 20,
    });

    expect(preview).toMatchObject({ ok: false, failure: { kind: 'badRequest' } });
    expect(preview.ok ? '' : preview.failure.remedy).toContain('25 %');
    expect(closesSent(world)).toEqual([]);
  });
});

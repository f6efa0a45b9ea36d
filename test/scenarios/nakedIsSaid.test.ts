// The stop went for a close, the close is refused, and the venue does not take the stop back either: the report says NAKED.
import { expect, test } from 'vitest';
import { refusal, singleClose, stopAgain } from './refusals.ts';
import { accountWith, exitEverything, inWorld, reasonsOf, short, venues } from './story.ts';

test.each(venues)('%s: a position whose stop could not be put back is called naked', async (venue) => {
  const account = accountWith({ venue, positions: [short('ETH', 20_000, { stop: { percent: 5 } })] });
  await inWorld({ accounts: [account], limits: { attempts: 3, boundMs: 8_000, callMs: 800 } }, async (world) => {
    world.fault({ transport: 'http', venue, ...singleClose[venue], effect: refusal(venue, 'holdsSize') });
    world.fault({ transport: 'http', venue, ...singleClose[venue], count: null, effect: refusal(venue, 'margin') });
    world.fault({ transport: 'http', venue, ...stopAgain[venue], count: null, effect: refusal(venue, 'margin') });

    const report = await exitEverything(world, 'notFlat');

    expect(world.openPositions()).toHaveLength(1);
    expect(world.workingOrders()).toEqual([]);
    expect(report.legs.map(({ naked }) => naked)).toEqual([true]);
    expect(reasonsOf(report)).toContain('NAKED');
  });
});

// Half of a position is to be closed, and the order is held up on its way until after its deadline. It was not taken for lost:
// a second half would have been one too many.
import { expect, test } from 'vitest';
import { positionKey } from '../../shared/position.ts';
import { accountWith, closesSent, expectNoFlip, expectNothingSentTwice, inWorld, shortLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: a share that arrives late is closed once', async (venue) => {
  const limits = { ...shortLimits, boundMs: 20_000 };
  await inWorld({ accounts: [accountWith({ venue })], limits }, async (world) => {
    const [before] = world.openPositions();
    world.fault({ transport: 'http', ...calls[venue].close, effect: { kind: 'slow', ms: 1_500, when: 'before' } });

    const position = positionKey(venue, 'BTC/USDT:USDT', 'long');
    const report = await world.run({ action: 'partialClose', position, exitPct: 50 });

    expect(report.verdict).toBe('flat'); // of a partial close: what was asked for is proved
    expect(closesSent(world)).toHaveLength(1);
    const [left] = world.openPositions();
    expect(Number(left?.signedSize)).toBeCloseTo(Number(before?.signedSize) / 2, 2);
    expectNothingSentTwice(world);
    expectNoFlip(world);
  });
});

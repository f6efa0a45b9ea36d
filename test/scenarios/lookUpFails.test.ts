// The answer to the close is lost, and the look-up itself fails three times. Until somebody can say what became of the order
// nothing is sent for that position.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: a look-up that fails is asked again, and the close stays alone', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    const { close, lookUp, positions } = calls[venue];
    world.fault({ transport: 'http', ...close, effect: { kind: 'loseRequest' } });
    world.fault({ transport: 'http', ...lookUp, count: 3, effect: { kind: 'refuse', as: 'badGateway' } });
    world.fault({ transport: 'http', ...positions, count: 2, effect: { kind: 'reset' } });

    await exitEverything(world, 'flat');

    const [lost, again, ...more] = closesSent(world);
    expect(more).toEqual([]);
    const answers = world.requestsTo(lookUp).filter(({ status }) => status !== null && status !== 502);
    expect(answers[0]?.sequence).toBeGreaterThan(lost?.request.sequence ?? 0);
    expect(answers[0]?.sequence).toBeLessThan(again?.request.sequence ?? 0);
  });
});

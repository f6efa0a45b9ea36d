// A cancelled stop, then a refused close: the stop protects the position again while the exit goes on. The next close is
// taken, and the stop that was put back goes with the position.
import { expect, test } from 'vitest';
import { refusal, singleClose, stopAgain } from './refusals.ts';
import { accountWith, exitEverything, inWorld, long, venues } from './story.ts';

test.each(venues)('%s: refused twice, protected in between, closed in the end', async (venue) => {
  const account = accountWith({ venue, positions: [long('ETH', 20_000, { stop: { percent: 5 } })] });
  await inWorld({ accounts: [account] }, async (world) => {
    world.fault({ transport: 'http', venue, ...singleClose[venue], effect: refusal(venue, 'holdsSize') });
    world.fault({ transport: 'http', venue, ...singleClose[venue], effect: refusal(venue, 'margin') });

    await exitEverything(world, 'flat');

    const { method, path } = stopAgain[venue];
    const restored = world.host.world.requests
      .list()
      .filter(
        (request) =>
          request.method === method && new RegExp(path).test(request.path) && /trigger|sl|algoType/i.test(request.body),
      );
    expect(restored).toHaveLength(1);
  });
});

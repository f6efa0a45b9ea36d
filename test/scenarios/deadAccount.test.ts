// One account is dead: the venue takes its requests and never says a word. Every other account, at the same venue too, is flat
// in the time that it takes by itself.
import { expect, test } from 'vitest';
import { accountWith, exitEverything, inWorld, ofAccount, shortestLimits, venues } from './story.ts';

test.concurrent.each(venues)('%s: a dead account delays nobody', async (venue) => {
  const accounts = [...venues.map((each) => accountWith({ venue: each })), accountWith({ venue, id: 'dead' })];
  await inWorld({ accounts, limits: shortestLimits }, async (world) => {
    world.fault({ transport: 'http', account: 'dead', count: null, effect: { kind: 'loseRequest', ending: 'silence' } });

    const report = await exitEverything(world, 'unknown');

    expect(ofAccount(report, 'dead')).toMatchObject({ verdict: 'unknown' });
    for (const other of venues) {
      expect(ofAccount(report, other)).toMatchObject({ verdict: 'flat' });
      expect(ofAccount(report, other).flatAtMs).toBeLessThan(2_000);
    }
  });
});

// At the press nothing is known of the account (its stream is gone) and the first reads fail. Nothing known is not nothing
// there: the exit reads on, closes what it finds, and claims nothing when it finds no answer.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, ofAccount, shortestLimits, venues } from './story.ts';
import { calls } from './venueWire.ts';
import { until, type World } from './world.ts';

async function loseTheStream(world: World): Promise<void> {
  world.fault({ transport: 'socket', count: null, effect: { kind: 'silence' } });
  await until('the book is old', () => {
    const { ageMs } = world.bookOf('blind');
    return ageMs === null || ageMs > 1_000;
  });
}

test.concurrent.each(venues)('%s: reads that fail at first are repeated until they say what is there', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, id: 'blind' })] }, async (world) => {
    await loseTheStream(world);
    world.fault({ transport: 'http', ...calls[venue].positions, count: 3, effect: { kind: 'refuse', as: 'emptyBody' } });

    await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
  });
});

test.concurrent.each(venues)('%s: reads that never succeed are an unknown account', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, id: 'blind' })], limits: shortestLimits }, async (world) => {
    await loseTheStream(world);
    world.fault({ transport: 'http', ...calls[venue].positions, count: null, effect: { kind: 'refuse', as: 'badGateway' } });

    const report = await exitEverything(world, 'unknown');

    expect(ofAccount(report, 'blind').leftOver.map(({ kind }) => kind)).toContain('unreadable');
    expect(world.openPositions()).toHaveLength(1);
  });
});

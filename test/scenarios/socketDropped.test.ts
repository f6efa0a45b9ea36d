// The connections of the private streams break at the moment of the press. The exit needs only requests and answers: it reads,
// closes and proves without them.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { until } from './world.ts';

test.concurrent.each(venues)('%s: a stream that breaks at the press costs nothing but a read', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'socket', venue, count: null, effect: { kind: 'refuse' } }); // and does not come back
    for (const socket of world.host.world.sockets) socket.breakOff();

    await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
    await until('no stream tried to come back', () => world.host.world.faults.list().every(({ struck }) => struck > 0));
  });
});

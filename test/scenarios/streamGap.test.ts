// While the close is on its way the account's own bot makes the position larger, and the private stream loses every frame that
// would have told so. The exit reads back, finds the rest and closes that too.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(venues)('%s: what lost frames hid is found by the read after the close', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })] }, async (world) => {
    world.fault({ transport: 'socket', account: venue, count: null, effect: { kind: 'gap' } });
    const bot = { kind: 'meanwhile', ...world.botTrade(venue, 'more') } as const;
    world.fault({ transport: 'http', ...calls[venue].close, effect: bot });

    await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(2);
  });
});

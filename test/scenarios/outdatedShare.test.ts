// A quarter was announced of what the position held in the preview. Until the press it has become another one: refused, since a
// quarter now means something else. Nothing is sent.
import { expect, test } from 'vitest';
import { botTrades, held, keyOf } from './hands.ts';
import { accountWith, closesSent, inWorld, long, venues } from './story.ts';
import { until } from './world.ts';

test.each(venues)('%s: a share whose position has changed since the preview is refused', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue, positions: [long('ETH', 20_000)] })] }, async (world) => {
    const position = keyOf(world, { venue }, 'ETH', 'long');
    const preview = await world.exits.preview({ action: 'partialClose', position, exitPct: 25 });
    if (!preview.ok) throw new Error(preview.failure.message);
    botTrades(world, venue, 'ETH', 0.5);
    const [account] = world.accounts;
    const size = held(world, venue, 'ETH');
    await until('the book does not follow', () => Number(account?.book.known().positions[0]?.size) === Number(size));

    const confirmed = world.exits.confirm(preview.value.planId);

    expect(confirmed).toMatchObject({ ok: false, failure: { kind: 'planExpired' } });
    expect(closesSent(world)).toEqual([]);
    expect(held(world, venue, 'ETH')).toBe(size);
  });
});

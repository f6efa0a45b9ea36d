// The same symbol on two accounts, or both legs of a hedge, and the request does not say which: refused, with the candidates,
// before anything is sent.
import { expect, test } from 'vitest';
import { accountWith, closesSent, inWorld, long, short, venues } from './story.ts';

test.each(venues)('%s: a name that fits several positions is refused', async (venue) => {
  const accounts = [
    accountWith({ venue, id: 'a', positionMode: 'hedge', positions: [long('ETH', 9_000), short('ETH', 6_000)] }),
    accountWith({ venue, id: 'b', positions: [long('ETH', 5_000)] }),
  ];
  await inWorld({ accounts }, async (world) => {
    const preview = await world.exits.preview({ action: 'partialClose', position: 'ETH/USDT:USDT', exitPct: 50 });

    const candidates = ['a|ETH/USDT:USDT|long', 'a|ETH/USDT:USDT|short', 'b|ETH/USDT:USDT|long'];
    expect(preview).toMatchObject({ ok: false, failure: { kind: 'ambiguous' } });
    expect(preview.ok ? [] : [...(preview.failure.candidates ?? [])].sort((a, b) => a.localeCompare(b))).toEqual(candidates);
    expect(closesSent(world)).toEqual([]);
  });
});

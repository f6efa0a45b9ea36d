// Two presses for the same scope are one exit, and no position gets two closes.
import { expect, test } from 'vitest';
import { pressAtOnce } from './hands.ts';
import { accountWith, closesSent, expectHonest, inWorld, long, short, venues } from './story.ts';

test.each(venues)('%s: a second press joins the running exit', async (venue) => {
  const account = accountWith({ venue, positions: [long('BTC', 20_000), short('ETH', 9_000, { stop: { percent: 4 } })] });
  await inWorld({ accounts: [account] }, async (world) => {
    const press = { action: 'emergencyExit' } as const;
    const ids = await pressAtOnce(world, press, press, press);
    const [first = ''] = ids;

    const report = await world.exits.ended(first);

    expect(ids).toEqual([first, first, first]);
    expect(report.verdict).toBe('flat');
    expectHonest(world, report);
    expect(closesSent(world)).toHaveLength(2);
    expect(world.exits.list()).toHaveLength(1);
    expect(report.notes.join(' ')).toContain('joined');
  });
});

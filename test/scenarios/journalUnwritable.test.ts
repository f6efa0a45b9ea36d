// The disk is full and the journal can not be written. The kill switch does not block itself: the orders go out, the account
// is flat, and the report says that nothing of it was written down.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld, venues } from './story.ts';

const fullDisk = {
  commit: () => {
    throw new Error('ENOSPC: no space left on device');
  },
  note: () => undefined,
};

test.concurrent.each(venues)('%s: a journal that can not be written stops nothing and is told', async (venue) => {
  await inWorld({ accounts: [accountWith({ venue })], journal: fullDisk }, async (world) => {
    const report = await exitEverything(world, 'flat');

    expect(closesSent(world)).toHaveLength(1);
    expect(JSON.stringify(report)).toMatch(/no space left on device/);
  });
});

import { describe, expect, test } from 'vitest';
import { FakeVenue, type VenueOptions } from './fakeVenue.ts';
import { deskOf } from './desk.ts';
import { VirtualClock } from './virtualClock.ts';

const BTC = 'BTC/USDT:USDT';

function single(options: VenueOptions = {}) {
  const clock = new VirtualClock();
  const venue = new FakeVenue(clock, options);
  return { clock, venue, desk: deskOf(clock, [venue]) };
}

describe('speed', () => {
  test('nothing resting: order and proof, two round trips', async () => {
    const { venue, desk } = single();
    venue.open(BTC, 'long', '1.5');
    const view = await desk.run({ action: 'emergencyExit' });
    expect(venue.violations).toEqual([]);
    expect(view.verdict).toBe('flat');
    expect(view.pressToFlatMs).toBe(200);
    expect(view.accounts[0]?.requests).toBe(3);
  });

  test('resting protection: stream evidence makes it three round trips', async () => {
    const { venue, desk } = single({ streamDelayMs: 50 });
    venue.open(BTC, 'long', '1.5');
    venue.rest(BTC, { family: 'trigger', type: 'STOP_MARKET', size: null, triggerPrice: '80' });
    const view = await desk.run({ action: 'emergencyExit' });
    expect(venue.violations).toEqual([]);
    expect(view.verdict).toBe('flat');
    expect(view.pressToFlatMs).toBe(300);
    expect(view.ordersCancelled).toBe(1);
  });

  test('a stream that is late by a little costs no more than its delay', async () => {
    const { venue, desk } = single({ streamDelayMs: 60 });
    venue.open(BTC, 'long', '1.5');
    venue.rest(BTC, { family: 'trigger', type: 'STOP_MARKET', size: null, triggerPrice: '80' });
    const view = await desk.run({ action: 'emergencyExit' });
    expect(view.verdict).toBe('flat');
    expect(view.pressToFlatMs).toBe(310);
  });

  test('no stream: reads first, then proves', async () => {
    const { venue, desk } = single({ streamDelayMs: null });
    venue.open(BTC, 'long', '1.5');
    venue.rest(BTC, {});
    const view = await desk.run({ action: 'emergencyExit' });
    expect(venue.violations).toEqual([]);
    expect(view.verdict).toBe('flat');
    expect(view.pressToFlatMs).toBe(500);
  });
});

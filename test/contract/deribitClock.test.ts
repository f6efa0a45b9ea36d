import { expect, it } from 'vitest';
import { createVenueClock } from '../../electron/venues/venueClock.ts';
import { createClient } from '../../electron/venues/profiles/deribit/client.ts';

it("signs with Deribit's time once it was measured", async () => {
  const client = createClient({ apiKey: 'key', secret: 'secret' });
  const clock = createVenueClock({ now: () => 0, epoch: () => Date.now() });
  clock.correct(client);
  const reading = await clock.measure(async () => Promise.resolve(Date.now() - 60_000));
  expect(reading).toMatchObject({ correctable: true });
  expect(Date.now() - client.milliseconds()).toBeGreaterThan(59_000);
});

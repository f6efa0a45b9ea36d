import type { Exchange } from 'ccxt';
import { expect, it } from 'vitest';
import { createVenueClock } from '../../../electron/venues/venueClock.ts';

const clientOf = () => ({ options: { timeDifference: 0 } });
const asExchange = (client: ReturnType<typeof clientOf>) => client as unknown as Exchange;

it('takes the middle of the round trip, and corrects this client and the next one', async () => {
  let nowMs = 10_000;
  const clock = createVenueClock(() => nowMs);
  const [first, next] = [clientOf(), clientOf()];
  clock.correct(asExchange(first));
  expect(first.options.timeDifference).toBe(0);
  clock.measure(async () => {
    nowMs += 100;
    return 16_050; // six seconds ahead of ours, half-way
  });
  await expect.poll(() => first.options.timeDifference).toBe(-6_000);
  clock.correct(asExchange(next));
  expect(next.options.timeDifference).toBe(-6_000);
});

it('measures once at a time, and a venue that does not tell changes nothing', async () => {
  const clock = createVenueClock(() => 10_000);
  const client = clientOf();
  clock.correct(asExchange(client));
  let asked = 0;
  const answers: ((timeMs: number | null) => void)[] = [];
  const ask = () => {
    asked += 1;
    return new Promise<number | null>((resolve) => answers.push(resolve));
  };
  clock.measure(ask);
  clock.measure(ask);
  expect(asked).toBe(1);
  answers[0]?.(null);
  await expect
    .poll(() => {
      clock.measure(ask);
      return asked;
    })
    .toBe(2);
  expect(client.options.timeDifference).toBe(0);
  answers[1]?.(4_000);
  await expect.poll(() => client.options.timeDifference).toBe(6_000);
});

import type { Exchange } from 'ccxt';
import { expect, it } from 'vitest';
import { createVenueClock, type AskTime } from '../../../electron/venues/venueClock.ts';

const clientOf = () => ({ options: { timeDifference: 0 } });
const asExchange = (client: object) => client as Exchange;

/** Both clocks of this computer go on together. */
function computer() {
  let nowMs = 10_000;
  const clock = createVenueClock({ now: () => nowMs, epoch: () => nowMs });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  /** Waits for its turn, leaves, and is answered after `roundTripMs` by a clock that was `behindMs` behind ours half-way. */
  const ask =
    (behindMs: number, ...roundTripsMs: number[]): AskTime =>
    async (sent) => {
      pass(700);
      sent();
      const roundTripMs = roundTripsMs.shift() ?? 0;
      pass(roundTripMs);
      return nowMs - roundTripMs / 2 - behindMs;
    };
  return { clock, pass, ask };
}

it('takes the middle of the round trip, and corrects this client and the next one', async () => {
  const { clock, ask } = computer();
  const [first, next] = [clientOf(), clientOf()];
  clock.correct(asExchange(first));
  expect(first.options.timeDifference).toBe(0);
  const reading = await clock.measure(ask(-6_000, 100));
  expect(reading).toEqual({ aheadMs: -6_000, roundTripMs: 100, correctedMs: -6_000, correctable: true });
  expect(first.options.timeDifference).toBe(-6_000);
  clock.correct(asExchange(next));
  expect(next.options.timeDifference).toBe(-6_000);
});

it('corrects nothing that the round trip alone can explain', async () => {
  const { clock, ask } = computer();
  const client = clientOf();
  clock.correct(asExchange(client));
  expect(await clock.measure(ask(40, 100))).toMatchObject({ aheadMs: 40, correctedMs: 0 });
  expect(client.options.timeDifference).toBe(0);
  expect(await clock.measure(ask(60, 100))).toMatchObject({ correctedMs: 60 });
  expect(client.options.timeDifference).toBe(60);
});

it('asks twice where the first answer took long, and takes the quicker one', async () => {
  const { clock, ask } = computer();
  clock.correct(asExchange(clientOf()));
  expect(await clock.measure(ask(5_000, 900, 50))).toMatchObject({ aheadMs: 5_000, roundTripMs: 50 });
});

it('says where ccxt signs with the time of the computer', async () => {
  const { clock, ask } = computer();
  const client = { options: {} };
  clock.correct(asExchange(client));
  expect(await clock.measure(ask(5_000, 50))).toMatchObject({ aheadMs: 5_000, correctedMs: 0, correctable: false });
  expect(client.options).toEqual({});
});

it('measures once at a time, and a venue that does not tell or answer changes nothing', async () => {
  const { clock, ask } = computer();
  const client = clientOf();
  clock.correct(asExchange(client));
  await clock.measure(ask(5_000, 50));
  let asked = 0;
  const answers: ((timeMs: number | null) => void)[] = [];
  const slow: AskTime = () => {
    asked += 1;
    return new Promise((resolve) => answers.push(resolve));
  };
  const both = [clock.measure(slow), clock.measure(slow)];
  expect(asked).toBe(1);
  answers[0]?.(null);
  expect(await Promise.all(both)).toEqual([null, null]);
  await expect(clock.measure(() => Promise.reject(new Error('silence')))).rejects.toThrow('silence');
  expect(client.options.timeDifference).toBe(5_000);
});

it('keeps a reading for a few seconds', async () => {
  const { clock, ask, pass } = computer();
  clock.correct(asExchange(clientOf()));
  expect(clock.recent()).toBeNull();
  const reading = await clock.measure(ask(5_000, 50));
  expect(clock.recent()).toEqual(reading);
  pass(11_000);
  expect(clock.recent()).toBeNull();
});

it('asks again by itself after some minutes', async () => {
  const { clock, pass } = computer();
  let asked = 0;
  const count: AskTime = async () => {
    asked += 1;
    return 10_000;
  };
  clock.measureAgain(count);
  await expect.poll(() => asked).toBe(1);
  clock.measureAgain(count);
  pass(200_000);
  clock.measureAgain(count);
  await expect.poll(() => asked).toBe(2);
});

// What holds a request back before it leaves: a venue's no while it waits, and an exit that has reserved the account.
import { expect, it } from 'vitest';
import { createPacingRoom } from '../../../electron/venues/pacing.ts';
import { send, wordsOf, type SendOptions } from '../../../electron/venues/send.ts';

const spend = [{ bucket: 'orders', cost: 1 }];

function world() {
  let nowMs = 0;
  const atSleep: ((untilMs: number) => void)[] = [];
  const sent: number[] = [];
  const pacer = createPacingRoom(() => nowMs).pacer('a', 'v', [{ bucket: 'orders', capacity: 1, windowMs: 100.5, perIp: false }]);
  const options: SendOptions = {
    venueName: 'Venue',
    lane: 'exit',
    hide: (text) => text,
    deadlineMs: () => 1_000,
    now: () => nowMs,
    sleep: async (ms) => {
      const untilMs = nowMs + ms;
      if (untilMs >= 1_000) return new Promise(() => undefined); // the deadline itself never comes here
      atSleep.shift()?.(untilMs);
      nowMs = untilMs;
    },
    pacer,
    mayGo: () => Promise.resolve(),
    onRequest: () => sent.push(nowMs),
    readRefusal: () => null,
  };
  const go = (change: Partial<SendOptions> = {}) => send({ ...options, ...change }, spend, () => Promise.resolve({}));
  return { go, pacer, atSleep, sent, now: () => nowMs, pass: (ms: number) => (nowMs += ms) };
}

it('never sends sooner than booked, in whole milliseconds', async () => {
  const { go, sent } = world();
  await go();
  expect((await go()).kind).toBe('answered');
  expect(sent).toEqual([0, 101]);
});

it('keeps what waits from leaving when the venue says no in the meantime', async () => {
  const { go, pacer, atSleep, sent } = world();
  await go();
  atSleep.push(() => pacer.block(spend, 500));
  expect((await go()).kind).toBe('answered');
  expect(sent.at(-1)).toBeGreaterThanOrEqual(500);
  atSleep.push(() => pacer.block(spend, 60_000));
  expect(await go({ deadlineMs: () => 1_500 })).toMatchObject({
    kind: 'neverSent',
    failure: { kind: 'rateLimited', message: 'Venue takes no requests for 60 s more' },
  });
  expect(sent).toHaveLength(2);
});

it('gives a read that an exit held back its whole time', async () => {
  const { go, pass, now, sent } = world();
  const deadlineMs = () => now() + 900; // as the adapter gives it
  const mayGo = async () => void pass(5_000);
  expect((await go({ lane: 'routine', mayGo, deadlineMs, sleep: () => new Promise(() => undefined) })).kind).toBe('answered');
  expect(sent).toEqual([5_000]);
});

it('sends nothing so late that its answer could not come in time', async () => {
  const { go, pacer, sent } = world();
  pacer.block(spend, 501);
  expect(await go()).toMatchObject({ kind: 'neverSent', failure: { kind: 'rateLimited' }, retryAfterMs: 501 });
  expect(sent).toEqual([]);
  pacer.block(spend, 500);
  expect((await go({ deadlineMs: () => 1_001 })).kind).toBe('answered');
  expect(sent).toEqual([501]);
});

it('sends at once whatever the deadline, when nothing holds it back', async () => {
  const { go, sent } = world();
  expect((await go({ deadlineMs: () => 100, sleep: () => new Promise(() => undefined) })).kind).toBe('answered');
  expect(sent).toEqual([0]);
});

it('shows nothing of what addresses carry', () => {
  const key = 'pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1';
  expect(wordsOf(new Error('binanceusdm GET https://fapi.binance.com/fapi/v1/order?a=1&signature=beef fetch failed: why?'))).toBe(
    'binanceusdm GET https://fapi.binance.com/fapi/v1/order fetch failed: why?',
  );
  expect(wordsOf(`Connection to wss://fstream.binance.com/ws/${key} failed`)).toBe(
    'Connection to wss://fstream.binance.com/ws/… failed',
  );
  expect(wordsOf(new Error('the proxy socks5://10.0.0.1:1080 does not answer'))).toBe(
    'the proxy socks5://10.0.0.1:1080 does not answer',
  );
});

// Exits that a program asked for: who it was stays with the exit, in the journal before the first order, and after a crash.
import { expect, test } from 'vitest';
import { recoverExits } from '../../../electron/exit/recovery.ts';
import type { Asked } from '../../../shared/exit.ts';
import { deskOf } from './desk.ts';
import { FakeVenue } from './fakeVenue.ts';
import { VirtualClock } from './virtualClock.ts';

const BTC = 'BTC/USDT:USDT';
const all = { action: 'emergencyExit' } as const;
const asked: Asked = { keyId: 'k1', keyName: 'Bridge', via: 'rest', idempotencyKey: 'one', fingerprint: 'f' };

function single() {
  const clock = new VirtualClock();
  const venue = new FakeVenue(clock, { latencyMs: 100 });
  venue.open(BTC, 'long', '2');
  return { clock, venue, desk: deskOf(clock, [venue]) };
}

const fire = ({ desk }: ReturnType<typeof single>, by: Asked | null): string => {
  const planned = desk.exits.plan(all);
  if (!planned.ok) throw new Error(planned.failure.message);
  const fired = desk.exits.confirm(planned.value, by);
  if (!fired.ok) throw new Error(fired.failure.message);
  return fired.value.exitId;
};

test('who asked is written down before the first order, and told with the exit', async () => {
  const bench = single();
  const exitId = fire(bench, asked);
  expect(bench.desk.journal[0]).toMatchObject({ kind: 'exitIntended', exitId, asked });
  const view = await bench.desk.finish(exitId);
  expect(view).toMatchObject({ asked, startedBy: 'person', verdict: 'flat' });
  expect(view.legs[0]?.atPress).toEqual({
    nativeSymbol: 'BTCUSDT',
    entryPrice: expect.any(String),
    markPrice: expect.any(String),
    unrealizedPnl: expect.any(String),
  });
});

test('a person is nobody that asked', async () => {
  const bench = single();
  const view = await bench.desk.finish(fire(bench, null));
  expect('asked' in view).toBe(false);
  expect(bench.desk.journal[0]).not.toHaveProperty('asked');
});

test('who joins is written down too, and the exit says so', async () => {
  const bench = single();
  const exitId = fire(bench, null);
  await bench.clock.advance(50);
  expect(fire(bench, asked)).toBe(exitId);
  expect(bench.desk.journal).toContainEqual(expect.objectContaining({ kind: 'exitJoined', exitId, asked }));
  const view = await bench.desk.finish(exitId);
  expect(view.notes.join(' ')).toContain('Asked for by the key "Bridge" over REST after 50 ms: joined.');
});

test('a program that hammers is told of a few times, and every call that names itself is written down', async () => {
  const bench = single();
  const exitId = fire(bench, null);
  await bench.clock.advance(50);
  for (let index = 0; index < 500; index += 1) {
    if (index < 30) await bench.clock.advance(1); // the same words are told once anyway
    expect(fire(bench, { ...asked, idempotencyKey: null })).toBe(exitId);
  }
  expect(fire(bench, asked)).toBe(exitId);
  const joined = bench.desk.journal.filter((entry) => entry.kind === 'exitJoined');
  expect(joined).toHaveLength(21);
  expect(joined.at(-1)).toMatchObject({ asked });
  expect((await bench.desk.finish(exitId)).notes).toHaveLength(20);
});

test('after a crash it is known still', async () => {
  const bench = single();
  const exitId = fire(bench, asked);
  const stored = bench.desk.journal.map((entry) => ({ atEpochMs: 0, entry }));
  expect(recoverExits(stored).exits).toMatchObject([{ exitId, asked }]);
});

test('the verdict is told before the fills are', async () => {
  const bench = single();
  const exitId = fire(bench, null);
  let verdict: string | null = null;
  void bench.desk.exits.decided(exitId).then((view) => (verdict = `${view.verdict} ${view.realizedPnlUsd}`));
  await bench.clock.until(() => verdict !== null);
  expect(verdict).toBe('flat null');
  expect((await bench.desk.finish(exitId)).realizedPnlUsd).not.toBeNull();
  await expect(bench.desk.exits.decided('never')).rejects.toThrow('there is no exit never');
});

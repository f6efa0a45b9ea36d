import { describe, expect, it } from 'vitest';
import { axisTicks, closerEndMs, roundUp, sortedAsSent } from '../../../renderer/timeline/timeAxis.ts';
import { eventsAsText, eventTone, eventWords, filterEvents } from '../../../renderer/timeline/eventWords.ts';
import { legTimesWords, stepsSummary } from '../../../renderer/timeline/legTimes.ts';
import { timelineSegments } from '../../../renderer/exit/legTimeline.ts';
import type { TimelineEvent } from '../../../shared/exit.ts';
import { exit, leg } from './fixtures.ts';

const event = (part: Partial<TimelineEvent>): TimelineEvent => ({
  atMs: 12,
  accountId: null,
  legId: null,
  symbol: null,
  kind: 'sent',
  detail: null,
  ...part,
});

describe('the time axis', () => {
  it('has round ticks and never more than it has room for', () => {
    expect([roundUp(1), roundUp(3), roundUp(21), roundUp(84), roundUp(500)]).toEqual([1, 5, 50, 100, 500]);
    expect(axisTicks(224).map(({ label }) => label)).toEqual(['0', '50 ms', '100 ms', '150 ms', '200 ms']);
    expect(axisTicks(4200).map(({ label }) => label)).toEqual(['0', '1 s', '2 s', '3 s', '4 s']);
    expect(axisTicks(2400).map(({ label }) => label)).toEqual(['0', '0.5 s', '1.0 s', '1.5 s', '2.0 s']);
    for (const endMs of [1, 7, 999, 2001, 60_400, 3_600_000]) expect(axisTicks(endMs).length).toBeLessThanOrEqual(6);
  });

  it('offers a closer look only where slow legs flatten the others', () => {
    const fast = Array.from({ length: 9 }, (_, index) => leg({ sentAtMs: 5, provedAtMs: 200 + index }));
    expect(closerEndMs([...fast, leg({ sentAtMs: 9, acknowledgedAtMs: 60_000 })], 60_000)).toBe(500);
    expect(closerEndMs(fast, 208)).toBeNull();
    expect(closerEndMs([leg({ sentAtMs: 5, provedAtMs: 40 })], 60_000)).toBeNull();
  });

  it('sorts as sent, the never sent last in the order of the plan', () => {
    const legs = [leg({ legId: 'a' }), leg({ legId: 'b', sentAtMs: 9 }), leg({ legId: 'c' }), leg({ legId: 'd', sentAtMs: 3 })];
    expect(sortedAsSent(legs).map(({ legId }) => legId)).toEqual(['d', 'b', 'a', 'c']);
  });
});

describe('the bar of a leg', () => {
  it('starts where the leg was queued', () => {
    const [queued] = timelineSegments(leg({ queuedAtMs: 10, sentAtMs: 20, provedAtMs: 100 }), 100, false);
    expect(queued).toMatchObject({ kind: 'queued', from: 0.1, to: 0.2 });
  });

  it('ends at the proof even when the answer comes later or nothing was sent', () => {
    const early = leg({ queuedAtMs: 0, sentAtMs: 20, acknowledgedAtMs: 90, provedAtMs: 60 });
    expect(timelineSegments(early, 100, false).at(-1)).toMatchObject({ kind: 'sent', open: false, to: 0.6 });
    expect(timelineSegments(leg({ queuedAtMs: 0, provedAtMs: 50 }), 100, false)).toEqual([
      { kind: 'queued', open: false, from: 0, to: 0.5 },
    ]);
  });
});

describe('the times of a leg in words', () => {
  it('come in the order in which they happened, each with what it took', () => {
    const early = leg({ queuedAtMs: 8, sentAtMs: 35, acknowledgedAtMs: 97, provedAtMs: 93, attempts: 1 });
    expect(legTimesWords(early)).toBe('queued 8 ms, sent 35 ms (+27), proved 93 ms (+58), acknowledged 97 ms (+4), 1 attempt');
    expect(legTimesWords(leg({ queuedAtMs: 8 }))).toBe('queued 8 ms, not sent, not acknowledged, not proved, 0 attempts');
  });

  it('sum up to what bounded the exit', () => {
    const legs = [leg({ sentAtMs: 4, provedAtMs: 90 }), leg({ sentAtMs: 9, acknowledgedAtMs: 80, provedAtMs: 1200 })];
    expect(stepsSummary(legs)).toBe(
      '2 legs: first order 4 ms, last first order 9 ms, last acknowledgement 80 ms, last proof 1,200 ms after the press',
    );
    expect(stepsSummary([leg({})])).toContain('nothing sent yet');
  });
});

describe('events as sentences', () => {
  const legs = [leg({ legId: 'l1', accountId: 'a1' })];
  const accounts = [
    {
      accountId: 'a1',
      venue: 'bybit',
      label: 'Main',
      phase: 'done',
      verdict: 'flat',
      ordersCancelled: 0,
      requests: 3,
      flatAtMs: 90,
    } as const,
  ];
  const ended = exit({ legs, accounts, verdict: 'flat', endedAtMs: 1100 });

  it('say what happened in plain words', () => {
    expect(eventWords(event({ kind: 'pressed' }), ended)).toBe('Emergency Exit pressed');
    expect(eventWords(event({ kind: 'pressed' }), exit({ startedBy: 'stayFlat' }))).toBe('Emergency Exit started by Stay flat');
    expect(eventWords(event({ detail: '0.5 (attempt 1)' }), ended)).toBe('sent 0.5 (attempt 1)');
    expect(eventWords(event({ kind: 'moved', detail: 'residual -> sending' }), ended)).toBe('a rest is left → sending');
    expect(eventWords(event({ kind: 'moved', detail: 'accepted -> proved' }), ended)).toContain('read back');
    expect(eventWords(event({ kind: 'moved', detail: 'odd' }), ended)).toBe('moved: odd');
    expect(eventWords(event({ kind: 'refused', detail: '-2022 ReduceOnly Order is rejected.' }), ended)).toBe(
      'refused by the venue: -2022 ReduceOnly Order is rejected.',
    );
    expect(eventWords(event({ kind: 'ended', detail: 'notFlat' }), ended)).toBe('ended: NOT FLAT');
  });

  it('colour the proof, the trouble and nothing that is routine', () => {
    expect(eventTone(event({ kind: 'moved', detail: 'accepted -> proved' }))).toBe('gain');
    expect(eventTone(event({ kind: 'moved', detail: 'refused -> gaveUp' }))).toBe('loss');
    expect(eventTone(event({ kind: 'moved', detail: 'queued -> sending' }))).toBe('faint');
  });

  it('copy as one line each, with names instead of ids', () => {
    const text = eventsAsText([event({ accountId: 'a1', legId: 'l1', atMs: 1243, detail: '0.5 (attempt 1)' })], ended);
    expect(text.split('\n')[0]).toMatch(/^Emergency Exit, pressed .*: FLAT$/);
    expect(text.split('\n')[1]).toBe('+1,243 ms  Main (Bybit)  BTC/USDT:USDT long  sent 0.5 (attempt 1)');
  });

  it('keep what frames the exit under any filter', () => {
    const events = [
      event({ kind: 'pressed' }),
      event({ accountId: 'a1', legId: 'l1' }),
      event({ accountId: 'a1', kind: 'cancelling' }),
      event({ accountId: 'a2', legId: 'l2' }),
      event({ kind: 'ended' }),
    ];
    expect(filterEvents(events, { accountId: null, legId: null })).toHaveLength(5);
    expect(filterEvents(events, { accountId: 'a1', legId: null })).toHaveLength(4);
    expect(filterEvents(events, { accountId: 'a2', legId: 'l2' }).map(({ kind }) => kind)).toEqual(['pressed', 'sent', 'ended']);
  });
});

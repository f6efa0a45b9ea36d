// What the history makes of the journal of earlier sessions.
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../electron/exit/ports.ts';
import { readPastExits } from '../../../electron/journal/pastExits.ts';

const report = (exitId: string, pressedAtMs: number, change: Readonly<Record<string, unknown>> = {}) => ({
  exitId,
  request: { action: 'emergencyExit' },
  environment: 'practice',
  pressedAtMs,
  endedAtMs: pressedAtMs + 1,
  pressToFlatMs: 1,
  verdict: 'flat',
  gaveUp: false,
  legs: [{ legId: 'l1', state: 'proved' }],
  accounts: [{ accountId: 'a' }],
  kept: [],
  leftOver: [],
  ordersCancelled: 0,
  realizedPnlUsd: null,
  feeUsd: null,
  rates: { USDT: '1' },
  notes: [],
  ...change,
});
const intended = (exitId: string): JournalEntry => ({
  kind: 'exitIntended',
  exitId,
  atEpochMs: 7,
  request: { action: 'emergencyExit' },
  accounts: ['a'],
});
const ended = (exitId: string, content: unknown): JournalEntry => ({
  kind: 'exitEnded',
  exitId,
  atEpochMs: 9,
  verdict: 'flat',
  report: content,
});
const ordered = (exitId: string): JournalEntry => ({
  kind: 'orderIntended',
  exitId,
  legId: 'l1',
  attempt: 1,
  clientOrderId: 'c',
  accountId: 'a',
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  orderSide: 'sell',
  size: '1',
});

describe('past exits', () => {
  it('are none in an empty journal', () => {
    expect(readPastExits([])).toEqual({ ended: [], unfinished: [] });
  });

  it('come newest first, with what was written last about each, fifty at most', () => {
    const entries = Array.from({ length: 60 }, (_, index) => [
      intended(`e${index}`),
      ended(`e${index}`, report(`e${index}`, index)),
      ended(`e${index}`, report(`e${index}`, index, { realizedPnlUsd: String(index) })),
    ]).flat();
    const past = readPastExits(entries);
    expect(past.unfinished).toEqual([]);
    expect(past.ended.map(({ pressedAtMs }) => pressedAtMs)).toEqual(Array.from({ length: 50 }, (_, index) => 59 - index));
    expect(past.ended[0]?.realizedPnlUsd).toBe('59');
  });

  it('names the exits that never ended, with the orders that they meant to send', () => {
    const entries = [intended('e1'), ordered('e1'), intended('e2'), ordered('e2'), ordered('e2'), ended('e1', report('e1', 1))];
    expect(readPastExits(entries).unfinished).toEqual([{ exitId: 'e2', atEpochMs: 7, orders: 2 }]);
    expect(readPastExits([...entries, { kind: 'exitAcknowledged', exitId: 'e2' }]).unfinished).toEqual([]);
  });

  it('leaves out a report that the screen could not show, and keeps the good one before it', () => {
    const damaged = [null, 'text', {}, report('e1', 1, { legs: undefined }), report('e1', 1, { verdict: 'perhaps' })];
    for (const content of damaged) {
      const past = readPastExits([intended('e1'), ended('e1', content)]);
      expect(past).toEqual({ ended: [], unfinished: [] });
    }
    const past = readPastExits([ended('e1', report('e1', 1)), ended('e1', { exitId: 'e1' })]);
    expect(past.ended).toHaveLength(1);
  });

  it('passes over entries of exits whose beginning is lost, and of kinds that it does not know', () => {
    const strange = { kind: 'somethingNew', exitId: 'e1' } as unknown as JournalEntry;
    expect(readPastExits([ordered('e9'), strange, ended('e1', report('e1', 1))]).ended).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { idleHold, nextHold, type HoldEvent, type HoldState } from '../../../renderer/ui/holdMachine.ts';

const press = (source: 'pointer' | 'key', repeat = false): HoldEvent => ({ kind: 'press', source, repeat });
const run = (...events: readonly HoldEvent[]): HoldState => events.reduce(nextHold, idleHold);

describe('press and hold', () => {
  it('completes after one uninterrupted press', () => {
    expect(run(press('pointer'), { kind: 'elapsed' })).toEqual({ kind: 'spent', source: 'pointer', completed: true });
  });

  it('does nothing when released early', () => {
    expect(run(press('pointer'), { kind: 'release', source: 'pointer' }, { kind: 'elapsed' })).toEqual(idleHold);
  });

  it('does nothing when aborted, however long the finger stays', () => {
    expect(run(press('key'), { kind: 'abort' }, press('key', true), { kind: 'elapsed' })).toEqual({
      kind: 'spent',
      source: 'key',
      completed: false,
    });
  });

  it('is never started by key repeat', () => {
    expect(run(press('key', true), press('key', true))).toEqual(idleHold);
    const completed = run(press('key'), { kind: 'elapsed' });
    expect(nextHold(completed, press('key', true))).toBe(completed);
  });

  it('ignores a second source while one is holding', () => {
    const holding = run(press('pointer'));
    expect(nextHold(holding, press('key'))).toBe(holding);
    expect(nextHold(holding, { kind: 'release', source: 'key' })).toBe(holding);
  });

  it('can be pressed again although the release got lost', () => {
    expect(run(press('pointer'), { kind: 'abort' }, press('pointer'))).toEqual({ kind: 'holding', source: 'pointer' });
  });
});

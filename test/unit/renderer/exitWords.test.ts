import { describe, expect, it } from 'vitest';
import { filterWords, legLook } from '../../../renderer/exit/exitWords.ts';
import { verdictWords } from '../../../renderer/exit/verdictWords.ts';
import { timelineEndMs, timelineSegments } from '../../../renderer/exit/legTimeline.ts';
import {
  formatAge,
  formatDuration,
  formatExact,
  formatSignedPercent,
  formatSignedUsd,
  formatUsd,
  formatUsdShort,
} from '../../../renderer/ui/numbers.ts';
import { account, exit, leg } from './fixtures.ts';

describe('words of an exit', () => {
  it('calls only what was asked flat', () => {
    expect(verdictWords(exit(), 'flat')).toBe('FLAT');
    expect(verdictWords(exit({ request: { action: 'flattenWinners' } }), 'flat')).toBe('CLOSED');
    expect(verdictWords(exit({ request: { action: 'flattenWinners' } }), 'unknown')).toBe('UNKNOWN');
  });

  it('does not promise a next attempt after the end', () => {
    expect(legLook('refused', false).word).toContain('next attempt');
    expect(legLook('refused', true).word).toBe('Refused');
  });

  it('names the filter', () => {
    const words = filterWords({ action: 'flatten', filter: { account: 'a1', venue: 'okx', marketPosition: 'short' } }, [
      account(),
    ]);
    expect(words).toBe('Momentum (Bybit) · OKX · short');
    expect(filterWords({ action: 'flatten', filter: {} }, [])).toBe('no filter: everything');
  });
});

describe('timeline of a leg', () => {
  const proved = leg({ sentAtMs: 20, acknowledgedAtMs: 120, provedAtMs: 400 });

  it('runs queued, sent, acknowledged to the proof', () => {
    expect(timelineSegments(proved, 400, false).map(({ kind, to }) => [kind, to])).toEqual([
      ['queued', 0.05],
      ['sent', 0.3],
      ['acknowledged', 1],
    ]);
    expect(timelineEndMs([proved], 9000, false)).toBe(400);
    expect(timelineEndMs([proved], 9000, true)).toBe(9000);
  });

  it('marks what never came back as lost once it ended', () => {
    const silent = leg({ sentAtMs: 20 });
    expect(timelineSegments(silent, 100, true).at(-1)).toMatchObject({ kind: 'sent', open: true });
    expect(timelineSegments(silent, 100, false).at(-1)).toMatchObject({ kind: 'lost', open: false });
    expect(timelineSegments(leg({}), 100, false)).toEqual([]);
  });
});

describe('numbers', () => {
  it('lose no digit and show their sign', () => {
    expect(formatExact('1234567.00010')).toBe('1,234,567.00010');
    expect(formatExact('90071992547409931.25')).toBe('90,071,992,547,409,931.25');
    expect(formatSignedUsd('-3.2')).toBe('\u2212$3.20');
    expect(formatSignedUsd('120.5')).toBe('+$120.50');
    expect(formatSignedUsd('-0.001')).toBe('$0.00');
    expect(formatUsd('12430.5')).toBe('$12,431');
    expect(formatUsdShort('1460000')).toBe('$1.46M');
    expect(formatSignedPercent('-120.44')).toBe('\u2212120%');
  });

  it('read as times', () => {
    expect([formatAge(300), formatAge(12_400), formatAge(130_000)]).toEqual(['0.3 s', '12 s', '2 min']);
    expect([formatDuration(84), formatDuration(1240), formatDuration(62_100)]).toEqual(['84 ms', '1.24 s', '62.1 s']);
  });
});

import { describe, expect, it } from 'vitest';
import { clockName, resumedClock, resumedWords, startedBy, startedWords } from '../../../renderer/exit/originWords.ts';
import { exactMs, legTimesWords } from '../../../renderer/timeline/legTimes.ts';
import type { ExitView, LegView } from '../../../shared/exit.ts';
import { exit, leg } from './fixtures.ts';

const pressedAtMs = new Date(2026, 10, 21, 14, 3, 20).getTime();

describe('where an exit comes from', () => {
  it('is said of a press and of Stay flat', () => {
    expect(startedWords(exit({ pressedAtMs }))).toBe('pressed 21 Nov, 14:03:20');
    expect(startedWords(exit({ pressedAtMs, startedBy: 'stayFlat' }))).toBe('started by Stay flat 21 Nov, 14:03:20');
    expect(clockName(exit())).toBe('Press to flat');
    expect(clockName(exit({ startedBy: 'stayFlat' }))).toBe('Start to flat');
  });

  it('is said of what a program asked for', () => {
    const asked = { keyId: 'k', keyName: 'Alerts', via: 'websocket', idempotencyKey: null, fingerprint: 'f' } as const;
    expect(startedWords(exit({ pressedAtMs, asked }))).toBe('asked by a program 21 Nov, 14:03:20');
    expect(startedBy(exit({ asked }))).toBe('asked by the key "Alerts" over WebSocket');
    expect(clockName(exit({ asked }))).toBe('Start to flat');
    expect(resumedWords(exit({ pressedAtMs, asked, resumedAtMs: pressedAtMs + 1_000 }))?.meaning).toContain('after the start');
  });

  it('is said of one that was taken up again, and from when its clock counts', () => {
    const resumed = exit({ pressedAtMs, resumedAtMs: pressedAtMs + 41_200 });
    expect(resumedWords(exit())).toBeNull();
    expect(resumedWords(resumed)?.title).toBe('Taken up again at 14:04:01.');
    expect(resumedWords(resumed)?.meaning).toContain('41.2 s after the press');
    expect(resumedWords(resumed)?.meaning).toContain('from the original press');
    expect(clockName(resumed)).toBe('Original press to flat');
    expect(resumedClock(exit({ pressedAtMs, resumedAtMs: pressedAtMs + 86_400_000 }))).toBe('22 Nov, 14:03:20');
  });

  it('takes a report of an older version, which lacks the fields, for a press that ran in one go', () => {
    const { startedBy: _startedBy, resumedAtMs: _resumedAtMs, ...older } = exit({ pressedAtMs });
    const stored = older as ExitView;
    expect(resumedWords(stored)).toBeNull();
    expect(startedWords(stored)).toContain('pressed');
    const { queuedAtMs: _queuedAtMs, ...olderLeg } = leg({ sentAtMs: 20, attempts: 1 });
    expect(legTimesWords(olderLeg as LegView)).toBe('sent 20 ms, not acknowledged, not proved, 1 attempt');
    expect(exactMs((olderLeg as LegView).queuedAtMs)).toBe('—');
  });
});

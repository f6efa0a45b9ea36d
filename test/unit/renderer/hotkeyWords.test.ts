import { describe, expect, it } from 'vitest';
import { hotkeyStanding, modeMeaning, panicHotkey } from '../../../renderer/settings/hotkeyWords.ts';
import { noDesktop, type HotkeyView } from '../../../shared/desktop.ts';

const view = (state: HotkeyView['state']): HotkeyView => ({ hotkey: 'emergencyExit', accelerator: 'Alt+X', state });

describe('how a hotkey stands', () => {
  it.each([
    [undefined, 'none', 'not set'],
    [view({ kind: 'ready' }), 'ready', 'ready'],
    [view({ kind: 'taken' }), 'trouble', 'taken'],
    [view({ kind: 'paused' }), 'trouble', 'off'],
    [view({ kind: 'refused', reason: 'not here' }), 'trouble', 'refused'],
  ] as const)('%j', (given, tone, short) => {
    expect(hotkeyStanding(given, false)).toMatchObject({ tone, short });
  });

  it('says what was paused, what was refused, and what works on nothing', () => {
    expect(hotkeyStanding(view({ kind: 'paused' }), true).words).toContain('Paused');
    expect(hotkeyStanding(view({ kind: 'paused' }), false).words).toContain('recorded');
    expect(hotkeyStanding(view({ kind: 'refused', reason: 'not here.' }), false).words).toBe('The system refuses it: not here.');
    expect(hotkeyStanding(view({ kind: 'ready' }), false, 'Its account is gone')).toMatchObject({
      tone: 'trouble',
      words: 'Its account is gone: a press closes nothing',
    });
  });

  it('finds the panic hotkey', () => {
    expect(panicHotkey(noDesktop)).toBeUndefined();
    const winners: HotkeyView = { ...view({ kind: 'ready' }), hotkey: 'flattenWinners' };
    expect(panicHotkey({ ...noDesktop, hotkeys: [winners, view({ kind: 'taken' })] })?.state.kind).toBe('taken');
  });

  it('says what a press does, with the times that are set', () => {
    const times = { holdMs: 1500, confirmSeconds: 7 };
    expect(modeMeaning('twoPress', times)).toContain('within 7 s');
    expect(modeMeaning('hold', times)).toContain('for 1.5 s');
    expect(modeMeaning('instant', times)).toContain('at once');
  });
});

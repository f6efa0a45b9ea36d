import { describe, expect, it } from 'vitest';
import { codeByLetter, heldCaps, readPress, type KeyPress } from '../../../renderer/settings/readPress.ts';

const press = (code: string, key: string, held = ''): KeyPress => ({
  code,
  key,
  ctrlKey: held.includes('c'),
  altKey: held.includes('a'),
  shiftKey: held.includes('s'),
  metaKey: held.includes('m'),
  altGraph: held.includes('g'),
});

describe('a press while a hotkey is recorded', () => {
  it.each([
    ['Control', 'ControlLeft', 'c'],
    ['Alt', 'AltLeft', 'ca'],
    ['Shift', 'ShiftRight', 's'],
    ['Meta', 'MetaLeft', 'm'],
    ['AltGraph', 'AltRight', 'g'],
    ['CapsLock', 'CapsLock', ''],
  ])('of %s alone waits for more', (key, code, held) => {
    expect(readPress(press(code, key, held), false)).toEqual({ kind: 'modifiers' });
  });

  it('is taken as soon as it is a chord', () => {
    expect(readPress(press('KeyX', 'X', 'cas'), false)).toEqual({
      kind: 'chord',
      accelerator: 'CommandOrControl+Alt+Shift+X',
    });
    expect(readPress(press('F9', 'F9'), false)).toEqual({ kind: 'chord', accelerator: 'F9' });
    expect(readPress(press('KeyX', '≈', 'ma'), true)).toEqual({ kind: 'chord', accelerator: 'CommandOrControl+Alt+X' });
  });

  it('of Esc cancels, of Backspace or Delete removes, and with modifiers they are keys', () => {
    expect(readPress(press('Escape', 'Escape'), false).kind).toBe('cancel');
    expect(readPress(press('Backspace', 'Backspace'), false).kind).toBe('remove');
    expect(readPress(press('Delete', 'Delete'), false).kind).toBe('remove');
    expect(readPress(press('Backspace', 'Backspace', 'ca'), false).kind).toBe('chord');
    expect(readPress(press('Escape', 'Escape', 'c'), false)).toMatchObject({
      kind: 'invalid',
      message: 'The key Escape can not be a hotkey.',
    });
  });

  it('that other programs need is explained', () => {
    expect(readPress(press('KeyX', 'X', 's'), false)).toMatchObject({
      kind: 'invalid',
      message: 'Shift+X alone would take a key that other programs need for typing.',
    });
    expect(readPress(press('Tab', 'Tab', 'a'), false)).toMatchObject({ message: 'The key Tab can not be a hotkey.' });
    expect(readPress(press('KeyQ', '@', 'g'), false)).toMatchObject({ message: 'AltGr types characters on this keyboard.' });
  });

  it('means the letter on the key, as the system will look it up', () => {
    expect(codeByLetter({ code: 'KeyY', key: 'z' }, false)).toBe('KeyZ'); // German
    expect(codeByLetter({ code: 'KeyQ', key: 'A' }, false)).toBe('KeyA'); // French
    expect(codeByLetter({ code: 'KeyX', key: 'ч' }, false)).toBe('KeyX'); // Russian
    expect(codeByLetter({ code: 'KeyY', key: 'z' }, true)).toBe('KeyY'); // macOS goes by the place
    expect(codeByLetter({ code: 'Digit1', key: '&' }, false)).toBe('Digit1');
  });

  it('shows what is held down', () => {
    expect(heldCaps(press('AltLeft', 'Alt', 'cas'), false)).toEqual(['Ctrl', 'Alt', 'Shift']);
    expect(heldCaps(press('ControlLeft', 'Control'), false)).toEqual([]);
    expect(heldCaps(press('MetaLeft', 'Meta', 'm'), true)).toEqual(['⌘']);
  });
});

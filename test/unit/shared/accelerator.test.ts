import { describe, expect, it } from 'vitest';
import { acceleratorOf, readAccelerator, sameKeys } from '../../../shared/accelerator.ts';

const read = (text: string): string => {
  const result = readAccelerator(text);
  return result.ok ? result.value : `refused: ${result.failure.message}`;
};

describe('readAccelerator', () => {
  it.each([
    ['CommandOrControl+Alt+Shift+X', 'CommandOrControl+Alt+Shift+X'],
    ['shift+ctrl+x', 'Control+Shift+X'],
    ['Alt + CmdOrCtrl + 9', 'CommandOrControl+Alt+9'],
    ['option+cmd+f5', 'Command+Alt+F5'],
    ['F9', 'F9'],
    ['Shift+F12', 'Shift+F12'],
    ['Ctrl+Alt+Shift+F1', 'Control+Alt+Shift+F1'],
    ['meta+pagedown', 'Super+PageDown'],
    ['Ctrl+Alt+num5', 'Control+Alt+num5'],
    ['Ctrl+Alt+`', 'Control+Alt+`'],
    ['ctrl+ctrl+k', 'Control+K'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['', 'ends in no key'],
    ['X', 'other programs need for typing'],
    ['Shift+X', 'other programs need for typing'],
    ['Nonsense+Q', '"Nonsense"'],
    ['Ctrl+Pause', 'ends in no key'],
    ['Ctrl+Alt', 'ends in no key'],
    ['Ctrl++', 'ends in no key'],
    ['Ctrl+F25', 'ends in no key'],
    ['AltGr+X', 'AltGr'],
    ['Ctrl+altgr+X', 'AltGr'],
    ['Ctrl+Alt+F4', 'consoles'],
    ['Ctrl+Alt+numadd', 'number pad'],
    ['Ctrl+Shift+num5', 'number pad'],
    ['CmdOrCtrl+Alt+Delete', 'Windows'],
    ['CommandOrControl+C', 'edit text'],
  ])('%s is refused: %s', (text, words) => {
    expect(read(text)).toContain(words);
    expect(read(text)).toContain('refused');
  });

  it('takes what a key press in a page is', () => {
    const press = { code: 'KeyX', ctrlKey: true, altKey: true, shiftKey: true, metaKey: false };
    for (const mac of [true, false]) expect(readAccelerator(acceleratorOf(press, mac) ?? '').ok).toBe(true);
    expect(acceleratorOf({ ...press, code: 'ControlLeft' }, false)).toBeNull();
  });
});

it('knows two spellings of the same keys', () => {
  expect(sameKeys('CommandOrControl+K', 'Control+K', false)).toBe(true);
  expect(sameKeys('CommandOrControl+K', 'Control+K', true)).toBe(false);
  expect(sameKeys('Command+K', 'CommandOrControl+K', true)).toBe(true);
  expect(sameKeys('Control+K', 'Control+L', false)).toBe(false);
});

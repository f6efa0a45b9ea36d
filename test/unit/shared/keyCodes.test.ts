import { expect, it } from 'vitest';
import { keyCodes } from '../../../shared/accelerator.ts';

it('names every key of a hotkey, left and right', () => {
  expect([...keyCodes('CommandOrControl+Alt+Shift+X', false)]).toEqual([
    'ControlLeft',
    'ControlRight',
    'AltLeft',
    'AltRight',
    'ShiftLeft',
    'ShiftRight',
    'KeyX',
  ]);
  expect([...keyCodes('CommandOrControl+F5', true)]).toEqual(['MetaLeft', 'MetaRight', 'F5']);
  expect([...keyCodes('F12', false)]).toEqual(['F12']);
});

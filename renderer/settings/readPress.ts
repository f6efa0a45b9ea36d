// What one key event means while a hotkey is recorded.
import { acceleratorOf, keyCaps, readAccelerator } from '../../shared/accelerator.ts';

export type KeyPress = Readonly<{
  code: string;
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
  altGraph: boolean;
}>;

export type Reading = Readonly<
  | { kind: 'modifiers' } // a chord may still become of it
  | { kind: 'cancel' }
  | { kind: 'remove' }
  | { kind: 'chord'; accelerator: string }
  | { kind: 'invalid'; message: string; remedy: string }
>;

const MODIFIER_KEYS: ReadonlySet<string> = new Set([
  'Control',
  'Alt',
  'Shift',
  'Meta',
  'AltGraph',
  'OS',
  'Hyper',
  'Super',
  'CapsLock',
  'NumLock',
  'Fn',
]);

/**
 * The key by its letter, not by its place: on a German keyboard the key with Z on it has the code KeyY. Linux and Windows look the
 * letter up in the layout when they register (Chromium's global_shortcut_listener_x11.cc: XKeysymToKeycode; RegisterHotKey takes
 * a virtual key), macOS takes the place of the key on a US keyboard.
 */
export function codeByLetter({ key, code }: Pick<KeyPress, 'key' | 'code'>, mac: boolean): string {
  return !mac && /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : code;
}

/** What is held down, as it stands on the keys. */
export function heldCaps(press: KeyPress, mac: boolean): readonly string[] {
  const withKey = acceleratorOf({ ...press, code: 'KeyA' }, mac);
  return withKey === null ? [] : keyCaps(withKey, mac).slice(0, -1);
}

export function readPress(press: KeyPress, mac: boolean): Reading {
  if (MODIFIER_KEYS.has(press.key)) return { kind: 'modifiers' };
  const bare = !press.ctrlKey && !press.altKey && !press.shiftKey && !press.metaKey && !press.altGraph;
  if (bare && press.key === 'Escape') return { kind: 'cancel' };
  if (bare && (press.key === 'Backspace' || press.key === 'Delete')) return { kind: 'remove' };
  if (press.altGraph)
    return { kind: 'invalid', message: 'AltGr types characters on this keyboard.', remedy: 'Use Ctrl, Alt or Super instead.' };
  const accelerator = acceleratorOf({ ...press, code: codeByLetter(press, mac) }, mac);
  if (accelerator === null)
    return {
      kind: 'invalid',
      message: `The key ${press.key === ' ' ? 'Space' : press.key} can not be a hotkey.`,
      remedy: 'Use a letter, a digit or an F key, with Ctrl, Alt or Super.',
    };
  const read = readAccelerator(accelerator);
  if (read.ok) return { kind: 'chord', accelerator: read.value };
  const caps = keyCaps(accelerator, mac).join('+');
  return {
    kind: 'invalid',
    message: `${caps} alone would take a key that other programs need for typing.`,
    remedy: read.failure.remedy ?? 'Use another one.',
  };
}

// Accelerators in Electron's words: "CommandOrControl+Alt+Shift+X". Electron takes nonsense for an accelerator and a plain
// letter for a system-wide one (measured, Electron 33), so every one is checked here before Electron sees it.
import { fail, succeed, type Result } from './failure.ts';

const MODIFIERS: Readonly<Record<string, string>> = {
  commandorcontrol: 'CommandOrControl',
  cmdorctrl: 'CommandOrControl',
  command: 'Command',
  cmd: 'Command',
  control: 'Control',
  ctrl: 'Control',
  alt: 'Alt',
  option: 'Alt',
  altgr: 'AltGr',
  shift: 'Shift',
  super: 'Super',
  meta: 'Super',
};
const MODIFIER_ORDER = ['CommandOrControl', 'Command', 'Control', 'Super', 'Alt', 'AltGr', 'Shift'];

/** Event.code of a key -> Electron's name of it. */
const CODES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => [`Key${letter}`, letter])),
  ...Object.fromEntries(Array.from('0123456789', (digit) => [`Digit${digit}`, digit])),
  ...Object.fromEntries(Array.from('0123456789', (digit) => [`Numpad${digit}`, `num${digit}`])),
  ...Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`F${index + 1}`, `F${index + 1}`])),
  Space: 'Space',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  NumpadAdd: 'numadd',
  NumpadSubtract: 'numsub',
  NumpadMultiply: 'nummult',
  NumpadDivide: 'numdiv',
  NumpadDecimal: 'numdec',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backquote: '`',
};
const KEYS: ReadonlyMap<string, string> = new Map(Object.values(CODES).map((key) => [key.toLowerCase(), key]));
const isFunctionKey = (key: string): boolean => /^F\d+$/.test(key);

const refuse = (message: string): Result<never> =>
  fail({
    kind: 'badRequest',
    message,
    remedy: 'Use at least one of Ctrl, Alt, Super or Cmd with a letter, a digit, or an F key; an F key may stand alone.',
  });

/** The accelerator in one spelling, or why it can not be one. */
export function readAccelerator(text: string): Result<string> {
  const words = text.split('+').map((word) => word.trim());
  const last = words.pop() ?? '';
  const key = KEYS.get(last.toLowerCase());
  if (key === undefined) return refuse(`"${text}" ends in no key that can be a hotkey.`);
  const modifiers = new Set<string>();
  for (const word of words) {
    const modifier = MODIFIERS[word.toLowerCase()];
    if (modifier === undefined) return refuse(`"${word}" in "${text}" is no modifier key.`);
    modifiers.add(modifier);
  }
  modifiers.delete('Shift');
  if (modifiers.size === 0 && !isFunctionKey(key))
    return refuse(`"${text}" would take a key that other programs need for typing.`);
  const all = words.some((word) => word.toLowerCase() === 'shift') ? [...modifiers, 'Shift'] : [...modifiers];
  all.sort((a, b) => MODIFIER_ORDER.indexOf(a) - MODIFIER_ORDER.indexOf(b));
  return succeed([...all, key].join('+'));
}

/** What a key press in a page is, held modifiers included; null while only modifiers are down or for a key that can not be one. */
export function acceleratorOf(
  press: Readonly<{ code: string; ctrlKey: boolean; altKey: boolean; shiftKey: boolean; metaKey: boolean }>,
  mac: boolean,
): string | null {
  const key = CODES[press.code];
  if (key === undefined) return null;
  const control = mac ? 'Control' : 'CommandOrControl';
  const meta = mac ? 'CommandOrControl' : 'Super';
  return [
    ...(mac && press.metaKey ? [meta] : []),
    ...(press.ctrlKey ? [control] : []),
    ...(!mac && press.metaKey ? [meta] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.shiftKey ? ['Shift'] : []),
    key,
  ].join('+');
}

/** As a person reads it: ["Ctrl", "Alt", "Shift", "X"]. */
export function keyCaps(accelerator: string, mac: boolean): readonly string[] {
  const words: Readonly<Record<string, string>> = {
    CommandOrControl: mac ? '⌘' : 'Ctrl',
    Command: '⌘',
    Control: mac ? '⌃' : 'Ctrl',
    Alt: mac ? '⌥' : 'Alt',
    Shift: mac ? '⇧' : 'Shift',
  };
  return accelerator.split('+').map((word) => words[word] ?? (word.startsWith('num') ? `Num ${word.slice(3)}` : word));
}

const MODIFIER_CODES: Readonly<Record<string, readonly string[]>> = {
  Control: ['ControlLeft', 'ControlRight'],
  Command: ['MetaLeft', 'MetaRight'],
  Super: ['MetaLeft', 'MetaRight'],
  Alt: ['AltLeft', 'AltRight'],
  AltGr: ['AltRight'],
  Shift: ['ShiftLeft', 'ShiftRight'],
};

/** Event.code of every key that belongs to it: one of them going up means that it is not held any more. */
export function keyCodes(accelerator: string, mac: boolean): ReadonlySet<string> {
  const codes = accelerator.split('+').flatMap((word) => {
    const modifier = MODIFIER_CODES[word === 'CommandOrControl' ? (mac ? 'Command' : 'Control') : word];
    return modifier ?? Object.keys(CODES).filter((code) => CODES[code] === word);
  });
  return new Set(codes);
}

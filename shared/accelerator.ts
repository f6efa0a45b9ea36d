// Accelerators in Electron's words: "CommandOrControl+Alt+Shift+X". Electron takes nonsense for an accelerator and a plain
// letter for a system-wide one, and AltGr in one ends the whole process (measured, Electron 33 on X11), so every one is checked
// here before Electron sees it. Which words there are: electronjs.org/docs/latest/api/accelerator.
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
  shift: 'Shift',
  super: 'Super',
  meta: 'Super',
};
const MODIFIER_ORDER = ['CommandOrControl', 'Command', 'Control', 'Super', 'Alt', 'Shift'];

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

/** Editing in every program there is: taking one of these system-wide is a mistake. */
const EDITING = new Set(['A', 'C', 'V', 'X', 'Z']);

/** What no system lets through to a program, or one of them does not; null: nothing is known against it. */
function keptBySystem(modifiers: ReadonlySet<string>, key: string): string | null {
  const has = (...words: readonly string[]): boolean => words.some((word) => modifiers.has(word));
  const controlAlt = has('CommandOrControl', 'Control') && has('Alt');
  // Measured on an X server with the usual keyboard map: none of these arrived.
  if (controlAlt && !has('Shift') && /^F([1-9]|1[0-2])$/.test(key)) return 'Linux keeps Ctrl+Alt with F1 to F12 for its consoles';
  if (controlAlt && !has('Shift') && (key === 'numadd' || key === 'numsub'))
    return 'Linux keeps Ctrl+Alt with + and - of the number pad for itself';
  if (has('Shift') && /^num(\d|dec)$/.test(key)) return 'Shift turns a digit of the number pad into another key';
  // learn.microsoft.com/windows/win32/secauthn/winlogon-and-gina: the secure attention sequence.
  if (controlAlt && key === 'Delete') return 'Windows keeps Ctrl+Alt+Delete for itself';
  const [only] = modifiers;
  if (modifiers.size === 1 && only !== undefined && ['CommandOrControl', 'Control', 'Command'].includes(only) && EDITING.has(key))
    return 'every program needs it to edit text';
  return null;
}

const refuse = (message: string): Result<never> =>
  fail({
    kind: 'badRequest',
    message,
    remedy: 'Use at least one of Ctrl, Alt, Super or Cmd with a letter, a digit, or an F key; an F key may stand alone.',
  });

/** The accelerator in one spelling, or why it can not be one. */
export function readAccelerator(text: string): Result<string> {
  if (/(^|\+)\s*altgr\s*\+/i.test(text)) return refuse(`"${text}" has AltGr in it, which no hotkey can have.`);
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
  if ([...modifiers].every((modifier) => modifier === 'Shift') && !isFunctionKey(key))
    return refuse(`"${text}" would take a key that other programs need for typing.`);
  const kept = keptBySystem(modifiers, key);
  if (kept !== null) return refuse(`"${text}" can not be a hotkey: ${kept}.`);
  const all = [...modifiers].sort((a, b) => MODIFIER_ORDER.indexOf(a) - MODIFIER_ORDER.indexOf(b));
  return succeed([...all, key].join('+'));
}

/** Two spellings of the same keys of this system are equal here. */
export function sameKeys(a: string, b: string, mac: boolean): boolean {
  const plain = (text: string): string =>
    text
      .split('+')
      .map((word) => {
        if (word === 'CommandOrControl') return mac ? 'Command' : 'Control';
        return word === 'Command' && !mac ? 'Super' : word === 'Super' && mac ? 'Command' : word;
      })
      .sort()
      .join('+');
  return plain(a) === plain(b);
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

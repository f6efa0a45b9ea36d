// Whether the keys of a hotkey are down now, asked of the X server itself: globalShortcut tells of presses and repeats alike,
// and of no release. A reading is of the server's keymap of that moment, whatever has the focus and whoever grabbed the key.
import { connectToX, type XConnection } from './xConnection.ts';

export type KeyReading = Readonly<{
  /** The last key of the hotkey. */
  key: boolean;
  /** That and every modifier of it. */
  all: boolean;
  /** Which key was looked at: a keyboard map that changes may give another. */
  keycode: number;
}>;

export interface KeyState {
  /** Null: nobody can tell. */
  read(accelerator: string): Promise<KeyReading | null>;
  close(): void;
}

// Keysyms: X Window System Protocol, appendix A, and keysymdef.h.
const NAMED: Readonly<Record<string, number>> = {
  Space: 0x20,
  Backspace: 0xff08,
  Delete: 0xffff,
  Insert: 0xff63,
  Home: 0xff50,
  End: 0xff57,
  PageUp: 0xff55,
  PageDown: 0xff56,
  Up: 0xff52,
  Down: 0xff54,
  Left: 0xff51,
  Right: 0xff53,
  nummult: 0xffaa,
  numadd: 0xffab,
  numsub: 0xffad,
  numdec: 0xffae,
  numdiv: 0xffaf,
};
const CONTROL = [0xffe3, 0xffe4];
const SUPER = [0xffeb, 0xffec];
const MODIFIERS: Readonly<Record<string, readonly number[]>> = {
  CommandOrControl: CONTROL,
  Control: CONTROL,
  Alt: [0xffe9, 0xffea, 0xffe7, 0xffe8], // and Meta, which is the same key on some keyboards
  Shift: [0xffe1, 0xffe2],
  Super: SUPER,
  Command: SUPER, // what Electron takes it for on Linux (measured, Electron 33)
};

export function keysymOf(key: string): number | null {
  const named = NAMED[key];
  if (named !== undefined) return named;
  const functionKey = /^F(\d+)$/.exec(key)?.[1];
  if (functionKey !== undefined) return 0xffbd + Number(functionKey);
  const onPad = /^num(\d)$/.exec(key)?.[1];
  if (onPad !== undefined) return 0xffb0 + Number(onPad);
  return key.length === 1 ? key.toLowerCase().charCodeAt(0) : null;
}

const GET_KEYBOARD_MAPPING = 101;
const QUERY_KEYMAP = 44;

export function createXKeyState(display: string, log: (message: string) => void): KeyState {
  let connecting: Promise<XConnection> | null = null;
  let keycodes: Promise<ReadonlyMap<number, readonly number[]>> | null = null;
  let told = '';

  const forget = (): void => {
    void connecting?.then(
      (server) => server.close(),
      () => undefined, // there is none to close
    );
    connecting = null;
    keycodes = null;
  };
  const connection = (): Promise<XConnection> => {
    if (connecting !== null) return connecting;
    const mine = connectToX(display, {
      mappingChanged: () => {
        keycodes = null;
      },
      closed: () => {
        if (connecting === mine) forget();
      },
    });
    connecting = mine;
    return mine;
  };

  /** A key may be found under several keysyms, and a keysym on several keys: Xlib's XKeysymToKeycode takes the first. */
  async function readMap(server: XConnection): Promise<ReadonlyMap<number, readonly number[]>> {
    const { least, most } = server.keycodes;
    const request = Buffer.from([GET_KEYBOARD_MAPPING, 0, 2, 0, least, most - least + 1, 0, 0]);
    const reply = await server.ask(request);
    const columns = reply.readUInt8(1);
    const found = new Map<number, number[]>();
    for (let column = 0; column < columns; column += 1)
      for (let keycode = least; keycode <= most; keycode += 1) {
        const keysym = reply.readUInt32LE(32 + ((keycode - least) * columns + column) * 4);
        if (keysym === 0) continue;
        const keys = found.get(keysym);
        if (keys === undefined) found.set(keysym, [keycode]);
        else if (!keys.includes(keycode)) keys.push(keycode);
      }
    return found;
  }

  async function read(accelerator: string): Promise<KeyReading | null> {
    const words = accelerator.split('+');
    const keysym = keysymOf(words.pop() ?? '');
    if (keysym === null) return null;
    const server = await connection();
    keycodes ??= readMap(server);
    const keys = await keycodes;
    const reply = await server.ask(Buffer.from([QUERY_KEYMAP, 0, 1, 0]));
    const isDown = (keycode: number): boolean => (reply.readUInt8(8 + (keycode >> 3)) & (1 << (keycode & 7))) !== 0;
    const keycode = keys.get(keysym)?.[0];
    if (keycode === undefined) return null;
    const key = isDown(keycode);
    const modifiers = words.every((word) => (MODIFIERS[word] ?? []).some((each) => (keys.get(each) ?? []).some(isDown)));
    return { key, all: key && modifiers, keycode };
  }

  return {
    read: async (accelerator) => {
      try {
        return await read(accelerator);
      } catch (error) {
        forget();
        const message = error instanceof Error ? error.message : String(error);
        if (message !== told) log(`keys can not be read: ${message}`);
        told = message;
        return null;
      }
    },
    close: forget,
  };
}

// Presses keys through the X server's test extension, over a connection of its own: the time of an event is known to the moment when
// its bytes are written, and no program has to be started for it.
import { connectToX } from '../../electron/desktop/xConnection.ts';

export interface XKeyboard {
  /** Goes down, and up again after `heldMs`; answers when the first event was written, epoch ms. */
  tap(heldMs: number): Promise<number>;
  close(): void;
}

const QUERY_EXTENSION = 98;
const EXTENSION = 'XTEST';
const FAKE_INPUT = 2; // X Test Extension Protocol, XTestFakeInput
const KEY_PRESS = 2;
const KEY_RELEASE = 3;

/** Control, Alt, Shift and X on the usual keyboard map of an X server. */
export const PANIC_KEYCODES = [37, 64, 50, 53] as const;

export async function openXKeyboard(display: string, keycodes: readonly number[]): Promise<XKeyboard> {
  const server = await connectToX(display, { mappingChanged: () => undefined, closed: () => undefined });
  const query = Buffer.alloc(16);
  query.writeUInt8(QUERY_EXTENSION, 0);
  query.writeUInt16LE(4, 2);
  query.writeUInt16LE(EXTENSION.length, 4);
  query.write(EXTENSION, 8, 'latin1');
  const answer = await server.ask(query);
  if (answer.readUInt8(8) !== 1) throw new Error(`the X server has no ${EXTENSION}`);
  const opcode = answer.readUInt8(9);
  const send = (kind: number, keycode: number): void => {
    const request = Buffer.alloc(36);
    request.writeUInt8(opcode, 0);
    request.writeUInt8(FAKE_INPUT, 1);
    request.writeUInt16LE(9, 2);
    request.writeUInt8(kind, 4);
    request.writeUInt8(keycode, 5);
    server.tell(request);
  };
  return {
    tap: async (heldMs) => {
      for (const keycode of keycodes.slice(0, -1)) send(KEY_PRESS, keycode);
      const atMs = performance.timeOrigin + performance.now();
      for (const keycode of keycodes.slice(-1)) send(KEY_PRESS, keycode);
      await new Promise((resolve) => setTimeout(resolve, heldMs));
      for (const keycode of keycodes.toReversed()) send(KEY_RELEASE, keycode);
      return atMs;
    },
    close: () => server.close(),
  };
}

// The desktop's message bus: calls and signals. Own code, because the known libraries for it are large, without
// care for years, or end the whole process when the bus goes away; and here the process is what closes positions.
// [D] D-Bus specification: "Authentication Protocol" (EXTERNAL), "Server Addresses".
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { Clock } from '../exit/ports.ts';
import { messageLength, readMessage, writeCall, type BusCall, type BusMessage, type BusValue } from './busMessage.ts';

export interface SessionBus {
  /** Its own name on the bus, ":1.42". */
  readonly name: string;
  call(call: BusCall): Promise<Result<readonly BusValue[]>>;
  close(): void;
}

type BusInputs = Readonly<{
  env: Readonly<Record<string, string | undefined>>;
  uid: number;
  clock: Clock;
  onSignal: (message: BusMessage) => void;
  /** The bus went away, or spoke what can not be read. Not after `close`. */
  onLost: (reason: string) => void;
}>;

export const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

const ANSWER_MS = 3_000;

const gone = (message: string): Failure => ({ kind: 'unreachable', message });

/** Path of the socket, an abstract one beginning with a zero; null: this desktop names none. */
export function sessionBusPath(env: BusInputs['env']): string | null {
  const addresses = env['DBUS_SESSION_BUS_ADDRESS'] ?? '';
  for (const address of addresses.split(';')) {
    const [family, rest = ''] = address.split(/:(.*)/s);
    if (family !== 'unix') continue;
    const parts = new Map(rest.split(',').map((part) => part.split(/=(.*)/s, 2) as [string, string]));
    const path = parts.get('path');
    const abstract = parts.get('abstract');
    const named = path ?? (abstract === undefined ? undefined : `\0${abstract}`);
    if (named !== undefined && !/%(?![\da-f]{2})/i.test(named)) return decodeURIComponent(named);
  }
  const { XDG_RUNTIME_DIR: runtime } = env;
  return addresses === '' && runtime !== undefined && runtime !== '' ? join(runtime, 'bus') : null;
}

export async function openSessionBus(inputs: BusInputs): Promise<Result<SessionBus>> {
  const path = sessionBusPath(inputs.env);
  if (path === null) return fail(gone('This session has no message bus.'));
  const socket = connect({ path });
  const waiting = new Map<number, (answer: Result<readonly BusValue[]>) => void>();
  let serial = 0;
  let open = true;

  const end = (reason: string): void => {
    if (!open) return;
    open = false;
    socket.destroy();
    for (const answer of waiting.values()) answer(fail(gone(reason)));
    waiting.clear();
    inputs.onLost(reason);
  };
  socket.on('error', (error) => end(`The message bus: ${error.message}`));
  socket.on('close', () => end('The message bus went away.'));

  const take = (message: BusMessage): void => {
    if (message.type === 'signal') return inputs.onSignal(message);
    if (message.replySerial === null) return;
    const answer = waiting.get(message.replySerial);
    waiting.delete(message.replySerial);
    answer?.(message.type === 'answer' ? succeed(message.body) : fail(gone(String(message.body[0] ?? 'refused'))));
  };

  const call = async (wanted: BusCall): Promise<Result<readonly BusValue[]>> => {
    if (!open) return fail(gone('The message bus went away.'));
    serial += 1;
    const mine = serial;
    const answered = new Promise<Result<readonly BusValue[]>>((resolve) => waiting.set(mine, resolve));
    socket.write(writeCall(wanted, mine));
    const tooLate = inputs.clock.sleep(ANSWER_MS).then(() => {
      waiting.delete(mine);
      return fail(gone(`${wanted.member} of ${wanted.destination} was not answered within ${ANSWER_MS} ms.`));
    });
    return Promise.race([answered, tooLate]);
  };

  const entered = await Promise.race([
    authenticate(socket, inputs.uid),
    inputs.clock.sleep(ANSWER_MS).then(() => fail(gone('The message bus did not answer.'))),
  ]);
  if (!entered.ok) {
    end(entered.failure.message);
    return entered;
  }
  readFrom(socket, entered.value, take, end);
  const hello = await call({ ...BUS, member: 'Hello', body: [] });
  const name = hello.ok ? hello.value[0] : undefined;
  if (typeof name !== 'string') {
    end('The message bus gave no name.');
    return hello.ok ? fail(gone('The message bus gave no name.')) : hello;
  }
  return succeed({
    name,
    call,
    close: () => {
      open = false;
      socket.destroy();
    },
  });
}

/** Answers with what came behind the last line of the conversation. */
function authenticate(socket: Socket, uid: number): Promise<Result<Buffer>> {
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString('hex')}\r\n`);
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0);
    socket.once('close', () => resolve(fail(gone('The message bus went away.'))));
    const onData = (data: Buffer): void => {
      heard = Buffer.concat([heard, data]);
      const lineEnd = heard.indexOf('\r\n');
      if (lineEnd < 0) return;
      socket.off('data', onData);
      if (!heard.subarray(0, lineEnd).toString().startsWith('OK ')) {
        resolve(fail(gone('The message bus does not let this program in.')));
        return;
      }
      socket.write('BEGIN\r\n');
      resolve(succeed(heard.subarray(lineEnd + 2)));
    };
    socket.on('data', onData);
  });
}

function readFrom(socket: Socket, first: Buffer, take: (message: BusMessage) => void, end: (reason: string) => void): void {
  let waiting = first;
  socket.on('data', (data: Buffer) => {
    waiting = Buffer.concat([waiting, data]);
    try {
      for (;;) {
        const length = messageLength(waiting);
        if (length === null || waiting.length < length) return;
        const message = waiting.subarray(0, length);
        waiting = waiting.subarray(length);
        take(readMessage(message));
      }
    } catch (error) {
      end(`The message bus spoke what can not be read: ${String(error)}`);
    }
  });
}

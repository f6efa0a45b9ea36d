// Linux: messages of the system, by the desktop's notification service on the session's bus. Not by Electron: its own way there
// waits in the main process for each answer, up to 25 s for each of four questions (measured, Electron 33), so that a service
// that hangs would hold up the very exit whose start is told.
// [D] Desktop Notifications Specification 1.2: Notify, CloseNotification, ActionInvoked, NotificationClosed, hint "urgency".
import { fail, type Failure, type Result, succeed } from '../../shared/failure.ts';
import type { Clock } from '../exit/ports.ts';
import type { BusMessage } from './busMessage.ts';
import type { Message } from './messages.ts';
import type { Messenger } from './notifications.ts';
import { BUS, openSessionBus, type SessionBus } from './sessionBus.ts';

const NAME = 'org.freedesktop.Notifications';
const SERVICE = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME } as const;
const URGENCY = { normal: 1, critical: 2 } as const;
const AS_THE_SERVICE_LIKES = -1;
const NEVER = 0;
const MOST_HELD = 20;
export const NO_MESSAGES = 'Start its notification service, or keep the panel in view: everything is said there as well.';

type ServiceInputs = Readonly<{
  openBus: (
    on: Readonly<{ onSignal: (message: BusMessage) => void; onLost: (reason: string) => void }>,
  ) => Promise<Result<SessionBus>>;
  onClick: (message: Message) => void;
}>;

/** On the session's bus. */
export const notificationServiceHere =
  (clock: Clock) =>
  (onClick: (message: Message) => void): Messenger =>
    openNotificationService({
      openBus: (on) => openSessionBus({ env: process.env, uid: process.getuid?.() ?? 0, clock, ...on }), // absent on Windows only
      onClick,
    });

export function openNotificationService(inputs: ServiceInputs): Messenger {
  const shown = new Map<number, Message>(); // by the service's number
  let opening: Promise<Result<SessionBus>> | null = null;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  function onSignal({ interface: from, member, body: [number] }: BusMessage): void {
    const message = from === NAME && typeof number === 'number' ? shown.get(number) : undefined;
    if (message === undefined || typeof number !== 'number') return; // another program's
    if (member === 'ActionInvoked') inputs.onClick(message);
    if (member === 'ActionInvoked' || member === 'NotificationClosed') shown.delete(number);
  }

  async function open(): Promise<Result<SessionBus>> {
    const bus = await inputs.openBus({
      // A click may come in one piece with the answer that names its message: what that sets going goes first.
      onSignal: (signal) => void setImmediate(() => onSignal(signal)),
      onLost: () => {
        opening = null; // the next message opens another
        shown.clear();
      },
    });
    if (bus.ok) await bus.value.call({ ...BUS, member: 'AddMatch', body: [`type='signal',interface='${NAME}'`] });
    else opening = null;
    return bus;
  }

  async function takeBack(bus: SessionBus, id: string): Promise<void> {
    for (const [number, message] of shown) {
      if (message.id !== id) continue;
      shown.delete(number);
      await bus.call({ ...SERVICE, member: 'CloseNotification', body: [number] });
    }
  }

  async function put(message: Message): Promise<Result<null>> {
    if (closed) return fail(noService('Breakglass is about to end.'));
    opening ??= open();
    const bus = await opening;
    if (!bus.ok) return fail(noService(bus.failure.message));
    await takeBack(bus.value, message.id);
    const { title, body, urgent } = message;
    const answer = await bus.value.call({
      ...SERVICE,
      member: 'Notify',
      body: [
        'Breakglass',
        0,
        '',
        plain(title),
        plain(body),
        { strings: ['default', 'Show'] },
        { variants: { urgency: { byte: urgent ? URGENCY.critical : URGENCY.normal }, 'desktop-entry': 'breakglass' } },
        { signed: urgent ? NEVER : AS_THE_SERVICE_LIKES },
      ],
    });
    if (!answer.ok) return fail(noService(answer.failure.message));
    const [number] = answer.value;
    if (typeof number === 'number') shown.set(number, message);
    const [oldest] = shown.keys();
    if (shown.size > MOST_HELD && oldest !== undefined) shown.delete(oldest); // it stays on screen, a click leads nowhere
    return succeed(null);
  }

  return {
    show: (message) => {
      const putThis = () => put(message);
      const mine = last.then(putThis, putThis); // in their order: one takes the place of another
      last = mine;
      return mine;
    },
    close: () => {
      closed = true;
      void opening?.then((bus) => {
        if (!bus.ok) return;
        for (const number of shown.keys()) void bus.value.call({ ...SERVICE, member: 'CloseNotification', body: [number] });
        bus.value.close();
      });
    },
  };
}

const noService = (why: string): Failure => ({
  kind: 'unreachable',
  message: `This desktop shows no messages: ${why}`,
  remedy: NO_MESSAGES,
});

/** The specification lets a body carry markup, and a stray sign of it may blank the whole message. */
const plain = (text: string): string => text.replaceAll('&', '＆').replaceAll('<', '＜').replaceAll('>', '＞');

import { beforeEach, expect, test } from 'vitest';
import type { BusCall, BusMessage, BusValue } from '../../../electron/desktop/busMessage.ts';
import type { Message } from '../../../electron/desktop/messages.ts';
import type { Messenger } from '../../../electron/desktop/notifications.ts';
import { openNotificationService } from '../../../electron/desktop/notificationService.ts';
import { fail, succeed, type Result } from '../../../shared/failure.ts';

let calls: BusCall[];
let clicked: string[];
let answer: (call: BusCall) => Promise<Result<readonly BusValue[]>>;
let heard: { onSignal: (message: BusMessage) => void; onLost: (reason: string) => void };
let opened: number;
let service: Messenger;
beforeEach(() => {
  calls = [];
  clicked = [];
  opened = 0;
  let number = 40;
  answer = async ({ member }) => succeed(member === 'Notify' ? [(number += 1)] : []);
  service = openNotificationService({
    openBus: async (on) => {
      opened += 1;
      heard = on;
      const call = (wanted: BusCall) => {
        calls.push(wanted);
        return answer(wanted);
      };
      return succeed({ name: ':1.1', call, close: () => undefined });
    },
    onClick: ({ id }) => clicked.push(id),
  });
});
const message = (id: string, urgent = false): Message => ({
  id,
  title: 'A & B',
  body: 'x < y',
  urgent,
  sound: null,
  place: null,
});
const signal = (member: string, ...body: BusValue[]) =>
  heard.onSignal({
    type: 'signal',
    replySerial: null,
    interface: 'org.freedesktop.Notifications',
    member,
    sender: ':1.9',
    body,
  });
const said = () => calls.map(({ member, body }) => [member, body[0]]).slice(1);

test('a message is asked for without markup, an urgent one stays, and one of the same id takes its place', async () => {
  await service.show(message('exit'));
  await service.show(message('exit', true));
  expect(calls[0]).toMatchObject({ member: 'AddMatch' });
  expect(said()).toEqual([
    ['Notify', 'Breakglass'],
    ['CloseNotification', 41],
    ['Notify', 'Breakglass'],
  ]);
  expect(calls.at(-1)?.body.slice(1)).toEqual([
    0,
    '',
    'A ＆ B',
    'x ＜ y',
    { strings: ['default', 'Show'] },
    { variants: { urgency: { byte: 2 }, 'desktop-entry': 'breakglass' } },
    { signed: 0 },
  ]);
});

test('a click leads to its own message once; the one of another program, and of one that was closed, to none', async () => {
  await service.show(message('first'));
  await service.show(message('second'));
  signal('ActionInvoked', 7, 'default');
  signal('NotificationClosed', 41, 1);
  signal('ActionInvoked', 41, 'default');
  signal('ActionInvoked', 42, 'default');
  signal('ActionInvoked', 42, 'default');
  await expect.poll(() => clicked).toEqual(['second']);
});

test('a click that comes in one piece with the answer leads to its message', async () => {
  const before = answer;
  answer = async (call) => {
    const answered = await before(call);
    if (call.member === 'Notify') queueMicrotask(() => signal('ActionInvoked', 41, 'default'));
    return answered;
  };
  await service.show(message('first'));
  await expect.poll(() => clicked).toEqual(['first']);
});

test('a service that does not answer is said, and the next message tries anew; so it does on another bus', async () => {
  const works = answer;
  answer = async () => fail({ kind: 'unreachable', message: 'Notify was not answered within 3000 ms.' });
  expect(await service.show(message('lost'))).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
  answer = works;
  expect(await service.show(message('heard'))).toEqual(succeed(null));
  heard.onLost('gone');
  expect(await service.show(message('heard'))).toEqual(succeed(null));
  expect(opened).toBe(2);
});

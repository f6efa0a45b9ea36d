// Messages of the system. Electron forgets a message whose object nobody holds, and its click with it (electron/electron#16922),
// so each is held until it was closed.
import { Notification } from 'electron';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { ConfirmSound } from '../../shared/confirmation.ts';
import type { PanelPlace } from '../../shared/desktop.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { createMessages, type Message } from './messages.ts';

export interface Notifications {
  /** After each push to the panel. */
  changed(): void;
  /** Shows one now, whatever the settings say. */
  attempt(): Result<null>;
  close(): void;
}

type NotificationsInputs = Readonly<{
  snapshot: () => PanelSnapshot;
  nowMs: () => number;
  show: (place?: PanelPlace) => void;
  play: (sound: ConfirmSound) => void;
  log: (message: string) => void;
}>;

const LOOK_MS = 1_000;
const MOST_HELD = 20;

export function openNotifications(inputs: NotificationsInputs): Notifications {
  const messages = createMessages(inputs.snapshot());
  const held = new Map<string, Notification>();

  function drop(id: string): void {
    const notification = held.get(id);
    held.delete(id);
    notification?.close();
  }

  function show({ id, title, body, urgent, place }: Message): void {
    drop(id);
    const notification = new Notification({
      title: plain(title),
      body: plain(body),
      silent: true, // sounds are our own
      urgency: urgent ? 'critical' : 'normal',
      timeoutType: urgent ? 'never' : 'default',
    });
    notification.on('click', () => {
      inputs.show(place ?? undefined);
      drop(id);
    });
    notification.on('close', () => {
      if (held.get(id) === notification) held.delete(id);
    });
    notification.on('failed', (_event, error) => inputs.log(`a message could not be shown: ${error}`));
    held.set(id, notification);
    const [oldest] = held.keys();
    if (held.size > MOST_HELD && oldest !== undefined) held.delete(oldest); // it stays on screen, a click leads nowhere
    notification.show();
  }

  function changed(): void {
    const now = inputs.snapshot();
    const { notifications, sounds } = now.settings;
    for (const message of messages.tell(now, inputs.nowMs())) {
      if (notifications && Notification.isSupported()) show(message);
      if (sounds && message.sound !== null) inputs.play(message.sound);
    }
  }

  const looking = setInterval(changed, LOOK_MS);
  return {
    changed,
    attempt: () => {
      if (!Notification.isSupported())
        return fail({
          kind: 'unreachable',
          message: 'This desktop shows no messages.',
          remedy: 'Start its notification service, or keep the panel in view: everything is said there as well.',
        });
      show({
        id: 'attempt',
        title: 'Breakglass',
        body: 'Messages arrive. A click leads to the panel.',
        urgent: false,
        sound: null,
        place: null,
      });
      if (inputs.snapshot().settings.sounds) inputs.play('started');
      return succeed(null);
    },
    close: () => {
      clearInterval(looking);
      for (const id of held.keys()) drop(id);
    },
  };
}

/** The freedesktop specification lets a body carry markup, and a stray sign of it may blank the whole message. */
const plain = (text: string): string =>
  process.platform === 'linux' ? text.replaceAll('&', '＆').replaceAll('<', '＜').replaceAll('>', '＞') : text;

// Messages of the system and their sounds, told from each change of the desk.
import { Notification } from 'electron';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { ConfirmSound } from '../../shared/confirmation.ts';
import type { PanelPlace } from '../../shared/desktop.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { createMessages, type Message } from './messages.ts';
import { NO_MESSAGES } from './notificationService.ts';

export interface Messenger {
  /** In place of an earlier one of the same id. */
  show(message: Message): Promise<Result<null>>;
  /** Takes back what is still on screen. */
  close(): void;
}

export interface Notifications {
  /** After each push to the panel. */
  changed(): void;
  /** Shows one now, whatever the settings say. */
  attempt(): Promise<Result<null>>;
  close(): void;
}

type NotificationsInputs = Readonly<{
  snapshot: () => PanelSnapshot;
  nowMs: () => number;
  show: (place?: PanelPlace) => void;
  play: (sound: ConfirmSound) => void;
  /** Where the system wants another way than Electron's. */
  openMessenger: ((onClick: (message: Message) => void) => Messenger) | null;
  log: (message: string) => void;
}>;

const LOOK_MS = 1_000;
const MOST_HELD = 20;

export function openNotifications(inputs: NotificationsInputs): Notifications {
  const messages = createMessages(inputs.snapshot());
  const messenger = (inputs.openMessenger ?? electronMessenger)(({ place }) => inputs.show(place ?? undefined), inputs.log);

  async function show(message: Message): Promise<void> {
    const shown = await messenger.show(message);
    if (!shown.ok) inputs.log(`a message could not be shown: ${shown.failure.message}`);
  }

  function changed(): void {
    const now = inputs.snapshot();
    const { notifications, sounds } = now.settings;
    for (const message of messages.tell(now, inputs.nowMs())) {
      if (notifications) void show(message);
      if (sounds && message.sound !== null) inputs.play(message.sound);
    }
  }

  const looking = setInterval(changed, LOOK_MS);
  return {
    changed,
    attempt: async () => {
      if (inputs.snapshot().settings.sounds) inputs.play('started');
      return messenger.show({
        id: 'attempt',
        title: 'Breakglass',
        body: 'Messages arrive. A click leads to the panel.',
        urgent: false,
        sound: null,
        place: null,
      });
    },
    close: () => {
      clearInterval(looking);
      messenger.close();
    },
  };
}

/** Electron forgets a message whose object nobody holds, and its click with it (electron/electron#16922): each is held until it was closed. */
function electronMessenger(onClick: (message: Message) => void, log: NotificationsInputs['log']): Messenger {
  const held = new Map<string, Notification>();

  function drop(id: string): void {
    const notification = held.get(id);
    held.delete(id);
    notification?.close();
  }

  return {
    show: async (message) => {
      const { id, title, body, urgent } = message;
      if (!Notification.isSupported())
        return fail({ kind: 'unreachable', message: 'This desktop shows no messages.', remedy: NO_MESSAGES });
      drop(id);
      const notification = new Notification({
        title,
        body,
        silent: true, // sounds are our own
        urgency: urgent ? 'critical' : 'normal',
        timeoutType: urgent ? 'never' : 'default',
      });
      notification.on('click', () => {
        onClick(message);
        drop(id);
      });
      notification.on('close', () => {
        if (held.get(id) === notification) held.delete(id);
      });
      held.set(id, notification);
      const [oldest] = held.keys();
      if (held.size > MOST_HELD && oldest !== undefined) held.delete(oldest); // it stays on screen, a click leads nowhere
      notification.on('failed', (_event, error) => log(`a message could not be shown: ${error}`));
      notification.show();
      return succeed(null);
    },
    close: () => {
      for (const id of held.keys()) drop(id);
    },
  };
}

// org.freedesktop.Notifications on the session's bus: what a desktop would show, and a person's click on it.
import dbus from 'dbus-next';

const NAME = 'org.freedesktop.Notifications';

export type ShownMessage = Readonly<{
  id: number;
  title: string;
  body: string;
  urgency: unknown;
  timeoutMs: number;
  closed: boolean;
}>;

class Host extends dbus.interface.Interface {
  readonly shown: ShownMessage[] = [];
  private next = 1;

  Notify(
    _app: string,
    replaces: number,
    _icon: string,
    title: string,
    body: string,
    _actions: readonly string[],
    hints: Readonly<Record<string, dbus.Variant>>,
    timeoutMs: number,
  ): number {
    const id = replaces === 0 ? this.next++ : replaces;
    this.shown.push({ id, title, body, urgency: hints['urgency']?.value, timeoutMs, closed: false });
    return id;
  }

  CloseNotification(id: number): void {
    const index = this.shown.findIndex((each) => each.id === id);
    const message = this.shown[index];
    if (message !== undefined) this.shown[index] = { ...message, closed: true };
    this.NotificationClosed(id, 3);
  }

  GetCapabilities(): readonly string[] {
    return ['actions', 'body', 'body-markup', 'persistence'];
  }

  GetServerInformation(): readonly string[] {
    return ['test', 'test', '1', '1.2'];
  }

  NotificationClosed(id: number, reason: number): readonly number[] {
    return [id, reason];
  }

  ActionInvoked(id: number, action: string): readonly [number, string] {
    return [id, action];
  }
}

Host.configureMembers({
  methods: {
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u', outSignature: '' },
    GetCapabilities: { inSignature: '', outSignature: 'as' },
    GetServerInformation: { inSignature: '', outSignature: 'ssss' },
  },
  signals: { NotificationClosed: { signature: 'uu' }, ActionInvoked: { signature: 'us' } },
});

export type NotificationHost = Readonly<{
  shown: () => readonly ShownMessage[];
  click: (id: number) => void;
  /** Answers nothing from now on. */
  hang: () => void;
  stop: () => void;
}>;

export async function startNotificationHost(): Promise<NotificationHost> {
  const bus = dbus.sessionBus();
  const host = new Host(NAME);
  bus.export('/org/freedesktop/Notifications', host);
  await bus.requestName(NAME, 0);
  return {
    shown: () => host.shown,
    click: (id) => host.ActionInvoked(id, 'default'),
    hang: () => bus.addMethodHandler(({ path }: dbus.Message) => path === '/org/freedesktop/Notifications'),
    stop: () => bus.disconnect(),
  };
}

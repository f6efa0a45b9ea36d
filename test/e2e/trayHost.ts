// A desktop's tray on the session's message bus: org.kde.StatusNotifierWatcher with a host, as a panel has it. It reads the icon,
// its tooltip and its menu, and activates items, over D-Bus as any panel does.
import dbus from 'dbus-next';
import type { TrayKind } from '../../electron/desktop/trayState.ts';
import { drawTrayIcon } from '../../electron/desktop/trayDrawing.ts';
import type { Environment } from '../../shared/account.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const READY_MS = 15_000;
const LOOK_MS = 25;

export type MenuEntry = Readonly<{
  id: number;
  label: string;
  enabled: boolean;
  checked: boolean | null; // null: no check mark
  entries: readonly MenuEntry[];
}>;

export type SeenIcon = Readonly<{ width: number; height: number; alpha: string; tooltip: string; menuPath: string }>;

export type TrayHost = Readonly<{
  /** How many registrations it took. */
  registrations: () => number;
  icon: () => Promise<SeenIcon>;
  /** Waits until the icon is the one that is drawn for this state. */
  untilIcon: (kind: TrayKind, environment: Environment) => Promise<SeenIcon>;
  untilTooltip: (words: RegExp) => Promise<string>;
  menu: () => Promise<readonly MenuEntry[]>;
  untilEntry: (label: RegExp) => Promise<MenuEntry>;
  /** Chooses the entry, disabled or not, as hosts can. */
  choose: (label: RegExp) => Promise<void>;
  activate: () => Promise<void>;
  close: () => Promise<void>;
}>;

/** The alpha of a picture: no two states have the same at the size in use. */
function alphaOf(kind: TrayKind, environment: Environment, size: number): string {
  const { bitmap } = drawTrayIcon(kind, environment, size, false);
  return Buffer.from(Array.from({ length: size * size }, (_, pixel) => bitmap[pixel * 4 + 3] ?? 0)).toString('hex');
}

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + READY_MS;
  let trouble = '';
  for (;;) {
    try {
      const seen = await look();
      if (seen !== null) return seen;
    } catch (error) {
      trouble = String(error); // the item may be on its way
    }
    if (Date.now() > end) throw new Error(`waited ${READY_MS} ms for: ${what} ${trouble}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

type Variants = Readonly<Record<string, Readonly<{ value: unknown }> | undefined>>;
type Layout = readonly [id: number, properties: Variants, children: readonly Readonly<{ value: Layout }>[]];

const entryOf = ([id, properties, children]: Layout): MenuEntry => ({
  id,
  label: typeof properties['label']?.value === 'string' ? properties['label'].value : '', // a separator has none
  enabled: properties['enabled']?.value !== false,
  checked: properties['toggle-type'] === undefined ? null : properties['toggle-state']?.value === 1,
  entries: children.map(({ value }) => entryOf(value)),
});

const everyEntry = (entries: readonly MenuEntry[]): readonly MenuEntry[] =>
  entries.flatMap((entry) => [entry, ...everyEntry(entry.entries)]);

export async function openTrayHost(): Promise<TrayHost> {
  const bus = dbus.sessionBus();
  const items: Readonly<{ service: string; destination: string; path: string }>[] = [];
  const values: Readonly<Record<string, () => InstanceType<typeof dbus.Variant>>> = {
    RegisteredStatusNotifierItems: () => new dbus.Variant('as', items.map(({ service }) => service)), // prettier-ignore
    IsStatusNotifierHostRegistered: () => new dbus.Variant('b', true),
    ProtocolVersion: () => new dbus.Variant('i', 0),
  };
  const announce = (member: string, signature = '', body: readonly unknown[] = []) =>
    bus.send(dbus.Message.newSignal('/StatusNotifierWatcher', WATCHER, member, signature, [...body]));
  bus.addMethodHandler((message: dbus.Message): boolean => {
    if (message.path !== '/StatusNotifierWatcher') return false;
    const [first, second] = message.body as readonly unknown[];
    if (message.member === 'RegisterStatusNotifierItem') {
      const given = String(first);
      const slash = given.indexOf('/');
      const destination = slash === 0 ? message.sender : slash < 0 ? given : given.slice(0, slash);
      const path = slash < 0 ? '/StatusNotifierItem' : given.slice(slash);
      items.push({ service: `${destination}${path}`, destination, path });
      bus.send(dbus.Message.newMethodReturn(message));
      announce('StatusNotifierItemRegistered', 's', [given]);
      return true;
    }
    if (message.interface === PROPERTIES && message.member === 'Get') {
      const value = values[String(second)]?.();
      if (value === undefined) return false;
      bus.send(dbus.Message.newMethodReturn(message, 'v', [value]));
      return true;
    }
    return false;
  });
  await bus.requestName(WATCHER, dbus.NameFlag.DO_NOT_QUEUE);
  announce('StatusNotifierHostRegistered');

  async function call(destination: string, path: string, inside: string, member: string, signature = '', body: unknown[] = []) {
    const answer = await bus.call(new dbus.Message({ destination, path, interface: inside, member, signature, body }));
    return (answer?.body ?? []) as readonly unknown[]; // no answer: none was asked for
  }

  const item = () => {
    const last = items.at(-1);
    if (last === undefined) throw new Error('no tray item registered');
    return last;
  };

  const icon = () =>
    until('an icon', async (): Promise<SeenIcon> => {
      const { destination, path } = item();
      const [all] = (await call(destination, path, PROPERTIES, 'GetAll', 's', [ITEM])) as [Variants];
      const pictures = (all['IconPixmap']?.value ?? []) as readonly (readonly [number, number, Buffer])[]; // absent: none
      const [picture] = pictures;
      if (picture === undefined) throw new Error('an icon without a picture');
      const [width, height, argb] = picture;
      const alpha = Buffer.from(Array.from({ length: width * height }, (_, pixel) => argb[pixel * 4] ?? 0)).toString('hex');
      const tooltip = all['ToolTip']?.value as readonly [string, unknown, string, string];
      return { width, height, alpha, tooltip: tooltip[2], menuPath: String(all['Menu']?.value) };
    });

  const menu = async (): Promise<readonly MenuEntry[]> => {
    const { menuPath } = await icon();
    const [, layout] = (await call(item().destination, menuPath, MENU, 'GetLayout', 'iias', [0, -1, []])) as [number, Layout];
    return entryOf(layout).entries;
  };

  const untilEntry = (label: RegExp) =>
    until(`the entry ${String(label)}`, async () => everyEntry(await menu()).find((entry) => label.test(entry.label)) ?? null);

  return {
    registrations: () => items.length,
    icon,
    untilIcon: (kind, environment) =>
      until(`the icon of ${kind}`, async () => {
        const seen = await icon();
        return seen.alpha === alphaOf(kind, environment, seen.width) ? seen : null;
      }),
    untilTooltip: (words) =>
      until(`the tooltip ${String(words)}`, async () => {
        const { tooltip } = await icon();
        return words.test(tooltip) ? tooltip : null;
      }),
    menu,
    untilEntry,
    choose: (label) =>
      until(`choosing ${String(label)}`, async () => {
        const { id } = await untilEntry(label);
        const { menuPath } = await icon();
        try {
          await call(item().destination, menuPath, MENU, 'Event', 'isvu', [id, 'clicked', new dbus.Variant('i', 0), 0]);
        } catch (error) {
          // An id that was replaced meanwhile is refused: a host reads the menu again then. Who quits may not answer any more.
          if (!String(error).includes('disconnected')) throw error;
        }
        return 'chosen';
      }).then(() => undefined),
    activate: async () => {
      const { destination, path } = item();
      await call(destination, path, ITEM, 'Activate', 'ii', [0, 0]);
    },
    close: async () => {
      await bus.releaseName(WATCHER);
      bus.disconnect();
    },
  };
}

// Whether this Linux desktop shows tray icons, and ours among them. An icon that was made before there was a host never gets
// to it (measured, Electron 33), and some hosts refuse the registration of some Electrons (electron issue 53213): so an icon is
// made anew for each host, and "shown" means that the host's own list names an item of this process.
import type { Clock } from '../exit/ports.ts';
import type { Result } from '../../shared/failure.ts';
import type { BusMessage, BusValue } from './busMessage.ts';
import { BUS, openSessionBus, type SessionBus } from './sessionBus.ts';

export const WATCHER = 'org.kde.StatusNotifierWatcher';
const LOOKS = 12; // after an icon was made
const OWN_LOOKS = 3;
const APART_MS = 250;

export interface TrayHosts {
  /** A signal that may concern hosts. */
  onSignal(message: BusMessage): void;
  /** The bus is gone. */
  lost(): void;
  close(): void;
}

type HostInputs = Readonly<{
  bus: Pick<SessionBus, 'name' | 'call'>;
  clock: Clock;
  /** Makes the icon, and the one before go away. */
  make: () => void;
  onShown: (shown: boolean) => void;
}>;

const SIGNALS = [
  `type='signal',sender='${BUS.destination}',member='NameOwnerChanged',arg0='${WATCHER}'`,
  `type='signal',interface='${WATCHER}'`,
];

/** Makes the icon once in any case: without such a host an older tray may take it. */
export function watchTrayHosts({ bus, clock, make, onShown }: HostInputs): TrayHosts {
  let madeFor: string | null = null; // owner of the watcher's name
  let madeOnce = false;
  let closed = false;
  let looking = false;
  let again = false;

  const askBus = (member: string, argument: string) => bus.call({ ...BUS, member, body: [argument] });
  const property = (name: string) =>
    bus.call({
      destination: WATCHER,
      path: '/StatusNotifierWatcher',
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      body: [WATCHER, name],
    });

  async function hostOwner(): Promise<string | null> {
    const owner = first(await askBus('GetNameOwner', WATCHER));
    if (typeof owner !== 'string') return null;
    return first(await property('IsStatusNotifierHostRegistered')) === true ? owner : null;
  }

  /** Its connection belongs to the process that ours belongs to, in the bus's own numbers. */
  async function isOurs(item: BusValue, ownProcess: BusValue): Promise<boolean> {
    const name = typeof item === 'string' ? /^[^/@]+/.exec(item)?.[0] : undefined;
    return name !== undefined && first(await askBus('GetConnectionUnixProcessID', name)) === ownProcess;
  }

  async function isListed(): Promise<boolean> {
    const items = first(await property('RegisteredStatusNotifierItems'));
    const ownProcess = first(await askBus('GetConnectionUnixProcessID', bus.name));
    if (!Array.isArray(items) || ownProcess === null) return false;
    const ours = await Promise.all(items.map((item: BusValue) => isOurs(item, ownProcess)));
    return ours.includes(true);
  }

  /** Null: something moved meanwhile, and is looked at afresh. */
  async function isListedWithin(looks: number): Promise<boolean | null> {
    for (let left = looks; left > 0; left -= 1) {
      const listed = await isListed();
      if (closed || again) return null;
      if (listed) return true;
      await clock.sleep(APART_MS);
    }
    return false;
  }

  async function lookOnce(): Promise<void> {
    const owner = await hostOwner();
    if (closed) return;
    if (owner === null) {
      madeFor = null;
      onShown(false);
      return;
    }
    if (owner !== madeFor) {
      // One that was registered before goes to the next host by itself (measured, Electron 33).
      const byItself = madeOnce ? await isListedWithin(OWN_LOOKS) : false;
      if (byItself === null) return;
      madeFor = owner;
      if (!byItself) makeIcon();
    }
    const listed = await isListedWithin(LOOKS);
    if (listed !== null) onShown(listed);
  }

  async function look(): Promise<void> {
    again = true;
    if (looking) return;
    looking = true;
    while (again) {
      again = false;
      if (!closed) await lookOnce();
    }
    looking = false;
  }

  function makeIcon(): void {
    madeOnce = true;
    make();
  }

  async function begin(): Promise<void> {
    for (const rule of SIGNALS) await askBus('AddMatch', rule);
    await look();
    if (!closed && !madeOnce) makeIcon();
  }
  void begin();

  return {
    onSignal: ({ interface: from, member }) => {
      if (from === WATCHER || (from === BUS.interface && member === 'NameOwnerChanged')) void look();
    },
    lost: () => {
      if (!closed) onShown(false);
    },
    close: () => {
      closed = true;
    },
  };
}

const first = (answer: Result<readonly BusValue[]>): BusValue | null => (answer.ok ? (answer.value[0] ?? null) : null);

/** On the session's bus, if there is one. */
export function findTrayHosts({
  clock,
  make,
  onShown,
  log,
}: Omit<HostInputs, 'bus'> & Readonly<{ log: (message: string) => void }>): Pick<TrayHosts, 'close'> {
  let hosts: TrayHosts | null = null;
  let bus: SessionBus | null = null;
  let closed = false;
  const opening = openSessionBus({
    env: process.env,
    uid: process.getuid?.() ?? 0, // absent on Windows only
    clock,
    onSignal: (message) => hosts?.onSignal(message),
    onLost: (reason) => {
      log(`no tray hosts can be found any more: ${reason}`);
      hosts?.lost();
    },
  });
  void opening.then((opened) => {
    if (closed) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (opened.ok) {
      bus = opened.value;
      hosts = watchTrayHosts({ bus, clock, make, onShown });
      return;
    }
    make(); // an older tray may take it
    onShown(false);
  });
  return {
    close: () => {
      closed = true;
      hosts?.close();
      bus?.close();
    },
  };
}

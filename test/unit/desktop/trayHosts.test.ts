import { expect, test } from 'vitest';
import type { BusCall, BusMessage, BusValue } from '../../../electron/desktop/busMessage.ts';
import { watchTrayHosts, WATCHER } from '../../../electron/desktop/trayHosts.ts';
import { fail, succeed } from '../../../shared/failure.ts';
import { VirtualClock } from '../exit/virtualClock.ts';

/** A bus with at most one host on it; `registers`: whether an icon that is made gets into its list. */
function setUp() {
  const clock = new VirtualClock();
  const world = { owner: null as string | null, hasHost: true, registers: true, items: [] as string[] };
  const done: string[] = [];
  const processes: Readonly<Record<string, number>> = { ':ours': 7, ':icon': 7, ':other': 8 };
  const answer = ({ member, body }: BusCall): BusValue | undefined => {
    const [first = '', second = ''] = body.map(String);
    if (member === 'GetNameOwner') return world.owner ?? undefined;
    if (member === 'GetConnectionUnixProcessID') return processes[first];
    if (second === 'IsStatusNotifierHostRegistered') return world.hasHost;
    if (second === 'RegisteredStatusNotifierItems') return world.items;
    return '';
  };
  const hosts = watchTrayHosts({
    clock,
    bus: {
      name: ':ours',
      call: async (call) => {
        const value = answer(call);
        return value === undefined ? fail({ kind: 'unreachable', message: 'nobody' }) : succeed([value]);
      },
    },
    make: () => {
      done.push('make');
      if (world.registers && world.owner !== null) world.items = [':other/StatusNotifierItem', ':icon/StatusNotifierItem'];
    },
    onShown: (shown) => done.push(shown ? 'shown' : 'missing'),
  });
  const signal = async (part: Partial<BusMessage>) => {
    hosts.onSignal({ type: 'signal', replySerial: null, interface: null, member: null, sender: null, body: [], ...part });
    await clock.advance(5_000);
    return done.splice(0);
  };
  return {
    world,
    begin: async () => {
      await clock.advance(5_000);
      return done.splice(0);
    },
    ownerChanged: () => signal({ interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged' }),
    hostSays: (member: string) => signal({ interface: WATCHER, member }),
  };
}

test('a host that is there gets the icon; shown means that its list has it', async () => {
  const desktop = setUp();
  desktop.world.owner = ':host';
  expect(await desktop.begin()).toEqual(['make', 'shown']);
});

test('without a host the icon is made for an older tray, and made anew for the host that comes', async () => {
  const desktop = setUp();
  expect(await desktop.begin()).toEqual(['missing', 'make']);
  desktop.world.owner = ':host';
  expect(await desktop.ownerChanged()).toEqual(['make', 'shown']);
  desktop.world.owner = null;
  desktop.world.items = [];
  expect(await desktop.ownerChanged()).toEqual(['missing']);
  desktop.world.owner = ':next';
  desktop.world.items = [':icon/StatusNotifierItem'];
  expect(await desktop.ownerChanged()).toEqual(['shown']);
});

test('a watcher without a host shows nothing; its host that comes later does', async () => {
  const desktop = setUp();
  desktop.world.owner = ':watcher';
  desktop.world.hasHost = false;
  expect(await desktop.begin()).toEqual(['missing', 'make']);
  desktop.world.items = [];
  desktop.world.hasHost = true;
  expect(await desktop.hostSays('StatusNotifierHostRegistered')).toEqual(['make', 'shown']);
});

test('a host that refuses the registration is a missing tray, and an item of another program is not ours', async () => {
  const desktop = setUp();
  desktop.world.owner = ':host';
  desktop.world.registers = false;
  desktop.world.items = [':other/StatusNotifierItem', '/without/name'];
  expect(await desktop.begin()).toEqual(['make', 'missing']);
  desktop.world.items = [':icon@/StatusNotifierItem'];
  expect(await desktop.hostSays('StatusNotifierItemRegistered')).toEqual(['shown']);
});

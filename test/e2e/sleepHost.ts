// A system bus of its own with an org.freedesktop.login1 on it, which puts the computer to sleep and wakes it, as far as the app
// can see.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import dbus from 'dbus-next';

class LoginManager extends dbus.interface.Interface {
  readonly asked: string[] = [];

  Inhibit(what: string): string {
    this.asked.push(what);
    throw new dbus.DBusError('org.freedesktop.DBus.Error.NotSupported', 'test');
  }

  PrepareForSleep(asleep: boolean): boolean {
    return asleep;
  }

  PrepareForShutdown(down: boolean): boolean {
    return down;
  }
}

LoginManager.configureMembers({
  methods: { Inhibit: { inSignature: 'ssss', outSignature: 'h' } },
  signals: { PrepareForSleep: { signature: 'b' }, PrepareForShutdown: { signature: 'b' } },
});

export type SleepHost = Readonly<{
  env: Readonly<Record<string, string>>;
  sleepAndWake: () => void;
  shutDown: () => void;
  stop: () => void;
}>;

async function startBus(): Promise<Readonly<{ address: string; daemon: ChildProcess }>> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const line: unknown[] = await once(daemon.stdout, 'data');
  return { address: String(line[0]).trim(), daemon };
}

export async function startSleepHost(): Promise<SleepHost> {
  const { address, daemon } = await startBus();
  const bus = dbus.sessionBus({ busAddress: address });
  const manager = new LoginManager('org.freedesktop.login1.Manager');
  bus.export('/org/freedesktop/login1', manager);
  await bus.requestName('org.freedesktop.login1', 0);
  return {
    env: { DBUS_SYSTEM_BUS_ADDRESS: address },
    sleepAndWake: () => {
      manager.PrepareForSleep(true);
      manager.PrepareForSleep(false);
    },
    shutDown: () => void manager.PrepareForShutdown(true),
    stop: () => {
      bus.disconnect();
      daemon.kill();
    },
  };
}

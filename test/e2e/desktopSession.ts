// A desktop session of its own for a program: a message bus, and with a keyring an unlocked GNOME keyring in its own home. Without
// one, a desktop that no key store belongs to. What one session sealed another with the same home opens.
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type DesktopSession = Readonly<{
  /** Puts these in front of a program and its arguments. */
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  forget: () => void;
}>;

/** The keyring gets an empty password: it is unlocked as a login would do it. */
const UNLOCKED = `eval "$(printf '\\n' | gnome-keyring-daemon --unlock --components=secrets | sed 's/^/export /')"; exec "$@"`;

function sessionIn(home: string, desktop: string, script: string): DesktopSession {
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  mkdirSync(join(home, '.local/share/keyrings'), { recursive: true });
  return {
    command: ['dbus-run-session', '--', 'sh', '-c', script, 'sh'],
    env: {
      HOME: home,
      XDG_RUNTIME_DIR: runtime,
      XDG_CURRENT_DESKTOP: desktop,
      DESKTOP_SESSION: '',
      DBUS_SESSION_BUS_ADDRESS: '',
    },
    forget: () => rmSync(home, { recursive: true, force: true }),
  };
}

const newHome = (): string => mkdtempSync(join(tmpdir(), 'breakglass-home-'));
export const keyringSession = (): DesktopSession => sessionIn(newHome(), 'GNOME', UNLOCKED);
export const bareSession = (): DesktopSession => sessionIn(newHome(), '', 'exec "$@"');

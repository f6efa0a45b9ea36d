// A real key store of the desktop for one test: gnome-keyring on the session's bus, with a keyring of its own that is open.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY_MS = 10_000;
const LOOK_MS = 20;

export type Keyring = Readonly<{
  /** For the app: so that Chromium looks for this kind of key store. */
  desktop: Readonly<{ env: Readonly<Record<string, string>>; preload: string }>;
  stop: () => Promise<void>;
}>;

function isOnBus(): boolean {
  const call = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  const answer = execFileSync('dbus-send', [...call, 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']);
  return answer.toString().includes('boolean true');
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + READY_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited ${READY_MS} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export async function openKeyring(): Promise<Keyring> {
  const home = mkdtempSync(join(tmpdir(), 'breakglass-keyring-'));
  mkdirSync(join(home, '.local/share/keyrings'), { recursive: true });
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: join(home, '.local/share') },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end('\n'); // the password of the keyring
  await until('the keyring', isOnBus);
  return {
    desktop: { env: { XDG_CURRENT_DESKTOP: 'GNOME' }, preload: join(import.meta.dirname, 'realKeyStore.cjs') },
    stop: async () => {
      daemon.kill();
      await until('the end of the keyring', () => daemon.exitCode !== null || daemon.signalCode !== null);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

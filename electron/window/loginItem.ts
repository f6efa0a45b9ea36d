// Start at login. Windows and macOS keep it themselves; on Linux it is a desktop entry in the autostart folder
// (specifications.freedesktop.org/autostart-spec, /desktop-entry-spec "The Exec key"), as Electron does nothing there.
// Only a change of the setting removes it: another profile of this person may have put it there.
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fail, succeed, type Result } from '../../shared/failure.ts';

export interface LoginItem {
  set(wanted: boolean): Result<null>;
}

/** A word of the Exec key: quoted, and escaped once as an argument and once as a string of the file. */
export function quoteExec(word: string): string {
  const argument = `"${word.replaceAll(/["`$\\]/g, '\\$&')}"`;
  return argument.replaceAll('\\', '\\\\').replaceAll('%', '%%');
}

export const desktopEntry = (command: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Breakglass',
    'Comment=Closes your positions on all exchanges at once',
    `Exec=${command.map(quoteExec).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The AppImage itself, not what it unpacked; null: this program came out of none. A program that was started out of another one, a
 * terminal's for instance, inherits that one's names ([D] docs.appimage.org, "Environment variables": APPIMAGE, APPDIR).
 */
export function ownAppImage({ APPIMAGE: file, APPDIR: unpacked }: Environment, executable: string): string | null {
  const isOurs = file !== undefined && file !== '' && unpacked !== undefined && unpacked !== '';
  return isOurs && executable.startsWith(join(unpacked, '/')) ? file : null;
}

export function autostartFile(env: Environment, home: string): string {
  const { XDG_CONFIG_HOME: config } = env;
  // The base directory specification has a path that is not absolute ignored.
  return join(config !== undefined && isAbsolute(config) ? config : join(home, '.config'), 'autostart', 'breakglass.desktop');
}

export const linuxLoginItem = (file: string, command: readonly string[]): LoginItem => ({
  set: (wanted) => {
    try {
      if (wanted) writeWhole(file, desktopEntry(command));
      else rmSync(file, { force: true });
      return succeed(null);
    } catch (error) {
      return fail({
        kind: 'settings',
        message: `Start at login could not be switched ${wanted ? 'on' : 'off'}: ${error instanceof Error ? error.message : String(error)}`,
        remedy: `Check that ${dirname(file)} can be written to, then switch it again.`,
      });
    }
  },
});

/** A crash leaves the old file or the new one. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.new`;
  const open = openSync(temporary, 'w', 0o644);
  try {
    writeFileSync(open, text);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
  renameSync(temporary, file);
}

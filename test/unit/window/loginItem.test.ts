import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { autostartFile, desktopEntry, linuxLoginItem, ownAppImage, quoteExec } from '../../../electron/window/loginItem.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'breakglass-login-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('is a file of the autostart folder, whole or not there', () => {
  const file = autostartFile({}, home);
  const item = linuxLoginItem(file, ['/opt/Break glass/breakglass', '--hidden']);
  expect(item.set(true)).toEqual({ ok: true, value: null });
  expect(item.set(true).ok).toBe(true);
  expect(file).toBe(join(home, '.config/autostart/breakglass.desktop'));
  expect(readdirSync(dirname(file))).toEqual(['breakglass.desktop']);
  expect(readFileSync(file, 'utf8')).toContain('\nExec="/opt/Break glass/breakglass" "--hidden"\n');
  expect(item.set(false).ok).toBe(true);
  expect(item.set(false).ok).toBe(true);
  expect(existsSync(file)).toBe(false);
});

it('honours XDG_CONFIG_HOME where it is absolute', () => {
  expect(autostartFile({ XDG_CONFIG_HOME: '/etc/mine' }, home)).toBe('/etc/mine/autostart/breakglass.desktop');
  expect(autostartFile({ XDG_CONFIG_HOME: 'mine' }, home)).toBe(join(home, '.config/autostart/breakglass.desktop'));
});

it('says what to do where the folder can not be written to', () => {
  writeFileSync(join(home, '.config'), 'no folder');
  const set = linuxLoginItem(autostartFile({}, home), ['x']).set(true);
  expect(set.ok ? null : set.failure.message).toContain('could not be switched on');
});

it('quotes as the desktop entry specification says', () => {
  expect(quoteExec('/plain')).toBe('"/plain"');
  expect(quoteExec('100%')).toBe('"100%%"');
  expect(quoteExec('a"b$c`d\\e')).toBe('"a\\\\"b\\\\$c\\\\`d\\\\\\\\e"');
});

it.runIf(existsSync('/usr/bin/gio'))('reaches the program as it was, by a desktop’s own launcher', async () => {
  const file = join(home, 'breakglass.desktop');
  const words = ['/opt/$a "b" `c` \\d 100%f', '--user-data-dir=/tmp/x y'];
  const said = join(home, 'said');
  writeFileSync(
    file,
    desktopEntry(['/bin/sh', '-c', `printf '%s\\n' "$@" > '${said}.new'; mv '${said}.new' '${said}'`, 'sh', ...words]),
  );
  execFileSync('gio', ['launch', file]);
  await vi.waitFor(() => expect(readFileSync(said, 'utf8')).toBe(`${words.join('\n')}\n`), { timeout: 5_000, interval: 20 });
});

it('starts the AppImage that this program came out of, and not one that merely started it', () => {
  const env = { APPIMAGE: '/home/x/Breakglass.AppImage', APPDIR: '/tmp/.mount_BreakAbc' };
  expect(ownAppImage(env, '/tmp/.mount_BreakAbc/breakglass')).toBe('/home/x/Breakglass.AppImage');
  expect(
    ownAppImage({ APPIMAGE: '/home/x/terminal.AppImage', APPDIR: '/tmp/.mount_termXyz' }, '/opt/Breakglass/breakglass'),
  ).toBeNull();
  expect(ownAppImage({}, '/opt/Breakglass/breakglass')).toBeNull();
});

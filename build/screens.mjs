// Screens for tests of the desktop: each an X server, a window manager and a message bus of its own, so that nothing on this
// machine's desktop takes part, and no test meets the keys, the tray or the focus of another.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a program needs to be on a screen. */
const NAMES = /** @type {const} */ (['DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS']);
/** A list of such environments, as JSON: the end-to-end tests run as many at once as there are screens. */
export const SCREENS_VARIABLE = 'BREAKGLASS_TEST_SCREENS';

/** @param {readonly string[]} words @returns {readonly [string, readonly string[]]} program and arguments */
export const onOwnScreen = (words) => [
  'dbus-run-session',
  ['--', 'xvfb-run', '-a', '-s', '-screen 0 2700x1600x24', 'sh', '-c', 'openbox >/dev/null 2>&1 & exec "$@"', 'sh', ...words],
];

/**
 * A screen that stays until it is closed, or until this process ends: it reads, and its input ends with us.
 * @returns {Promise<{ environment: Record<string, string>, close: () => Promise<void> }>}
 */
function openScreen() {
  const say = NAMES.map((name) => `"$${name}"`).join(' ');
  const [file, list] = onOwnScreen(['sh', '-c', `printf '%s\\n' ${say}; exec cat`]);
  const child = spawn(file, list, { stdio: ['pipe', 'pipe', 'ignore'] });
  return new Promise((done, fail) => {
    const ended = new Promise((end) => child.once('exit', end));
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`a screen for the end-to-end tests could not be opened (exit code ${code})`)));
    /** @type {string[]} */
    const lines = [];
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (lines.length < NAMES.length) return;
      done({
        environment: Object.fromEntries(NAMES.map((name, index) => [name, lines[index] ?? ''])),
        close: async () => {
          child.stdin.end();
          await ended;
        },
      });
    });
  });
}

/** @param {number} count @returns {Promise<{ env: Record<string, string>, close: () => Promise<void> }>} */
export async function openScreens(count) {
  /** @type {Awaited<ReturnType<typeof openScreen>>[]} */
  const screens = [];
  for (let index = 0; index < count; index += 1) screens.push(await openScreen()); // at once they would race for one number
  return {
    env: { [SCREENS_VARIABLE]: JSON.stringify(screens.map(({ environment }) => environment)) },
    close: async () => {
      await Promise.all(screens.map(({ close }) => close()));
    },
  };
}

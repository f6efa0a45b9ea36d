// Set-up that runs before every command: brings a fresh clone (Node and a package registry only) to where the app can
// be built and started, or says exactly what to install. Nothing but Node's own modules may be imported at the top:
// the first run happens before `npm ci`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url)); // import.meta.dirname is not there in the Node that is refused below

/** What Debian calls the libraries and tools that Electron and its headless tests need. */
const DEBIAN_RUNTIME = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libnotify4',
  'libsecret-1-0',
  'libatspi2.0-0',
];
const DEBIAN_HEADLESS = ['xvfb', 'xauth', 'dbus', 'dbus-x11', 'openbox', 'xdotool', 'gnome-keyring', 'curl'];
const HEADLESS_PROGRAMS = ['Xvfb', 'xvfb-run', 'xauth', 'dbus-run-session', 'openbox', 'xdotool', 'gnome-keyring-daemon', 'curl'];

/** @param {string} text */
const say = (text) => console.error(`[set-up] ${text}`); // stdout belongs to the command

/** @param {string} text @returns {never} */
function stop(text) {
  console.error(`[set-up] ${text}`);
  process.exit(1);
}

/** @param {string} program */
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  stop(`Node ${process.versions.node} does not do: install Node 22.12 or newer (or 20.19), then run the command again.`);
}

function installPackages() {
  const lock = join(root, 'package-lock.json');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const stamp = join(root, 'node_modules', '.breakglass-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing the packages of package-lock.json (npm ci)');
  const result = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) stop('npm ci failed: check the network and the npm registry settings, then run the command again.');
  writeFileSync(stamp, wanted);
}

/** @param {readonly string[]} packages @param {string} why */
function installDebian(packages, why) {
  const list = packages.join(' ');
  if (process.platform !== 'linux') return;
  if (!has('apt-get') || process.getuid?.() !== 0) {
    stop(`${why}. Install it, on Debian or Ubuntu with:  sudo apt-get install -y ${list}`);
  }
  say(`${why}: installing with apt-get`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env: environment });
  const result = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment,
  });
  if (result.status !== 0) stop(`apt-get could not install: ${list}. Install these packages, then run the command again.`);
}

/** @param {string} executable */
function checkLibraries(executable) {
  if (process.platform !== 'linux' || !has('ldd')) return;
  const missing = () =>
    spawnSync('ldd', [executable], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.includes('not found'))
      .map((line) => line.trim().split(' ')[0]);
  if (missing().length === 0) return;
  installDebian(DEBIAN_RUNTIME, `Electron needs libraries that are not here (${missing().join(', ')})`);
  if (missing().length > 0) stop(`still missing after the installation: ${missing().join(', ')}`);
}

function checkHeadlessTools() {
  if (process.platform !== 'linux') return;
  const missing = HEADLESS_PROGRAMS.filter((program) => !has(program));
  if (missing.length > 0) installDebian(DEBIAN_HEADLESS, `running without a display needs ${missing.join(', ')}`);
}

/** What runs in plain Node needs no more than this. */
export function setUpPackages() {
  checkNode();
  installPackages();
}

/**
 * @param {{ headless: boolean }} options  headless: also what tests and the drill need where there is no display
 * @returns {Promise<{ kind: string, version: string, executable: string, directory: string }>} the Electron to run
 */
export async function setUp({ headless }) {
  setUpPackages();
  const { electronRuntime } = await import('./electronRuntime.mjs');
  const runtime = await electronRuntime();
  checkLibraries(runtime.executable);
  if (headless) checkHeadlessTools();
  say(
    runtime.kind === 'official'
      ? `Electron ${runtime.version}, the official build`
      : `Electron ${runtime.version} out of the npm registry: for development and tests only, users get the official build`,
  );
  return runtime;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setUp({ headless: true });

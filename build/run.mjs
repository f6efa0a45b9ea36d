// npm start | drill | test | bench | storm | practice: set-up first, then the command. See README.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onOwnScreen, openScreens } from './screens.mjs';
import { setUp, setUpPackages } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = (/** @type {string} */ name) => join(root, 'node_modules', '.bin', name);
const [command = 'start', ...args] = process.argv.slice(2);
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
const noSandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/**
 * @param {string} file @param {readonly string[]} list @param {{ quiet?: boolean, env?: Record<string, string> }} [options]
 * @returns {Promise<number>} exit code
 */
function run(file, list, { quiet = false, env = {} } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(file, list, {
      cwd: root,
      stdio: quiet ? ['inherit', 2, 'inherit'] : 'inherit',
      env: { ...process.env, ...env },
    });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => child.kill(signal));
    child.on('error', fail);
    child.on('exit', (code, signal) => done(code ?? (signal === null ? 0 : 1)));
  });
}

/** @param {readonly string[]} words */
const runOnScreen = (words) => {
  if (hasDisplay) return run(words[0] ?? '', words.slice(1));
  const [file, list] = onOwnScreen(words);
  return run(file, list);
};

const buildApp = () =>
  run(program('vite'), ['build', '--app', '-c', 'build/vite.config.ts', '--logLevel', 'warn'], { quiet: true });

async function build() {
  const code = await buildApp();
  if (code !== 0) process.exit(code);
}

/** More than two at once would make each of them slow before they make all of them fast. */
const SCREENS = Math.min(2, availableParallelism());

const tsx = (/** @type {string} */ file) => [program('tsx'), '--tsconfig', 'test/tsconfig.json', file];

/** Runs everything, goes on after a failure, and ends with the plain line that counts. */
async function test() {
  const results = join(root, 'test-results');
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  let passed = 0;
  let failed = 0;
  const count = (/** @type {string} */ name, /** @type {boolean} */ ok) => {
    console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`);
    if (ok) passed += 1;
    else failed += 1;
  };
  // Side by side: each of them waits for the disk or runs in one thread for a good part of its time.
  const [types, lint, format, built] = await Promise.all([
    run(program('tsc'), ['-b']),
    run(program('oxlint'), ['-c', 'build/oxlint.json', '--type-aware', '--deny-warnings', '.']),
    run(program('prettier'), ['--config', 'build/prettier.config.mjs', '--check', '--log-level', 'warn', '.']),
    buildApp(),
  ]);
  count('types', types === 0);
  count('lint', lint === 0);
  count('format', format === 0);
  if (built !== 0) process.exit(built);

  const unitFile = join(results, 'unit.json');
  const unitCode = await run(program('vitest'), [
    'run',
    '-c',
    'build/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unitFile}`,
    ...args,
  ]);
  const unit = existsSync(unitFile) ? JSON.parse(readFileSync(unitFile, 'utf8')) : { numPassedTests: 0, numFailedTests: 0 };
  passed += unit.numPassedTests;
  failed += unit.numFailedTests;
  if (unitCode !== 0 && unit.numFailedTests === 0) count('unit, contract and scenario run', false);

  const e2eFile = join(results, 'e2e.json');
  const screens = process.platform === 'linux' ? await openScreens(SCREENS) : null;
  const e2eCode = await run(program('playwright'), ['test', '-c', 'build/playwright.config.ts'], { env: screens?.env ?? {} });
  await screens?.close();
  const e2e = existsSync(e2eFile) ? JSON.parse(readFileSync(e2eFile, 'utf8')).stats : { expected: 0, unexpected: 0, flaky: 0 };
  passed += e2e.expected;
  failed += e2e.unexpected + e2e.flaky;
  if (e2eCode !== 0 && e2e.unexpected + e2e.flaky === 0) count('end-to-end run', false);

  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

switch (command) {
  case 'start': {
    const runtime = await setUp({ headless: false });
    if (!hasDisplay) {
      console.error('There is no display here. On a desktop `npm start` opens the window; without one use `npm run drill`.');
      process.exit(1);
    }
    await build();
    process.exit(await run(runtime.executable, [...noSandbox, '.', ...args]));
    break;
  }
  case 'drill':
    await setUp({ headless: !hasDisplay });
    await build();
    process.exit(await runOnScreen([...tsx('test/drill/drill.ts'), ...args]));
    break;
  case 'bench':
    if (['--start', '--hotkey', '--automation'].some((part) => args.includes(part))) {
      await setUp({ headless: !hasDisplay });
      await build();
      process.exit(await runOnScreen([...tsx('test/bench/bench.ts'), ...args]));
    }
    setUpPackages();
    process.exit(await run(program('tsx'), ['--tsconfig', 'test/tsconfig.json', 'test/bench/bench.ts', ...args]));
    break;
  case 'storm':
    setUpPackages();
    process.exit(await run(program('tsx'), ['--tsconfig', 'test/tsconfig.json', 'test/storm/storm.ts', ...args]));
    break;
  case 'practice':
    setUpPackages();
    process.exit(await run(program('tsx'), ['--tsconfig', 'test/tsconfig.json', 'electron/practice/practice.ts', ...args]));
    break;
  case 'test':
    await setUp({ headless: true });
    await test();
    break;
  default:
    console.error(`unknown command "${command}": start, drill, test, bench, storm or practice`);
    process.exit(2);
}

import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import { SCREENS_VARIABLE } from './screens.mjs';

const root = resolve(import.meta.dirname, '..');

/** Every worker loads this file, and one index belongs to one worker at a time: it is its screen. */
const given = process.env[SCREENS_VARIABLE];
const screens = given === undefined ? [] : (JSON.parse(given) as readonly Readonly<Record<string, string>>[]);
const index = process.env['TEST_PARALLEL_INDEX'];
if (index !== undefined && screens.length > 0) {
  const screen = screens[Number(index)];
  if (screen === undefined) throw new Error(`there is no screen for worker ${index}: run no more workers than screens`);
  Object.assign(process.env, screen);
}

export default defineConfig({
  testDir: resolve(root, 'test/e2e'),
  outputDir: resolve(root, 'test-results'),
  workers: Math.max(1, screens.length), // a screen has one tray host, one focus and one set of global keys
  fullyParallel: false,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: resolve(root, 'test-results/e2e.json') }]],
  timeout: 60_000,
});

import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ccxtAlias } from './vite.config.ts';

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  resolve: { alias: ccxtAlias },
  test: {
    include: ['test/{unit,contract,scenarios,storm}/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
    pool: 'forks',
  },
});

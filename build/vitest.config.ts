import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ccxtAlias } from './vite.config.ts';

/** They count what their process holds, or change it, or keep the machine busy by themselves: a process of their own, after the others. */
const ALONE = [
  'test/contract/reconnects.test.ts',
  'test/contract/automation/abuseFlood.test.ts',
  'test/unit/accounts/leaks.test.ts',
  'test/storm/*.test.ts',
];

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  resolve: { alias: ccxtAlias },
  test: {
    testTimeout: 20_000,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/{unit,contract,scenarios}/**/*.test.{ts,tsx}'],
          exclude: ALONE,
          isolate: false,
          setupFiles: ['test/ownModules.ts'],
          maxWorkers: availableParallelism(), // left to itself vitest leaves one idle, which is half of a machine with two
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, maxWorkers: 2, sequence: { groupOrder: 1 } } },
    ],
  },
});

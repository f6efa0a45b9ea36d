// A short storm in every test run; `npm run storm` is the long one.
import { expect, test } from 'vitest';
import { runStorm } from './runStorm.ts';

const RUNS = 500;

test('five hundred random runs: no wrong verdict, no flip, nothing sent twice, nothing left exposed unsaid', async () => {
  const failures: string[] = [];
  const { runs } = await runStorm({ seed: 1, from: 0, runs: RUNS, workers: 2, worlds: 1, only: null }, ({ seed, findings }) => {
    for (const { kind, words } of findings) failures.push(`npm run storm -- --only ${seed}: ${kind}: ${words}`);
  });
  expect(failures).toEqual([]);
  expect(runs).toBe(RUNS);
}, 600_000);

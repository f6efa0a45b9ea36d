// A short storm in every test run; `npm run storm` is the long one.
import { expect, test } from 'vitest';
import { runStorm } from './runStorm.ts';

const RUNS = 500;

// Runs that once found something.
test.each([
  [1015506325, 'a stop put back with its old size was refused, dropped and not said'],
  [189657923, 'the cancel of a limit took effect after a listing had shown that it works still'],
])(
  'seed %i finds nothing any more: %s',
  async (only) => {
    const found: string[] = [];
    const wish = { seed: only, from: 0, runs: 1, workers: 1, worlds: 1, only };
    await runStorm(wish, ({ findings }) => found.push(...findings.map(({ words }) => words)));
    expect(found).toEqual([]);
  },
  60_000,
);

test('five hundred random runs: no wrong verdict, no flip, nothing sent twice, nothing left exposed unsaid', async () => {
  const failures: string[] = [];
  const { runs } = await runStorm({ seed: 1, from: 0, runs: RUNS, workers: 2, worlds: 1, only: null }, ({ seed, findings }) => {
    for (const { kind, words } of findings) failures.push(`npm run storm -- --only ${seed}: ${kind}: ${words}`);
  });
  expect(failures).toEqual([]);
  expect(runs).toBe(RUNS);
}, 600_000);

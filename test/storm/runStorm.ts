// A storm over worker processes: each plays its share, the parent counts.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FindingKind } from './finding.ts';
import type { RunReport, WorkerMessage, WorkerWish } from './worker.ts';

export type StormWish = Readonly<{
  seed: number;
  runs: number;
  workers: number;
  worlds: number; // at once, per worker
  /** Seed of one run: only that one, in a new world, with its whole story. */
  only: number | null;
}>;

export type StormCounts = Readonly<{
  storm: true;
  seed: number;
  runs: number;
  wrongVerdicts: number;
  flips: number;
  duplicates: number;
  exposedUnsaid: number;
  notFlat: number;
  unknown: number;
  flat: number;
  increases: number;
  outOfScope: number;
  overruns: number;
  wrongMoney: number;
  needless: number;
  errors: number;
  runsPerSecond: number;
}>;

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function runStorm(wish: StormWish, onRun: (report: RunReport) => void): Promise<StormCounts> {
  const startedMs = performance.now();
  const found = new Map<FindingKind, number>();
  const ended = { flat: 0, notFlat: 0, unknown: 0 };
  let runs = 0;
  const take = (report: RunReport): void => {
    runs += 1;
    for (const verdict of report.verdicts) {
      if (verdict === 'flat' || verdict === 'notFlat' || verdict === 'unknown') ended[verdict] += 1;
    }
    for (const { kind } of report.findings) found.set(kind, (found.get(kind) ?? 0) + 1);
    onRun(report);
  };
  const workers = wish.only === null ? wish.workers : 1;
  await Promise.all(Array.from({ length: workers }, (_, index) => runWorker(wish, index, workers, take)));
  const count = (kind: FindingKind): number => found.get(kind) ?? 0;
  return {
    storm: true,
    seed: wish.only ?? wish.seed,
    runs,
    wrongVerdicts: count('wrongVerdict'),
    flips: count('flip'),
    duplicates: count('duplicate'),
    exposedUnsaid: count('exposedUnsaid'),
    notFlat: ended.notFlat,
    unknown: ended.unknown,
    flat: ended.flat,
    increases: count('increase'),
    outOfScope: count('outOfScope'),
    overruns: count('overrun'),
    wrongMoney: count('wrongMoney'),
    needless: count('needless'),
    errors: count('error'),
    runsPerSecond: Math.round((runs / (performance.now() - startedMs)) * 10_000) / 10,
  };
}

function runWorker(wish: StormWish, index: number, every: number, take: (report: RunReport) => void): Promise<void> {
  const { seed, runs, worlds, only } = wish;
  const own: WorkerWish = { stormSeed: seed, runs, first: index, every, worlds: only === null ? worlds : 1, only };
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [JSON.stringify(own)], {
      cwd: root,
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, TSX_TSCONFIG_PATH: 'test/tsconfig.json' },
    });
    let over = false;
    child.on('message', (message: WorkerMessage) => {
      if (message.kind === 'run') take(message.report);
      else over = true;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (over) resolve();
      else reject(new Error(`a storm worker ended with ${String(code)} before its runs did`));
    });
  });
}

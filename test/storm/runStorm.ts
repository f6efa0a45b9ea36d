// A storm over worker processes: each plays its share, the parent counts.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FindingKind } from './finding.ts';
import type { RunReport, WorkerMessage, WorkerWish } from './worker.ts';

export type StormWish = Readonly<{
  seed: number;
  /** Plays the runs from this one on: a storm that was stopped goes on. */
  from: number;
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

/** A process plays so many runs and makes room for a new one: it grows (what reconnects leave behind), and each run takes longer. */
const RUNS_OF_A_PROCESS = 750;

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
  await Promise.all(Array.from({ length: workers }, (_, index) => runShare(wish, index, workers, take)));
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

/** Every nth run, one process after the other. */
async function runShare(wish: StormWish, index: number, every: number, take: (report: RunReport) => void): Promise<void> {
  const { seed, from, runs, worlds, only } = wish;
  if (only !== null) return runWorker({ stormSeed: seed, runs, first: 0, every, worlds: 1, only }, take);
  const step = RUNS_OF_A_PROCESS * every;
  for (let start = from; start < runs; start += step) {
    await runWorker({ stormSeed: seed, runs: Math.min(runs, start + step), first: start + index, every, worlds, only }, take);
  }
}

function runWorker(own: WorkerWish, take: (report: RunReport) => void): Promise<void> {
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

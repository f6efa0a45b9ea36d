// One process of a storm: plays every nth run in a few worlds at once and tells its parent what it found.
import { realMs } from './stormTime.ts';
import { drawRun, seedOfRun } from './drawRun.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { judge } from './judge.ts';
import { play } from './play.ts';
import { openStormWorld, type StormWorld } from './pool.ts';
import { describeRun } from './describeRun.ts';

export type WorkerWish = Readonly<{
  stormSeed: number;
  runs: number;
  first: number;
  every: number;
  worlds: number;
  only: number | null;
}>;

export type RunReport = Readonly<{
  seed: number;
  verdicts: readonly (string | null)[];
  findings: readonly Finding[];
  tookMs: number; // of the world outside
  freshWorld: boolean;
  words: string | null; // of a run that failed, or that was asked for: the whole story
}>;

export type WorkerMessage = Readonly<{ kind: 'run'; report: RunReport } | { kind: 'over' }>;

const tell = (message: WorkerMessage): void => {
  if (process.send === undefined) throw new Error('a storm worker needs a parent');
  process.send(message);
};

const playing = new Set<number>();

async function tryRun(stormWorld: StormWorld, seed: number): Promise<Evidence> {
  playing.add(seed);
  try {
    return await play(stormWorld, drawRun(seed));
  } finally {
    playing.delete(seed);
  }
}

/**
 * Worlds that one run may be given. Modules that a fresh process still reads from a busy disk are nothing that the storm's time
 * waits for: the first connections can be over before they are dialled.
 */
const MOST_WORLDS = 3;

/** Plays until no seed is left. A world in which a run can not even begin is replaced. */
async function lane(nextSeed: () => number | null, story: boolean): Promise<void> {
  let stormWorld = await openStormWorld();
  let fresh = true;
  for (;;) {
    const seed = nextSeed();
    if (seed === null) break;
    const startedMs = realMs();
    let findings: readonly Finding[];
    let evidence: Evidence | null = null;
    try {
      for (let worlds = 1; evidence === null; worlds += 1) {
        evidence = await tryRun(stormWorld, seed).catch((error: unknown) => {
          if (worlds === MOST_WORLDS) throw error;
          return null;
        });
        if (evidence !== null) break;
        void stormWorld.close();
        stormWorld = await openStormWorld();
        fresh = true;
      }
      findings = judge(evidence);
    } catch (error) {
      findings = [{ kind: 'error', words: error instanceof Error ? (error.stack ?? error.message) : String(error) }];
    }
    tell({
      kind: 'run',
      report: {
        seed,
        verdicts: evidence === null ? [] : evidence.exits.map(({ view }) => view.verdict),
        findings,
        tookMs: realMs() - startedMs,
        freshWorld: fresh,
        words:
          evidence !== null && (story || findings.length > 0)
            ? describeRun(evidence, stormWorld.host.world.requests.list())
            : null,
      },
    });
    fresh = false;
  }
  void stormWorld.close(); // the process ends with the last lane
}

const wish = JSON.parse(process.argv[2] ?? '') as WorkerWish;

function seeds(): () => number | null {
  if (wish.only !== null) {
    const list = [wish.only];
    return () => list.shift() ?? null;
  }
  let index = wish.first;
  return () => {
    if (index >= wish.runs) return null;
    const seed = seedOfRun(wish.stormSeed, index);
    index += wish.every;
    return seed;
  };
}

const failure = (what: string) => (error: unknown) => {
  const words = `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  for (const seed of playing.size === 0 ? [0] : playing) {
    tell({
      kind: 'run',
      report: { seed, verdicts: [], findings: [{ kind: 'error', words }], tookMs: 0, freshWorld: false, words: null },
    });
  }
};
process.on('unhandledRejection', failure('unhandled rejection'));
process.on('uncaughtException', failure('uncaught exception'));

const nextSeed = seeds();
await Promise.all(Array.from({ length: wish.worlds }, () => lane(nextSeed, wish.only !== null)));
tell({ kind: 'over' });
process.exit(0);

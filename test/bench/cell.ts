// One cell: a fresh practice exchange, several exits by the panel, the bare minimum of requests, and the ccxt loops over the
// same portfolio.
import { runBareMinimum, type BareTimes } from './bareMinimum.ts';
import { boundOf, type Bound } from './bound.ts';
import { runBestLoop } from './ccxtLoops.ts';
import type { ExitTimes } from './exitTimes.ts';
import { openBenchPanel } from './panelExit.ts';
import { plainLoopMs, type PlainLoopTime } from './plainLoop.ts';
import { startPracticeServer, type BenchAccount, type PracticeServer } from './practiceServer.ts';
import { largest, median, percentile } from './statistics.ts';
import { describeTrace } from './table.ts';

export type CellWish = Readonly<{
  positions: number; // per account
  rttMs: number;
  accountsPerVenue: number;
  runs: number;
  loops: boolean;
  trace: boolean;
}>;

export type Cell = Readonly<{
  venues: number;
  accountsPerVenue: number;
  positions: number;
  rttMs: number;
  runs: number;
  firstOrder: Readonly<{ p50Ms: number; p95Ms: number; ofEachAccountP95Ms: number; samples: readonly number[] }>;
  pressToLastAckMs: number;
  pressToFlatMs: number;
  pressToFlatP95Ms: number;
  bound: Bound;
  /** The bare minimum of requests, measured; what it takes above the bound is the service of venue and client here. */
  bareMs: number;
  serviceMs: number;
  bestLoopMs: number | null;
  plainLoop: PlainLoopTime | null;
  /** None of the three venues has it in ccxt. */
  closeAllPositionsMs: null;
  journalMs: number;
  coldConnections: number; // most of any run
  cpuMs: number;
  bareCpuMs: number;
  rssMb: number;
  heapMb: number;
}>;

const FEW_POSITIONS = 5;
const LOOP_RUNS = 3;
const BARE_TRIES = 3;

export async function measureCell(wish: CellWish, folder: string): Promise<Cell> {
  const { accountsPerVenue, positions, rttMs, runs } = wish;
  const server = await startPracticeServer();
  try {
    await server.setRoundTrip(rttMs);
    const accounts = await server.reset({ positions, accountsPerVenue });
    const venues = [...new Set(accounts.map(({ venue }) => venue))];
    const exits = await measureExits(server, accounts, wish, folder);
    const bare = await measureBare(server, wish);
    const loops = wish.loops ? await measureLoops(server, wish) : null;
    const bound = boundOf(venues, positions, accountsPerVenue, rttMs);
    const bareMs = median(bare.map(({ totalMs }) => totalMs));
    const first = exits.map((each) => each.pressToFirstOrderMs);
    return {
      venues: venues.length,
      accountsPerVenue,
      positions,
      rttMs,
      runs,
      firstOrder: {
        p50Ms: median(first),
        p95Ms: percentile(first, 95),
        ofEachAccountP95Ms: percentile(
          exits.flatMap((each) => each.firstOrdersMs),
          95,
        ),
        samples: first.map((ms) => median([ms])),
      },
      pressToLastAckMs: median(exits.map((each) => each.pressToLastAckMs)),
      pressToFlatMs: median(exits.map((each) => each.pressToFlatMs)),
      pressToFlatP95Ms: percentile(
        exits.map((each) => each.pressToFlatMs),
        95,
      ),
      bound,
      bareMs,
      serviceMs: median([bareMs - bound.roundTripsMs - bound.limitsMs]),
      bestLoopMs: loops === null ? null : loops.bestMs,
      plainLoop: loops === null ? null : loops.plain,
      closeAllPositionsMs: null,
      journalMs: median(exits.map((each) => each.journalMs)),
      coldConnections: largest(exits.map((each) => each.coldConnections)),
      cpuMs: median(exits.map((each) => each.cpuMs)),
      bareCpuMs: median(bare.map(({ cpuMs }) => cpuMs)),
      rssMb: largest(exits.map((each) => each.rssMb)),
      heapMb: largest(exits.map((each) => each.heapMb)),
    };
  } finally {
    await server.stop();
  }
}

async function isEmpty(server: PracticeServer): Promise<boolean> {
  const { positions, orders } = await server.ledger();
  return positions === 0 && orders === 0;
}

async function measureExits(
  server: PracticeServer,
  accounts: readonly BenchAccount[],
  { accountsPerVenue, positions, runs, trace }: CellWish,
  folder: string,
): Promise<readonly ExitTimes[]> {
  const panel = await openBenchPanel(server, accounts, folder);
  try {
    const exits: ExitTimes[] = [];
    for (let run = 0; run < runs; run += 1) {
      if (run > 0) await server.reset({ positions, accountsPerVenue });
      const times = await panel.exit({ positionsPerAccount: positions });
      if (!(await isEmpty(server))) throw new Error('The exit ended flat with something left on the exchange’s own ledger.');
      if (trace) process.stderr.write(describeTrace(times));
      exits.push(times);
    }
    return exits;
  } finally {
    await panel.close();
  }
}

/** A run in which the venue's limits refused something was not the minimum, and is made again. */
async function measureBare(server: PracticeServer, wish: CellWish): Promise<readonly BareTimes[]> {
  const measured: BareTimes[] = [];
  for (let misses = 0; measured.length < wish.runs;) {
    const accounts = await server.reset(wish);
    const times = await runBareMinimum(server, accounts);
    if (await isEmpty(server)) measured.push(times);
    else if ((misses += 1) > BARE_TRIES) throw new Error('The bare minimum of requests left positions again and again.');
  }
  return measured;
}

async function measureLoops(server: PracticeServer, wish: CellWish) {
  const best: number[] = [];
  for (let run = 0; run < (wish.positions > FEW_POSITIONS ? 1 : LOOP_RUNS); run += 1) {
    const accounts = await server.reset(wish);
    best.push((await runBestLoop(server, accounts)).totalMs);
    if (!(await isEmpty(server))) throw new Error('The best ccxt loop left positions on the exchange’s own ledger.');
  }
  return { bestMs: median(best), plain: await plainLoopMs(server, wish) };
}

// One cell: a fresh practice exchange, several exits by the panel, and the ccxt loops over the same portfolio.
import type { VenueId } from '../../shared/account.ts';
import { boundMs } from './bound.ts';
import { runBestLoop, runPlainLoop, type LoopTimes } from './ccxtLoops.ts';
import { openBenchPanel, type ExitTimes } from './panelExit.ts';
import { startPracticeServer, type BenchAccount, type PracticeServer } from './practiceServer.ts';
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
  times: Readonly<{
    pressToFirstOrderMs: number;
    pressToLastAckMs: number;
    pressToFlatMs: number;
    boundMs: number;
    loopMs: number | null;
    bestLoopMs: number | null;
    /** Part of loopMs that a script with loaded markets would not need. */
    loopMarketsMs: number | null;
    slowestPressToFlatMs: number;
    journalMs: number;
    coldConnections: number; // most of any run
    runs: number;
  }>;
}>;

/** The plain loop takes so long over many positions that one run says it all. */
const FEW_POSITIONS = 5;
const LOOP_RUNS = 3;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const next = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (middle === undefined || next === undefined) throw new Error('nothing was measured');
  return Math.round(((middle + next) / 2) * 10) / 10;
}

async function checkEmpty(server: PracticeServer, whose: string): Promise<void> {
  const { positions, orders } = await server.ledger();
  if (positions > 0 || orders > 0)
    throw new Error(`${whose} left ${positions} positions and ${orders} orders on the exchange's own ledger.`);
}

export async function measureCell(wish: CellWish, folder: string): Promise<Cell> {
  const { accountsPerVenue, positions, rttMs, runs } = wish;
  const server = await startPracticeServer();
  try {
    await server.setRoundTrip(rttMs);
    const accounts = await server.reset({ positions, accountsPerVenue });
    const venues = [...new Set(accounts.map(({ venue }) => venue))];
    const exits = await measureExits(server, accounts, wish, folder);
    const loops = wish.loops ? await measureLoops(server, wish) : null;
    return {
      venues: venues.length,
      accountsPerVenue,
      positions,
      rttMs,
      times: {
        pressToFirstOrderMs: median(exits.map((each) => each.pressToFirstOrderMs)),
        pressToLastAckMs: median(exits.map((each) => each.pressToLastAckMs)),
        pressToFlatMs: median(exits.map((each) => each.pressToFlatMs)),
        boundMs: boundMs(venues satisfies readonly VenueId[], positions, rttMs),
        loopMs: loops === null ? null : median(loops.plain.map((each) => each.totalMs)),
        bestLoopMs: loops === null ? null : median(loops.best.map((each) => each.totalMs)),
        loopMarketsMs: loops === null ? null : median(loops.plain.map((each) => each.marketsMs)),
        slowestPressToFlatMs: Math.round(Math.max(...exits.map((each) => each.pressToFlatMs)) * 10) / 10,
        journalMs: median(exits.map((each) => each.journalMs)),
        coldConnections: Math.max(...exits.map((each) => each.coldConnections)),
        runs,
      },
    };
  } finally {
    await server.stop();
  }
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
      const times = await panel.exit(positions);
      await checkEmpty(server, 'The exit');
      if (trace) process.stderr.write(describeTrace(times));
      exits.push(times);
    }
    return exits;
  } finally {
    await panel.close();
  }
}

async function measureLoops(server: PracticeServer, { accountsPerVenue, positions }: CellWish) {
  async function repeat(times: number, whose: string, run: typeof runPlainLoop): Promise<readonly LoopTimes[]> {
    const measured: LoopTimes[] = [];
    for (let index = 0; index < times; index += 1) {
      const accounts = await server.reset({ positions, accountsPerVenue });
      measured.push(await run(server, accounts));
      await checkEmpty(server, whose);
    }
    return measured;
  }
  const plain = await repeat(positions > FEW_POSITIONS ? 1 : LOOP_RUNS, 'The plain ccxt loop', runPlainLoop);
  const best = await repeat(LOOP_RUNS, 'The best ccxt loop', runBestLoop);
  return { plain, best };
}

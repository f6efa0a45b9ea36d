// The plain loop takes minutes over many positions, and it is a straight line: one account after the other, one order after
// the other. So it is measured with one position and with eleven, once for each round trip, and computed for the rest.
import { runPlainLoop } from './ccxtLoops.ts';
import type { PracticeServer } from './practiceServer.ts';

export type PlainLoopTime = Readonly<{ ms: number; computed: boolean }>;
type Line = Readonly<{ oneMs: number; eachMs: number }>;

const FEW = 1;
const MORE = 11;
const lines = new Map<number, Line>();

async function measure(server: PracticeServer, positions: number): Promise<number> {
  await server.freshLimits();
  const accounts = await server.reset({ positions, accountsPerVenue: 1 });
  const { totalMs } = await runPlainLoop(server, accounts);
  const { positions: left } = await server.ledger();
  if (left > 0) throw new Error(`The plain ccxt loop left ${left} positions on the exchange's own ledger.`);
  return totalMs;
}

/** The round trip of the server has to be set. */
export async function plainLoopMs(
  server: PracticeServer,
  cell: Readonly<{ positions: number; accountsPerVenue: number; rttMs: number }>,
): Promise<PlainLoopTime> {
  let line = lines.get(cell.rttMs);
  if (line === undefined) {
    const oneMs = await measure(server, FEW);
    line = { oneMs, eachMs: ((await measure(server, MORE)) - oneMs) / (MORE - FEW) };
    lines.set(cell.rttMs, line);
  }
  const ms = Math.round(cell.accountsPerVenue * (line.oneMs + line.eachMs * (cell.positions - FEW)));
  return { ms, computed: cell.positions !== FEW || cell.accountsPerVenue !== 1 };
}

// One account is dead, slow or banned: what do the others notice? Healthy and broken exits alternate in one process, and the
// ratio of their medians is the finding.
import { openBenchPanel } from './panelExit.ts';
import { startPracticeServer } from './practiceServer.ts';
import { median } from './statistics.ts';

export type IsolationWish = Readonly<{ positions: number; rttMs: number; runs: number }>;
export type IsolationCell = Readonly<{
  broken: string;
  positions: number;
  rttMs: number;
  runs: number;
  others: number; // accounts that stay healthy
  healthyMs: number; // the last of them flat, median
  besideBrokenMs: number;
  ratio: number;
}>;

const BROKEN = 'binanceusdm-bench-1';
const http = { transport: 'http', account: BROKEN, count: null } as const;
const banned = { code: -1003, msg: 'Way too many requests; IP banned until 1999999999999.' };

type Kind = Readonly<{ name: string; rules: readonly object[]; sharesItsFate: (accountId: string) => boolean }>;

const KINDS: readonly Kind[] = [
  {
    name: 'every connection reset',
    rules: [{ ...http, effect: { kind: 'reset' } }],
    sharesItsFate: (id) => id === BROKEN,
  },
  {
    name: 'silent',
    rules: [{ ...http, effect: { kind: 'loseRequest', ending: 'silence' } }],
    sharesItsFate: (id) => id === BROKEN,
  },
  {
    name: 'answers after 2 s',
    rules: [{ ...http, effect: { kind: 'slow', ms: 2_000, when: 'before' } }],
    sharesItsFate: (id) => id === BROKEN,
  },
  {
    // A ban is for the address: the venue's other account is banned with it, here as there.
    name: 'banned (418)',
    rules: [{ ...http, effect: { kind: 'answer', status: 418, body: banned, headers: { 'Retry-After': '3' } } }],
    sharesItsFate: (id) => id.startsWith('binanceusdm'),
  },
];

export async function measureIsolation(wish: IsolationWish, folder: string): Promise<readonly IsolationCell[]> {
  const { positions, rttMs, runs } = wish;
  const cells: IsolationCell[] = [];
  for (const kind of KINDS) {
    const server = await startPracticeServer();
    await server.setRoundTrip(rttMs);
    const accounts = await server.reset({ positions, accountsPerVenue: 2 });
    const others = accounts.map(({ id }) => id).filter((id) => !kind.sharesItsFate(id));
    const panel = await openBenchPanel(server, accounts, folder);
    const times: Record<'healthy' | 'broken', number[]> = { healthy: [], broken: [] };
    for (let run = 0; run <= 2 * runs; run += 1) {
      if (run > 0) await server.reset({ positions, accountsPerVenue: 2 });
      const broken = run % 2 === 0;
      const { flatMs } = await panel.exit({
        positionsPerAccount: positions,
        beforePress: () => server.setFaults(broken ? kind.rules : []),
        enough: ({ accounts: views }) => views.every(({ accountId, verdict }) => verdict !== null || !others.includes(accountId)),
        mend: () => server.setFaults([]),
      });
      const last = Math.max(...others.map((id) => flatMs.get(id) ?? NaN));
      if (run > 0) times[broken ? 'broken' : 'healthy'].push(last); // the first one warms up
    }
    await panel.close();
    await server.stop();
    const [healthyMs, besideBrokenMs] = [median(times.healthy), median(times.broken)];
    const ratio = Math.round((besideBrokenMs / healthyMs) * 100) / 100;
    cells.push({ broken: kind.name, ...wish, others: others.length, healthyMs, besideBrokenMs, ratio });
  }
  return cells;
}

export const describeIsolation = (cells: readonly IsolationCell[]): string =>
  cells
    .map(
      ({ besideBrokenMs, broken, healthyMs, others, positions, ratio, rttMs, runs }) =>
        `isolation, ${positions} positions, round trip ${rttMs}: one account ${broken}: the ${others} others flat after ${besideBrokenMs} ms instead of ${healthyMs} ms, ratio ${ratio} (medians of ${runs}, alternated)\n`,
    )
    .join('');

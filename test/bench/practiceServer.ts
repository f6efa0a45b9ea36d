// The practice exchange of a bench: a process of its own with its own processor time, as a venue would be, driven over its
// control interface. It runs from the sources, so that no old build is measured, and ends with this process.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { accountsSchema } from '../../electron/practiceProcess/practiceControl.ts';
import { storyVenues } from '../storyVenues.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const START_MS = 30_000;

const ledgerAnswer = z.object({ totals: z.object({ positions: z.number(), orders: z.number() }) });

export type BenchAccount = z.infer<typeof accountsSchema>['accounts'][number];
export type LedgerTotals = z.infer<typeof ledgerAnswer>['totals'];

export type PracticeServer = Readonly<{
  url: string;
  /** Every account anew, with this many positions on different symbols and no resting orders. */
  reset: (wish: Readonly<{ positions: number; accountsPerVenue: number }>) => Promise<readonly BenchAccount[]>;
  /** Nothing is counted against any documented limit yet. */
  freshLimits: () => Promise<void>;
  limitsOff: () => Promise<void>;
  /** Replaces all fault rules. */
  setFaults: (rules: readonly object[]) => Promise<void>;
  setRoundTrip: (rttMs: number) => Promise<void>;
  /** What the exchange itself says is left. */
  ledger: () => Promise<LedgerTotals>;
  stop: () => Promise<void>;
}>;

export async function startPracticeServer(): Promise<PracticeServer> {
  const script = join(ROOT, 'electron', 'practice', 'practice.ts');
  const wishes = ['--port=0', '--portfolio=empty', '--frozen', '--symbols=150', '--rate-limits=on', '--exit-with-stdin'];
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...wishes], {
    cwd: ROOT,
    env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'test', 'tsconfig.json') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error('The practice exchange did not start in time.')), START_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const found = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The practice exchange ended with code ${String(code)}.`)));
  });

  async function control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/control/${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The practice exchange refused ${path}: ${text}`);
    return JSON.parse(text) as unknown;
  }

  return {
    url,
    reset: async ({ positions, accountsPerVenue }) =>
      accountsSchema.parse(
        await control('POST', 'reset', {
          portfolio: 'generated',
          stops: false,
          positions,
          accountsPerVenue,
          venues: storyVenues,
        }),
      ).accounts,
    freshLimits: async () => {
      await control('POST', 'rate-limits', { on: true });
    },
    limitsOff: async () => {
      await control('POST', 'rate-limits', { on: false });
    },
    setFaults: async (rules) => {
      await control('DELETE', 'faults');
      for (const rule of rules) await control('POST', 'faults', rule);
    },
    setRoundTrip: async (rttMs) => {
      await control('POST', 'latency', { rttMs });
    },
    ledger: async () => ledgerAnswer.parse(await control('GET', 'ledger')).totals,
    stop: async () => {
      child.stdin.end();
      await gone;
    },
  };
}

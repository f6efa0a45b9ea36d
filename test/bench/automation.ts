// From the request of a program to the first order at the exchange: the real app as built, over REST, WebSocket and MCP, on a connection
// that stands and on a fresh one, the machine idle and with a busy loop on every core (the exchange, which notes the arrival, and the
// program run on it too). Measured from just before the request is written. Every exit must end flat.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { WebSocket } from 'ws';
import { openProgram, type Program } from '../e2e/automationClient.ts';
import { allLive, launchPanel, waitForSnapshot, type LaunchedPanel } from '../e2e/launchPanel.ts';
import { SMALL_BOOK, startSmallBook, type SmallBook } from '../e2e/smallBook.ts';
import { largest, percentile } from './statistics.ts';

const LIMIT_MS = 60_000;
const LOOK_MS = 2;

type Way = 'REST' | 'WebSocket' | 'MCP';
type Connection = 'kept' | 'fresh';

export type AutomationTimes = Readonly<{
  way: Way;
  connection: Connection;
  machine: 'idle' | 'loaded';
  requests: number;
  p50Ms: number;
  p95Ms: number;
  largestMs: number;
  samples: readonly number[];
}>;

/** A program that is ready to ask for everything: the answer is the verdict. */
type Asking = Readonly<{ flattenEverything: () => Promise<unknown>; close: () => Promise<void> }>;

const clockMs = (): number => performance.timeOrigin + performance.now(); // the exchange's, to the fraction of a millisecond

export async function measureAutomation(requests: number): Promise<readonly AutomationTimes[]> {
  const book = await startSmallBook(0);
  const userData = mkdtempSync(join(tmpdir(), 'breakglass-programs-'));
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, practicePort: 0, watchMinutes: 0 }));
  const panel = await launchPanel({ userData, practiceUrl: book.host.url });
  try {
    await waitForSnapshot(panel.page, 'all live', allLive);
    const program = await openProgram(panel);
    const cells: AutomationTimes[] = [];
    for (const [way, open] of Object.entries(openers) as [Way, (program: Program) => Promise<Asking>][]) {
      for (const connection of ['kept', 'fresh'] as const) {
        for (const machine of ['idle', 'loaded'] as const) {
          const loops = machine === 'loaded' ? busyLoops() : [];
          try {
            const samples = await measure(requests, program, open, connection, panel, book);
            const figures = { p50Ms: percentile(samples, 50), p95Ms: percentile(samples, 95), largestMs: largest(samples) };
            cells.push({ way, connection, machine, requests, ...figures, samples });
          } finally {
            for (const loop of loops) loop.kill();
          }
        }
      }
    }
    return cells;
  } finally {
    await panel.close();
    await book.host.stop();
    rmSync(userData, { recursive: true, force: true });
  }
}

const busyLoops = (): readonly ChildProcess[] =>
  cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));

async function measure(
  requests: number,
  program: Program,
  open: (program: Program) => Promise<Asking>,
  connection: Connection,
  panel: LaunchedPanel,
  book: SmallBook,
): Promise<readonly number[]> {
  const samples: number[] = [];
  const kept = connection === 'kept' ? await open(program) : null;
  try {
    await measureOne(kept, program, open, panel, book); // not counted: it opens what is kept, and compiles what it runs
    for (let index = 0; index < requests; index += 1) samples.push(await measureOne(kept, program, open, panel, book));
  } finally {
    await kept?.close();
  }
  return samples;
}

async function measureOne(
  kept: Asking | null,
  program: Program,
  open: (program: Program) => Promise<Asking>,
  { page }: LaunchedPanel,
  { fill, host, left }: SmallBook,
): Promise<number> {
  await fill();
  await waitForSnapshot(
    page,
    'the portfolio',
    ({ exits, positions }) => Object.keys(positions).length === SMALL_BOOK && exits.every(({ endedAtMs }) => endedAtMs !== null),
  );
  host.world.requests.clear();
  const askedAtMs = clockMs();
  const asking = kept ?? (await open(program));
  const answer = await asking.flattenEverything();
  if (kept === null) await asking.close();
  const order = host.world.requests.list().find(({ write }) => write);
  if (order === undefined) throw new Error(`no order came: ${JSON.stringify(answer)}`);
  await until('the exchange to be flat', () => left() === 0);
  if (!isFlat(answer)) throw new Error(`not flat: ${JSON.stringify(answer)}`);
  return order.atMs - askedAtMs;
}

const isFlat = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'verdict' in answer && answer.verdict === 'flat';

async function until(what: string, done: () => boolean): Promise<void> {
  const endMs = Date.now() + LIMIT_MS;
  while (!done()) {
    if (Date.now() > endMs) throw new Error(`waited ${LIMIT_MS} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const authorization = ({ token }: Program): Readonly<{ authorization: string }> => ({ authorization: `Bearer ${token}` });

/** Its connection is opened by the first call. */
async function openRest(program: Program): Promise<Asking> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (method: 'GET' | 'POST', path: string, body: string | null): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const headers = { ...authorization(program), ...(body === null ? {} : { 'content-type': 'application/json' }) };
      const sent = request(program.url + path, { method, agent, headers }, (answer) => {
        let text = '';
        answer.on('data', (part: Buffer) => (text += part.toString('utf8')));
        answer.once('end', () => resolve(JSON.parse(text)));
      });
      sent.once('error', reject);
      sent.end(body ?? undefined);
    });
  return {
    flattenEverything: () => call('POST', '/v1/api/positions/flatten', '{}'),
    close: async () => agent.destroy(),
  };
}

async function openSocket(program: Program): Promise<Asking> {
  const socket = new WebSocket(`${program.url.replace('http', 'ws')}/ws/stream`, { headers: authorization(program) });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  let calls = 0;
  return {
    flattenEverything: () =>
      new Promise((resolve) => {
        const id = `bench-${(calls += 1)}`;
        const listen = (frame: Buffer): void => {
          const answer = JSON.parse(frame.toString('utf8')) as Readonly<{ id?: string; data?: unknown }>;
          if (answer.id !== id) return;
          socket.off('message', listen);
          resolve(answer.data);
        };
        socket.on('message', listen);
        socket.send(JSON.stringify({ action: 'rpc', id, api: 'FlattenEverything', args: {} }));
      }),
    close: async () => socket.close(),
  };
}

async function openMcp(program: Program): Promise<Asking> {
  const client = new Client({ name: 'breakglass-bench', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${program.url}/mcp`), { requestInit: { headers: authorization(program) } }),
  );
  return {
    flattenEverything: async () =>
      (await client.callTool({ name: 'bastion_emergency_exit', arguments: {} }, { timeout: LIMIT_MS })).structuredContent,
    close: () => client.close(),
  }; // prettier-ignore
}

const openers: Readonly<Record<Way, (program: Program) => Promise<Asking>>> = {
  REST: openRest,
  WebSocket: openSocket,
  MCP: openMcp,
};

export function describeAutomation(cells: readonly AutomationTimes[]): string {
  const line = (words: readonly string[]): string => `${words.map((word) => word.padStart(11)).join('')}\n`;
  const rows = cells.map(({ connection, largestMs, machine, p50Ms, p95Ms, requests, way }) =>
    line([way, connection, machine, String(requests), ...[p50Ms, p95Ms, largestMs].map((ms) => ms.toFixed(1))]),
  );
  const head = line(['way', 'connection', 'machine', 'requests', 'p50', 'p95', 'largest']);
  return `From the request of a program to the first order at the exchange, ms (fresh: with its connection)\n${head}${rows.join('')}`;
}

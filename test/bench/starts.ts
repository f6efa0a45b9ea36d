// How long a start takes with twenty accounts on ten venues, cold (no markets on the disk) and warm: the window, each account
// alive, and memory. Four of the venues are dead, each in its own way, and must delay nobody. The real app, as built.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPracticeHost } from '../../electron/practice/host.ts';
import { openPlannedAccount } from '../../electron/practice/portfolio.ts';
import { PRACTICE_VENUES, venueCard, type CertifiedVenueId } from '../../shared/venue.ts';
import type { NewAccount } from '../../shared/vault.ts';
import { launchPanel, readSnapshot } from '../e2e/launchPanel.ts';
import { median } from './statistics.ts';

const PASSPHRASE = 'bench passphrase';
const LOOK_MS = 10;
const LIMIT_MS = 60_000;

export type StartTimes = Readonly<{
  kind: 'cold' | 'warm';
  /** Process started until its window has painted what it shows first. */
  windowMs: number;
  /** Vault unlocked until the first, the middle and the last of the accounts whose venue answers are alive. */
  firstLiveMs: number;
  medianLiveMs: number;
  lastLiveMs: number;
  accounts: number;
  alive: number;
  /** Resident memory of the main process when all of them are, MB. */
  mainMb: number;
}>;

/** What answers for a venue that does not answer: nothing at all, a page of an error, or a connection that ends at once. */
const DEAD: readonly (readonly [venue: CertifiedVenueId, answer: ((socket: Socket) => void) | null])[] = [
  ['gate', null], // nobody listens
  ['kucoinfutures', () => undefined],
  [
    'krakenfutures',
    (socket) => void socket.once('data', () => socket.end('HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n')),
  ],
  ['deribit', (socket) => void socket.destroy()],
];

async function listen(answer: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    answer(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

export async function measureStarts(runs: number): Promise<readonly StartTimes[]> {
  const userData = mkdtempSync(join(tmpdir(), 'breakglass-starts-'));
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ version: 1, practicePort: 0 }));
  const host = await startPracticeHost({ port: 0, portfolio: 'empty', freeze: true, rateLimits: true });
  const servers: Server[] = [];
  try {
    const accounts: NewAccount[] = [];
    for (const [index, venue] of PRACTICE_VENUES.entries()) {
      const exchange = host.venues.get(venue);
      if (exchange === undefined) throw new Error(`no ${venue}`);
      for (let count = 0; count < (index < 4 ? 3 : 2); count += 1) {
        const id = `${venue}-${count}`;
        openPlannedAccount(exchange, {
          id,
          venue,
          label: id,
          positionMode: 'oneWay',
          wallets: { USDT: '1000' },
          positions: [],
          orders: [],
        });
        const { apiKey, secret, passphrase } = exchange.account(id);
        const keys = { apiKey, secret, ...(passphrase === null ? {} : { password: passphrase }) };
        accounts.push(accountAt(venue, id, keys, `${host.url}/${venue}`));
      }
    }
    for (const [venue, answer] of DEAD) {
      const server = await listen(answer ?? (() => undefined));
      const base = `http://127.0.0.1:${portOf(server)}`;
      if (answer === null) server.close();
      else servers.push(server);
      const keys = { apiKey: 'key', secret: 'c2VjcmV0' };
      const password = venueCard(venue).keyFields.some(({ part }) => part === 'password') ? { password: 'passphrase' } : {};
      accounts.push(accountAt(venue, `${venue}-dead`, { ...keys, ...password }, base));
    }
    const alive = accounts.length - DEAD.length;
    await fillVault(userData, accounts);
    const times: StartTimes[] = [];
    for (let run = 0; run < runs; run += 1) {
      rmSync(join(userData, 'markets'), { recursive: true, force: true });
      for (const kind of ['cold', 'warm'] as const) {
        host.world.forgetSpending(); // of the start before
        times.push(await measureStart(userData, kind, accounts.length, alive));
      }
    }
    return times;
  } finally {
    for (const server of servers) server.close();
    await host.stop();
    rmSync(userData, { recursive: true, force: true });
  }
}

function accountAt(venue: CertifiedVenueId, label: string, keys: NewAccount['keys'], base: string): NewAccount {
  const endpoint = { kind: 'custom', rest: base, ws: base.replace('http', 'ws') } as const;
  return { venue, label, keys, endpoint, proxy: null, allowWithdrawal: false };
}

async function fillVault(userData: string, accounts: readonly NewAccount[]): Promise<void> {
  const { page, close } = await launchPanel({ userData });
  try {
    await page.evaluate((passphrase) => window.panel.createVault({ protection: 'passphrase', passphrase }), PASSPHRASE);
    const added = await page.evaluate(
      (all) => Promise.all(all.map((account) => window.panel.addAccount({ ...account, anyway: true }))),
      accounts,
    );
    for (const answer of added) if (!answer.ok) throw new Error(answer.failure.message);
    await page.evaluate(() => window.panel.setEnvironment({ environment: 'live' }));
  } finally {
    await close();
  }
}

async function measureStart(userData: string, kind: StartTimes['kind'], accounts: number, alive: number): Promise<StartTimes> {
  const startedAtMs = Date.now();
  const { app, page, close } = await launchPanel({ userData });
  try {
    await page.getByRole('banner').waitFor();
    const paintedAtMs = await page.evaluate(() => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      return performance.timeOrigin + (paint?.startTime ?? performance.now());
    });
    const unlockedAtMs = Date.now();
    const unlocked = await page.evaluate((passphrase) => window.panel.unlockVault({ passphrase }), PASSPHRASE);
    if (!unlocked.ok) throw new Error(unlocked.failure.message);
    const liveAtMs = new Map<string, number>();
    while (liveAtMs.size < alive) {
      const snapshot = await readSnapshot(page);
      const nowMs = Date.now();
      for (const { id, health } of snapshot.accounts) {
        if (health.kind === 'live' && !liveAtMs.has(id)) liveAtMs.set(id, nowMs - unlockedAtMs);
      }
      if (nowMs - unlockedAtMs > LIMIT_MS) {
        throw new Error(
          `${liveAtMs.size} of ${alive} accounts are alive: ${JSON.stringify(snapshot.accounts.map(({ label, health }) => [label, health]))}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    const times = [...liveAtMs.values()];
    const bytes = await app.evaluate(() => process.memoryUsage().rss);
    return {
      kind,
      windowMs: paintedAtMs - startedAtMs,
      firstLiveMs: Math.min(...times),
      medianLiveMs: median(times),
      lastLiveMs: Math.max(...times),
      accounts,
      alive,
      mainMb: bytes / 1_048_576,
    };
  } finally {
    await close();
  }
}

export function describeStarts(times: readonly StartTimes[]): string {
  const of = (kind: StartTimes['kind'], pick: (start: StartTimes) => number): string =>
    Math.round(median(times.filter((start) => start.kind === kind).map(pick))).toLocaleString('en');
  const row = (kind: StartTimes['kind']): string =>
    `${kind}: window ${of(kind, (each) => each.windowMs)} ms; after unlocking first account ${of(kind, (each) => each.firstLiveMs)} ms, ` +
    `median ${of(kind, (each) => each.medianLiveMs)} ms, last of ${times[0]?.alive ?? 0} ${of(kind, (each) => each.lastLiveMs)} ms; ` +
    `main process ${of(kind, (each) => each.mainMb)} MB\n`;
  return `Start with ${times[0]?.accounts ?? 0} accounts on ten venues, four of them dead (medians)\n${row('cold')}${row('warm')}`;
}

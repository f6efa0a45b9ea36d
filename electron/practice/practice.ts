// The practice exchange as a process of its own: `npm run practice`, or a child of the panel (Electron utilityProcess).
// A child tells its parent {kind:'listening', url} or {kind:'failed', message}, and never outlives it.
import { parseArgs } from 'node:util';
import { DEFAULT_PRACTICE_PORT, startPracticeHost, type PracticeHost, type PracticeHostOptions } from './host.ts';
import { withMoreSymbols } from './moreSymbols.ts';
import { loadVenues } from './venues.ts';

const HELP = `Practice exchange: Binance USDⓈ-M, Bybit and OKX on this machine, with play money.

  --port=${DEFAULT_PRACTICE_PORT}          port on 127.0.0.1, 0 takes any free one
  --rtt=0               injected round trip in ms
  --rate-limits=on|off  the venues' documented limits (default on)
  --seed=1              same seed, same market
  --frozen              marks stand still
  --portfolio=demo      or empty
  --symbols=0           at least this many USDT perpetuals a venue: numbered copies of real ones, for benches
  --exit-with-stdin     stop when standard input closes
  --help
`;

type Told = Readonly<{ kind: 'listening'; url: string } | { kind: 'failed'; message: string }>;
type ParentPort = Readonly<{ postMessage: (message: Told) => void; on: (event: 'close', listener: () => void) => unknown }>;

function parentPort(): ParentPort | null {
  const port: unknown = Reflect.get(process, 'parentPort'); // Electron puts it there in a utility process
  return typeof port === 'object' && port !== null && 'postMessage' in port ? (port as ParentPort) : null;
}

class UsageError extends Error {}

function readNumber(name: string, text: string, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) > most)
    throw new UsageError(`--${name} takes a whole number from 0 to ${most}, not "${text}"`);
  return Number(text);
}

function readWord<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new UsageError(`--${name} takes ${words.join(' or ')}, not "${text}"`);
  return found;
}

function readArguments(): PracticeHostOptions & { help: boolean; exitWithStdin: boolean; symbols: number } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(DEFAULT_PRACTICE_PORT) },
      rtt: { type: 'string', default: '0' },
      'rate-limits': { type: 'string', default: 'on' },
      seed: { type: 'string', default: '1' },
      portfolio: { type: 'string', default: 'demo' },
      symbols: { type: 'string', default: '0' },
      frozen: { type: 'boolean', default: false },
      'exit-with-stdin': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    port: readNumber('port', values.port, 65_535),
    latencyMs: readNumber('rtt', values.rtt, 60_000),
    rateLimits: readWord('rate-limits', values['rate-limits'], ['on', 'off']) === 'on',
    seed: readNumber('seed', values.seed, 4_294_967_295),
    portfolio: readWord<'demo' | 'empty'>('portfolio', values.portfolio, ['demo', 'empty']),
    symbols: readNumber('symbols', values.symbols, 1_000),
    freeze: values.frozen,
    help: values.help,
    exitWithStdin: values['exit-with-stdin'],
  };
}

function describe(host: PracticeHost): string {
  const lines = [`Practice exchange listening on ${host.url} (this machine only, play money).`, ''];
  for (const venue of host.venues.values()) {
    const names = venue.accounts().map((account) => `${account.label} (${account.id})`);
    lines.push(`  ${host.url}/${venue.venue}`.padEnd(44) + `${venue.instruments.size} markets, accounts: ${names.join(', ')}`);
  }
  lines.push(
    '',
    `  keys      ${host.url}/control/accounts`,
    `  ledger    ${host.url}/control/ledger`,
    `  switches  latency, rate limits, faults, prices: see ${host.url}/control/`,
    '',
    'With ccxt: put the base url in front of every path in exchange.urls.api, for instance',
    `  https://fapi.binance.com/fapi/v1  ->  ${host.url}/binanceusdm/fapi/v1`,
    `  wss://stream.bybit.com/v5/private  ->  ws${host.url.slice(4)}/bybit/v5/private`,
    'and use a key, secret and (OKX) password from /control/accounts.',
    '',
  );
  return lines.join('\n');
}

async function main() {
  const parent = parentPort();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process port, not a window
  const tellParent = (told: Told) => parent?.postMessage(told);
  const fail = (message: string) => {
    tellParent({ kind: 'failed', message });
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
    setTimeout(() => process.exit(1), 500).unref(); // a parent's port may keep the process alive
  };
  try {
    const options = readArguments();
    if (options.help) {
      process.stdout.write(HELP);
      return;
    }
    const host = await startPracticeHost({ ...options, venues: withMoreSymbols(loadVenues(), options.symbols) });
    let stopping = false;
    const stop = () => {
      if (stopping) return;
      stopping = true;
      void host.stop().then(() => process.exit(0));
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    process.on('disconnect', stop);
    parent?.on('close', stop);
    if (options.exitWithStdin) process.stdin.on('end', stop).on('close', stop).resume();
    tellParent({ kind: 'listening', url: host.url });
    process.send?.({ kind: 'listening', url: host.url });
    process.stdout.write(describe(host));
  } catch (error) {
    const usage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    const message = error instanceof Error ? error.message : String(error);
    fail(usage ? `${message}\n\n${HELP}` : message);
  }
}

void main();

// npm run bench [-- --json] [--positions=1,20,100] [--accounts=1,3,5] [--rtt=0,20,100,300] [--runs=5] [--ours] [--trace]
//   --json       one line a cell on standard output, and everything in the last line
//   --ours       leaves the ccxt loops out
//   --isolation  only that part: one account dead, slow or banned, and what the others notice (runs: alternations)
//   --transport  only that part: REST against WebSocket order entry for the first wave
//   --start      only that part: the real app from its start until twenty accounts on ten venues are alive
//   --hotkey     only that part: the real app, from the key event of the hotkey to its first order (runs: presses a cell, at least 20
//                to count)
//   --automation only that part: the real app, from a program's request to its first order (runs: requests a cell)
//   --trace      every request of every exit on standard error
// A cell is a number of positions per account, of accounts per venue, and an injected round trip. All positions stand without
// resting orders: two round trips are then the least there is. Every exit must end flat by the exchange's own ledger, or the
// bench fails. The venues' documented limits are on throughout; between two exits both sides forget what was spent.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeAutomation, measureAutomation } from './automation.ts';
import { measureCell, type Cell, type CellWish } from './cell.ts';
import { describeHotkeys, measureHotkeys } from './hotkeys.ts';
import { describeIsolation, measureIsolation } from './isolation.ts';
import { describeFirstOrders, firstOrdersOf, headings, toRow } from './table.ts';
import { describeStarts, measureStarts } from './starts.ts';
import { describeTransport, measureTransport } from './transport.ts';

/** A run over so many cells is the whole bench. */
const MANY_CELLS = 30;
const ISOLATION = { positions: 20, rttMs: 20 };

class UsageError extends Error {}

function readNumbers(name: string, text: string, least: number, most: number): readonly number[] {
  return text.split(',').map((word) => {
    const number = Number(word);
    if (/^\d+$/.test(word) && number >= least && number <= most) return number;
    throw new UsageError(`--${name} takes whole numbers from ${least} to ${most}, not "${word}"`);
  });
}

function readOne(name: string, text: string, least: number, most: number): number {
  const [number, ...more] = readNumbers(name, text, least, most);
  if (number === undefined || more.length > 0) throw new UsageError(`--${name} takes one number`);
  return number;
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      ours: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      isolation: { type: 'boolean', default: false },
      transport: { type: 'boolean', default: false },
      start: { type: 'boolean', default: false },
      hotkey: { type: 'boolean', default: false },
      automation: { type: 'boolean', default: false },
      positions: { type: 'string', default: '1,20,100' },
      accounts: { type: 'string', default: '1,3,5' },
      rtt: { type: 'string', default: '0,20,100,300' },
      runs: { type: 'string' },
    },
  });
  const runs = readOne('runs', values.runs ?? (values.hotkey || values.automation ? '20' : '5'), 1, 100);
  const counts = readNumbers('accounts', values.accounts, 1, 20);
  const rtts = readNumbers('rtt', values.rtt, 0, 2_000);
  const cells = readNumbers('positions', values.positions, 1, 100).flatMap((positions) =>
    counts.flatMap((accountsPerVenue) =>
      rtts.map((rttMs): CellWish => ({ positions, rttMs, accountsPerVenue, runs, loops: !values.ours, trace: values.trace })),
    ),
  );
  return {
    cells: values.isolation ? [] : cells,
    json: values.json,
    runs,
    transport: values.transport,
    start: values.start,
    hotkey: values.hotkey,
    automation: values.automation,
    isolation: values.isolation || cells.length > MANY_CELLS,
  };
}

async function main(): Promise<void> {
  const { automation, cells: wishes, hotkey, isolation: wanted, json, runs, start, transport } = readArguments();
  if (automation) {
    const cells = await measureAutomation(runs);
    process.stdout.write(json ? `${JSON.stringify({ bench: 'automation', cells })}\n` : describeAutomation(cells));
    return;
  }
  if (hotkey) {
    const cells = await measureHotkeys(runs);
    process.stdout.write(json ? `${JSON.stringify({ bench: 'hotkey', cells })}\n` : describeHotkeys(cells));
    return;
  }
  if (start) {
    const starts = await measureStarts(runs);
    process.stdout.write(json ? `${JSON.stringify({ bench: 'start', starts })}\n` : describeStarts(starts));
    return;
  }
  if (transport) {
    const cells = await measureTransport(runs);
    process.stdout.write(json ? `${JSON.stringify({ bench: 'transport', cells })}\n` : describeTransport(cells));
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'breakglass-bench-'));
  const write = (text: string) => process.stdout.write(text);
  try {
    if (!json && wishes.length > 0) write(headings());
    const cells: Cell[] = [];
    for (const wish of wishes) {
      const cell = await measureCell(wish, folder);
      cells.push(cell);
      write(json ? `${JSON.stringify({ bench: 'exit', ...cell })}\n` : toRow(cell));
    }
    const isolation = wanted ? await measureIsolation({ ...ISOLATION, runs }, folder) : [];
    if (json) write(`${JSON.stringify({ bench: 'all', firstOrders: firstOrdersOf(cells), isolation, cells })}\n`);
    else write(describeFirstOrders(cells) + describeIsolation(isolation));
  } finally {
    await rm(folder, { recursive: true });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const usage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    const words = error instanceof Error ? (usage ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`The bench failed. ${words}\n`);
    process.exit(1);
  },
);

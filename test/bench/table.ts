// The bench for people: one row a cell with the ratios that count, and the requests of one exit.
import type { Cell } from './cell.ts';
import type { ExitTimes } from './exitTimes.ts';
import { percentile } from './statistics.ts';

const COLUMNS = [
  'positions', // per account
  'accounts', // per venue
  'rtt',
  'first p50',
  'first p95',
  'last ack',
  'flat',
  'flat p95',
  'bound',
  'flat/bound',
  'bare',
  'flat/bare',
  'best loop',
  'plain loop',
  'cpu',
  'bare cpu',
  'rss MB',
  'heap MB',
] as const;

const WIDTH = 11;
const line = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(WIDTH)).join('');

const milliseconds = (value: number | null): string => (value === null ? '-' : value.toFixed(value < 100 ? 1 : 0));
const ratio = (value: number, by: number): string => (by === 0 ? '-' : (value / by).toFixed(2));

export const headings = (): string =>
  [
    'Emergency Exit on the practice exchange: three venues, documented rate limits on, no resting orders, medians in ms.',
    'bound: two round trips and what the documented limits force. bare: the least number of signed requests, measured here.',
    'plain loop: ~ is computed from its straight line. ccxt has closeAllPositions for none of the three venues.',
    line(COLUMNS),
    '',
  ].join('\n');

export const boundMsOf = ({ bound }: Cell): number => bound.roundTripsMs + bound.limitsMs;

export function toRow(cell: Cell): string {
  const { plainLoop, pressToFlatMs } = cell;
  const cells = [
    String(cell.positions),
    String(cell.accountsPerVenue),
    String(cell.rttMs),
    milliseconds(cell.firstOrder.p50Ms),
    milliseconds(cell.firstOrder.p95Ms),
    milliseconds(cell.pressToLastAckMs),
    milliseconds(pressToFlatMs),
    milliseconds(cell.pressToFlatP95Ms),
    milliseconds(boundMsOf(cell)),
    ratio(pressToFlatMs, boundMsOf(cell)),
    milliseconds(cell.bareMs),
    ratio(pressToFlatMs, cell.bareMs),
    milliseconds(cell.bestLoopMs),
    plainLoop === null ? '-' : `${plainLoop.computed ? '~' : ''}${milliseconds(plainLoop.ms)}`,
    milliseconds(cell.cpuMs),
    milliseconds(cell.bareCpuMs),
    cell.rssMb.toFixed(0),
    cell.heapMb.toFixed(0),
  ];
  return `${line(cells)}  ${cell.bound.binds ?? ''}\n`;
}

export type FirstOrders = Readonly<{ positions: number; samples: number; p50Ms: number; p95Ms: number }>;

/** Over all round trips and numbers of accounts. */
export function firstOrdersOf(cells: readonly Cell[]): readonly FirstOrders[] {
  const sizes = [...new Set(cells.map(({ positions }) => positions))];
  return sizes.map((positions) => {
    const samples = cells.filter((cell) => cell.positions === positions).flatMap(({ firstOrder }) => firstOrder.samples);
    return { positions, samples: samples.length, p50Ms: percentile(samples, 50), p95Ms: percentile(samples, 95) };
  });
}

export const describeFirstOrders = (cells: readonly Cell[]): string =>
  firstOrdersOf(cells)
    .map(
      ({ p50Ms, p95Ms, positions, samples }) =>
        `press to first order, ${positions} positions an account: p50 ${p50Ms} ms, p95 ${p95Ms} ms over ${samples} exits\n`,
    )
    .join('');

/** Milliseconds after the press: created, on the socket, answered. */
export function describeTrace({ coldConnections, journalMs, pressedAtMs, requests, view }: ExitTimes): string {
  const since = (atMs: number | null): string => (atMs === null ? '-' : (atMs - pressedAtMs).toFixed(1)).padStart(8);
  const rows = requests.map(({ method, path, createdAtMs, sentAtMs, answeredAtMs, endedAtMs }) => {
    const where = path.replace(/[?].*$/, '');
    return `${since(createdAtMs)}${since(sentAtMs)}${since(answeredAtMs)}${since(endedAtMs)}  ${method} ${where}`;
  });
  const flat = view.accounts.map((each) => `${each.venue} ${each.flatAtMs?.toFixed(1) ?? '-'}`).join(', ');
  return `\njournal ${journalMs.toFixed(1)} ms, ${coldConnections} connections opened, flat at ${flat}\n created    sent answered   ended\n${rows.join('\n')}\n`;
}

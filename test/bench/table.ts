// The bench for people: one row a cell with the three ratios that count, and the requests of one exit.
import type { Cell } from './cell.ts';
import type { ExitTimes } from './panelExit.ts';

const COLUMNS = [
  'positions', // per account, on one account a venue unless said otherwise
  'rtt',
  'first order',
  'last ack',
  'flat',
  'slowest',
  'bound',
  'flat/bound',
  'loop',
  'loop/flat',
  'best loop',
  'flat/best',
] as const;

const WIDTH = 12;
const line = (cells: readonly string[]): string => `${cells.map((cell) => cell.padStart(WIDTH)).join('')}\n`;

const milliseconds = (value: number | null): string => (value === null ? '-' : value.toFixed(value < 100 ? 1 : 0));
const ratio = (value: number | null, by: number | null): string =>
  value === null || by === null || by === 0 ? '-' : (value / by).toFixed(2);

export const headings = (): string =>
  `Emergency Exit on the practice exchange, three venues, no resting orders ("stops": false), medians in ms.\n${line(COLUMNS)}`;

export function toRow({ accountsPerVenue, positions, rttMs, times }: Cell): string {
  const { boundMs, bestLoopMs, loopMs, pressToFlatMs } = times;
  return line([
    accountsPerVenue === 1 ? String(positions) : `${positions} x ${accountsPerVenue}`,
    String(rttMs),
    milliseconds(times.pressToFirstOrderMs),
    milliseconds(times.pressToLastAckMs),
    milliseconds(pressToFlatMs),
    milliseconds(times.slowestPressToFlatMs),
    milliseconds(boundMs),
    ratio(pressToFlatMs, boundMs),
    milliseconds(loopMs),
    ratio(loopMs, pressToFlatMs),
    milliseconds(bestLoopMs),
    ratio(pressToFlatMs, bestLoopMs),
  ]);
}

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

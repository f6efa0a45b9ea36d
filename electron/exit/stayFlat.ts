// Stay flat: what comes back in a watched scope is closed again, by an exit like any other, while the watch lasts.
// Bounded: somebody who keeps trading on the account is fought for a while, then the alarm is all that is left.
import type { ExitRequest } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import type { ExitRecord } from './exitRecord.ts';
import type { Clock, Venue } from './ports.ts';
import type { ExitAlarm } from './watch.ts';

const MOST_TIMES = 20; // per watched account of one exit
const APART_MS = 1_000;

type StayFlatInputs = Readonly<{
  clock: Clock;
  isOn: () => boolean;
  close: (request: ExitRequest, venue: Venue) => void;
}>;

/** Answers whether it closes again; asked at each alarm of the watch that belongs to this record and account. */
export function createStayFlat({ clock, isOn, close }: StayFlatInputs) {
  const times = new Map<string, { count: number; lastMs: number }>();
  return (record: ExitRecord, venue: Venue, alarm: ExitAlarm): boolean => {
    if (!isOn()) return false;
    const key = `${record.exitId}|${venue.accountId}`;
    const before = times.get(key) ?? { count: 0, lastMs: Number.NEGATIVE_INFINITY };
    if (before.count >= MOST_TIMES) return false;
    const atMs = Math.max(clock.now(), before.lastMs + APART_MS);
    times.set(key, { count: before.count + 1, lastMs: atMs });
    const request = closeAgain(record.request, alarm);
    const run = (): void => {
      if (isOn()) close(request, venue);
    };
    if (atMs <= clock.now()) run();
    else clock.sleep(atMs - clock.now()).then(run, run);
    return true;
  };
}

/** The same scope, on the account where it came back. */
function closeAgain(request: ExitRequest, { accountId, symbol, side }: ExitAlarm): ExitRequest {
  const account = { account: accountId };
  switch (request.action) {
    case 'emergencyExit':
      return { action: 'flatten', filter: account };
    case 'flatten':
      return { action: 'flatten', filter: { ...request.filter, ...account } };
    case 'flattenWinners':
    case 'partialClose':
      return { action: 'flatten', filter: { ...account, instrument: symbol, marketPosition: side === null ? undefined : side } };
    default:
      return assertNever(request);
  }
}

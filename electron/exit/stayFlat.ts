// Stay flat: what comes back in a watched scope is closed again, by an exit like any other, while the watch lasts.
// Bounded: somebody who keeps trading on the account is fought for a while, then the alarm is all that is left.
import type { Environment } from '../../shared/account.ts';
import type { ExitRequest } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import type { ExitRecord } from './exitRecord.ts';
import type { Clock, Venue } from './ports.ts';
import type { ExitAlarm } from './watch.ts';

const MOST_TIMES = 20; // per watched account of one exit
const APART_MS = 1_000; // of the same scope

type StayFlatInputs = Readonly<{
  clock: Clock;
  isOn: () => boolean;
  close: (request: ExitRequest, venue: Venue, environment: Environment) => void;
}>;

export type StayFlat = Readonly<{
  /** Answers whether it closes again; asked at each alarm of the watch that belongs to this record and account. */
  onAlarm: (record: ExitRecord, venue: Venue, alarm: ExitAlarm) => boolean;
  /** The watches are over: what was put off is not closed any more. */
  stop: () => void;
}>;

export function createStayFlat({ clock, isOn, close }: StayFlatInputs): StayFlat {
  const counts = new Map<string, number>();
  const lastMs = new Map<string, number>();
  let waiting = new Set<string>();

  function onAlarm(record: ExitRecord, venue: Venue, alarm: ExitAlarm): boolean {
    if (!isOn()) return false;
    const request = closeAgain(record.request, alarm);
    if (request === null) return false;
    const watched = `${record.exitId}|${venue.accountId}`;
    const scope = `${watched}|${JSON.stringify(request)}`;
    if (waiting.has(scope)) return true; // the close that waits takes this one too
    const count = counts.get(watched) ?? 0;
    if (count >= MOST_TIMES) return false;
    const atMs = Math.max(clock.now(), (lastMs.get(scope) ?? Number.NEGATIVE_INFINITY) + APART_MS);
    counts.set(watched, count + 1);
    lastMs.set(scope, atMs);
    if (atMs <= clock.now()) {
      close(request, venue, record.environment);
      return true;
    }
    const mine = waiting;
    mine.add(scope);
    const run = (): void => {
      if (mine.delete(scope) && isOn()) close(request, venue, record.environment);
    };
    clock.sleep(atMs - clock.now()).then(run, run);
    return true;
  }

  return {
    onAlarm,
    stop: () => {
      waiting.clear();
      waiting = new Set();
    },
  };
}

/** The same scope, on the account where it came back. Null: there is no exit that means it and nothing else. */
function closeAgain(request: ExitRequest, { accountId, symbol, side, kind }: ExitAlarm): ExitRequest | null {
  const account = { account: accountId };
  switch (request.action) {
    case 'emergencyExit':
      return { action: 'flatten', filter: account };
    case 'flatten':
      return kind === 'order' && request.filter.marketPosition !== undefined
        ? null // one side takes the orders of positions that it closes: this one has none yet
        : { action: 'flatten', filter: { ...request.filter, ...account } };
    case 'flattenWinners':
    case 'partialClose':
      return kind === 'order' || side === null
        ? null
        : { action: 'flatten', filter: { ...account, instrument: symbol, marketPosition: side } };
    default:
      return assertNever(request);
  }
}

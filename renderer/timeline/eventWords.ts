// One line of the journal as a sentence that a person can read, on screen and as text.
import type { ExitView, LegView, TimelineEvent } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { actionName } from '../exit/exitWords.ts';
import { startedBy } from '../exit/originWords.ts';
import { VERDICT_LOOKS } from '../exit/verdictWords.ts';
import { formatClock, formatDay, formatPlaces } from '../ui/numbers.ts';
import { accountName } from '../ui/venueNames.ts';

type EventTone = 'gain' | 'loss' | 'warn' | 'info' | 'faint' | 'plain';

const STATE_WORDS: Readonly<Record<string, string>> = {
  accepted: 'accepted, not yet proved',
  residual: 'a rest is left',
  dust: 'dust: what is left is below the minimum and refused',
  gaveUp: 'gave up',
};
const PROVED = 'proved: read back, what was to be closed is closed';

const withDetail = (words: string, detail: string | null): string =>
  detail === null || detail.trim() === '' ? words : `${words}: ${detail.trim()}`;

function movedWords(detail: string | null): string {
  const [from, to] = (detail ?? '').split('->').map((part) => part.trim());
  if (from === undefined || to === undefined) return withDetail('moved', detail);
  return to === 'proved' ? PROVED : `${STATE_WORDS[from] ?? from} → ${STATE_WORDS[to] ?? to}`;
}

/** What happened, without when, where and to what. */
export function eventWords(event: TimelineEvent, exit: ExitView): string {
  const { detail } = event;
  switch (event.kind) {
    case 'pressed':
      return withDetail(`${actionName(exit.request)} ${startedBy(exit)}`, detail);
    case 'joined':
      return withDetail('asked for again, joined', detail);
    case 'queued':
      return detail === null ? 'queued' : `queued ${detail}`;
    case 'sent':
      return detail === null ? 'sent' : `sent ${detail}`;
    case 'accepted':
      return withDetail('accepted by the venue', detail);
    case 'refused':
      return withDetail('refused by the venue', detail);
    case 'neverSent':
      return withDetail('never left this computer', detail);
    case 'unknown':
      return withDetail('outcome unknown, looked up by its client order id', detail);
    case 'moved':
      return movedWords(detail);
    case 'cancelling':
      return withDetail('cancelling orders', detail);
    case 'restored':
      return withDetail('a cancelled stop goes back', detail);
    case 'resumed':
      return withDetail('Breakglass had stopped in the middle and takes the exit up again', detail);
    case 'ended':
      return withDetail('ended', detail !== null && detail in VERDICT_LOOKS ? wordOfVerdict(detail) : detail);
    default:
      return assertNever(event.kind);
  }
}

const wordOfVerdict = (verdict: string): string => VERDICT_LOOKS[verdict as keyof typeof VERDICT_LOOKS].words;

export function eventTone(event: TimelineEvent): EventTone {
  switch (event.kind) {
    case 'refused':
    case 'unknown':
      return 'warn';
    case 'neverSent':
      return 'warn';
    case 'accepted':
    case 'sent':
      return 'info';
    case 'resumed':
    case 'pressed':
    case 'joined':
    case 'ended':
    case 'cancelling':
    case 'restored':
      return 'plain';
    case 'queued':
      return 'faint';
    case 'moved': {
      const to = event.detail?.split('->').at(-1)?.trim();
      return to === 'proved' ? 'gain' : to === 'gaveUp' ? 'loss' : to === 'dust' || to === 'residual' ? 'warn' : 'faint';
    }
    default:
      return assertNever(event.kind);
  }
}

/** Exact: "+12 ms", "+61,243 ms". */
export const formatOffset = (atMs: number): string => `+${formatPlaces(String(Math.round(atMs)), 0)} ms`;

export type EventNames = Readonly<{ account: string | null; symbol: string | null; side: LegView['side'] | null }>;

/** Looks accounts and legs of an exit up by their ids; made once for all its events. */
export function eventNaming(exit: ExitView): (event: TimelineEvent) => EventNames {
  const accounts = new Map(exit.accounts.map((account) => [account.accountId, accountName(account)]));
  const legs = new Map(exit.legs.map((leg) => [leg.legId, leg]));
  return (event) => {
    const leg = event.legId === null ? undefined : legs.get(event.legId);
    const accountId = event.accountId ?? leg?.accountId ?? null;
    return {
      account: accountId === null ? null : (accounts.get(accountId) ?? accountId),
      symbol: leg?.symbol ?? event.symbol,
      side: leg?.side ?? null,
    };
  };
}

export type EventFilter = Readonly<{ accountId: string | null; legId: string | null }>;

/** What concerns the whole exit frames every choice: the press, the stop in the middle, the end. */
export function filterEvents(events: readonly TimelineEvent[], filter: EventFilter): readonly TimelineEvent[] {
  if (filter.legId === null && filter.accountId === null) return events;
  return events.filter((event) => {
    if (event.legId === null && event.accountId === null) return true;
    return filter.legId === null ? event.accountId === filter.accountId : event.legId === filter.legId;
  });
}

/** The log as plain text, one event a line, under a line that says which exit it is. */
export function eventsAsText(events: readonly TimelineEvent[], exit: ExitView): string {
  const namesOf = eventNaming(exit);
  const verdict = exit.verdict === null ? 'running' : VERDICT_LOOKS[exit.verdict].words;
  const head = `${actionName(exit.request)}, ${startedBy(exit)} ${formatDay(exit.pressedAtMs)}, ${formatClock(exit.pressedAtMs)}: ${verdict}`;
  const lines = events.map((event) => {
    const { account, symbol, side } = namesOf(event);
    const position = [symbol, side].filter((part) => part !== null).join(' ');
    return [formatOffset(event.atMs), account, position === '' ? null : position, eventWords(event, exit)]
      .filter((part) => part !== null)
      .join('  ');
  });
  return [head, ...lines, ''].join('\n');
}

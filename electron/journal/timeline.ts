// The stored entries of one exit as lines for a person: what happened when, in milliseconds after the press.
import { askedWords, type TimelineEvent } from '../../shared/exit.ts';
import type { StoredEntry } from '../exit/recovery.ts';

type Leg = Readonly<{ accountId: string; symbol: string }>;

export function timelineOf(stored: readonly StoredEntry[]): readonly TimelineEvent[] {
  const legs = new Map<string, Leg>();
  let pressedAtMs: number | null = null;
  let ended = false;
  const events: TimelineEvent[] = [];
  for (const { atEpochMs: writtenAtMs, entry } of stored) {
    const atEpochMs = entry.kind === 'exitIntended' ? entry.atEpochMs : writtenAtMs;
    if (entry.kind === 'exitIntended') pressedAtMs = entry.atEpochMs;
    if (entry.kind === 'legPlanned') legs.set(entry.legId, entry.position);
    const legId = 'legId' in entry ? entry.legId : null;
    const leg = legId === null ? undefined : legs.get(legId);
    const accountId = leg?.accountId ?? ('accountId' in entry ? entry.accountId : null);
    const said = saidBy(entry);
    // The end is written again when the fills are known.
    if (said === null || (said.kind === 'ended' && ended)) continue;
    if (said.kind === 'ended') ended = true;
    const atMs = Math.max(0, atEpochMs - (pressedAtMs ?? atEpochMs));
    events.push({ atMs, accountId, legId, symbol: leg?.symbol ?? null, ...said });
  }
  return events;
}

function saidBy(entry: StoredEntry['entry']): Pick<TimelineEvent, 'kind' | 'detail'> | null {
  switch (entry.kind) {
    case 'exitIntended': {
      const accounts = `${entry.accounts.length} ${entry.accounts.length === 1 ? 'account' : 'accounts'}`;
      return { kind: 'pressed', detail: entry.asked === undefined ? accounts : `${accounts}, by ${askedWords(entry.asked)}` };
    }
    case 'exitJoined':
      return { kind: 'joined', detail: `by ${askedWords(entry.asked)}` };
    case 'accountEnded':
    case 'scopePlanned':
      return null; // its legs tell
    case 'legPlanned':
      return { kind: 'queued', detail: entry.position.size };
    case 'orderIntended': {
      const price = entry.limitPrice === null ? '' : ` at ${entry.limitPrice} or better`;
      const kind = entry.restores === null ? 'sent' : 'restored';
      return { kind, detail: `${entry.orderSide} ${entry.size}${price} (attempt ${entry.attempt})` };
    }
    case 'orderAnswered':
      return { kind: entry.outcome, detail: entry.detail };
    case 'legMoved':
      return { kind: 'moved', detail: `${entry.from} -> ${entry.to}` };
    case 'ordersCancelled': {
      const count = entry.orders.length;
      return { kind: 'cancelling', detail: `${count} ${count === 1 ? 'order' : 'orders'}: ${entry.why}` };
    }
    case 'exitResumed':
      return { kind: 'resumed', detail: null };
    case 'exitEnded':
      return { kind: 'ended', detail: entry.verdict };
    default:
      entry satisfies never;
      return null; // written by a newer Breakglass
  }
}

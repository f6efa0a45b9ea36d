// What a journal would hold of a scripted exit, made from the exit's own legs.
import type { ExitView, LegView, TimelineEvent } from '../../shared/exit.ts';

const exitWide = { accountId: null, legId: null, symbol: null } as const;

function eventsOfLeg(leg: LegView, untilMs: number): readonly TimelineEvent[] {
  const own = { accountId: leg.accountId, legId: leg.legId, symbol: leg.symbol } as const;
  const at = (atMs: number, kind: TimelineEvent['kind'], detail: string | null): TimelineEvent => ({
    ...own,
    atMs,
    kind,
    detail,
  });
  const events = [at(leg.queuedAtMs ?? 0, 'queued', leg.startSize)];
  const { sentAtMs, acknowledgedAtMs, provedAtMs, failure } = leg;
  if (sentAtMs === null) return events;
  events.push(at(sentAtMs, 'moved', 'queued -> sending'), at(sentAtMs, 'sent', `${leg.startSize} (attempt 1)`));
  if (acknowledgedAtMs === null) {
    if (failure !== null) events.push(at(sentAtMs + 5000, 'unknown', failure.message));
    return events;
  }
  const words = `${failure?.venueCode ?? ''} ${failure?.venueMessage ?? failure?.message ?? ''}`.trim();
  const endMs = provedAtMs ?? untilMs;
  const stepMs = (endMs - acknowledgedAtMs) / Math.max(1, leg.attempts);
  for (let attempt = 2; attempt <= leg.attempts; attempt++) {
    const againAt = Math.round(acknowledgedAtMs + stepMs * (attempt - 1));
    if (words !== '') events.push(at(Math.round(againAt - stepMs * 0.6), 'refused', words));
    else events.push(at(againAt - 2, 'moved', 'accepted -> residual'));
    events.push(at(againAt, 'sent', `${leg.remainingSize ?? leg.startSize} (attempt ${attempt})`));
  }
  if (words === '') events.push(at(acknowledgedAtMs, 'accepted', null));
  if (provedAtMs !== null) events.push(at(provedAtMs, 'moved', 'accepted -> proved'));
  if (leg.naked) events.push(at(endMs - 40, 'restored', 'refused: the stop would trigger at once'));
  if (leg.state === 'gaveUp') events.push(at(endMs, 'moved', 'refused -> gaveUp'));
  if (leg.state === 'dust') events.push(at(endMs, 'moved', 'refused -> dust'));
  return events;
}

export function fakeTimeline(exit: ExitView): readonly TimelineEvent[] {
  const endMs = exit.endedAtMs === null ? Date.now() - exit.pressedAtMs : exit.endedAtMs - exit.pressedAtMs;
  const events: TimelineEvent[] = [{ ...exitWide, atMs: 0, kind: 'pressed', detail: null }];
  for (const leg of exit.legs) events.push(...eventsOfLeg(leg, endMs));
  for (const account of exit.accounts) {
    if (account.ordersCancelled === 0) continue;
    const detail = `${account.ordersCancelled} that could add exposure`;
    events.push({ accountId: account.accountId, legId: null, symbol: null, atMs: 18, kind: 'cancelling', detail });
  }
  if (exit.resumedAtMs !== null) {
    events.push({ ...exitWide, atMs: exit.resumedAtMs - exit.pressedAtMs, kind: 'resumed', detail: null });
  }
  if (exit.endedAtMs !== null) events.push({ ...exitWide, atMs: endMs, kind: 'ended', detail: exit.verdict });
  return events.sort((a, b) => a.atMs - b.atMs);
}

import type { LegView } from '../../shared/exit.ts';

export type Segment = Readonly<{ kind: 'queued' | 'sent' | 'acknowledged' | 'lost'; open: boolean; from: number; to: number }>;

/** End of the common scale in ms: the last thing that happened, or now while it runs. */
export function timelineEndMs(legs: readonly LegView[], elapsedMs: number, running: boolean): number {
  const times = legs.flatMap((leg) => [leg.sentAtMs, leg.acknowledgedAtMs, leg.provedAtMs].filter((at) => at !== null));
  return Math.max(1, running ? elapsedMs : 0, ...times);
}

/**
 * A leg's bar in fractions of the scale: waited, on the wire, taken by the venue until proved. `open` has no end yet;
 * what never got one is `lost` once the exit has ended. A stream may prove a leg before its answer arrives, or prove one
 * for which nothing was sent.
 */
export function timelineSegments(leg: LegView, endMs: number, exitRuns: boolean): readonly Segment[] {
  const running = exitRuns && leg.state !== 'gaveUp' && leg.state !== 'dust';
  const share = (atMs: number) => Math.min(1, atMs / endMs);
  const queued = share(leg.queuedAtMs ?? 0);
  const proved = leg.provedAtMs === null ? null : share(leg.provedAtMs);
  if (leg.sentAtMs === null) {
    if (proved !== null) return [{ kind: 'queued', open: false, from: queued, to: proved }];
    return running ? [{ kind: 'queued', open: true, from: queued, to: 1 }] : [];
  }
  const sent = share(leg.sentAtMs);
  const waited: Segment = { kind: 'queued', open: false, from: Math.min(queued, sent), to: sent };
  const untilProved = (kind: 'sent' | 'acknowledged', from: number): Segment =>
    proved === null
      ? { kind: running ? kind : 'lost', open: running, from, to: 1 }
      : { kind, open: false, from, to: Math.max(from, proved) };
  if (leg.acknowledgedAtMs === null || (leg.provedAtMs !== null && leg.acknowledgedAtMs >= leg.provedAtMs)) {
    return [waited, untilProved('sent', sent)];
  }
  const acknowledged = share(leg.acknowledgedAtMs);
  return [waited, { kind: 'sent', open: false, from: sent, to: acknowledged }, untilProved('acknowledged', acknowledged)];
}

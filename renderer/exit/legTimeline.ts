import type { LegView } from '../../shared/exit.ts';

export type Segment = Readonly<{ kind: 'queued' | 'sent' | 'acknowledged' | 'lost'; open: boolean; from: number; to: number }>;

/** End of the common scale in ms: the last thing that happened, or now while it runs. */
export function timelineEndMs(legs: readonly LegView[], elapsedMs: number, running: boolean): number {
  const times = legs.flatMap((leg) => [leg.sentAtMs, leg.acknowledgedAtMs, leg.provedAtMs].filter((at) => at !== null));
  return Math.max(1, running ? elapsedMs : 0, ...times);
}

/**
 * A leg's bar in fractions of the scale: waited, on the wire, taken by the venue until proved. `open` has no end yet;
 * what never got one is `lost` once the exit has ended.
 */
export function timelineSegments(leg: LegView, endMs: number, running: boolean): readonly Segment[] {
  const share = (atMs: number) => Math.min(1, atMs / endMs);
  if (leg.sentAtMs === null) return running ? [{ kind: 'queued', open: true, from: 0, to: 1 }] : [];
  const sent = share(leg.sentAtMs);
  const queued: Segment = { kind: 'queued', open: false, from: 0, to: sent };
  const untilProved = (kind: 'sent' | 'acknowledged', from: number): Segment =>
    leg.provedAtMs === null
      ? { kind: running ? kind : 'lost', open: running, from, to: 1 }
      : { kind, open: false, from, to: share(leg.provedAtMs) };
  if (leg.acknowledgedAtMs === null) return [queued, untilProved('sent', sent)];
  const acknowledged = share(leg.acknowledgedAtMs);
  return [queued, { kind: 'sent', open: false, from: sent, to: acknowledged }, untilProved('acknowledged', acknowledged)];
}

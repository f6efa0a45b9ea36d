import type { LegView } from '../../shared/exit.ts';

export type Segment = Readonly<{ kind: 'queued' | 'sent' | 'acknowledged' | 'open'; from: number; to: number }>;

/** End of the common scale in ms: the last thing that happened, or now while it runs. */
export function timelineEndMs(legs: readonly LegView[], elapsedMs: number, running: boolean): number {
  const times = legs.flatMap((leg) => [leg.sentAtMs, leg.acknowledgedAtMs, leg.provedAtMs].filter((at) => at !== null));
  return Math.max(1, running ? elapsedMs : 0, ...times);
}

/** A leg's bar in fractions of the scale: waited, on the wire, taken by the venue until proved, still open. */
export function timelineSegments(leg: LegView, endMs: number, running: boolean): readonly Segment[] {
  const share = (atMs: number) => Math.min(1, atMs / endMs);
  const segments: Segment[] = [];
  if (leg.sentAtMs === null) return running ? [{ kind: 'queued', from: 0, to: 1 }] : [];
  segments.push({ kind: 'queued', from: 0, to: share(leg.sentAtMs) });
  if (leg.acknowledgedAtMs === null) {
    segments.push({ kind: 'open', from: share(leg.sentAtMs), to: leg.provedAtMs === null ? 1 : share(leg.provedAtMs) });
    return segments;
  }
  segments.push({ kind: 'sent', from: share(leg.sentAtMs), to: share(leg.acknowledgedAtMs) });
  if (leg.provedAtMs === null) segments.push({ kind: 'open', from: share(leg.acknowledgedAtMs), to: 1 });
  else segments.push({ kind: 'acknowledged', from: share(leg.acknowledgedAtMs), to: share(leg.provedAtMs) });
  return segments;
}

import type { LegView, TimelineEvent } from '../../shared/exit.ts';
import { timelineSegments } from '../exit/legTimeline.ts';
import { Mark, type MarkKind } from './Mark.tsx';
import type { TimeFrame } from './timeAxis.ts';

type LegBarProps = Readonly<{
  leg: LegView;
  frame: TimeFrame;
  /** The leg's own events; empty when the journal was not read. */
  events: readonly TimelineEvent[];
}>;

const percent = (share: number): string => `${share * 100}%`;

type Moment = Readonly<{ kind: MarkKind; atMs: number }>;

/** Where each further attempt left and each answer was a no. The first sending has its own mark. */
function attemptMarks(leg: LegView, events: readonly TimelineEvent[]): readonly Moment[] {
  return events.flatMap(({ kind, atMs }): readonly Moment[] => {
    if (kind === 'sent' && atMs > (leg.sentAtMs ?? Infinity)) return [{ kind: 'again', atMs }];
    return kind === 'refused' ? [{ kind, atMs }] : [];
  });
}

/** Queued, sent, acknowledged, proved on the common scale, each with its mark. */
export function LegBar({ leg, frame, events }: LegBarProps) {
  const { endMs, running, ticks, resumedAtMs } = frame;
  const moments = [
    { kind: 'queued' as const, atMs: leg.queuedAtMs },
    { kind: 'sent' as const, atMs: leg.sentAtMs },
    { kind: 'acknowledged' as const, atMs: leg.acknowledgedAtMs },
    { kind: 'proved' as const, atMs: leg.provedAtMs },
    ...attemptMarks(leg, events),
  ].filter((moment): moment is Moment => moment.atMs !== null && moment.atMs <= endMs);
  const lastMs = leg.provedAtMs ?? leg.acknowledgedAtMs ?? leg.sentAtMs ?? 0;
  return (
    <svg className="bar" width="100%" height="20" aria-hidden="true">
      {ticks.map(({ atMs, share }) => (
        <line key={atMs} className="bar-grid" x1={percent(share)} x2={percent(share)} y1="0" y2="100%" />
      ))}
      {resumedAtMs !== null && resumedAtMs <= endMs && (
        <line className="bar-resumed" x1={percent(resumedAtMs / endMs)} x2={percent(resumedAtMs / endMs)} y1="0" y2="100%" />
      )}
      {timelineSegments(leg, endMs, running).map(({ kind, open, from, to }) => (
        <rect
          key={kind}
          className={`bar-${kind}`}
          data-open={open || undefined}
          x={percent(from)}
          y={kind === 'queued' ? 9 : 6}
          width={percent(Math.max(0, to - from))}
          height={kind === 'queued' ? 2 : 8}
        />
      ))}
      {moments.map(({ kind, atMs }) => (
        <Mark key={`${kind} ${atMs}`} kind={kind} share={atMs / endMs} />
      ))}
      {lastMs > endMs && (
        <svg x="100%" y="50%" overflow="visible" className="bar-beyond">
          <path d="M-7 -5 L-2 0 L-7 5" />
        </svg>
      )}
    </svg>
  );
}

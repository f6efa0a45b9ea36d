import type { LegView, TimelineEvent } from '../../shared/exit.ts';
import { legLook } from '../exit/exitWords.ts';
import { SideMark, SymbolText } from '../positions/columns.tsx';
import { LegBar } from './LegBar.tsx';
import { exactMs, legTimesWords } from './legTimes.ts';
import type { TimeFrame } from './timeAxis.ts';

export const legName = (leg: LegView, label: string): string => `${leg.symbol} ${leg.side}, ${label}`;

type ChartRowProps = Readonly<{
  leg: LegView;
  label: string;
  frame: TimeFrame;
  events: readonly TimelineEvent[];
  active: boolean;
  onPoint: () => void;
  onActivate: () => void;
  onOpen: () => void;
}>;

/** A leg: what it closed, its bar, its exact times. Spoken whole; pressed, it opens its events. */
export function ChartRow({ leg, label, frame, events, active, onPoint, onActivate, onOpen }: ChartRowProps) {
  const look = legLook(leg.state, !frame.running);
  const Icon = look.icon;
  return (
    <button
      type="button"
      className="chart-row chart-leg"
      data-chart-leg={leg.legId}
      tabIndex={active ? 0 : -1}
      aria-label={`${legName(leg, label)}, ${look.word}: ${legTimesWords(leg)}. Show its events.`}
      onPointerEnter={onPoint}
      onFocus={onActivate}
      onClick={onOpen}
    >
      <span className="chart-what">
        <Icon size={14} aria-hidden="true" className={look.tone} />
        <SymbolText symbol={leg.symbol} /> <SideMark side={leg.side} />
        <span className="leg-account faint">{label}</span>
        {leg.attempts > 1 && <span className="chart-attempts warn number">×{leg.attempts}</span>}
      </span>
      <LegBar leg={leg} frame={frame} events={events} />
      <span className="chart-time chart-queued number">{exactMs(leg.queuedAtMs)}</span>
      <span className="chart-time number">{exactMs(leg.sentAtMs)}</span>
      <span className="chart-time number">{exactMs(leg.acknowledgedAtMs)}</span>
      <span className="chart-time number">{exactMs(leg.provedAtMs)}</span>
    </button>
  );
}

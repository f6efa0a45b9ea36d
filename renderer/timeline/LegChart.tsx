import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ExitView, LegView, TimelineEvent } from '../../shared/exit.ts';
import { timelineEndMs } from '../exit/legTimeline.ts';
import { resumedAtOf } from '../exit/originWords.ts';
import { formatDuration, plural } from '../ui/numbers.ts';
import { rowForKey } from '../ui/rowKeys.ts';
import { Segments } from '../ui/Segments.tsx';
import { accountName } from '../ui/venueNames.ts';
import { ChartHead } from './ChartHead.tsx';
import { ChartRow, legName } from './ChartRow.tsx';
import { legTimesWords, stepsSummary } from './legTimes.ts';
import { KeyMark } from './Mark.tsx';
import { axisTicks, closerEndMs, sortedAsSent, type TimeFrame } from './timeAxis.ts';

const ROW_PX = 28;
const none: readonly TimelineEvent[] = [];
const KEYS = [
  ['queued', 'queued'],
  ['sent', 'sent'],
  ['acknowledged', 'acknowledged'],
  ['proved', 'proved'],
  ['again', 'next attempt'],
  ['refused', 'refused'],
] as const;

function eventsByLeg(events: readonly TimelineEvent[]): ReadonlyMap<string, readonly TimelineEvent[]> {
  const groups = new Map<string, TimelineEvent[]>();
  for (const event of events) {
    if (event.legId === null) continue;
    const group = groups.get(event.legId);
    if (group === undefined) groups.set(event.legId, [event]);
    else group.push(event);
  }
  return groups;
}

type LegChartProps = Readonly<{
  exit: ExitView;
  elapsedMs: number;
  events: readonly TimelineEvent[];
  onOpenLeg: (legId: string) => void;
}>;

/** Every leg as a bar on one time axis, in the order in which they left. A row opens the events of its leg. */
export function LegChart({ exit, elapsedMs, events, onOpenLeg }: LegChartProps) {
  const running = exit.endedAtMs === null;
  const unproved = exit.legs.some((leg) => leg.provedAtMs === null);
  const lastMs = timelineEndMs(exit.legs, Math.ceil(elapsedMs / 250) * 250, running);
  const wholeMs = unproved ? Math.max(lastMs, elapsedMs) : lastMs; // what was tried to the end is shown to the end
  const closerMs = closerEndMs(exit.legs, wholeMs);
  const [closer, setCloser] = useState(true);
  const [pointedId, setPointedId] = useState<string | null>(null);
  const [activeIndex, setActiveIndex] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const endMs = closer && closerMs !== null ? closerMs : wholeMs;
  const resumedAtMs = resumedAtOf(exit);
  const frame: TimeFrame = {
    endMs,
    ticks: axisTicks(endMs),
    running,
    resumedAtMs: resumedAtMs === null ? null : resumedAtMs - exit.pressedAtMs,
  };
  const legs = useMemo(() => sortedAsSent(exit.legs), [exit.legs]);
  const byLeg = useMemo(() => eventsByLeg(events), [events]);
  const labels = new Map(exit.accounts.map((account) => [account.accountId, accountName(account)]));
  const labelOf = (leg: LegView) => labels.get(leg.accountId) ?? leg.accountId;
  const pointed = legs.find((leg) => leg.legId === pointedId);

  // oxlint-disable-next-line react/incompatible-library -- no compiler in use
  const virtualizer = useVirtualizer({
    count: legs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => legs[index]?.legId ?? index,
    overscan: 8,
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(activeIndex, range.count - 1)])].sort((a, b) => a - b),
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const next = rowForKey(event.key, activeIndex, legs.length);
    if (next === null || !(event.target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    setActiveIndex(next);
    virtualizer.scrollToIndex(next);
    const legId = legs[next]?.legId ?? '';
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-chart-leg="${CSS.escape(legId)}"]`)?.focus());
  };

  return (
    <div className="evidence">
      <div className="evidence-bar">
        <ul className="chart-key" aria-label="Marks on the bars">
          {KEYS.map(([kind, words]) => (
            <li key={kind}>
              <KeyMark kind={kind} /> {words}
            </li>
          ))}
          {resumedAtMs !== null && (
            <li>
              <i className="key-resumed" /> taken up again
            </li>
          )}
        </ul>
        {closerMs !== null && (
          <Segments
            label="Time shown"
            value={closer ? 'closer' : 'whole'}
            options={[
              { value: 'closer', content: `First ${formatDuration(closerMs)}` },
              { value: 'whole', content: `All ${formatDuration(wholeMs)}` },
            ]}
            onChoose={(chosen) => setCloser(chosen === 'closer')}
          />
        )}
      </div>
      <div
        className="chart-scroll"
        ref={scroller}
        role="presentation"
        onKeyDown={onKeyDown}
        onPointerLeave={() => setPointedId(null)}
      >
        <ChartHead frame={frame} />
        <ol
          className="chart-body"
          aria-label="Legs in the order in which they were sent"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const leg = legs[item.index];
            if (leg === undefined) return null;
            return (
              <li
                key={leg.legId}
                aria-setsize={legs.length}
                aria-posinset={item.index + 1}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <ChartRow
                  leg={leg}
                  label={labelOf(leg)}
                  frame={frame}
                  events={byLeg.get(leg.legId) ?? none}
                  active={item.index === Math.min(activeIndex, legs.length - 1)}
                  onPoint={() => setPointedId(leg.legId)}
                  onActivate={() => {
                    setActiveIndex(item.index);
                    setPointedId(leg.legId);
                  }}
                  onOpen={() => onOpenLeg(leg.legId)}
                />
              </li>
            );
          })}
        </ol>
        {legs.length === 0 && (
          <p className="evidence-none">{running ? 'No leg is planned yet.' : 'This exit had no leg to close.'}</p>
        )}
      </div>
      <p className="chart-foot number" aria-hidden="true">
        {pointed === undefined ? (
          <span className="faint">{legs.length === 0 ? plural(0, 'leg') : stepsSummary(legs)}</span>
        ) : (
          <>
            <strong>{legName(pointed, labelOf(pointed))}</strong> {legTimesWords(pointed)}
          </>
        )}
      </p>
    </div>
  );
}

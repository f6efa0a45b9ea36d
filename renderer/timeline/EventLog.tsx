import { useVirtualizer } from '@tanstack/react-virtual';
import { Check, Copy, CopyX } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ExitView, TimelineEvent } from '../../shared/exit.ts';
import { SideMark, SymbolText } from '../positions/columns.tsx';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { copyText } from '../ui/copyText.ts';
import { plural } from '../ui/numbers.ts';
import { accountName } from '../ui/venueNames.ts';
import {
  eventNaming,
  eventsAsText,
  eventTone,
  eventWords,
  filterEvents,
  formatOffset,
  type EventFilter,
  type EventNames,
} from './eventWords.ts';

const ROW_PX = 26;
const COPIED_MS = 2000;
const NEAR_END_PX = 40;
const ALL = 'all';

function EventRow({ event, exit, names }: Readonly<{ event: TimelineEvent; exit: ExitView; names: EventNames }>) {
  return (
    <>
      <time className="event-at number">{formatOffset(event.atMs)}</time>
      <span className="event-account" title={names.account ?? undefined}>
        {names.account}
      </span>
      <span className="event-position">
        {names.symbol !== null && <SymbolText symbol={names.symbol} />} {names.side !== null && <SideMark side={names.side} />}
      </span>
      <span className={`event-words number event-${eventTone(event)}`}>{eventWords(event, exit)}</span>
    </>
  );
}

function CopyButton({ makeText, disabled }: Readonly<{ makeText: () => string; disabled: boolean }>) {
  const [result, setResult] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (result === null) return undefined;
    const timer = setTimeout(() => setResult(null), COPIED_MS);
    return () => clearTimeout(timer);
  }, [result]);
  const Icon = result === null ? Copy : result === 'copied' ? Check : CopyX;
  return (
    <Button look="outline" isDisabled={disabled} onPress={() => setResult(copyText(makeText()) ? 'copied' : 'failed')}>
      <Icon size={14} aria-hidden="true" />
      <span aria-live="polite">{result === null ? 'Copy as text' : result === 'copied' ? 'Copied' : 'Could not copy'}</span>
    </Button>
  );
}

type EventLogProps = Readonly<{
  exit: ExitView;
  events: readonly TimelineEvent[];
  filter: EventFilter;
  onFilter: (filter: EventFilter) => void;
}>;

/** What the journal holds of the exit, in the order in which it happened, as sentences. */
export function EventLog({ exit, events, filter, onFilter }: EventLogProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(exit.endedAtMs === null);
  const shown = useMemo(() => filterEvents(events, filter), [events, filter]);
  const namesOf = useMemo(() => eventNaming(exit), [exit]);
  const legs = exit.legs.filter((leg) => filter.accountId === null || leg.accountId === filter.accountId);
  const labels = new Map(exit.accounts.map((account) => [account.accountId, accountName(account)]));

  // oxlint-disable-next-line react/incompatible-library -- no compiler in use
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });

  useEffect(() => {
    if (follows.current && shown.length > 0) virtualizer.scrollToIndex(shown.length - 1);
  }, [shown.length, virtualizer]);

  return (
    <div className="evidence">
      <div className="evidence-bar">
        <Choice
          label="Account of the events"
          value={filter.accountId ?? ALL}
          active={filter.accountId !== null}
          options={[
            { value: ALL, text: 'All accounts' },
            ...exit.accounts.map((account) => ({ value: account.accountId, text: accountName(account) })),
          ]}
          onChoose={(chosen) => onFilter({ accountId: chosen === ALL ? null : chosen, legId: null })}
        />
        <Choice
          label="Leg of the events"
          value={filter.legId ?? ALL}
          active={filter.legId !== null}
          options={[
            { value: ALL, text: 'All legs' },
            ...legs.map((leg) => ({
              value: leg.legId,
              text: `${leg.symbol} ${leg.side}, ${labels.get(leg.accountId) ?? leg.accountId}`,
            })),
          ]}
          onChoose={(chosen) => onFilter({ ...filter, legId: chosen === ALL ? null : chosen })}
        />
        <span className="evidence-count faint number">
          {shown.length === events.length
            ? plural(events.length, 'event')
            : `${shown.length} of ${plural(events.length, 'event')}`}
        </span>
        <CopyButton disabled={shown.length === 0} makeText={() => eventsAsText(shown, exit)} />
      </div>
      <section
        className="event-scroll"
        ref={scroller}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard
        tabIndex={0}
        aria-label="Events of this exit"
        onScroll={({ currentTarget }) => {
          const { scrollHeight, scrollTop, clientHeight } = currentTarget;
          follows.current = exit.endedAtMs === null && scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
        }}
      >
        <ol className="event-body" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const event = shown[item.index];
            if (event === undefined) return null;
            return (
              <li
                key={item.key}
                className="event"
                data-index={item.index}
                data-kind={event.kind}
                aria-setsize={shown.length}
                aria-posinset={item.index + 1}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <EventRow event={event} exit={exit} names={namesOf(event)} />
              </li>
            );
          })}
        </ol>
      </section>
    </div>
  );
}

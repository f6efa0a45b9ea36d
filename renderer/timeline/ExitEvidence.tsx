import { FileClock, LoaderCircle } from 'lucide-react';
import type { ExitView, TimelineEvent } from '../../shared/exit.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { EventLog } from './EventLog.tsx';
import type { EvidenceView } from './evidenceView.ts';
import { LegChart } from './LegChart.tsx';
import { useExitTimeline } from './useExitTimeline.ts';
import './timeline.css';

const none: readonly TimelineEvent[] = [];

function NoEvents({ running, loading }: Readonly<{ running: boolean; loading: boolean }>) {
  if (loading) {
    return (
      <output className="evidence-none">
        <LoaderCircle size={18} className="turning" aria-hidden="true" /> Reading the journal
      </output>
    );
  }
  return (
    <p className="evidence-none">
      <FileClock size={18} aria-hidden="true" />
      {running
        ? 'The journal holds no event of this exit yet.'
        : 'The journal holds no events of this exit. Its report and its bars are kept without them.'}
    </p>
  );
}

type ExitEvidenceProps = Readonly<{
  exit: ExitView;
  elapsedMs: number;
  view: Exclude<EvidenceView, { kind: 'overview' }>;
  onView: (view: EvidenceView) => void;
}>;

/** What is stored of an exit: its legs on a time axis, or its events as sentences. */
export function ExitEvidence({ exit, elapsedMs, view, onView }: ExitEvidenceProps) {
  const running = exit.endedAtMs === null;
  const { events, failure, retry } = useExitTimeline(exit.exitId, running);
  return (
    <>
      {failure !== null && (
        <div className="evidence-problem">
          <FailureBox failure={failure} />
          <Button look="outline" onPress={retry}>
            Read again
          </Button>
        </div>
      )}
      {view.kind === 'timeline' ? (
        <LegChart
          exit={exit}
          elapsedMs={elapsedMs}
          events={events ?? none}
          onOpenLeg={(legId) => onView({ kind: 'events', filter: { accountId: null, legId } })}
        />
      ) : events === null || events.length === 0 ? (
        failure === null && <NoEvents running={running} loading={events === null} />
      ) : (
        <EventLog exit={exit} events={events} filter={view.filter} onFilter={(filter) => onView({ kind: 'events', filter })} />
      )}
    </>
  );
}

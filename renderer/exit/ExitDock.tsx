import { ChevronDown, ChevronUp, ListChecks, LoaderCircle, ScrollText, ChartNoAxesGantt, X } from 'lucide-react';
import { useState } from 'react';
import type { ExitView } from '../../shared/exit.ts';
import { isRunning, usePanel } from '../panelStore.ts';
import { ExitEvidence } from '../timeline/ExitEvidence.tsx';
import { overview, viewNamed, type EvidenceView } from '../timeline/evidenceView.ts';
import { Button } from '../ui/Button.tsx';
import { Segments } from '../ui/Segments.tsx';
import { actionName } from './exitWords.ts';
import { verdictWords } from './verdictWords.ts';
import { ExitProgress } from './ExitProgress.tsx';
import { ExitReport } from './ExitReport.tsx';
import { OriginChips } from './OriginNote.tsx';

const none: readonly ExitView[] = [];

const VIEWS = [
  { value: 'overview' as const, name: 'Overview', Icon: ListChecks },
  { value: 'timeline' as const, name: 'Timeline', Icon: ChartNoAxesGantt },
  { value: 'events' as const, name: 'Events', Icon: ScrollText },
].map(({ value, name, Icon }) => ({
  value,
  content: (
    <span className="mark" title={name}>
      <Icon size={14} aria-hidden="true" /> <span className="dock-view">{name}</span>
    </span>
  ),
}));

/** An exit without a verdict that ended is not flat by any reading: it is unknown. */
const endedVerdict = (exit: ExitView) => exit.verdict ?? 'unknown';

/** The exit on screen. It can be folded to one line; while it runs it can not be closed. */
export function ExitDock() {
  const exits = usePanel((state) => state.snapshot?.exits ?? none);
  const shownExitId = usePanel((state) => state.shownExitId);
  const showExit = usePanel((state) => state.showExit);
  const [foldedId, setFoldedId] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Readonly<{ exitId: string; view: EvidenceView }> | null>(null);
  const running = exits.filter(isRunning);
  const shown = exits.find((exit) => exit.exitId === shownExitId) ?? running[0];
  if (shown === undefined) return null;
  const folded = foldedId === shown.exitId;
  const view = chosen?.exitId === shown.exitId ? chosen.view : overview; // another exit begins with its overview
  const onView = (next: EvidenceView) => setChosen({ exitId: shown.exitId, view: next });
  const evidence =
    view.kind === 'overview'
      ? null
      : (elapsedMs: number) => <ExitEvidence exit={shown} elapsedMs={elapsedMs} view={view} onView={onView} />;
  const others = running.filter((exit) => exit.exitId !== shown.exitId);
  return (
    <div
      className="dock"
      data-folded={folded || undefined}
      data-running={isRunning(shown) || undefined}
      data-view={folded ? undefined : view.kind}
    >
      <div className="dock-tools">
        {others.map((exit) => (
          <Button key={exit.exitId} look="outline" onPress={() => showExit(exit.exitId)}>
            <LoaderCircle size={14} aria-hidden="true" className="turning" />
            {actionName(exit.request)} runs too
          </Button>
        ))}
        {!folded && (
          <Segments label="Shown of this exit" value={view.kind} options={VIEWS} onChoose={(kind) => onView(viewNamed(kind))} />
        )}
        <Button look="icon" aria-label={folded ? 'Unfold' : 'Fold'} onPress={() => setFoldedId(folded ? null : shown.exitId)}>
          {folded ? <ChevronDown size={18} aria-hidden="true" /> : <ChevronUp size={18} aria-hidden="true" />}
        </Button>
        {!isRunning(shown) && (
          <Button look="icon" aria-label="Close report" onPress={() => showExit(null)}>
            <X size={18} aria-hidden="true" />
          </Button>
        )}
      </div>
      {folded && (
        <p className="dock-line">
          <strong>{actionName(shown.request)}</strong>{' '}
          {isRunning(shown)
            ? `running, ${shown.legs.filter((leg) => leg.state === 'proved').length} of ${shown.legs.length} proved`
            : verdictWords(shown, endedVerdict(shown))}{' '}
          <OriginChips exit={shown} />
        </p>
      )}
      {!folded &&
        (isRunning(shown) ? (
          <ExitProgress exit={shown} evidence={evidence} />
        ) : (
          <ExitReport exit={shown} verdict={endedVerdict(shown)} evidence={evidence} />
        ))}
    </div>
  );
}

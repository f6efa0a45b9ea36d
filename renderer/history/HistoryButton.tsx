import { History, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import type { ExitView } from '../../shared/exit.ts';
import { actionName, filterWords } from '../exit/exitWords.ts';
import { VERDICT_LOOKS, verdictWords } from '../exit/verdictWords.ts';
import { OriginChips } from '../exit/OriginNote.tsx';
import { isRunning, usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { formatClock, formatDay, formatDuration, formatSignedUsd, plural, toneOf } from '../ui/numbers.ts';
import { Sheet } from '../ui/Sheet.tsx';
import './history.css';

const none: readonly ExitView[] = [];
const TONES = { flat: 'gain', notFlat: 'loss', unknown: 'warn' } as const;

function VerdictMark({ exit }: { readonly exit: ExitView }) {
  if (isRunning(exit)) {
    return (
      <span className="mark info">
        <LoaderCircle size={16} className="turning" aria-hidden="true" /> Running
      </span>
    );
  }
  const verdict = exit.verdict ?? 'unknown';
  const Icon = VERDICT_LOOKS[verdict].icon;
  return (
    <span className={`mark ${TONES[verdict]}`}>
      <Icon size={16} aria-hidden="true" /> {verdictWords(exit, verdict)}
    </span>
  );
}

/** The past exits, newest first; one opens its report. */
export function HistoryButton() {
  const exits = usePanel((state) => state.snapshot?.exits ?? none);
  const accounts = usePanel((state) => state.snapshot?.accounts) ?? [];
  const showExit = usePanel((state) => state.showExit);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" onPress={() => setOpen(true)}>
        <History size={15} aria-hidden="true" />
        <span className="header-word">Exits</span> <span className="count number">{exits.length}</span>
      </Button>
      {open && (
        <Sheet title="Exits" subtitle="Newest first" width="wide" isOpen onClose={() => setOpen(false)}>
          {exits.length === 0 && <p className="history-none">No exit was run yet. Each one leaves its report here.</p>}
          <ul className="history">
            {exits.map((exit) => (
              <li key={exit.exitId}>
                <button
                  type="button"
                  className="history-item"
                  onClick={() => {
                    showExit(exit.exitId);
                    setOpen(false);
                  }}
                >
                  <VerdictMark exit={exit} />
                  <span className="history-what">
                    <span className="history-action">
                      <strong>{actionName(exit.request)}</strong>{' '}
                      <span className="faint">{filterWords(exit.request, accounts)}</span>
                    </span>
                    <span className="history-origin">
                      {exit.gaveUp && exit.verdict !== 'flat' && exit.endedAtMs !== null && (
                        <span className="chip warn number">
                          gave up after {formatDuration(exit.endedAtMs - exit.pressedAtMs)}
                        </span>
                      )}
                      <OriginChips exit={exit} />
                    </span>
                  </span>
                  <span className="number faint">{plural(exit.legs.length, 'leg')}</span>
                  <span className="number">{exit.pressToFlatMs === null ? '—' : formatDuration(exit.pressToFlatMs)}</span>
                  <span className={`number ${exit.realizedPnlUsd === null ? 'faint' : toneOf(exit.realizedPnlUsd)}`}>
                    {exit.realizedPnlUsd === null ? 'PnL not known' : formatSignedUsd(exit.realizedPnlUsd)}
                  </span>
                  <time className="number faint">
                    {formatDay(exit.pressedAtMs)}, {formatClock(exit.pressedAtMs)}
                  </time>
                </button>
              </li>
            ))}
          </ul>
        </Sheet>
      )}
    </>
  );
}

import { useEffect, useState, type ReactNode } from 'react';
import type { ExitView } from '../../shared/exit.ts';
import { usePanel } from '../panelStore.ts';
import { useTenths } from '../ui/useNow.ts';
import { AccountPhases } from './AccountPhases.tsx';
import { actionName, filterWords, isSettled } from './exitWords.ts';
import { LegList } from './LegList.tsx';
import { OriginNote } from './OriginNote.tsx';
import { isPressed } from './originWords.ts';
import './exit.css';

/** What stands in place of the overview, if anything, `elapsedMs` after the press. */
export type Evidence = ((elapsedMs: number) => ReactNode) | null;

/** A running exit: clock, proved so far, every account and every leg. */
export function ExitProgress({ exit, evidence }: Readonly<{ exit: ExitView; evidence: Evidence }>) {
  const elapsedMs = Math.max(0, useTenths() - exit.pressedAtMs);
  const accounts = usePanel((state) => state.snapshot?.accounts) ?? [];
  const proved = exit.legs.filter((leg) => leg.state === 'proved').length;
  const settled = exit.legs.filter(isSettled).length;
  const naked = exit.legs.filter((leg) => leg.naked).length;
  const scope = filterWords(exit.request, accounts);
  const total = exit.legs.length;
  return (
    <section className="exit" aria-label="Exit progress" data-exit-id={exit.exitId}>
      <header className="exit-head" data-verdict="running">
        <div
          className="exit-clock number"
          role="timer"
          aria-label={isPressed(exit) ? 'Time since the press' : 'Time since the start'}
        >
          {(elapsedMs / 1000).toFixed(1)}
          <span> s</span>
        </div>
        <div className="exit-words">
          <h2>
            {actionName(exit.request)} is running
            {scope !== null && <span className="exit-scope"> {scope}</span>}
          </h2>
          <p className="number">
            <strong>
              {proved} of {total}
            </strong>{' '}
            proved closed
            {settled > proved && <span className="warn">, {settled - proved} ended otherwise</span>}
            {naked > 0 && <strong className="naked">, {naked} NAKED</strong>}
          </p>
          <svg className="exit-bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
            <rect className="exit-bar-track" width="1000" height="8" rx="4" />
            <rect className="exit-bar-fill" width={total === 0 ? 0 : (proved / total) * 1000} height="8" rx="4" />
          </svg>
        </div>
      </header>
      <OriginNote exit={exit} />
      <Announcer text={`${proved} of ${total} proved closed`} />
      {evidence !== null && evidence(elapsedMs)}
      {evidence === null && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard
        <div className="exit-body" tabIndex={0}>
          <AccountPhases accounts={exit.accounts} />
          <LegList exit={exit} elapsedMs={elapsedMs} />
        </div>
      )}
    </section>
  );
}

const ANNOUNCE_MS = 2000;

/** Speaks the progress at most every two seconds. */
function Announcer({ text }: { readonly text: string }) {
  const [spoken, setSpoken] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(text), ANNOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <output className="unseen">{spoken}</output>;
}

import type { ExitView, Verdict } from '../../shared/exit.ts';
import { usePanel } from '../panelStore.ts';
import { SideMark, SymbolText } from '../positions/columns.tsx';
import { formatDuration, formatSignedUsd, plural, toneOf } from '../ui/numbers.ts';
import { AccountPhases } from './AccountPhases.tsx';
import { actionName, filterWords } from './exitWords.ts';
import { VERDICT_LOOKS, verdictMeaning, verdictWords } from './verdictWords.ts';
import { accountName } from '../ui/venueNames.ts';
import type { Evidence } from './ExitProgress.tsx';
import { gaveUpWords } from './aftermath.ts';
import { Figures } from './Figures.tsx';
import { LeftInScope } from './LeftInScope.tsx';
import { LegList } from './LegList.tsx';
import { OriginNote } from './OriginNote.tsx';
import { startedWords } from './originWords.ts';
import './exit.css';

/** How an exit ended: the verdict first, then why. */
export function ExitReport({ exit, verdict, evidence }: Readonly<{ exit: ExitView; verdict: Verdict; evidence: Evidence }>) {
  const accounts = usePanel((state) => state.snapshot?.accounts) ?? [];
  const entries = usePanel((state) => state.snapshot?.entries) ?? [];
  const labelOf = (accountId: string) => {
    const account =
      exit.accounts.find((each) => each.accountId === accountId) ??
      accounts.find((each) => each.id === accountId) ??
      entries.find((each) => each.id === accountId); // stored, and never connected
    return account === undefined ? accountId : accountName(account);
  };
  const look = VERDICT_LOOKS[verdict];
  const Icon = look.icon;
  const scope = filterWords(exit.request, accounts);
  const gaveUp = gaveUpWords(exit);
  const naked = exit.legs.filter((leg) => leg.naked).length;
  const elapsedMs = (exit.endedAtMs ?? exit.pressedAtMs) - exit.pressedAtMs;
  return (
    <section className="exit" aria-label="Exit report" data-verdict={verdict} data-exit-id={exit.exitId}>
      <header className="exit-head" data-verdict={verdict}>
        <Icon className="verdict-icon" size={60} strokeWidth={1.75} aria-hidden="true" />
        <div className="exit-words">
          <output className="verdict">
            {verdictWords(exit, verdict)}
            {exit.pressToFlatMs !== null && <span className="verdict-time number">in {formatDuration(exit.pressToFlatMs)}</span>}
          </output>
          <h2>
            {actionName(exit.request)}
            {scope !== null && <span className="exit-scope"> {scope}</span>}
            <span className="exit-scope number"> {startedWords(exit)}</span>
            {naked > 0 && <strong className="naked"> {plural(naked, 'position')} NAKED: open without a stop.</strong>}
          </h2>
          <p>
            {verdictMeaning(exit, verdict)}
            {gaveUp !== null && <strong className="number"> {gaveUp}</strong>}
          </p>
        </div>
      </header>
      <OriginNote exit={exit} />
      {evidence !== null && evidence(elapsedMs)}
      {evidence === null && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard
        <div className="exit-body" tabIndex={0}>
          <LeftInScope exit={exit} verdict={verdict} labelOf={labelOf} />
          <Figures exit={exit} />
          {exit.notes.length > 0 && (
            <ul className="exit-notes">
              {exit.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
          <AccountPhases accounts={exit.accounts} />
          <LegList exit={exit} elapsedMs={elapsedMs} />
          {exit.kept.length > 0 && (
            <div className="kept">
              <h3>Kept ({plural(exit.kept.length, 'position')})</h3>
              <ul>
                {exit.kept.map((kept) => (
                  <li key={kept.position}>
                    <span className="left-what">
                      <SymbolText symbol={kept.symbol} /> <SideMark side={kept.side} />
                      {kept.unrealizedPnlUsd !== null && (
                        <span className={`number ${toneOf(kept.unrealizedPnlUsd)}`}>
                          {formatSignedUsd(kept.unrealizedPnlUsd)}
                        </span>
                      )}
                    </span>
                    <span className="left-account faint" title={labelOf(kept.accountId)}>
                      {labelOf(kept.accountId)}
                    </span>
                    <span className="left-reason">{kept.reason}</span>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

// An exit that was fired here, to its verdict, whatever became of the panel.
import { LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ConfirmApi, ConfirmView } from '../../shared/confirmation.ts';
import type { ExitView, Verdict } from '../../shared/exit.ts';
import { VERDICT_LOOKS, verdictMeaning, verdictWords } from '../exit/verdictWords.ts';
import { formatDuration, formatSignedUsd, plural, toneOf } from '../ui/numbers.ts';
import { useTenths } from '../ui/useNow.ts';
import { AccountLines } from './AccountLines.tsx';
import { ClosingButtons } from './ClosingButtons.tsx';
import { LeftLines } from './LeftLines.tsx';

type Fired = Extract<ConfirmView, { kind: 'fired' }>;

export function FiredScreen({ api, fired }: Readonly<{ api: ConfirmApi; fired: Fired }>) {
  const { view: exit } = fired;
  const running = exit === null || exit.verdict === null;
  return (
    <>
      {exit === null || exit.verdict === null ? (
        <Running fired={fired} exit={exit} />
      ) : (
        <Ended fired={fired} exit={exit} verdict={exit.verdict} />
      )}
      <footer className="act">
        {running && <p className="quiet">Closing this window stops nothing: the exit goes on.</p>}
        <ClosingButtons api={api} askId={fired.askId} close={running ? 'Hide' : 'Close'} />
      </footer>
    </>
  );
}

function Running({ fired, exit }: Readonly<{ fired: Fired; exit: ExitView | null }>) {
  const nowMs = useTenths();
  const total = exit?.legs.length ?? 0;
  const proved = exit?.legs.filter((leg) => leg.state === 'proved').length ?? 0;
  const naked = exit?.legs.filter((leg) => leg.naked).length ?? 0;
  const words = exit === null ? 'Sending' : `${proved} of ${total} proved closed`;
  return (
    <>
      <header className="head">
        <div className="verdict">
          <LoaderCircle size={36} strokeWidth={1.9} aria-hidden="true" className="turning" />
          <div>
            <h1 id="title">{fired.exit.title} is running</h1>
            <p id="scope" className="scope">
              {fired.exit.scope}
            </p>
          </div>
          {exit !== null && (
            <p className="clock number" role="timer" aria-label="Time since the press">
              {(Math.max(0, nowMs - exit.pressedAtMs) / 1000).toFixed(1)}
              <span> s</span>
            </p>
          )}
        </div>
      </header>
      <div className="body">
        <div className="progress">
          <p className="number">
            <strong>{words}</strong>
            {naked > 0 && <strong className="loss"> · {plural(naked, 'position')} NAKED</strong>}
          </p>
          <div className="track" data-tone="gain" aria-hidden="true">
            <div className="track-fill" style={{ '--share': total === 0 ? 0 : proved / total }} />
          </div>
        </div>
        <Spoken text={words} />
        {fired.joined && <p className="quiet">This exit was running already: the press joined it.</p>}
        {exit !== null && <AccountLines exit={exit} />}
      </div>
    </>
  );
}

const SPEAK_MS = 2_000;

/** Speaks the progress at most every two seconds. */
function Spoken({ text }: { readonly text: string }) {
  const [spoken, setSpoken] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(text), SPEAK_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <output className="unseen">{spoken}</output>;
}

function Ended({ fired, exit, verdict }: Readonly<{ fired: Fired; exit: ExitView; verdict: Verdict }>) {
  const Icon = VERDICT_LOOKS[verdict].icon;
  const naked = exit.legs.filter((leg) => leg.naked).length;
  const { realizedPnlUsd } = exit;
  return (
    <>
      <header className="head" data-verdict={verdict}>
        <div className="verdict">
          <Icon size={48} strokeWidth={1.8} aria-hidden="true" />
          <div>
            <h1 id="title">
              <span className="verdict-word">{verdictWords(exit, verdict)}</span>
              {exit.pressToFlatMs !== null && <span className="number"> in {formatDuration(exit.pressToFlatMs)}</span>}
            </h1>
            <p id="scope" className="scope">
              {fired.exit.title}: {fired.exit.scope}
            </p>
          </div>
        </div>
      </header>
      <div className="body">
        <p className="unseen" role="alert">
          {verdictWords(exit, verdict)}
        </p>
        {naked > 0 && <p className="naked">{plural(naked, 'position')} NAKED: open without a stop.</p>}
        <p className="quiet">{verdictMeaning(exit, verdict)}</p>
        {fired.joined && <p className="quiet">This exit was running already: the press joined it.</p>}
        {exit.leftOver.length > 0 && <LeftLines exit={exit} />}
        <p className="quiet number">
          {exit.legs.filter((leg) => leg.state === 'proved').length} of {plural(exit.legs.length, 'leg')} proved ·{' '}
          {plural(exit.ordersCancelled, 'order')} cancelled · realised before fees{' '}
          {realizedPnlUsd === null ? (
            'not known'
          ) : (
            <strong className={toneOf(realizedPnlUsd)}>{formatSignedUsd(realizedPnlUsd)}</strong>
          )}
        </p>
        <AccountLines exit={exit} />
      </div>
    </>
  );
}

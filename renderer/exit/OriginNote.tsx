import { Bot, RotateCw, ShieldPlus } from 'lucide-react';
import { askedWords, wayWords, type ExitView } from '../../shared/exit.ts';
import { byStayFlat, isPressed, resumedAtOf, resumedClock, resumedWords } from './originWords.ts';

/** Under the head of an exit, in every view of it: who started it where nobody pressed it, and that it did not run in one go. */
export function OriginNote({ exit }: { readonly exit: ExitView }) {
  const resumed = resumedWords(exit);
  if (resumed === null && isPressed(exit)) return null;
  return (
    <div className="origin" role="note" aria-label="How this exit ran">
      {exit.asked !== undefined && (
        <p>
          <Bot size={16} aria-hidden="true" />
          <span>
            <strong>A program asked for this exit</strong>, with {askedWords(exit.asked)}. Settings &gt; Automation has its log.
          </span>
        </p>
      )}
      {byStayFlat(exit) && (
        <p>
          <ShieldPlus size={16} aria-hidden="true" />
          <span>
            <strong>Started by Stay flat.</strong> Something came back in a watched scope; it is closed again without a press.
          </span>
        </p>
      )}
      {resumed !== null && (
        <p>
          <RotateCw size={16} aria-hidden="true" />
          <span className="number">
            <strong>{resumed.title}</strong> {resumed.meaning}
          </span>
        </p>
      )}
    </div>
  );
}

/** The same in two words, for one line. */
export function OriginChips({ exit }: { readonly exit: ExitView }) {
  return (
    <>
      {exit.asked !== undefined && (
        <span className="chip origin-chip" title={`Asked by ${askedWords(exit.asked)}`}>
          <Bot size={13} aria-hidden="true" /> <span className="origin-key">{exit.asked.keyName}</span> over{' '}
          {wayWords(exit.asked.via)}
        </span>
      )}
      {byStayFlat(exit) && (
        <span className="chip origin-chip">
          <ShieldPlus size={13} aria-hidden="true" /> By Stay flat
        </span>
      )}
      {resumedAtOf(exit) !== null && (
        <span className="chip origin-chip number">
          <RotateCw size={13} aria-hidden="true" /> Taken up again {resumedClock(exit)}
        </span>
      )}
    </>
  );
}

import { RotateCw, ShieldPlus } from 'lucide-react';
import type { ExitView } from '../../shared/exit.ts';
import { byStayFlat, resumedAtOf, resumedClock, resumedWords } from './originWords.ts';

/** Under the head of an exit, in every view of it: that nobody pressed it, and that it did not run in one go. */
export function OriginNote({ exit }: { readonly exit: ExitView }) {
  const resumed = resumedWords(exit);
  if (resumed === null && !byStayFlat(exit)) return null;
  return (
    <div className="origin" role="note" aria-label="How this exit ran">
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

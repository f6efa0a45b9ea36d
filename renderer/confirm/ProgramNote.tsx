import { Bot } from 'lucide-react';
import { YES_HOLDS } from '../../shared/confirmWords.ts';
import type { AskingProgram } from '../../shared/confirmation.ts';
import { wayWords } from '../../shared/exit.ts';

/** That no person asks: above everything else, so that a yes is never given by habit. */
export function ProgramNote({ program }: { readonly program: AskingProgram }) {
  const { keyName, via, yesHolds } = program;
  return (
    <div className="program" role="note" aria-label="Who asks">
      <Bot size={28} strokeWidth={1.9} aria-hidden="true" />
      <div>
        <p className="program-who">
          A program asks: <strong title={keyName}>{keyName}</strong> <span className="program-way">over {wayWords(via)}</span>
        </p>
        <p>Nobody pressed anything on this computer. Abort or wait: nothing is sent, and the program is told so.</p>
        {yesHolds && <p className="program-holds">{YES_HOLDS}</p>}
      </div>
    </div>
  );
}

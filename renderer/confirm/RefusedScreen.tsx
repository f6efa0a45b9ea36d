import { OctagonAlert } from 'lucide-react';
import type { ConfirmApi, ConfirmView } from '../../shared/confirmation.ts';
import { venueWords } from '../ui/failureWords.ts';
import { ClosingButtons } from './ClosingButtons.tsx';

type RefusedScreenProps = Readonly<{ api: ConfirmApi; refused: Extract<ConfirmView, { kind: 'refused' }> }>;

export function RefusedScreen({ api, refused }: RefusedScreenProps) {
  const { exit, failure } = refused;
  const words = venueWords(failure);
  return (
    <>
      <header className="head" data-verdict="notFlat">
        <div className="verdict">
          <OctagonAlert size={36} strokeWidth={1.9} aria-hidden="true" />
          <div>
            <h1 id="title">{exit.title} did not start</h1>
            <p id="scope" className="scope">
              {exit.scope}
            </p>
          </div>
        </div>
      </header>
      <div className="body">
        <div role="alert">
          <p className="refused-what">{failure.message}</p>
          {words !== null && <p className="quiet">Venue: {words}</p>}
          {failure.remedy !== undefined && <p className="quiet">{failure.remedy}</p>}
        </div>
      </div>
      <footer className="act">
        <ClosingButtons api={api} askId={refused.askId} close="Close" />
      </footer>
    </>
  );
}

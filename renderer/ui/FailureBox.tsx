import { OctagonAlert } from 'lucide-react';
import type { Failure } from '../../shared/failure.ts';
import { venueWords } from './failureWords.ts';
import './controls.css';

/** What happened and what to do, with the venue's own words when it gave any. */
export function FailureBox({ failure }: { readonly failure: Failure }) {
  const words = venueWords(failure);
  return (
    <div className="failure" role="alert">
      <OctagonAlert size={16} aria-hidden="true" />
      <div>
        <p>{failure.message}</p>
        {words !== null && <p className="failure-remedy">Venue: {words}</p>}
        {failure.remedy !== undefined && <p className="failure-remedy">{failure.remedy}</p>}
        {failure.candidates !== undefined && failure.candidates.length > 0 && (
          <p className="failure-remedy">Candidates: {failure.candidates.join(', ')}</p>
        )}
      </div>
    </div>
  );
}

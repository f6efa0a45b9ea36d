import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { ImportReport } from '../../shared/vault.ts';
import { Button } from '../ui/Button.tsx';
import { plural } from '../ui/numbers.ts';
import { PlaceBadge } from '../ui/PlaceBadge.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { venueName } from '../ui/venueNames.ts';
import { closedPage, listPage, useAccountsPage } from './accountsPage.ts';
import { placeOf } from './entryWords.ts';
import './accountsDialog.css';

/** What came of a file: which accounts were added, which were not and why, and that the file is still a danger. */
export function ImportReportPage({ report }: { readonly report: ImportReport }) {
  const turnTo = useAccountsPage((state) => state.turnTo);
  const { added, refused, file, advice } = report;
  return (
    <Sheet
      title="What was imported"
      subtitle={<span className="import-file">{file}</span>}
      width="wide"
      isOpen
      onClose={() => turnTo(closedPage)}
      footer={
        <>
          <span className="faint">{`${added.length} added, ${refused.length} refused`}</span>
          <Button look="primary" onPress={() => turnTo(listPage())}>
            Go to the accounts
          </Button>
        </>
      }
    >
      <p className="import-advice">
        <TriangleAlert size={18} aria-hidden="true" />
        <span>{advice}</span>
      </p>
      {refused.length > 0 && (
        <section className="import-part">
          <h3>
            <CircleX size={16} aria-hidden="true" className="loss" /> {plural(refused.length, 'account')} not added
          </h3>
          <ul>
            {refused.map(({ index, label, reason }) => (
              <li key={index}>
                <strong>{label ?? 'Without a name'}</strong> <span className="faint number">entry {index + 1}</span>
                <p>{reason}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {added.length > 0 && (
        <section className="import-part">
          <h3>
            <CircleCheck size={16} aria-hidden="true" className="gain" /> {plural(added.length, 'account')} added
          </h3>
          <ul>
            {added.map((entry) => (
              <li key={entry.id}>
                <strong>{entry.label}</strong> <span className="faint">{venueName(entry.venue)}</span>{' '}
                <PlaceBadge place={placeOf(entry)} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  );
}

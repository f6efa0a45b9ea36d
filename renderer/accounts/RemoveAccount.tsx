import { LoaderCircle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { AccountEntry } from '../../shared/vault.ts';
import { panelApi } from '../panelApi.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { venueName } from '../ui/venueNames.ts';
import { staysWords } from './openAtVenue.ts';
import { listPage, useAccountsPage } from './accountsPage.ts';

type RemoveProps = Readonly<{ entry: AccountEntry; openPositions: number; onClose: () => void }>;

/** The second step of a removal: what goes, and that nothing is closed. */
export function RemoveAccount({ entry, openPositions, onClose }: RemoveProps) {
  const turnTo = useAccountsPage((state) => state.turnTo);
  const box = useRef<HTMLFieldSetElement>(null);
  const { busy, failure, ask } = useRequest();
  useEffect(() => box.current?.querySelector<HTMLButtonElement>('button:last-of-type')?.focus(), []); // the safe one
  const remove = async () => {
    if ((await ask(() => panelApi().removeAccount({ accountId: entry.id }))) !== null) {
      turnTo(listPage(`${entry.label} was removed and its keys were deleted from this computer.`));
    }
  };
  return (
    <fieldset ref={box} className="entry-more-box" aria-label={`Remove ${entry.label}`}>
      <p>
        <strong>Remove {entry.label}?</strong> It is disconnected and its keys are deleted from this computer.
      </p>
      <p>
        {staysWords(openPositions, venueName(entry.venue))}, and no exit reaches them any more. The key itself stays valid there
        until you delete it.
      </p>
      {failure !== null && <FailureBox failure={failure} />}
      <div className="sheet-actions">
        <Button look="danger" isPending={busy} onPress={() => void remove()}>
          {busy && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
          Remove the account
        </Button>
        <Button look="outline" onPress={onClose}>
          Keep it
        </Button>
      </div>
    </fieldset>
  );
}

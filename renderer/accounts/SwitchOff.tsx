import { LoaderCircle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { AccountEntry } from '../../shared/vault.ts';
import { panelApi } from '../panelApi.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { venueName } from '../ui/venueNames.ts';
import { staysWords } from './openAtVenue.ts';

type SwitchOffProps = Readonly<{ entry: AccountEntry; openPositions: number; onClose: () => void }>;

/** Asked before an account that holds something goes out of reach of every exit. */
export function SwitchOff({ entry, openPositions, onClose }: SwitchOffProps) {
  const box = useRef<HTMLFieldSetElement>(null);
  const { busy, failure, ask } = useRequest();
  useEffect(() => box.current?.querySelector<HTMLButtonElement>('button:last-of-type')?.focus(), []); // the safe one
  const switchOff = async () => {
    if ((await ask(() => panelApi().changeAccount({ accountId: entry.id, enabled: false }))) !== null) onClose();
  };
  return (
    <fieldset ref={box} className="entry-more-box" aria-label={`Switch ${entry.label} off`}>
      <p>
        <strong>Switch {entry.label} off?</strong> {staysWords(openPositions, venueName(entry.venue))}. They leave this panel, and
        no exit reaches them until you switch it on again.
      </p>
      {failure !== null && <FailureBox failure={failure} />}
      <div className="sheet-actions">
        <Button look="danger" isPending={busy} onPress={() => void switchOff()}>
          {busy && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
          Switch it off
        </Button>
        <Button look="outline" onPress={onClose}>
          Keep it on
        </Button>
      </div>
    </fieldset>
  );
}

import { LoaderCircle } from 'lucide-react';
import { useRef, useState } from 'react';
import type { TestedAccount, AccountEntry } from '../../shared/vault.ts';
import { isCertified, venueCard } from '../../shared/venue.ts';
import { panelApi } from '../panelApi.ts';
import { CheckList } from '../readiness/CheckList.tsx';
import { LampShape } from '../readiness/LampShape.tsx';
import { LAMP_WORDS } from '../readiness/readinessWords.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { fieldText, focusField } from '../ui/Field.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { KeyFields } from './KeyFields.tsx';
import { OTHER_VENUE, readKeys, type Problems } from './newAccount.ts';

/** New keys for an account; the old ones stay until the new ones were tested and taken. */
export function ReplaceKeys({ entry, onClose }: Readonly<{ entry: AccountEntry; onClose: () => void }>) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const [answer, setAnswer] = useState<TestedAccount | null>(null);
  const { busy, failure, ask } = useRequest();
  const card = venueCard(entry.venue);
  const replace = async (own: HTMLFormElement) => {
    if (busy) return;
    const read = readKeys(isCertified(entry.venue) ? entry.venue : OTHER_VENUE, card.keyFields, (name) => fieldText(own, name));
    setProblems(read.ok ? {} : read.problems);
    if (!read.ok) {
      requestAnimationFrame(() => focusField(own));
      return;
    }
    const tested = await ask(() => panelApi().replaceKeys({ accountId: entry.id, keys: read.value }));
    setAnswer(tested?.value ?? null);
    if (tested?.value.entry !== null && tested !== null) own.reset();
  };
  const taken = answer !== null && answer.entry !== null;
  return (
    <div className="entry-more-box">
      {!taken && (
        <form
          ref={form}
          className="entry-keys"
          aria-label={`New keys of ${entry.label}`}
          onInput={() => setAnswer(null)}
          onSubmit={(event) => {
            event.preventDefault();
            void replace(event.currentTarget);
          }}
        >
          <div className="entry-key-fields">
            <KeyFields fields={card.keyFields} problems={problems} />
          </div>
          <p className="faint">{card.keyAdvice} The old keys stay in use until the new ones are tested.</p>
          <div className="sheet-actions">
            <Button look="primary" type="submit" isPending={busy}>
              {busy && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
              {busy ? 'Testing' : 'Test and replace'}
            </Button>
            <Button look="outline" onPress={onClose}>
              Keep the old keys
            </Button>
          </div>
        </form>
      )}
      {failure !== null && <FailureBox failure={failure} />}
      {answer !== null && (
        <div className="entry-answer">
          <output>
            <LampShape lamp={answer.readiness.lamp} size={15} />{' '}
            <strong>{taken ? 'The keys were replaced.' : 'Not replaced: the old keys stay in use.'}</strong>{' '}
            {LAMP_WORDS[answer.readiness.lamp]}
          </output>
          {answer.readiness.lamp !== 'green' && (
            <CheckList checks={answer.readiness.checks.filter((check) => check.state !== 'ok')} />
          )}
          {taken && (
            <Button look="outline" onPress={onClose}>
              Done
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

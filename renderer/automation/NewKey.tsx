import { LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { approvalSchema, automationActionSchema, type ApiKeyView } from '../../shared/automation.ts';
import { Radio, RadioGroup } from 'react-aria-components';
import { panelApi } from '../panelApi.ts';
import { useKnownAccounts } from '../positions/useKnownAccounts.ts';
import { useHoldSettings } from '../settings/settingsPage.ts';
import { Button } from '../ui/Button.tsx';
import { Consent } from '../ui/Consent.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Field, focusField } from '../ui/Field.tsx';
import { Segments } from '../ui/Segments.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { accountName } from '../ui/venueNames.ts';
import { ACTION_NAMES, APPROVAL_MEANINGS, APPROVAL_NAMES } from './automationWords.ts';
import { Limit } from './Limit.tsx';
import { emptyDraft, needsConsent, readDraft, type DraftProblems, type KeyDraft } from './newKey.ts';
import { PageHead } from './PageHead.tsx';

type NewKeyProps = Readonly<{ onMade: (key: ApiKeyView, token: string) => void; onBack: () => void }>;

const SCOPES = [
  { value: 'read', content: 'Read only' },
  { value: 'trade', content: 'Read and trade' },
] as const;
const APPROVALS = ['firstTime', 'everyTime', 'never'] as const satisfies readonly (typeof approvalSchema.options)[number][];
const DAYS = [
  { value: 'never', content: 'No' },
  { value: 'day', content: 'On a day' },
] as const;

export function NewKey({ onMade, onBack }: NewKeyProps) {
  useHoldSettings();
  const { environment, accounts, entries } = useKnownAccounts();
  const [draft, setDraft] = useState<KeyDraft>(emptyDraft);
  const [problems, setProblems] = useState<DraftProblems>({});
  const form = useRef<HTMLFormElement>(null);
  const { busy, failure, ask } = useRequest();
  useEffect(() => focusField(form.current), []);
  const change = (part: Partial<KeyDraft>) => setDraft((before) => ({ ...before, ...part }));
  const disconnected = environment === 'live' ? entries.filter(({ id }) => accounts.every((account) => account.id !== id)) : [];
  const create = async () => {
    const read = readDraft(draft, environment, Date.now());
    setProblems(read.ok ? {} : read.problems);
    if (!read.ok) {
      requestAnimationFrame(() => focusField(form.current));
      return;
    }
    const answer = await ask(() => panelApi().createApiKey(read.key));
    if (answer !== null) onMade(answer.value.key, answer.value.token);
  };
  const trades = draft.scope === 'trade';
  return (
    <>
      <PageHead title={`New key, for ${environment}`} onBack={onBack} />
      <form
        ref={form}
        className="new-key"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Field
          name="name"
          label="Name of the program"
          placeholder="TradingView bridge"
          problem={problems.name}
          onInput={(name) => change({ name })}
        />
        <div className="new-key-line">
          <p>
            <strong>It may</strong>
            <span>
              {trades ? 'See everything, and ask for exits.' : 'See positions, accounts and exits. It can close nothing.'}
            </span>
          </p>
          <Segments label="It may" value={draft.scope} options={SCOPES} onChoose={(scope) => change({ scope })} />
        </div>
        {trades && (
          <div className="modes">
            <RadioGroup
              aria-label="When it asks for an exit"
              className="modes-list"
              value={draft.approval}
              onChange={(text) => change({ approval: approvalSchema.parse(text), consent: false })}
            >
              {APPROVALS.map((approval) => (
                <Radio key={approval} value={approval} className="mode" data-mode={approval === 'never' ? 'instant' : undefined}>
                  <span className="mode-dot" />
                  <span>
                    <span className="mode-name">{APPROVAL_NAMES[approval]}</span>
                    <span className="mode-meaning">{APPROVAL_MEANINGS[approval]}</span>
                  </span>
                </Radio>
              ))}
            </RadioGroup>
            {needsConsent(draft, environment) && (
              <fieldset className="mode-consent" aria-label="Consent to act unattended">
                <Consent given={draft.consent} onChange={(consent) => change({ consent })}>
                  <strong>With real money, and without anybody being asked:</strong> one call closes positions within
                  milliseconds, and nothing takes that back. Whoever gets hold of this key on this computer can do so too.
                </Consent>
                {problems.consent !== undefined && <p className="new-key-problem">{problems.consent}</p>}
              </fieldset>
            )}
          </div>
        )}
        <Limit
          name="Accounts"
          all="All accounts, also those added later."
          some="These alone. An Emergency Exit and Flatten Winners mean all accounts, so it is refused those."
          options={[...accounts, ...disconnected].map((account) => ({ value: account.id, text: accountName(account) }))}
          chosen={draft.accounts}
          problem={problems.accounts}
          onChoose={(chosen) => change({ accounts: chosen })}
        />
        {trades && (
          <Limit
            name="Actions"
            all="All four."
            some="These alone."
            options={automationActionSchema.options.map((value) => ({ value, text: ACTION_NAMES[value] }))}
            chosen={draft.actions}
            problem={problems.actions}
            onChoose={(chosen) => change({ actions: chosen })}
          />
        )}
        <div className="new-key-line">
          <p>
            <strong>Expires</strong>
            <span>{draft.lastDay === null ? 'It works until it is revoked.' : 'It works to the end of that day.'}</span>
          </p>
          <Segments
            label="Expires"
            value={draft.lastDay === null ? 'never' : 'day'}
            options={DAYS}
            onChoose={(value) => change({ lastDay: value === 'never' ? null : (draft.lastDay ?? '') })}
          />
          {draft.lastDay !== null && (
            <div className="field new-key-day" data-problem={problems.lastDay !== undefined || undefined}>
              <label htmlFor="new-key-day">Last day</label>
              <input
                id="new-key-day"
                type="date"
                value={draft.lastDay}
                aria-invalid={problems.lastDay !== undefined || undefined}
                onChange={(event) => change({ lastDay: event.currentTarget.value })}
              />
              {problems.lastDay !== undefined && <p className="field-more">{problems.lastDay}</p>}
            </div>
          )}
        </div>
        {failure !== null && <FailureBox failure={failure} />}
        <div className="sheet-actions">
          <Button look="primary" type="submit" isPending={busy}>
            {busy && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
            Create the key
          </Button>
          <Button look="outline" onPress={onBack}>
            Cancel
          </Button>
        </div>
      </form>
    </>
  );
}

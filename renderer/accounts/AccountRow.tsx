// One account of the vault: what it is, how it stands, and what can be done with it. Its keys are never shown.
import { Check, KeyRound, Pencil, RefreshCw, ShieldAlert, Trash2, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isCertified } from '../../shared/venue.ts';
import type { AccountEntry } from '../../shared/vault.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { ReadinessButton } from '../readiness/ReadinessButton.tsx';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Field, fieldText, focusField } from '../ui/Field.tsx';
import { PlaceBadge } from '../ui/PlaceBadge.tsx';
import { Switch } from '../ui/Switch.tsx';
import { Tip } from '../ui/Tip.tsx';
import { useEscape } from '../ui/useEscape.ts';
import { useRequest } from '../ui/useRequest.ts';
import { venueName } from '../ui/venueNames.ts';
import { entryState, placeOf } from './entryWords.ts';
import { RemoveAccount } from './RemoveAccount.tsx';
import { ReplaceKeys } from './ReplaceKeys.tsx';
import { SwitchOff } from './SwitchOff.tsx';

type Opened = 'nothing' | 'name' | 'keys' | 'off' | 'removal';

function Rename({ entry, onDone }: Readonly<{ entry: AccountEntry; onDone: () => void }>) {
  const form = useRef<HTMLFormElement>(null);
  const { busy, failure, ask } = useRequest();
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => form.current?.querySelector('input')?.select(), []);
  const rename = async (own: HTMLFormElement) => {
    const label = fieldText(own, 'label').trim();
    setProblem(label === '' ? 'Give it a name.' : undefined);
    if (label === '') return;
    if (label === entry.label || (await ask(() => panelApi().changeAccount({ accountId: entry.id, label }))) !== null) onDone();
  };
  return (
    <form
      ref={form}
      className="entry-rename"
      onSubmit={(event) => {
        event.preventDefault();
        void rename(event.currentTarget);
      }}
    >
      <Field name="label" label={`New name of ${entry.label}`} quiet initial={entry.label} problem={problem} />
      <Button look="icon" type="submit" aria-label="Save the name" isPending={busy}>
        <Check size={16} aria-hidden="true" />
      </Button>
      <Button look="icon" aria-label="Keep the old name" onPress={onDone}>
        <X size={16} aria-hidden="true" />
      </Button>
      {failure !== null && <FailureBox failure={failure} />}
    </form>
  );
}

export function AccountRow({ entry, locked, fresh }: Readonly<{ entry: AccountEntry; locked: boolean; fresh: boolean }>) {
  const view = usePanel((state) => state.snapshot?.accounts.find((account) => account.id === entry.id));
  const environment = usePanel((state) => state.snapshot?.environment) ?? 'practice';
  const openPositions = usePanel(
    (state) => Object.values(state.snapshot?.positions ?? {}).filter((position) => position.accountId === entry.id).length,
  );
  const [opened, setOpened] = useState<Opened>('nothing');
  const openedNow = useRef<Opened>('nothing');
  const row = useRef<HTMLLIElement>(null);
  const { busy, failure, ask } = useRequest();
  const place = placeOf(entry);
  const state = entryState(entry, view, environment);
  const close = useCallback(() => {
    setOpened('nothing');
    const opener = openedNow.current === 'off' ? '.switch input' : `[data-opens='${openedNow.current}']`;
    row.current?.querySelector<HTMLElement>(opener)?.focus();
  }, []);
  useEffect(() => {
    openedNow.current = opened;
  }, [opened]);
  useEscape(row, opened !== 'nothing', close);
  const toggle = (wanted: Opened) => setOpened(opened === wanted ? 'nothing' : wanted);
  useEffect(() => {
    if (fresh) row.current?.scrollIntoView({ block: 'nearest' });
  }, [fresh]);
  useEffect(() => {
    if (opened === 'keys') focusField(row.current);
  }, [opened]);
  return (
    <li
      ref={row}
      className="entry"
      data-entry-id={entry.id}
      data-fresh={fresh || undefined}
      data-off={!entry.enabled || undefined}
      aria-label={`${entry.label}, ${venueName(entry.venue)}`}
    >
      <div className="entry-line">
        <ReadinessButton
          account={{ id: entry.id, label: entry.label, venue: entry.venue, place, readiness: view?.readiness }}
          connected={view !== undefined}
        />
        <div className="entry-what">
          {opened === 'name' ? (
            <Rename entry={entry} onDone={close} />
          ) : (
            <h3>
              <span className="entry-label" title={entry.label}>
                {entry.label}
              </span>
              <PlaceBadge place={place} />
              {entry.allowWithdrawal && (
                <span className="entry-mark loss" title="You accepted a key that may withdraw">
                  <ShieldAlert size={12} aria-hidden="true" /> may withdraw
                </span>
              )}
            </h3>
          )}
          <p className="entry-venue">
            {venueName(entry.venue)}
            {entry.proxied && ' · through a proxy'}
            {!isCertified(entry.venue) && <span className="warn"> · not tried with this venue</span>}
          </p>
        </div>
        <p className="entry-state" title={state.more ?? undefined}>
          <strong className={state.tone}>{state.word}</strong>
          {state.more !== null && <span className="entry-more"> {state.more}</span>}
        </p>
        <Switch
          label={`${entry.label} is used`}
          on={entry.enabled}
          disabled={locked}
          onChange={(enabled) => {
            if (!enabled && openPositions > 0) setOpened('off');
            else void ask(() => panelApi().changeAccount({ accountId: entry.id, enabled }));
          }}
        />
        <div className="entry-actions">
          <Tip text="Connect again">
            <Button
              look="icon"
              aria-label={`Connect ${entry.label} again`}
              isPending={busy}
              isDisabled={view === undefined}
              onPress={() => void ask(() => panelApi().reconnectAccount({ accountId: entry.id }))}
            >
              <RefreshCw size={15} aria-hidden="true" />
            </Button>
          </Tip>
          <Tip text="Rename">
            <Button
              look="icon"
              aria-label={`Rename ${entry.label}`}
              isDisabled={locked}
              data-opens="name"
              onPress={() => toggle('name')}
            >
              <Pencil size={15} aria-hidden="true" />
            </Button>
          </Tip>
          <Tip text="Replace the keys">
            <Button
              look="icon"
              aria-label={`Replace the keys of ${entry.label}`}
              isDisabled={locked}
              data-opens="keys"
              onPress={() => toggle('keys')}
            >
              <KeyRound size={15} aria-hidden="true" />
            </Button>
          </Tip>
          <Tip text="Remove">
            <Button
              look="icon"
              aria-label={`Remove ${entry.label}`}
              isDisabled={locked}
              data-opens="removal"
              onPress={() => toggle('removal')}
            >
              <Trash2 size={15} aria-hidden="true" />
            </Button>
          </Tip>
        </div>
      </div>
      {failure !== null && <FailureBox failure={failure} />}
      {opened === 'keys' && <ReplaceKeys entry={entry} onClose={close} />}
      {opened === 'off' && <SwitchOff entry={entry} openPositions={openPositions} onClose={close} />}
      {opened === 'removal' && <RemoveAccount entry={entry} openPositions={openPositions} onClose={close} />}
    </li>
  );
}

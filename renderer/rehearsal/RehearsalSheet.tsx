import { Check, ClipboardCopy, LoaderCircle, RotateCw, ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AccountId, AccountView } from '../../shared/account.ts';
import type { Rehearsal } from '../../shared/readiness.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { copyText } from '../ui/copyText.ts';
import { FailureBox } from '../ui/FailureBox.tsx';
import { formatClock, plural } from '../ui/numbers.ts';
import { PlaceBadge } from '../ui/PlaceBadge.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { accountName, shortVenueName } from '../ui/venueNames.ts';
import { byAccount, rehearsalLead, rehearsalText, type AccountRequests } from './rehearsalText.ts';
import './rehearsal.css';

function Requests({ group, account }: Readonly<{ group: AccountRequests; account: AccountView | undefined }>) {
  return (
    <section className="rehearsed" aria-label={account === undefined ? group.accountId : accountName(account)}>
      <h3>
        {account === undefined ? (
          group.accountId
        ) : (
          <>
            <span className="rehearsed-label">{account.label}</span>
            <span className="faint">{shortVenueName(account.venue)}</span>
            <PlaceBadge place={account.place} />
          </>
        )}
        <span className="faint number">{plural(group.requests.length, 'request')}</span>
      </h3>
      <ol>
        {group.requests.map(({ what, method, url, body }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a list that never changes once it is there
          <li key={index} className="rehearsed-request">
            <p>{what}</p>
            <p className="rehearsed-line">
              <span className="rehearsed-method">{method}</span> <span className="rehearsed-url">{url}</span>
            </p>
            {body !== '' && <pre>{body}</pre>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The exact requests that an Emergency Exit would send first, on one account or on all. None of them is sent. */
export function RehearsalSheet({
  account,
  onClose,
}: Readonly<{ account: Pick<AccountView, 'id' | 'label' | 'venue' | 'place'> | null; onClose: () => void }>) {
  const accounts = usePanel((state) => state.snapshot?.accounts) ?? [];
  const [rehearsal, setRehearsal] = useState<Rehearsal | null>(null);
  const [copied, setCopied] = useState<boolean | null>(null);
  const { busy, failure, ask } = useRequest();
  const accountId = account?.id;
  const rehearse = async () => {
    setCopied(null);
    const answer = await ask(() => panelApi().rehearseExit(accountId === undefined ? {} : { accountId }));
    setRehearsal(answer?.value ?? null);
  };
  // oxlint-disable-next-line react/exhaustive-deps -- once for each account that it is opened for
  useEffect(() => void rehearse(), [accountId]);
  const nameOf = (id: AccountId): string => {
    const known = accounts.find((each) => each.id === id);
    return known === undefined ? id : accountName(known);
  };
  return (
    <Sheet
      title="Rehearsal"
      subtitle={account === null ? 'Emergency Exit on every account' : `Emergency Exit on ${accountName(account)}`}
      width="wide"
      isOpen
      onClose={onClose}
      footer={
        <>
          <output className="faint number">
            {copied === true
              ? 'Copied.'
              : copied === false
                ? 'Not copied: the system refused. Select the text instead.'
                : rehearsal !== null && `Rehearsed at ${formatClock(rehearsal.atMs)}`}
          </output>
          <div className="sheet-actions">
            <Button look="outline" isPending={busy} onPress={() => void rehearse()}>
              <RotateCw size={14} aria-hidden="true" />
              Rehearse again
            </Button>
            <Button
              look="primary"
              isDisabled={rehearsal === null}
              onPress={() => setCopied(rehearsal === null ? null : copyText(rehearsalText(rehearsal, nameOf)))}
            >
              {copied === true ? <Check size={14} aria-hidden="true" /> : <ClipboardCopy size={14} aria-hidden="true" />}
              Copy as text
            </Button>
          </div>
        </>
      }
    >
      {failure !== null && <FailureBox failure={failure} />}
      {busy && rehearsal === null && (
        <output className="rehearsal-loading">
          <LoaderCircle size={18} aria-hidden="true" className="turning" />
          Building the requests. None of them is sent.
        </output>
      )}
      {rehearsal !== null && (
        <>
          <p className="rehearsal-lead">
            <ShieldCheck size={18} aria-hidden="true" />
            {rehearsalLead(rehearsal)}
          </p>
          {rehearsal.notes.length > 0 && (
            <ul className="rehearsal-notes" aria-label="Notes">
              {[...new Set(rehearsal.notes)].map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
          {byAccount(rehearsal.requests).map((group) => (
            <Requests key={group.accountId} group={group} account={accounts.find((each) => each.id === group.accountId)} />
          ))}
        </>
      )}
    </Sheet>
  );
}

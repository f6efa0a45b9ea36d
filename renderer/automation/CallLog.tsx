import { FileText, LoaderCircle, RefreshCw } from 'lucide-react';
import type { AutomationCall } from '../../shared/automation.ts';
import { wayWords } from '../../shared/exit.ts';
import { usePanel } from '../panelStore.ts';
import { useKnownAccounts, type KnownAccounts } from '../positions/useKnownAccounts.ts';
import { useSettingsPage } from '../settings/settingsPage.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { formatDuration, plural } from '../ui/numbers.ts';
import { callLook, momentWords, nameOfAccount } from './automationWords.ts';
import { PageHead } from './PageHead.tsx';
import { useCalls } from './useCalls.ts';

type CallLogProps = Readonly<{ keyId: string | null; onBack: () => void }>;

export function CallLog({ keyId, onBack }: CallLogProps) {
  const { calls, more, failure, busy, renew, readOlder } = useCalls(keyId);
  const name = usePanel((state) => state.snapshot?.automation.keys.find((key) => key.keyId === keyId)?.name);
  const known = useKnownAccounts();
  return (
    <>
      <PageHead title={keyId === null ? 'Log of all calls' : `Log of “${name ?? 'a key that is gone'}”`} onBack={onBack}>
        <Button look="outline" aria-label="Read the log again" isPending={busy} onPress={renew}>
          <RefreshCw size={14} aria-hidden="true" className={busy ? 'turning' : ''} /> Renew
        </Button>
      </PageHead>
      {failure !== null && <FailureBox failure={failure} />}
      {calls === null && failure === null && <output className="settings-note">Reading the log</output>}
      {calls !== null && calls.length === 0 && (
        <p className="settings-note">
          {keyId === null ? 'No program has asked for anything yet.' : 'This key has asked for nothing yet.'} Each call leaves a
          line here, refused ones too.
        </p>
      )}
      {calls !== null && calls.length > 0 && (
        <ul className="calls" aria-label="Calls, newest first">
          {calls.map((call) => (
            <CallLine key={call.callId} call={call} known={known} />
          ))}
        </ul>
      )}
      {more && (
        <div className="sheet-actions calls-more">
          <Button look="outline" isPending={busy} onPress={readOlder}>
            {busy && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

const SHOWN_ACCOUNTS = 3;

function accountsWords(ids: readonly string[], known: KnownAccounts): string | null {
  if (ids.length === 0) return null;
  const names = ids.slice(0, SHOWN_ACCOUNTS).map((id) => nameOfAccount(id, known));
  return ids.length > SHOWN_ACCOUNTS
    ? `${names.join(', ')} and ${plural(ids.length - SHOWN_ACCOUNTS, 'more account')}`
    : names.join(', ');
}

function CallLine({ call, known }: Readonly<{ call: AutomationCall; known: KnownAccounts }>) {
  const look = callLook(call);
  const showExit = usePanel((state) => state.showExit);
  const close = useSettingsPage((state) => state.close);
  const hasReport = usePanel((state) => state.snapshot?.exits.some(({ exitId }) => exitId === call.exitId) ?? false);
  const more = [call.detail, accountsWords(call.accountIds, known)].filter((part) => part !== null);
  const Icon = look.icon;
  return (
    <li className="call" data-call-id={call.callId}>
      <span className={`mark ${look.tone}`}>
        <Icon size={14} aria-hidden="true" /> {look.word}
      </span>
      <span className="call-what">
        <strong>{call.verb}</strong>{' '}
        <span className="call-who" title={call.keyName ?? undefined}>
          over {wayWords(call.via)} · {call.keyName ?? (call.keyId === null ? 'no known key' : 'a key that is gone')}
        </span>
      </span>
      <time className="number faint" title={`Took ${formatDuration(call.tookMs)}`}>
        {momentWords(call.atMs)}
      </time>
      {hasReport ? (
        <Button
          look="quiet"
          aria-label={`Report of the exit of ${momentWords(call.atMs)}`}
          onPress={() => {
            showExit(call.exitId);
            close();
          }}
        >
          <FileText size={14} aria-hidden="true" /> Report
        </Button>
      ) : (
        <span />
      )}
      {more.length > 0 && <p className="call-more">{more.join(' · ')}</p>}
    </li>
  );
}

import { FileJson, HardDriveDownload, KeyRound, LoaderCircle, Lock, Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import type { AccountEntry } from '../../shared/vault.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { plural } from '../ui/numbers.ts';
import { Sheet } from '../ui/Sheet.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { closedPage, useAccountsPage, type AccountsPage } from './accountsPage.ts';
import { AccountRow } from './AccountRow.tsx';
import { UnlockForm } from './UnlockForm.tsx';
import { useImport } from './useImport.ts';
import { VaultTrouble } from './VaultTrouble.tsx';
import { canChange, keptWords } from './vaultWords.ts';
import './accountsDialog.css';

const none: readonly AccountEntry[] = [];

/** What was just done. Takes the focus: what had it is gone. */
function Said({ text }: { readonly text: string }) {
  const place = useRef<HTMLOutputElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <output ref={place} className="said" tabIndex={-1}>
      {text}
    </output>
  );
}

function NoAccount() {
  return (
    <div className="entries-none">
      <KeyRound size={30} aria-hidden="true" className="faint" />
      <h3>No account yet</h3>
      <p>
        Make an API key at your exchange that may trade and may not withdraw, and add it here; it is tested before it is kept. Or
        go on practising: the practice accounts need no key.
      </p>
    </div>
  );
}

export function AccountList({ page }: { readonly page: Extract<AccountsPage, { kind: 'list' }> }) {
  const vault = usePanel((state) => state.snapshot?.vault);
  const entries = usePanel((state) => state.snapshot?.entries ?? none);
  const environment = usePanel((state) => state.snapshot?.environment);
  const turnTo = useAccountsPage((state) => state.turnTo);
  const lock = useRequest();
  const importing = useImport();
  if (vault === undefined) return null;
  const usable = vault.state !== 'locked' && vault.state !== 'damaged';
  const begin = (next: 'add' | 'import') => {
    if (vault.state === 'empty') turnTo({ kind: 'setup', next });
    else if (next === 'add') turnTo({ kind: 'add' });
    else void importing.choose();
  };
  return (
    <Sheet
      title="Accounts"
      subtitle={
        entries.length === 0
          ? 'Your own accounts at real venues'
          : `${plural(entries.length, 'account')}${environment === 'practice' ? ', connected only in live; now you practise' : ''}`
      }
      width="wide"
      isOpen
      onClose={() => turnTo(closedPage)}
      footer={
        <>
          <div className="kept-words">
            <p>{keptWords(vault)}</p>
            {vault.state === 'session' && (
              <Button look="quiet" onPress={() => turnTo({ kind: 'setup', next: 'list' })}>
                <HardDriveDownload size={14} aria-hidden="true" />
                Store them
              </Button>
            )}
            {vault.state === 'open' && vault.protection === 'passphrase' && !vault.addingLocked && (
              <Button look="quiet" isPending={lock.busy} onPress={() => void lock.ask(() => panelApi().lockVault({}))}>
                <Lock size={14} aria-hidden="true" />
                Lock changes
              </Button>
            )}
          </div>
          {usable && (
            <div className="sheet-actions">
              <Button look="outline" isPending={importing.busy} isDisabled={!canChange(vault)} onPress={() => begin('import')}>
                {importing.busy ? (
                  <LoaderCircle size={15} aria-hidden="true" className="turning" />
                ) : (
                  <FileJson size={15} aria-hidden="true" />
                )}
                Import a file
              </Button>
              <Button look="primary" isDisabled={!canChange(vault)} onPress={() => begin('add')}>
                <Plus size={15} aria-hidden="true" />
                Add an account
              </Button>
            </div>
          )}
        </>
      }
    >
      {page.said !== null && <Said key={page.said} text={page.said} />}
      {importing.failure !== null && <FailureBox failure={importing.failure} />}
      {lock.failure !== null && <FailureBox failure={lock.failure} />}
      {usable && vault.addingLocked && (
        <div className="adding-locked">
          <UnlockForm why="Adding and changing accounts wants the passphrase. What is connected stays connected, and exits never wait for it." />
        </div>
      )}
      {!usable ? (
        <VaultTrouble vault={vault} heading="h3" takesFocus />
      ) : entries.length === 0 ? (
        <NoAccount />
      ) : (
        <ul className="entries">
          {entries.map((entry) => (
            <AccountRow key={entry.id} entry={entry} locked={!canChange(vault)} fresh={entry.id === page.fresh} />
          ))}
        </ul>
      )}
    </Sheet>
  );
}

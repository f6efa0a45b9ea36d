// Live, and no account is connected: what is in the way, and the way on.
import { FlaskConical, KeyRound, LoaderCircle, Plus, PowerOff } from 'lucide-react';
import { useEnvironmentChange } from '../environment/environmentChange.ts';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { plural } from '../ui/numbers.ts';
import { listPage, useAccountsPage } from './accountsPage.ts';
import { VaultTrouble } from './VaultTrouble.tsx';

export function LiveStart() {
  const vault = usePanel((state) => state.snapshot?.vault);
  const entries = usePanel((state) => state.snapshot?.entries.length) ?? 0;
  const used = usePanel((state) => state.snapshot?.entries.filter((entry) => entry.enabled).length) ?? 0;
  const turnTo = useAccountsPage((state) => state.turnTo);
  const want = useEnvironmentChange((state) => state.want);
  if (vault === undefined) return null;
  if (vault.state === 'locked' || vault.state === 'damaged') {
    return (
      <fieldset className="flat-state" aria-label="Accounts not available">
        <VaultTrouble vault={vault} heading="h2" />
      </fieldset>
    );
  }
  if (used > 0) {
    return (
      <div className="flat-state">
        <LoaderCircle size={30} aria-hidden="true" className="faint turning" />
        <h2>Connecting</h2>
        <p>{plural(used, 'account')} on the way. What they hold is not known yet.</p>
      </div>
    );
  }
  return (
    <div className="flat-state">
      {entries === 0 ? (
        <KeyRound size={34} aria-hidden="true" className="faint" />
      ) : (
        <PowerOff size={34} aria-hidden="true" className="warn" />
      )}
      <h2>{entries === 0 ? 'No account yet' : 'All accounts are switched off'}</h2>
      <p>
        {entries === 0
          ? 'You are in live, and there is nothing to show or to close. Add an account with an API key that may trade and may not withdraw.'
          : 'Nothing is connected, so nothing is known and no exit reaches anything. Switch on what you want to be able to close.'}
      </p>
      <div className="sheet-actions">
        {entries === 0 ? (
          <Button
            look="primary"
            onPress={() => turnTo(vault.state === 'empty' ? { kind: 'setup', next: 'add' } : { kind: 'add' })}
          >
            <Plus size={15} aria-hidden="true" />
            Add an account
          </Button>
        ) : (
          <Button look="primary" onPress={() => turnTo(listPage())}>
            Open the accounts
          </Button>
        )}
        <Button look="outline" onPress={() => want('practice')}>
          <FlaskConical size={15} aria-hidden="true" />
          Back to practice
        </Button>
      </div>
    </div>
  );
}

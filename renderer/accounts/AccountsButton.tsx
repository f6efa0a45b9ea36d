import { KeyRound, LockKeyhole, TriangleAlert } from 'lucide-react';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { AccountsDialog } from './AccountsDialog.tsx';
import { listPage, useAccountsPage } from './accountsPage.ts';

/** The way to one's own accounts; says at a glance when they are locked or unreadable. */
export function AccountsButton() {
  const count = usePanel((state) => state.snapshot?.entries.length) ?? 0;
  const state = usePanel((panel) => panel.snapshot?.vault.state);
  const turnTo = useAccountsPage((page) => page.turnTo);
  const Icon = state === 'locked' ? LockKeyhole : state === 'damaged' ? TriangleAlert : KeyRound;
  return (
    <>
      <Button look="quiet" isDisabled={state === undefined} onPress={() => turnTo(listPage())}>
        <Icon size={15} aria-hidden="true" className={state === 'locked' || state === 'damaged' ? 'warn' : ''} />
        Accounts
        {state === 'locked' ? <span className="unseen">(locked)</span> : <span className="count number">{count}</span>}
      </Button>
      <AccountsDialog />
    </>
  );
}

import { KeyRound, LockKeyhole, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { AccountsDialog } from './AccountsDialog.tsx';
import { listPage, useAccountsPage } from './accountsPage.ts';

/** The way to one's own accounts; says at a glance when they are locked or unreadable. */
export function AccountsButton() {
  const count = usePanel((state) => state.snapshot?.entries.length) ?? 0;
  const state = usePanel((panel) => panel.snapshot?.vault.state);
  const turnTo = useAccountsPage((page) => page.turnTo);
  const closed = useAccountsPage((page) => page.page.kind === 'closed');
  const place = useRef<HTMLSpanElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (closed && wasOpen.current) place.current?.querySelector('button')?.focus(); // its pages came and went: none restores the focus
    wasOpen.current = !closed;
  }, [closed]);
  const Icon = state === 'locked' ? LockKeyhole : state === 'damaged' ? TriangleAlert : KeyRound;
  return (
    <>
      <span ref={place}>
        <Button look="quiet" isDisabled={state === undefined} onPress={() => turnTo(listPage())}>
          <Icon size={15} aria-hidden="true" className={state === 'locked' || state === 'damaged' ? 'warn' : ''} />
          Accounts
          {state === 'locked' ? <span className="unseen">(locked)</span> : <span className="count number">{count}</span>}
        </Button>
      </span>
      <AccountsDialog />
    </>
  );
}

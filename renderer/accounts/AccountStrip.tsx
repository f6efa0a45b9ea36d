import { useShallow } from 'zustand/shallow';
import { usePanel } from '../panelStore.ts';
import { AccountCard } from './AccountCard.tsx';
import './accounts.css';

export function AccountStrip() {
  const ids = usePanel(useShallow((state) => state.snapshot?.accounts.map((account) => account.id) ?? []));
  return (
    <section className="accounts" aria-label="Accounts" tabIndex={-1}>
      {ids.length === 0 && <p className="accounts-none">No account is connected yet.</p>}
      {ids.map((id) => (
        <AccountCard key={id} id={id} />
      ))}
    </section>
  );
}

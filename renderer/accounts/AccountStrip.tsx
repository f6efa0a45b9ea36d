import { useShallow } from 'zustand/shallow';
import { knowledgeOf } from '../knowledge.ts';
import { usePanel } from '../panelStore.ts';
import { AccountCard } from './AccountCard.tsx';
import './accounts.css';

export function AccountStrip() {
  const ids = usePanel(useShallow((state) => state.snapshot?.accounts.map((account) => account.id) ?? []));
  const starting = usePanel((state) => knowledgeOf(state.snapshot) === 'starting');
  const environment = usePanel((state) => state.snapshot?.environment);
  if (ids.length === 0 && environment === 'live') return null; // LiveStart says why, in the room of the positions
  return (
    <section className="accounts" aria-label="Accounts" tabIndex={-1}>
      {ids.length === 0 &&
        (starting ? (
          ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => (
            <div key={name} className="skeleton-block" aria-hidden="true" />
          ))
        ) : (
          <p className="accounts-none">No account is connected.</p>
        ))}
      {ids.map((id) => (
        <AccountCard key={id} id={id} />
      ))}
    </section>
  );
}

import { CircleCheck, CircleHelp, CircleX, LoaderCircle } from 'lucide-react';
import type { AccountExitView, ExitView } from '../../shared/exit.ts';
import { VERDICT_LOOKS } from '../exit/verdictWords.ts';
import { formatDuration } from '../ui/numbers.ts';
import { accountName } from '../ui/venueNames.ts';

const PHASES = { closing: 'Closing', sweeping: 'Sweeping orders', proving: 'Proving', done: 'Done' } as const;
const ICONS = { flat: CircleCheck, notFlat: CircleX, unknown: CircleHelp } as const;
const TONES = { flat: 'gain', notFlat: 'loss', unknown: 'warn' } as const;

function State({ account }: { readonly account: AccountExitView }) {
  if (account.verdict === null)
    return (
      <span className="mark info">
        <LoaderCircle size={14} aria-hidden="true" className="turning" />
        {PHASES[account.phase]}
      </span>
    );
  const Icon = ICONS[account.verdict];
  return (
    <span className={`mark ${TONES[account.verdict]}`}>
      <Icon size={14} aria-hidden="true" />
      {VERDICT_LOOKS[account.verdict].short}
      {account.flatAtMs !== null && <span className="faint"> {formatDuration(account.flatAtMs)}</span>}
    </span>
  );
}

/** Each account on its own, those in trouble first; they scroll where there are many. */
export function AccountLines({ exit }: { readonly exit: ExitView }) {
  const rank = (account: AccountExitView): number => (account.verdict === null ? 1 : account.verdict === 'flat' ? 2 : 0);
  const accounts = exit.verdict === null ? exit.accounts : exit.accounts.toSorted((a, b) => rank(a) - rank(b));
  if (accounts.length === 0) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard
    <section className="scrolls" tabIndex={0} aria-label="Accounts of this exit">
      <ul className="accounts number">
        {accounts.map((account) => (
          <li key={account.accountId}>
            <span className="accounts-name">{accountName(account)}</span>
            <span className="faint">
              {exit.legs.filter((leg) => leg.accountId === account.accountId && leg.state === 'proved').length} of{' '}
              {exit.legs.filter((leg) => leg.accountId === account.accountId).length}
            </span>
            <State account={account} />
          </li>
        ))}
      </ul>
    </section>
  );
}

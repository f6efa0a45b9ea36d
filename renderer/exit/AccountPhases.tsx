import { CircleCheck, CircleHelp, CircleX, LoaderCircle } from 'lucide-react';
import type { AccountExitView } from '../../shared/exit.ts';
import { formatDuration, plural } from '../ui/numbers.ts';
import { PHASE_WORDS } from './exitWords.ts';
import { VERDICT_LOOKS } from './verdictWords.ts';
import { shortVenueName, venueName } from '../ui/venueNames.ts';

const ICONS = { flat: CircleCheck, notFlat: CircleX, unknown: CircleHelp } as const;
const TONES = { flat: 'gain', notFlat: 'loss', unknown: 'warn' } as const;

function AccountState({ account }: { readonly account: AccountExitView }) {
  if (account.verdict === null) {
    return (
      <span className="mark info">
        <LoaderCircle size={14} aria-hidden="true" className="turning" />
        {PHASE_WORDS[account.phase]}
      </span>
    );
  }
  const Icon = ICONS[account.verdict];
  return (
    <span className={`mark ${TONES[account.verdict]}`}>
      <Icon size={14} aria-hidden="true" />
      {VERDICT_LOOKS[account.verdict].short}
    </span>
  );
}

const costWords = (account: AccountExitView): string =>
  `${plural(account.requests, 'request')} to the venue, ${plural(account.ordersCancelled, 'order')} cancelled`;

/** The little that fits under a name: how long it took, or how many requests so far; all of it is in the title. */
const costLine = (account: AccountExitView): string =>
  [
    account.flatAtMs === null ? plural(account.requests, 'request') : formatDuration(account.flatAtMs),
    account.ordersCancelled === 0 ? null : `${account.ordersCancelled} cancelled`,
  ]
    .filter((part) => part !== null)
    .join(' · ');

/** Each account on its own: one that fails holds up no other. */
export function AccountPhases({ accounts }: { readonly accounts: readonly AccountExitView[] }) {
  return (
    <ul className="phases" aria-label="Accounts of this exit">
      {accounts.map((account) => (
        <li key={account.accountId} className="phase" data-verdict={account.verdict ?? undefined}>
          <span className="phase-name" title={`${venueName(account.venue)} ${account.label}`}>
            {account.label} <span className="phase-venue">{shortVenueName(account.venue)}</span>
          </span>
          <AccountState account={account} />
          <span className="phase-cost faint number" title={costWords(account)}>
            {costLine(account)}
          </span>
        </li>
      ))}
    </ul>
  );
}

// A saved filter in words, and whether its scope still means an account.
import type { AccountView } from '../../shared/account.ts';
import type { FlattenFilter } from '../../shared/exit.ts';
import type { SavedFilter } from '../../shared/savedFilter.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import type { AccountEntry } from '../../shared/vault.ts';
import { accountName, venueName } from '../ui/venueNames.ts';
import { isSameScope } from './filter.ts';
import type { KnownAccounts } from './useKnownAccounts.ts';

const accountOf = (id: string, { accounts, entries }: KnownAccounts): AccountView | AccountEntry | undefined =>
  accounts.find((account) => account.id === id) ?? entries.find((entry) => entry.id === id);

/** "Main (Binance) · BTC/USDT:USDT · long". */
export function savedScopeWords({ account, venue, instrument, marketPosition }: FlattenFilter, known: KnownAccounts): string {
  const found = account === undefined ? undefined : accountOf(account, known);
  return [
    account === undefined ? undefined : found === undefined ? 'an account that is not here' : accountName(found),
    venue === undefined ? undefined : venueName(venue),
    instrument,
    marketPosition,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

export type SavedStanding = Readonly<{ kind: 'usable' } | { kind: 'waiting' | 'gone'; words: string }>;

/** `waiting`: its account may come back. `gone`: it does not exist any more; a scope without a restriction to it is not offered instead. */
export function standingOf({ account, venue }: FlattenFilter, known: KnownAccounts): SavedStanding {
  const { accounts, entries, environment, vault } = known;
  if (account !== undefined) {
    if (accounts.some(({ id }) => id === account)) return { kind: 'usable' };
    if (entries.some(({ id }) => id === account)) return { kind: 'waiting', words: 'Its account is not connected' };
    const listed = environment === 'practice' ? accounts.length > 0 : vault.state === 'open' || vault.state === 'session';
    return listed ? { kind: 'gone', words: 'Its account is gone' } : { kind: 'waiting', words: 'The accounts are not open yet' };
  }
  if (venue !== undefined && accounts.every((each) => each.venue !== venue))
    return { kind: 'waiting', words: `No account at ${venueName(venue)} is connected` };
  return { kind: 'usable' };
}

/** Those of the environment that is on, by name. */
export const savedFiltersOf = (snapshot: Pick<PanelSnapshot, 'environment' | 'settings'> | null): readonly SavedFilter[] =>
  (snapshot?.settings.savedFilters ?? [])
    .filter(({ environment }) => environment === snapshot?.environment)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));

/** The saved filter that is just what the filter bar offers. */
export const savedAs = (saved: readonly SavedFilter[], offered: FlattenFilter | null): SavedFilter | null =>
  offered === null ? null : (saved.find(({ filter }) => isSameScope(filter, offered)) ?? null);

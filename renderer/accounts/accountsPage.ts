// Which page of the accounts dialog is open. Many places lead there: the header, the empty live panel, a notice.
import { create } from 'zustand';
import type { AccountId } from '../../shared/account.ts';
import type { ImportReport } from '../../shared/vault.ts';

/** What follows when it is decided how keys are kept. */
export type AfterSetup = 'add' | 'import' | 'list';

export type AccountsPage = Readonly<
  | { kind: 'closed' }
  /** `said`: what was just done. `fresh`: the account that it was done with. */
  | { kind: 'list'; said: string | null; fresh: AccountId | null }
  /** Who keeps the keys: asked before the first account, or when a session's keys are to be stored after all. */
  | { kind: 'setup'; next: AfterSetup }
  | { kind: 'add' }
  | { kind: 'report'; report: ImportReport }
>;

type AccountsPageState = Readonly<{ page: AccountsPage; turnTo: (page: AccountsPage) => void }>;

export const useAccountsPage = create<AccountsPageState>()((set) => ({
  page: { kind: 'closed' },
  turnTo: (page) => set({ page }),
}));

export const closedPage: AccountsPage = { kind: 'closed' };
export const listPage = (said: string | null = null, fresh: AccountId | null = null): AccountsPage => ({
  kind: 'list',
  said,
  fresh,
});

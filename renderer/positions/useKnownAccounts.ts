import { useShallow } from 'zustand/shallow';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { emptyVault } from '../../shared/vault.ts';
import { usePanel } from '../panelStore.ts';

export type KnownAccounts = Pick<PanelSnapshot, 'environment' | 'accounts' | 'entries' | 'vault'>;
const nothing: KnownAccounts = { environment: 'practice', accounts: [], entries: [], vault: emptyVault };

/** Whose names a scope may carry. */
export const useKnownAccounts = (): KnownAccounts =>
  usePanel(
    useShallow(({ snapshot }): KnownAccounts => {
      const { environment, accounts, entries, vault } = snapshot ?? nothing;
      return { environment, accounts, entries, vault };
    }),
  );
